import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Chooses, by its name, one of the dates that the records of a scenario have. */
export class AnchorField extends Component {
    static template = "crm_dealership.AnchorField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ choices: [] });
        useRecordObserver(async (record) => {
            const subject = record.data.subject;
            if (subject !== this.subject) {
                this.subject = subject;
                const choices = subject
                    ? await this.orm.call("dealership.scenario", "get_anchor_choices", [subject])
                    : [];
                if (subject === this.subject) {
                    this.state.choices = choices;
                }
            }
        });
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get label() {
        const choice = this.state.choices.find(([key]) => key === this.value);
        return choice ? choice[1] : this.value;
    }

    onChange(ev) {
        this.props.record.update({ [this.props.name]: ev.target.value || false });
    }
}

registry.category("fields").add("dealership_anchor", {
    component: AnchorField,
    displayName: _t("Date of the record"),
    supportedTypes: ["char"],
    fieldDependencies: [{ name: "subject", type: "selection" }],
});
