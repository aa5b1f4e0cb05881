import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** 200 → "3 min 20" */
export function formatMinutes(seconds) {
    const minutes = Math.floor(seconds / 60);
    const rest = seconds % 60;
    if (minutes >= 60) {
        const padded = String(minutes % 60).padStart(2, "0");
        return _t("%(hours)s h %(minutes)s", { hours: Math.floor(minutes / 60), minutes: padded });
    }
    return rest
        ? _t("%(minutes)s min %(seconds)s", { minutes, seconds: String(rest).padStart(2, "0") })
        : _t("%s min", minutes);
}

/** The clock of a setting as a line: when it reminds, and when a lead is overdue. */
export class LifetimeLineField extends Component {
    static template = "crm_dealership.LifetimeLineField";
    static props = { ...standardFieldProps };

    get marks() {
        const { minutes, has_reminders: reminds, reminder_count: count } = this.props.record.data;
        const reminders = reminds ? Number(count) : 0;
        const marks = [];
        for (let number = 1; number <= reminders; number++) {
            const share = number / (reminders + 1);
            marks.push({
                percent: share * 100,
                icon: "fa-bell text-warning",
                title: _t("Reminder %s", number),
                label: formatMinutes(Math.round(minutes * 60 * share)),
            });
        }
        const title = _t("Waiting Too Long");
        return [
            ...marks,
            { percent: 100, icon: "fa-exclamation-circle text-danger", title, label: formatMinutes(minutes * 60) },
        ];
    }
}

registry.category("fields").add("dealership_lifetime_line", {
    component: LifetimeLineField,
    displayName: _t("Line of the Lifetime"),
    supportedTypes: ["selection"],
    fieldDependencies: [
        { name: "minutes", type: "integer" },
        { name: "has_reminders", type: "boolean" },
    ],
});
