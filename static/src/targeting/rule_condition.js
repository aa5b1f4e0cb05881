import { Component, useState } from "@odoo/owl";
import { RuleMenu } from "./rule_menu";
import { useFocusWhenNew } from "./use_focus_when_new";
import { getValueEditor } from "./rule_value";

/** One rule, read from left to right: attribute, operator, value. */
export class RuleCondition extends Component {
    static template = "crm_dealership.RuleCondition";
    static components = { RuleMenu };
    static props = {
        tree: Object,
        node: Object,
        attributeGroups: Array,
    };

    setup() {
        this.tree = useState(this.props.tree);
        this.node = useState(this.props.node);
        // The value is what a new rule lacks; where there is none, the operator may be wrong.
        useFocusWhenNew(this.tree, this.node, [".o_rule_value :is(input, button)", ".o_rule_operator button"]);
    }

    get catalogue() {
        return this.tree.catalogue;
    }

    get attribute() {
        return this.catalogue.getAttribute(this.node.attribute);
    }

    get operators() {
        const keys = this.attribute?.operators || [this.node.operator];
        return keys.map((key) => [key, this.catalogue.operators[key]?.label || key]);
    }

    /** "was exactly … ago": the value stands where the dots are, so that the row reads as prose. */
    get operatorWords() {
        const label = this.catalogue.operators[this.node.operator]?.label || this.node.operator;
        const [before, after = ""] = label.split("…");
        return { before: before.trim(), after: after.trim() };
    }

    get valueEditor() {
        const shape = this.catalogue.getShape(this.node.operator);
        return this.attribute && getValueEditor(shape, this.attribute.type);
    }

    get units() {
        return this.catalogue.getUnits(this.attribute);
    }
}
