/* global Chart */

import { loadBundle } from "@web/core/assets";
import { getColor } from "@web/core/colors/colors";
import { cookie } from "@web/core/browser/cookie";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";

/** One bar per day, made of one part per channel: `{days: [label], series: [{label, values}]}`. */
export class RehearsalChart extends Component {
    static template = "crm_dealership.RehearsalChart";
    static props = { ...standardFieldProps };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvas.el, this.getConfig());
                return () => chart.destroy();
            },
            () => [JSON.stringify(this.value)],
        );
    }

    get value() {
        return this.props.record.data[this.props.name] || { days: [], series: [] };
    }

    get isEmpty() {
        return !this.value.series.length;
    }

    getConfig() {
        const scheme = cookie.get("color_scheme");
        return {
            type: "bar",
            data: {
                labels: this.value.days,
                datasets: this.value.series.map((series, index) => ({
                    label: series.label,
                    data: series.values,
                    backgroundColor: getColor(index, scheme, "odoo"),
                    stack: "day",
                })),
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: { legend: { position: "bottom" }, tooltip: { mode: "index", intersect: false } },
                scales: {
                    x: { stacked: true, grid: { display: false } },
                    y: { stacked: true, beginAtZero: true, ticks: { precision: 0 } },
                },
            },
        };
    }
}

registry.category("fields").add("dealership_rehearsal_chart", {
    component: RehearsalChart,
    supportedTypes: ["json"],
});
