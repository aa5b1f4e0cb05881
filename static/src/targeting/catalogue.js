import { _t } from "@web/core/l10n/translation";

/** What a person most often means by a new rule; any other type starts with its first operator. */
const FIRST_OPERATORS = { choice: "in", link: "in", date: "ago_exactly", datetime: "ago_exactly" };

const isPresent = (value) => ![undefined, null, "", false].includes(value);

/** By shape of the value (`operators[…].value` of the catalogue): what a new rule starts with. */
const BLANKS = {
    none: () => undefined,
    scalar: (attribute) => (attribute.type === "boolean" ? true : undefined),
    list: () => [],
    range: () => [null, null],
    relative: () => ({ n: 1, unit: "day" }),
    ahead: () => ({ n: 0 }),
};

/** By shape of the value: whether there is all that the server needs to evaluate it. */
const CHECKS = {
    none: () => true,
    scalar: (value, attribute) => attribute.type === "boolean" || isPresent(value),
    list: (value) => Boolean(value?.length),
    range: (value) => value?.length === 2 && value.every(isPresent),
    relative: (value) => Number.isInteger(value?.n) && value.n >= 0 && isPresent(value.unit),
    ahead: (value) => Number.isInteger(value?.n) && value.n >= 0,
};

/**
 * The categories, attributes and operators a rule may use, as the server declares them
 * (`dealership.targeting`, method `get_catalogue`), with the questions the editor asks of them.
 */
export class Catalogue {
    constructor({ categories, operators, units, picks, matches }) {
        this.categories = categories;
        this.operators = operators;
        this.units = units;
        this.picks = picks;
        this.matches = matches;
        this.attributes = new Map();
        for (const category of categories) {
            for (const attribute of category.attributes) {
                this.attributes.set(attribute.key, { ...attribute, category });
            }
        }
    }

    getCategory(key) {
        return this.categories.find((category) => category.key === key);
    }

    getAttribute(key) {
        return this.attributes.get(key);
    }

    /** @returns {"none"|"scalar"|"list"|"range"|"relative"|"ahead"|undefined} */
    getShape(operator) {
        return this.operators[operator]?.value;
    }

    /** [[unit, plural, singular], …] that suit an attribute. */
    getUnits(attribute) {
        return this.units.filter(([unit]) => attribute.units?.includes(unit));
    }

    getFirstOperator(attribute) {
        const preferred = FIRST_OPERATORS[attribute.type];
        return attribute.operators.includes(preferred) ? preferred : attribute.operators[0];
    }

    getBlankValue(attribute, operator) {
        return BLANKS[this.getShape(operator)]?.(attribute);
    }

    /** Whether a value given for one attribute and operator can stay with another pair of them. */
    canKeepValue(from, to, value) {
        const shape = this.getShape(to.operator);
        if (this.getShape(from.operator) !== shape) {
            return false;
        }
        if (shape === "relative") {
            return this.getUnits(to.attribute).some(([unit]) => unit === value?.unit);
        }
        return (
            from.attribute.type === to.attribute.type &&
            from.attribute.relation === to.attribute.relation &&
            (from.attribute.type !== "choice" || from.attribute.key === to.attribute.key)
        );
    }

    /** An attribute that is unknown here is left to the server, which says so on its node. */
    isComplete({ attribute: key, operator, value }) {
        const attribute = this.getAttribute(key);
        const check = CHECKS[this.getShape(operator)];
        return !attribute || !check || check(value, attribute);
    }

    /**
     * Groups of choices for the attribute menu: the subject's own category first, the fields
     * nobody declared ("More fields") after everything that was.
     *
     * @param {string} subject key of the category that comes first
     * @param {string} [only] key of the one category to offer
     */
    getAttributeGroups(subject, only) {
        const offered = this.categories.filter(({ key }) => !only || key === only);
        const rank = ({ key }) => (key === subject ? 0 : 1);
        const categories = offered.sort((a, b) => rank(a) - rank(b));
        const more = (label) => _t("%(category)s: more fields", { category: label });
        return [
            ...categories.map((category) => this._getGroup(category, "main", category.label)),
            ...categories.map((category) => this._getGroup(category, "more", more(category.label))),
        ].filter((group) => group.choices.length);
    }

    _getGroup(category, group, label) {
        const attributes = category.attributes.filter((attribute) => attribute.group === group);
        return {
            label,
            choices: attributes.map((attribute) => ({
                value: attribute.key,
                // The category is part of the label so that it can be searched for.
                label: `${category.label} · ${attribute.label}`,
                name: attribute.label,
                help: attribute.help,
            })),
        };
    }
}
