import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { booleanToggleField, BooleanToggleField } from "@web/views/fields/boolean_toggle/boolean_toggle_field";

/** Turns the scenario of a row on or off, and says what has come of it: it may have to be approved first. */
export class ScenarioSwitchField extends BooleanToggleField {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.action = useService("action");
    }

    async onChange(on) {
        const { resModel, resId } = this.props.record;
        this.state.value = on;
        try {
            const message = await this.orm.call(resModel, "action_switch", [[resId], on]);
            await this.action.doAction(message);
        } catch (error) {
            this.state.value = !on;
            throw error;
        }
    }
}

registry.category("fields").add("dealership_scenario_switch", {
    ...booleanToggleField,
    component: ScenarioSwitchField,
});
