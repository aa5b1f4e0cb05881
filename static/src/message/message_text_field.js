import { onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { TextField, textField } from "@web/views/fields/text/text_field";
import { useRecordObserver } from "@web/model/relational_model/utils";

import { useChipFace } from "./chip_face";
import { reading, switchReading } from "./chips";
import { measureSms, simplify } from "./sms_segments";
import { ValuePicker } from "./value_picker";

const MEASURE_DELAY = 500;
const EXPRESSION = /\{\{.*?\}\}|\{%.*?%\}/gs;

/** The size of what was typed without the values, whose length is known on real records only. */
function measureTyped(text) {
    const plain = text.replace(EXPRESSION, "");
    return { ...measureSms(simplify(plain)), hasValues: plain !== text };
}

/**
 * The text of an SMS with the value picker. Beneath it what it costs: of the text as it stands while one types, and of
 * the longest message that real customers would get.
 */
export class MessageTextField extends TextField {
    static template = "crm_dealership.MessageTextField";
    static components = { ...TextField.components, ValuePicker };
    static props = {
        ...TextField.props,
        subjectField: { type: String, optional: true },
        canChip: { type: Boolean, optional: true },
    };

    setup() {
        super.setup();
        this.reading = useState(reading);
        this.chips = useChipFace(this.textareaRef, () => this.props.record.data[this.props.name] || "");
        this.orm = useService("orm");
        this.state = useState({ typed: measureTyped(""), real: null });
        this.measureLater = useDebounced(() => this.measure(), MEASURE_DELAY);
        useRecordObserver((record) => {
            this.state.typed = measureTyped(record.data[this.props.name] || "");
            // Read here, for the observer to notice a change of it.
            this.asked = [record.data[this.props.name] || "", record.data[this.props.subjectField]];
            this.measureLater();
        });
        onWillUnmount(() => this.measureLater.cancel());
    }

    get hasChips() {
        return Boolean(this.props.canChip) && !this.reading.source;
    }

    switchReading() {
        return switchReading(this.props.record.model);
    }

    get pickerSubject() {
        return this.props.record.data[this.props.subjectField] || false;
    }

    onInput(ev) {
        this.state.typed = measureTyped(ev.target.value);
        this.asked = [ev.target.value, this.pickerSubject];
        this.measureLater();
    }

    /** Ask what real customers would get; an answer to an older text is dropped. */
    async measure() {
        const asked = this.asked;
        if (!asked[0].trim()) {
            this.state.real = null;
            return;
        }
        const [text, subject] = asked;
        const real = await this.orm.silent.call("dealership.message", "measure_text", [text, subject || false]);
        if (asked === this.asked) {
            this.state.real = real.examples ? real : null;
        }
    }

    get typedSize() {
        const { characters, segments, hasValues } = this.state.typed;
        if (hasValues) {
            return _t("%(characters)s characters without the values", { characters });
        }
        return _t("%(characters)s characters, %(segments)s SMS", { characters, segments });
    }

    get realSize() {
        const { characters, segments, examples } = this.state.real;
        return _t("With the values of %(examples)s real records: at most %(characters)s characters, %(segments)s SMS", {
            examples,
            characters,
            segments,
        });
    }

    /** One letter outside the alphabet of SMS leaves room for 70 characters instead of 160. */
    get costly() {
        return [...(this.state.typed.costly || this.state.real?.costly || "")].join(" ");
    }

    insertValue(expression) {
        if (this.hasChips) {
            this.chips.insert(expression, false);
            return;
        }
        const area = this.textareaRef.el;
        area.focus();
        area.setRangeText(expression, this.selectionStart, this.selectionStart, "end");
        this.selectionStart = area.selectionStart;
        // A text set by code tells nobody: the field listens to these two.
        area.dispatchEvent(new InputEvent("input"));
        area.dispatchEvent(new Event("change"));
    }
}

registry.category("fields").add("dealership_message_text", {
    ...textField,
    component: MessageTextField,
    displayName: _t("Text of an SMS"),
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...textField.extractProps(fieldInfo, dynamicInfo),
        subjectField: fieldInfo.options.subject_field,
        canChip: Boolean(fieldInfo.options.chips),
    }),
});
