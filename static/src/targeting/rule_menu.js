import { Component } from "@odoo/owl";
import { AttributeSelectMenu } from "./attribute_select_menu";

/**
 * One word of a rule that is chosen from a list: Odoo's select menu behind a button as wide as
 * what it says, so that a row of them reads as a sentence.
 */
export class RuleMenu extends Component {
    static template = "crm_dealership.RuleMenu";
    static components = { SelectMenu: AttributeSelectMenu };
    static props = {
        label: String, // what a screen reader says before the value
        choices: { type: Array, optional: true }, // [[value, label], …]
        groups: { type: Array, optional: true }, // as SelectMenu takes them
        value: { optional: true },
        onSelect: Function,
        placeholder: { type: String, optional: true },
        text: { type: String, optional: true }, // what to show instead of the chosen label
        icon: { type: String, optional: true },
        class: { type: String, optional: true },
    };
    static defaultProps = { choices: [], groups: [] };

    get choices() {
        return this.props.choices.map(([value, label]) => ({ value, label }));
    }

    get isSearchable() {
        return this.props.groups.length > 0 || this.props.choices.length > 8;
    }

    get text() {
        if (this.props.text) {
            return this.props.text;
        }
        const choices = [...this.choices, ...this.props.groups.flatMap((group) => group.choices)];
        const chosen = choices.find((choice) => choice.value === this.props.value);
        return chosen?.label || this.props.placeholder || String(this.props.value ?? "");
    }
}
