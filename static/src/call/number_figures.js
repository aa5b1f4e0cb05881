/* global Chart */

import { Component, onWillStart, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { deserializeDateTime, serializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const { DateTime } = luxon;
const COLORS = { answered: "#28a745", missed: "#dc3545", outgoing: "#6c9bd2" };

/**
 * What a tracking number brought in a period: shares of answered and missed calls, by day, and the calls.
 *
 * The form never waits for the figures; only those of the period and the number chosen last are shown.
 */
export class NumberFigures extends Component {
    static template = "crm_dealership.NumberFigures";
    static props = { ...standardWidgetProps };
    static components = { DateTimeInput };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.canvas = useRef("canvas");
        this.keepLast = new KeepLast();
        this.periods = [
            { key: "day", label: _t("24 hours"), length: { hours: 24 } },
            { key: "week", label: _t("7 days"), length: { days: 7 } },
            { key: "month", label: _t("30 days"), length: { days: 30 } },
            { key: "dates", label: _t("Dates") },
        ];
        const until = DateTime.now();
        this.state = useState({ period: "month", since: until.minus({ days: 30 }), until, figures: null });
        onWillStart(async () => {
            await loadBundle("web.chartjs_lib");
            this.load();
        });
        onWillUpdateProps((props) => {
            if (props.record.resId !== this.props.record.resId) {
                this.state.figures = null;
                this.load(props);
            }
        });
        useEffect(
            () => {
                const chart = this.draw();
                return () => chart?.destroy();
            },
            () => [this.state.figures],
        );
    }

    async load(props = this.props) {
        if (!props.record.resId) {
            return;
        }
        const bounds = [this.state.since, this.state.until].map(serializeDateTime);
        const question = this.orm.call("dealership.tracking.number", "get_figures", [[props.record.resId], ...bounds]);
        this.state.figures = await this.keepLast.add(question);
    }

    choose(period) {
        this.state.period = period.key;
        if (period.length) {
            this.state.until = DateTime.now();
            this.state.since = this.state.until.minus(period.length);
            return this.load();
        }
    }

    /** A period whose ends cross is the one day that was chosen last. */
    setBound(name, value) {
        if (value) {
            this.state[name] = name === "until" ? value.endOf("day") : value.startOf("day");
            if (this.state.since > this.state.until) {
                this.state.since = value.startOf("day");
                this.state.until = value.endOf("day");
            }
            return this.load();
        }
    }

    draw() {
        const days = this.state.figures?.days;
        if (!days || !this.canvas.el) {
            return null;
        }
        const hourly = this.state.until.diff(this.state.since, "hours").hours <= 25;
        const labels = { answered: _t("Answered"), missed: _t("Missed Calls"), outgoing: _t("Outgoing Calls") };
        // The moments are local to the user already.
        const format = hourly ? DateTime.TIME_SIMPLE : { day: "2-digit", month: "2-digit" };
        const name = (day) => DateTime.fromSQL(day.at).toLocaleString(format);
        return new Chart(this.canvas.el, {
            type: "bar",
            data: {
                labels: days.map(name),
                datasets: Object.keys(labels).map((kind) => ({
                    label: labels[kind].toString(),
                    data: days.map((day) => day[kind]),
                    backgroundColor: COLORS[kind],
                })),
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: { legend: { position: "bottom" } },
                scales: { x: { stacked: true }, y: { stacked: true, ticks: { precision: 0 } } },
            },
        });
    }

    formatMoment(text) {
        return toLocaleDateTimeString(deserializeDateTime(text));
    }

    formatDuration(seconds) {
        return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }

    formatShare(share) {
        return share === null ? "–" : _t("%s %%", share);
    }

    openCall(call) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "dealership.call",
            res_id: call.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("dealership_number_figures", { component: NumberFigures });
