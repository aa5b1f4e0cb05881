import { HtmlField, htmlField } from "@html_editor/fields/html_field";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";

import { ValuePicker } from "./value_picker";

/** The option `subject_field` names the field that says what the message is about. */
function pickerSubject(field) {
    return field.props.record.data[field.props.subjectField] || false;
}

/** The subject of a message: a line of text with the value picker. */
export class MessageSubjectField extends CharField {
    static template = "crm_dealership.MessageSubjectField";
    static components = { ...CharField.components, ValuePicker };
    static props = { ...CharField.props, subjectField: { type: String, optional: true } };

    get pickerSubject() {
        return pickerSubject(this);
    }

    insertValue(expression) {
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
    static props = { ...HtmlField.props, subjectField: { type: String, optional: true } };

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
        dom.insert(linkText ? this.makeLink(expression, linkText) : expression);
        history.addStep();
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
