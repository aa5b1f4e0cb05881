import { useState } from "@odoo/owl";
import { TRIGGER_FILTERS } from "@base_automation/utils";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { selectionField, SelectionField } from "@web/views/fields/selection/selection_field";

const GROUPS = [
    ["dealership", _t("Dealership")],
    ["record", _t("The Record Changes")],
    ["message", _t("Discussion")],
    ["time", _t("Time")],
    ["webhook", _t("From Outside")],
];

function getGroup(trigger) {
    if (trigger.startsWith("dealership_")) {
        return "dealership";
    }
    const [, word] = trigger.match(/^on_(message|time|webhook)/) || [];
    return word || "record";
}

/**
 * The trigger of an automation rule. Odoo's own field knows the triggers of Odoo only and cannot be extended; this one
 * groups whatever triggers there are, and leaves out what cannot happen to the model.
 */
export class TriggerField extends SelectionField {
    static template = "base_automation.TriggerSelectionField";

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.state = useState({ fields: [] });
        useRecordObserver(async (record) => {
            const modelId = record.data.model_id?.id;
            if (modelId !== this.modelId) {
                this.modelId = modelId;
                const fields = await this.orm.searchRead(
                    "ir.model.fields",
                    [["model_id", "=", modelId || 0]],
                    ["name", "ttype", "relation"],
                );
                if (modelId === this.modelId) {
                    this.state.fields = fields;
                }
            }
        });
    }

    get groups() {
        const choices = this.options
            .filter(([trigger]) => this.canHappen(trigger))
            .map(([value, label]) => ({ value, label }));
        return GROUPS.map(([key, label]) => ({
            label,
            choices: choices.filter(({ value }) => getGroup(value) === key),
        })).filter((group) => group.choices.length);
    }

    canHappen(trigger) {
        const { data } = this.props.record;
        if (trigger === data[this.props.name]) {
            return true;
        }
        switch (getGroup(trigger)) {
            case "dealership":
                return (data.dealership_triggers || []).includes(trigger);
            case "message":
                return data.model_is_mail_thread;
        }
        // Odoo keeps "on_write" for rules of old versions only.
        const suits = TRIGGER_FILTERS[trigger] || (() => true);
        return trigger !== "on_write" && this.state.fields.some(suits);
    }
}

registry.category("fields").add("dealership_trigger", {
    ...selectionField,
    component: TriggerField,
    fieldDependencies: [
        { name: "model_is_mail_thread", type: "boolean" },
        { name: "dealership_triggers", type: "json" },
    ],
});
