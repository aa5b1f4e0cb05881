import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { formatInteger } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { explainFailure } from "../targeting/rpc_failure";
import { RuleReach } from "../targeting/rule_reach";
import { RuleUnknown } from "../targeting/rule_unknown";

/** In the form of a scenario: whom its targeting would reach now, by the channels of its steps. */
export class ScenarioReach extends Component {
    static template = "crm_dealership.ScenarioReach";
    static components = { RuleReach, RuleUnknown };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ channels: [], total: null, unknown: 0, failure: "", isLoading: false });
        this.question = "";
        useRecordObserver((record) => this.onRecordChange(record));
    }

    /** Ask anew when the targeting, its channels, the purpose or the point of sale changed; never wait for it. */
    onRecordChange({ data, resId }) {
        const channels = data.step_ids.records.map((step) => step.data.channel);
        const args = [
            data.targeting_id?.id || false,
            data.purpose,
            data.team_id?.id || false,
            channels,
            resId || false,
        ];
        const question = JSON.stringify(args);
        if (question !== this.question) {
            this.question = question;
            this.ask(question, args);
        }
    }

    async ask(question, [targetingId, ...others]) {
        const answer = { channels: [], total: null, unknown: 0, failure: "" };
        this.state.isLoading = Boolean(targetingId);
        if (targetingId) {
            try {
                const args = [[targetingId], ...others];
                Object.assign(answer, await this.orm.silent.call("dealership.targeting", "preview_own_reach", args));
            } catch (error) {
                answer.failure = _t("The number can't be computed: %(reason)s", { reason: explainFailure(error) });
            }
        }
        if (question === this.question) {
            Object.assign(this.state, answer, { isLoading: false });
        }
    }

    get text() {
        const { total, isLoading } = this.state;
        if (total === null) {
            return isLoading ? _t("Counting…") : "";
        }
        return total === 1
            ? _t("1 customer is found now.")
            : _t("%(count)s customers are found now.", { count: formatInteger(total) });
    }
}

export const scenarioReach = {
    component: ScenarioReach,
    fieldDependencies: [
        { name: "targeting_id", type: "many2one", relation: "dealership.targeting" },
        { name: "purpose", type: "selection" },
        { name: "team_id", type: "many2one", relation: "crm.team" },
    ],
};

registry.category("view_widgets").add("dealership_scenario_reach", scenarioReach);
