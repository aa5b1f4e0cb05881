import { Component, onWillUpdateProps } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { MultiRecordSelector } from "@web/core/record_selectors/multi_record_selector";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { SelectMenu } from "@web/core/select_menu/select_menu";
import { InvalidNumberError, parseFloat } from "@web/views/fields/parsers";
import { RuleMenu } from "./rule_menu";

const { DateTime } = luxon;

const DAY_FORMAT = "yyyy-MM-dd";
const MOMENT_FORMAT = "yyyy-MM-dd'T'HH:mm:ss";

/** Shared by all editors of a value: the attribute it belongs to, the value and how to set it. */
const valueProps = {
    attribute: Object,
    value: { optional: true },
    update: Function,
    units: { type: Array, optional: true },
};

class TextValue extends Component {
    static template = "crm_dealership.TextValue";
    static props = valueProps;

    onInput(ev) {
        this.props.update(ev.target.value);
    }
}

/** A number as the user's language writes it; text that is no number (yet) stays as typed. */
class NumberValue extends Component {
    static template = "crm_dealership.NumberValue";
    static props = valueProps;

    setup() {
        this.text = this.format(this.props.value);
        onWillUpdateProps(({ value }) => {
            if (this.parse(this.text) !== (value ?? undefined)) {
                this.text = this.format(value);
            }
        });
    }

    format(value) {
        return String(value ?? "").replace(".", localization.decimalPoint);
    }

    parse(text) {
        try {
            return text.trim() ? parseFloat(text) : undefined;
        } catch (error) {
            if (error instanceof InvalidNumberError) {
                return undefined;
            }
            throw error;
        }
    }

    onInput(ev) {
        this.text = ev.target.value;
        this.props.update(this.parse(this.text));
    }
}

class BooleanValue extends Component {
    static template = "crm_dealership.BooleanValue";
    static components = { RuleMenu };
    static props = valueProps;

    get choices() {
        return [
            [true, _t("yes")],
            [false, _t("no")],
        ];
    }
}

class ChoiceValue extends Component {
    static template = "crm_dealership.ChoiceValue";
    static components = { RuleMenu };
    static props = valueProps;
}

class ChoiceListValue extends Component {
    static template = "crm_dealership.ChoiceListValue";
    static components = { SelectMenu };
    static props = valueProps;

    get placeholder() {
        return this.props.value?.length ? "" : _t("Choose…");
    }

    get choices() {
        return this.props.attribute.choices.map(([value, label]) => ({ value, label }));
    }
}

class LinkValue extends Component {
    static template = "crm_dealership.LinkValue";
    static components = { RecordSelector };
    static props = valueProps;
}

class LinkListValue extends Component {
    static template = "crm_dealership.LinkListValue";
    static components = { MultiRecordSelector };
    static props = valueProps;
}

/**
 * A day, or a moment where the rule came with one (`2026-12-31T18:00:00`). Both are read on the
 * calendar and the clock of the point of sale: no time zone is involved here.
 */
class DateValue extends Component {
    static template = "crm_dealership.DateValue";
    static components = { DateTimeInput };
    static props = valueProps;

    get type() {
        return this.props.value?.length > DAY_FORMAT.length ? "datetime" : "date";
    }

    get date() {
        return this.props.value ? DateTime.fromISO(this.props.value) : false;
    }

    onApply(date) {
        const format = this.type === "date" ? DAY_FORMAT : MOMENT_FORMAT;
        this.props.update(date ? date.toFormat(format, { numberingSystem: "latn", locale: "en" }) : undefined);
    }
}

const SCALAR_EDITORS = {
    text: TextValue,
    number: NumberValue,
    money: NumberValue,
    boolean: BooleanValue,
    choice: ChoiceValue,
    link: LinkValue,
    date: DateValue,
    datetime: DateValue,
};

class RangeValue extends Component {
    static template = "crm_dealership.RangeValue";
    static props = valueProps;

    get editor() {
        return SCALAR_EDITORS[this.props.attribute.type];
    }

    get bounds() {
        return this.props.value || [null, null];
    }

    updateBound(index, value) {
        const bounds = [...this.bounds];
        bounds[index] = value ?? null;
        this.props.update(bounds);
    }
}

/** "3 months": of the number only what is a whole number reaches the rule. */
class RelativeValue extends Component {
    static template = "crm_dealership.RelativeValue";
    static components = { RuleMenu };
    static props = valueProps;

    get units() {
        const isOne = this.props.value?.n === 1;
        return this.props.units.map(([unit, many, one]) => [unit, isOne ? one : many]);
    }

    onInput(ev) {
        this.update({ n: ev.target.value === "" ? undefined : Math.trunc(Number(ev.target.value)) });
    }

    update(changes) {
        this.props.update({ ...this.props.value, ...changes });
    }
}

/** When an anniversary falls: today, or in so many days. */
class AheadValue extends RelativeValue {
    static template = "crm_dealership.AheadValue";

    get choices() {
        return [
            [false, _t("today")],
            [true, _t("in")],
        ];
    }

    get isLater() {
        return this.props.value?.n !== 0;
    }

    setLater(isLater) {
        this.update({ n: isLater ? 1 : 0 });
    }
}

/**
 * @param {string} shape what the operator expects
 * @param {string} type of the attribute
 * @returns {typeof Component|undefined} nothing where there is nothing to edit
 */
export function getValueEditor(shape, type) {
    const listEditor = type === "link" ? LinkListValue : ChoiceListValue;
    const editors = {
        scalar: SCALAR_EDITORS[type],
        list: listEditor,
        range: RangeValue,
        relative: RelativeValue,
        ahead: AheadValue,
    };
    return editors[shape];
}
