import { deepCopy, omit } from "@web/core/utils/objects";

const EMPTY_TREE = { match: "all", rules: [] };

let lastId = 0;

/** A node in the editor is its JSON plus an id that outlives every edit of its neighbours. */
function toNode(json) {
    const node = { ...json, id: ++lastId };
    if (json.rules) {
        node.rules = json.rules.map(toNode);
    }
    return node;
}

function toJson(node) {
    const json = omit(node, "id");
    return json.rules ? { ...json, rules: json.rules.map(toJson) } : json;
}

function* walk(node) {
    yield node;
    for (const rule of node.rules || []) {
        yield* walk(rule);
    }
}

export const isCondition = (node) => "attribute" in node;
export const isScope = (node) => "has" in node;

/**
 * The tree being edited. Components change it through these methods only, each of which ends
 * with `onChange`; `toJson` gives back what the field stores, and nothing else.
 */
export class RuleTree {
    /** @param {() => void} onChange called after each change made by the user */
    constructor(onChange) {
        this.onChange = onChange;
        this.catalogue = null;
        this.subject = false;
        this.root = toNode(EMPTY_TREE);
        /** What the server has to say about one node: `{ id, message }`. */
        this.problem = null;
        /** The node that takes the focus as soon as it is drawn. */
        this.focusId = null;
    }

    // ------------------------------------------------------------------------
    // JSON
    // ------------------------------------------------------------------------

    load(json) {
        this.root = toNode(deepCopy(json) || EMPTY_TREE);
        this.problem = null;
    }

    toJson() {
        return deepCopy(toJson(this.root));
    }

    get isComplete() {
        return ![...walk(this.root)].some((node) => this.isIncomplete(node));
    }

    isIncomplete(node) {
        return isCondition(node) && !this.catalogue.isComplete(node);
    }

    // ------------------------------------------------------------------------
    // Problems
    // ------------------------------------------------------------------------

    /** @param {{ path: string, message: string }|false} error as `preview_rule` returns it */
    setProblem(error) {
        this.problem = error ? { id: this._find(error.path).id, message: error.message } : null;
    }

    /** The node of a path such as "rules[1].rules[0]"; the nearest ancestor if it is gone. */
    _find(path) {
        let node = this.root;
        for (const [, index] of (path || "").matchAll(/rules\[(\d+)\]/g)) {
            node = node.rules?.[index] || node;
        }
        return node;
    }

    // ------------------------------------------------------------------------
    // Nodes
    // ------------------------------------------------------------------------

    addCondition(group, key) {
        const attribute = this.catalogue.getAttribute(key);
        const operator = this.catalogue.getFirstOperator(attribute);
        const value = this.catalogue.getBlankValue(attribute, operator);
        this._insert(group, { attribute: key, operator, value });
    }

    addGroup(group) {
        this._insert(group, { match: group.match === "all" ? "any" : "all", rules: [] });
    }

    addScope(group, category) {
        const times = { operator: ">=", value: 1 };
        this._insert(group, { has: category, pick: "any", times, match: "all", rules: [] });
    }

    duplicate(group, node) {
        this._insert(group, deepCopy(toJson(node)), this._indexOf(group, node) + 1);
    }

    remove(group, node) {
        group.rules.splice(this._indexOf(group, node), 1);
        this._changed();
    }

    _indexOf(group, node) {
        return group.rules.findIndex((rule) => rule.id === node.id);
    }

    _insert(group, json, index = group.rules?.length || 0) {
        const node = toNode(json);
        this.focusId = node.id;
        group.rules ||= []; // a scope may come without any
        group.rules.splice(index, 0, node);
        this._changed();
    }

    // ------------------------------------------------------------------------
    // Conditions
    // ------------------------------------------------------------------------

    /** Operator and value stay when the new attribute has a use for them. */
    setAttribute(condition, key) {
        const attribute = this.catalogue.getAttribute(key);
        const operator = attribute.operators.includes(condition.operator)
            ? condition.operator
            : this.catalogue.getFirstOperator(attribute);
        this._setMeaning(condition, attribute, operator);
    }

    setOperator(condition, operator) {
        this._setMeaning(condition, this.catalogue.getAttribute(condition.attribute), operator);
    }

    setValue(condition, value) {
        condition.value = value;
        this._changed();
    }

    _setMeaning(condition, attribute, operator) {
        const before = {
            attribute: this.catalogue.getAttribute(condition.attribute),
            operator: condition.operator,
        };
        const after = { attribute, operator };
        Object.assign(condition, { attribute: attribute.key, operator });
        if (!before.attribute || !this.catalogue.canKeepValue(before, after, condition.value)) {
            condition.value = this.catalogue.getBlankValue(attribute, operator);
        }
        this._changed();
    }

    // ------------------------------------------------------------------------
    // Groups and scopes
    // ------------------------------------------------------------------------

    /** @param {Object} changes some of `match`, `pick`, `times` and `has` */
    update(node, changes) {
        Object.assign(node, changes);
        this._changed();
    }

    /** The rules of a scope speak of its category: they have no meaning in another one. */
    setCategory(scope, category) {
        const { picks } = this.catalogue.getCategory(category);
        const pick = picks.includes(scope.pick) ? scope.pick : "any";
        this.update(scope, { has: category, pick, rules: [] });
    }

    _changed() {
        this.problem = null;
        this.onChange();
    }
}
