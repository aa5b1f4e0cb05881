import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatDuration, parseIntervals, readClock, URGENT_SHARE } from "./time_left";

const { DateTime } = luxon;
const TICK = 1000;

/** How long a lead may still wait: a bar and the minutes, counted down without asking the server again. */
export class TimeLeftField extends Component {
    static template = "crm_dealership.TimeLeftField";
    static props = { ...standardFieldProps };

    setup() {
        // The component renders when what it shows changes, not at each tick.
        this.state = useState({ text: "", percent: 0 });
        this.tick();
        onMounted(() => (this.timer = setInterval(() => this.tick(), TICK)));
        onWillUnmount(() => clearInterval(this.timer));
    }

    get deadline() {
        return this.props.record.data[this.props.name];
    }

    get clock() {
        const intervals = parseIntervals(this.props.record.data.open_intervals);
        return readClock(intervals, this.deadline.toMillis(), Date.now());
    }

    tick() {
        if (!this.deadline) {
            return;
        }
        const { left, share } = this.clock;
        this.state.text = formatDuration(left);
        this.state.percent = Math.round(share * 100);
    }

    get shown() {
        const { left, share, overdue, pausedUntil } = this.clock;
        return {
            percent: Math.round(share * 100),
            text: overdue ? _t("Overdue %s", formatDuration(left)) : formatDuration(left),
            isPaused: Boolean(pausedUntil),
            color: overdue ? "danger" : share >= URGENT_SHARE ? "warning" : "success",
            title: this.getTitle(overdue, pausedUntil),
        };
    }

    getTitle(overdue, pausedUntil) {
        const deadline = formatDateTime(this.deadline, { showSeconds: false });
        if (overdue) {
            return _t("Was to be handled by %s", deadline);
        }
        if (pausedUntil) {
            const opens = formatDateTime(DateTime.fromMillis(pausedUntil), { showSeconds: false });
            return _t("Closed now: the clock goes on at %(opens)s. To be handled by %(deadline)s", { opens, deadline });
        }
        return _t("To be handled by %s", deadline);
    }
}

registry.category("fields").add("dealership_time_left", {
    component: TimeLeftField,
    displayName: _t("Time Left"),
    supportedTypes: ["datetime"],
    fieldDependencies: [{ name: "open_intervals", type: "json", readonly: true }],
});
