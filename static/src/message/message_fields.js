import { HtmlField, htmlField } from "@html_editor/fields/html_field";
import { markup, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { CharField, charField } from "@web/views/fields/char/char_field";

import { useChipFace } from "./chip_face";
import { ChipPlugin } from "./chip_plugin";
import { drawChips, makeChip, reading, switchReading } from "./chips";
import { ValuePicker } from "./value_picker";

/** The option `subject_field` names the field that says what the message is about. */
function pickerSubject(field) {
    return field.props.record.data[field.props.subjectField] || false;
}

const messageProps = {
    subjectField: { type: String, optional: true },
    canChip: { type: Boolean, optional: true }, // values are drawn as chips, for who does not ask for the source
};

/** The subject of a message: a line of text with the value picker. */
export class MessageSubjectField extends CharField {
    static template = "crm_dealership.MessageSubjectField";
    static components = { ...CharField.components, ValuePicker };
    static props = { ...CharField.props, ...messageProps };

    setup() {
        super.setup();
        this.reading = useState(reading);
        this.chips = useChipFace(this.input, () => this.props.record.data[this.props.name] || "");
    }

    get hasChips() {
        return Boolean(this.props.canChip) && !this.reading.source;
    }

    get pickerSubject() {
        return pickerSubject(this);
    }

    insertValue(expression) {
        if (this.hasChips) {
            this.chips.insert(expression, true);
            return;
        }
        const input = this.input.el;
        input.focus();
        // The field trims what it keeps: the space typed before a value may be gone by now.
        const before = input.value.slice(0, this.selectionStart);
        const text = /[\p{L}\p{N},;:!?]$/u.test(before) ? ` ${expression}` : expression;
        input.setRangeText(text, before.length, before.length, "end");
        this.selectionStart = input.selectionStart;
        // A text set by code tells nobody: the field listens to these two.
        input.dispatchEvent(new InputEvent("input"));
        input.dispatchEvent(new Event("change"));
    }
}

/** The body of a message: the HTML editor with the value picker. */
export class MessageBodyField extends HtmlField {
    static template = "crm_dealership.MessageBodyField";
    static components = { ...HtmlField.components, ValuePicker };
    static props = { ...HtmlField.props, ...messageProps };

    setup() {
        super.setup();
        this.reading = useState(reading);
        this.labels = useService("dealership_value_labels");
        onWillStart(() => this.hasChips && this.labels.load(`${this.value}`));
    }

    get hasChips() {
        return Boolean(this.props.canChip) && !this.reading.source && !this.state.showCodeView;
    }

    get wysiwygKey() {
        return `${super.wysiwygKey}_${this.hasChips}`;
    }

    getConfig() {
        const config = super.getConfig();
        if (!this.hasChips) {
            return config;
        }
        const Plugins = [...config.Plugins, ChipPlugin];
        return { ...config, Plugins, content: this.drawChips(config.content) };
    }

    getReadonlyConfig() {
        const config = super.getReadonlyConfig();
        return this.hasChips ? { ...config, value: this.drawChips(config.value) } : config;
    }

    /** Another text than the one that began may have values that were not asked for yet. */
    drawChips(html) {
        if (!this.labels.isComplete(`${html}`)) {
            this.labels.load(`${html}`).then(() => !this.isDirty && this.state.key++);
        }
        return markup(drawChips(`${html}`, this.labels));
    }

    switchReading() {
        return switchReading(this.props.record.model);
    }

    get pickerSubject() {
        return pickerSubject(this);
    }

    /** Insert at the cursor; at the end of the text when nobody has put a cursor anywhere yet. */
    insertValue(expression, linkText) {
        const { dom, history, selection } = this.editor.shared;
        const editable = this.editor.editable;
        if (selection.getEditableSelection().anchorNode === editable) {
            selection.setCursorEnd(editable.lastElementChild || editable);
        }
        selection.focusEditable();
        dom.insert(linkText ? this.makeLink(expression, linkText) : this.makeValue(expression));
        history.addStep();
    }

    makeValue(expression) {
        return this.hasChips ? makeChip(expression, this.labels) : expression;
    }

    makeLink(href, text) {
        const link = this.editor.document.createElement("a");
        link.setAttribute("href", href);
        link.textContent = text;
        return link;
    }
}

const withSubject = (field) => (fieldInfo, dynamicInfo) => ({
    ...field.extractProps(fieldInfo, dynamicInfo),
    subjectField: fieldInfo.options.subject_field,
    canChip: Boolean(fieldInfo.options.chips),
});

registry.category("fields").add("dealership_message_subject", {
    ...charField,
    component: MessageSubjectField,
    displayName: _t("Subject of a message"),
    extractProps: withSubject(charField),
});

registry.category("fields").add("dealership_message_body", {
    ...htmlField,
    component: MessageBodyField,
    displayName: _t("Body of a message"),
    extractProps: withSubject(htmlField),
});
