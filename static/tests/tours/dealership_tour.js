import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

/** A morning at the dealership: a customer and their vehicles, the day's appointments, a work order. */
registry.category("web_tour.tours").add("dealership_morning", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "open the application",
            trigger: '.o_app[data-menu-xmlid="crm_dealership.menu_dealership_root"]',
            run: "click",
        },
        {
            content: "look for a customer",
            trigger: ".o_searchview_input",
            run: "edit Zélie Tourneuf",
        },
        {
            trigger: ".o_searchview_input",
            run: "press Enter",
        },
        {
            content: "open the customer",
            trigger: ".o_data_row td[name=name]:contains(Zélie Tourneuf)",
            run: "click",
        },
        {
            content: "the vehicle is on the customer's form",
            trigger: ".o_field_widget[name=vehicle_ids] td:contains(ZZ-001-ZZ)",
        },
        {
            content: "open the customer's vehicles",
            trigger: "button[name=action_view_vehicles]",
            run: "click",
        },
        {
            content: "they are a list of their own",
            trigger: ".o_breadcrumb .o_last_breadcrumb_item:contains(Vehicles)",
        },
        {
            trigger: ".o_list_view .o_data_row td[name=license_plate]:contains(ZZ-001-ZZ)",
            run: "click",
        },
        {
            content: "the form is the dealership's, with the owner",
            trigger: ".o_form_view .o_field_widget[name=owner_id] input:value('Zélie Tourneuf')",
        },
        {
            content: "open the menu of customers",
            trigger: 'button[data-menu-xmlid="crm_dealership.menu_dealership_customers"]',
            run: "click",
        },
        {
            trigger: '.o-dropdown-item[data-menu-xmlid="crm_dealership.calendar_event_menu"]',
            run: "click",
        },
        {
            content: "the calendar shows the appointment of today",
            trigger: ".o_calendar_view .fc-event:contains(Brakes of Zélie)",
            run: "click",
        },
        {
            trigger: ".o_cw_popover .o_cw_popover_edit",
            run: "click",
        },
        {
            content: "the customer is there",
            trigger: "button[name=action_arrive_appointment]",
            run: "click",
        },
        {
            content: "open the work order",
            trigger: "button[name=action_create_repair_order]",
            run: "click",
        },
        {
            content: "customer and vehicle come from the appointment",
            trigger: ".o_form_view .o_field_widget[name=partner_id] input:value('Zélie Tourneuf')",
        },
        {
            trigger: ".o_field_widget[name=name] input",
            run: "edit OR-TOUR",
        },
        {
            content: "start the work",
            trigger: "button[name=action_start]",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current[data-value=in_progress]",
        },
    ],
});
