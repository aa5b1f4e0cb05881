import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Turns the scenario of a row on or off, and says what has come of it: it may have to be approved first.
 * Works in lists that are not edited in place, where Odoo's own toggle does not.
 */
export class ScenarioSwitchField extends Component {
    static template = "crm_dealership.ScenarioSwitchField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ busy: false });
    }

    get on() {
        return this.props.record.data[this.props.name] !== this.state.busy;
    }

    get disabled() {
        return this.state.busy || ["ended", "submitted"].includes(this.props.record.data.state);
    }

    async onClick() {
        const { resModel, resId, data } = this.props.record;
        this.state.busy = true;
        try {
            const message = await this.orm.call(resModel, "action_switch", [[resId], !data[this.props.name]]);
            await this.action.doAction(message);
        } finally {
            this.state.busy = false;
        }
    }
}

registry.category("fields").add("dealership_scenario_switch", {
    component: ScenarioSwitchField,
    supportedTypes: ["boolean"],
    fieldDependencies: [{ name: "state", type: "selection" }],
});
