import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { openFound } from "./open_found";
import { RulePreview } from "./rule_preview";
import { useRulePreview } from "./use_rule_preview";

const MODEL = "dealership.targeting";

/** How many an operation finds, while one chooses the targetings it is made of. */
export class OperationPreview extends Component {
    static template = "crm_dealership.OperationPreview";
    static components = { RulePreview };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ error: "" });
        this.question = "";
        const { preview, refresh, cancel, setPurpose } = useRulePreview({
            method: "preview_operation",
            reachMethod: "preview_operation_reach",
            onAnswer: (error) => (this.state.error = error ? error.message : ""),
        });
        Object.assign(this, { preview, refresh, cancel, setPurpose });
        useRecordObserver((record) => this.onRecordChange(record));
    }

    /** Ask anew when the operation or its targetings changed, not for every other field. */
    onRecordChange({ data, resId }) {
        const operands = data.operand_ids.records.map((line) => line.data.operand_id?.id || false);
        const args = [data.subject, data.operation, operands.filter(Boolean), resId || false];
        const question = JSON.stringify([data.mode, args]);
        if (question === this.question) {
            return;
        }
        this.question = question;
        this.state.error = "";
        if (data.mode === "operation" && data.subject && args[2].length > 1) {
            this.refresh(args);
        } else {
            this.cancel();
        }
    }

    get hint() {
        const { operand_ids: operands } = this.props.record.data;
        return operands.records.length < 2
            ? _t("Choose at least two targetings: the number follows.")
            : this.state.error;
    }

    get noun() {
        const { data, fields } = this.props.record;
        return Object.fromEntries(fields.subject.selection)[data.subject] || "";
    }

    async openRecord(id) {
        const { categories } = await this.orm.call(MODEL, "get_catalogue", []);
        const { subject } = this.props.record.data;
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: categories.find(({ key }) => key === subject).model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openList() {
        return openFound(this.action, this.props.record);
    }
}

export const operationPreview = {
    component: OperationPreview,
    fieldDependencies: [
        { name: "mode", type: "selection" },
        { name: "subject", type: "selection" },
        { name: "operation", type: "selection" },
    ],
};

registry.category("view_widgets").add("dealership_operation_preview", operationPreview);
