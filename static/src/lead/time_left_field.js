import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { toLocaleDateTimeString } from "@web/core/l10n/dates";
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
        this.state = useState({ now: Date.now() });
        onMounted(() => (this.timer = setInterval(() => this.tick(), TICK)));
        onWillUnmount(() => clearInterval(this.timer));
    }

    get deadline() {
        return this.props.record.data[this.props.name];
    }

    get shown() {
        return this.describe(this.state.now);
    }

    /** Render when something else is to be shown, not every second: lists have many clocks. */
    tick() {
        const now = Date.now();
        if (this.deadline && JSON.stringify(this.describe(now)) !== JSON.stringify(this.shown)) {
            this.state.now = now;
        }
    }

    describe(now) {
        const intervals = parseIntervals(this.props.record.data.open_intervals);
        const { left, share, overdue, pausedUntil } = readClock(intervals, this.deadline.toMillis(), now);
        return {
            percent: Math.round(share * 100),
            text: overdue ? _t("Overdue %s", formatDuration(left)) : formatDuration(left),
            isPaused: Boolean(pausedUntil),
            color: overdue ? "danger" : share >= URGENT_SHARE ? "warning" : "success",
            title: this.getTitle(overdue, pausedUntil),
        };
    }

    getTitle(overdue, pausedUntil) {
        const deadline = toLocaleDateTimeString(this.deadline);
        if (overdue) {
            return _t("Was to be handled by %s", deadline);
        }
        if (pausedUntil) {
            const opens = toLocaleDateTimeString(DateTime.fromMillis(pausedUntil));
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
