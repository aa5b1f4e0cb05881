import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { RuleMenu } from "./rule_menu";

/** How many records there must be, as people say it: `no` is "exactly 0". */
const NO = "no";

/** "has at least 2 repair orders", "has no next appointment": the quantifier of a scope. */
export class RuleScopeHead extends Component {
    static template = "crm_dealership.RuleScopeHead";
    static components = { RuleMenu };
    static props = { tree: Object, node: Object };

    setup() {
        this.tree = useState(this.props.tree);
        this.node = useState(this.props.node);
    }

    get times() {
        return this.node.times || { operator: ">=", value: 1 };
    }

    get quantity() {
        const { operator, value } = this.times;
        return operator === "=" && value === 0 ? NO : operator;
    }

    get isAny() {
        return [undefined, "any"].includes(this.node.pick);
    }

    /** Of "the last" or "the next" there is one or none: no number to ask for. */
    get isSingle() {
        const { operator, value } = this.times;
        const isPlain = operator === ">=" && value === 1;
        return !this.isAny && (isPlain || this.quantity === NO);
    }

    get quantities() {
        const none = [NO, _t("has no")];
        if (this.isSingle) {
            return [[">=", _t("has a")], none];
        }
        const usual = [[">=", _t("has at least")], ["<=", _t("has at most")], ["=", _t("has exactly")], none];
        const unusual = [
            [">", _t("has more than")],
            ["<", _t("has fewer than")],
            ["!=", _t("has a number other than")],
        ];
        return [...usual, ...unusual.filter(([operator]) => operator === this.quantity)];
    }

    get categories() {
        const name = this.isSingle || this.quantity === NO ? "label" : "plural";
        return this.tree.catalogue.categories.map((category) => [category.key, category[name]]);
    }

    get picks() {
        const { picks } = this.tree.catalogue.getCategory(this.node.has) || { picks: [] };
        const words = { any: _t("any"), last: _t("last"), next: _t("next"), first: _t("first") };
        const offered = this.tree.catalogue.picks.filter(([pick]) => picks.includes(pick));
        return offered.map(([pick, label]) => [pick, words[pick] || label]);
    }

    setQuantity(quantity) {
        const times =
            quantity === NO ? { operator: "=", value: 0 } : { operator: quantity, value: this.times.value || 1 };
        this.tree.update(this.node, { times });
    }

    onNumberInput(ev) {
        const value = Math.trunc(Number(ev.target.value));
        if (ev.target.value !== "" && value >= 0) {
            this.tree.update(this.node, { times: { ...this.times, value } });
        }
    }

    setPick(pick) {
        const times = pick === "any" || this.quantity === NO ? this.times : { operator: ">=", value: 1 };
        this.tree.update(this.node, { pick, times });
    }
}
