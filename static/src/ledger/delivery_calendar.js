import { registry } from "@web/core/registry";
import { CalendarCommonRenderer } from "@web/views/calendar/calendar_common/calendar_common_renderer";
import { CalendarRenderer } from "@web/views/calendar/calendar_renderer";
import { calendarView } from "@web/views/calendar/calendar_view";

/** Shows the picture of the channel before the name, and what was not sent as hatched or struck out. */
export class DeliveryCalendarCommonRenderer extends CalendarCommonRenderer {
    static eventTemplate = "crm_dealership.DeliveryCalendar.event";

    eventClassNames(info) {
        const classes = super.eventClassNames(info);
        const record = this.props.model.records[info.event.id];
        const state = record?.rawRecord.state;
        if (["planned", "waiting"].includes(state)) {
            classes.push("o_event_hatched");
        } else if (["skipped", "failed"].includes(state)) {
            classes.push("o_event_striked");
        }
        return classes;
    }
}

export class DeliveryCalendarRenderer extends CalendarRenderer {
    static components = {
        ...CalendarRenderer.components,
        day: DeliveryCalendarCommonRenderer,
        week: DeliveryCalendarCommonRenderer,
        month: DeliveryCalendarCommonRenderer,
    };
}

registry.category("views").add("dealership_delivery_calendar", {
    ...calendarView,
    Renderer: DeliveryCalendarRenderer,
});
