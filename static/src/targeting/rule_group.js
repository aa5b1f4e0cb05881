import { Component, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { RuleCondition } from "./rule_condition";
import { RuleMenu } from "./rule_menu";
import { RuleScopeHead } from "./rule_scope_head";
import { isCondition, isScope } from "./rule_tree";
import { useFocusWhenNew } from "./use_focus_when_new";

/** Rules that are read together: the whole tree, a group in it, or what a scope's records must satisfy. */
export class RuleGroup extends Component {
    static template = "crm_dealership.RuleGroup";
    static components = { RuleCondition, RuleGroup, RuleMenu, RuleScopeHead };
    static props = {
        tree: Object,
        node: Object,
        category: { type: String, optional: true }, // inside a scope: the only one to speak of
        title: { type: String, optional: true }, // what is found, above the whole tree
    };

    setup() {
        this.tree = useState(this.props.tree);
        this.node = useState(this.props.node);
        this.addRef = useRef("add");
        this.isCondition = isCondition;
        this.isScope = isScope(this.node);
        useFocusWhenNew(this.tree, this.node, [".o_rule_scope_head button", ".o_rule_add_condition button"]);
    }

    get catalogue() {
        return this.tree.catalogue;
    }

    get match() {
        return this.node.match || "all"; // as the server reads a scope that leaves it out
    }

    get rules() {
        return this.node.rules || [];
    }

    /** The category all rules in here are about, if there is only one. */
    get category() {
        return this.node.has || this.props.category;
    }

    get attributeGroups() {
        return this.catalogue.getAttributeGroups(this.tree.subject, this.category);
    }

    get scopeChoices() {
        const others = this.catalogue.categories.filter(({ key }) => key !== this.tree.subject);
        return others.map(({ key, label }) => [key, label]);
    }

    /** What stands between two rules, so that they read as one sentence. */
    get conjunction() {
        return { all: _t("and"), any: _t("or"), none: _t("nor") }[this.match];
    }

    /** "has no next appointment" says it all: how rules combine matters from the first one on. */
    get isBare() {
        return this.isScope && !this.rules.length;
    }

    get emptyText() {
        return this.match === "any"
            ? _t("No rule yet: nobody is found by an empty “any of”.")
            : _t("No rule yet: nothing is left out.");
    }

    getProblem(node) {
        const { problem } = this.tree;
        return problem?.id === node.id ? problem.message : "";
    }

    getNodeClass(node) {
        return {
            o_rule_nested: !isCondition(node),
            o_rule_wrong: this.getProblem(node),
            o_rule_incomplete: this.tree.isIncomplete(node),
        };
    }

    /** The focus stays in the group when what had it goes away. */
    remove(node) {
        this.tree.remove(this.node, node);
        this.addRef.el.querySelector("button").focus();
    }

    /** In a plain input Enter starts the next rule, so that hands can stay on the keyboard. */
    onKeydown(ev) {
        if (ev.key === "Enter" && ev.target.matches("input.o_rule_input")) {
            ev.preventDefault();
            ev.stopPropagation();
            this.addRef.el.querySelector("button").click();
        }
    }
}
