import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { normalize } from "@web/core/l10n/utils";
import { usePopover } from "@web/core/popover/popover_hook";
import { useService } from "@web/core/utils/hooks";

import { describe } from "./expressions";

/**
 * Writes a value as the messages' Jinja2 has it.
 *
 * @param {string} path as in `customer.first_name`
 * @param {string} fallback what to print when the value is missing; empty for none
 */
export function expressionOf(path, fallback) {
    if (!fallback) {
        return `{{ ${path} }}`;
    }
    const text = fallback.replace(/[{}]/g, "").replaceAll("\\", "\\\\").replaceAll('"', '\\"');
    return `{{ ${path} | default("${text}") }}`;
}

/** Whether a label has all words of a search, in whatever order, case and accents. */
function answers(label, search) {
    const normalized = normalize(label);
    return normalize(search)
        .split(/\s+/)
        .every((word) => normalized.includes(word));
}

/** What the popover of the picker shows: value → field → fallback → insert. */
export class ValuePickerPopover extends Component {
    static template = "crm_dealership.ValuePickerPopover";
    static props = {
        subject: { type: [String, Boolean], optional: true },
        rich: { type: Boolean, optional: true },
        showsSource: { type: Boolean, optional: true },
        onInsert: Function,
        close: Function,
    };
    static defaultProps = { showsSource: true };

    setup() {
        this.orm = useService("orm");
        this.labels = useService("dealership_value_labels");
        this.state = useState({ values: [], value: null, field: null, search: "", text: "" });
        onWillStart(async () => {
            this.state.values = await this.orm.call("dealership.message", "get_picker_values", [
                this.props.subject || false,
            ]);
            this.chooseValue(this.state.values[0]);
        });
    }

    /** A link in a rich text is an anchor with a text of its own. */
    get isAnchor() {
        return Boolean(this.props.rich && this.state.field?.link);
    }

    get expression() {
        return expressionOf(this.state.field.path, this.isAnchor ? "" : this.state.text.trim());
    }

    /** What the chip will say. */
    get words() {
        return describe(this.expression, (path) => this.labels.get(path) || this.state.field.label).text;
    }

    get textLabel() {
        return this.isAnchor ? _t("Text of the link") : _t("If it is missing, write");
    }

    get textPlaceholder() {
        return this.isAnchor ? this.state.field.label : _t("nothing: the message is held back");
    }

    get hasMore() {
        return Boolean(this.state.value?.fields.some((field) => field.more));
    }

    /** The declared fields of the value, then the others ("More fields"): there are hundreds of them. */
    get groups() {
        const fields = this.state.value?.fields || [];
        const found = fields.filter((field) => answers(field.label, this.state.search));
        const groups = [
            { label: "", fields: found.filter((field) => !field.more) },
            { label: _t("More fields"), fields: found.filter((field) => field.more) },
        ];
        return groups.filter((group) => group.fields.length);
    }

    chooseValue(value) {
        this.state.search = "";
        this.state.value = value;
        this.state.field = value.fields.length === 1 ? value.fields[0] : null;
    }

    chooseField(field) {
        this.state.field = field;
    }

    async insert() {
        if (!this.props.showsSource) {
            await this.labels.load(this.expression);
        }
        const linkText = this.isAnchor ? this.state.text.trim() || this.state.field.label : false;
        this.props.onInsert(this.expression, linkText);
        this.props.close();
    }

    /** Enter chooses what is found first. */
    onSearchKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            ev.stopPropagation();
            this.state.field = this.groups[0]?.fields[0] || this.state.field;
        }
    }

    /** Enter in the line of text; on a button it presses the button. */
    onKeydown(ev) {
        if (ev.key === "Enter" && this.state.field) {
            ev.preventDefault();
            ev.stopPropagation();
            this.insert();
        }
    }
}

/** The button "Insert a value". */
export class ValuePicker extends Component {
    static template = "crm_dealership.ValuePicker";
    static props = {
        subject: { type: [String, Boolean], optional: true },
        rich: { type: Boolean, optional: true },
        showsSource: { type: Boolean, optional: true },
        onInsert: Function,
    };

    setup() {
        this.button = useRef("button");
        this.popover = usePopover(ValuePickerPopover, { position: "bottom-end" });
    }

    open() {
        const { subject, rich, showsSource, onInsert } = this.props;
        this.popover.open(this.button.el, { subject, rich, showsSource, onInsert });
    }
}
