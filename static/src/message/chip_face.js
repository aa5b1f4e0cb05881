import { useEffect, useRef } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { CHIP, labelChip, makeNodes } from "./chips";
import { cut } from "./expressions";

/** The text that a face shows: words as they are, chips by their source. */
function readFace(node) {
    return [...node.childNodes].map(readNode).join("");
}

function readNode(node) {
    if (node.nodeType === Node.TEXT_NODE) {
        return node.data;
    }
    if (node.dataset.source !== undefined) {
        return node.dataset.source;
    }
    if (node.tagName === "BR") {
        return node.dataset.end ? "" : "\n";
    }
    return readFace(node);
}

/**
 * A face for the input or textarea of a field, which stays what is saved: in the face, values are chips. Whatever is
 * typed there is written into the input, as if it had been typed in it.
 *
 * @param {{el: HTMLInputElement|HTMLTextAreaElement|null}} inputRef there while one may write
 * @param {() => string} getText what the record has
 */
export function useChipFace(inputRef, getText) {
    const labels = useService("dealership_value_labels");
    const face = useRef("face");
    let caret = null; // where a value goes, counted in the source

    // What is written without any value is text alone, of which CSS knows nothing.
    const noteEmpty = (source) => face.el.toggleAttribute("data-empty", !source);

    const fill = (source) => {
        const end = document.createElement("br"); // a line that ends the text has no height of its own
        end.dataset.end = "1";
        face.el.replaceChildren(...makeNodes(source, labels), end);
        noteEmpty(source);
        if (!labels.isComplete(source)) {
            labels.load(source).then(() => {
                for (const chip of face.el?.querySelectorAll(CHIP) || []) {
                    labelChip(chip, labels);
                }
            });
        }
    };

    const sync = () => {
        const text = getText(); // asked first: whoever reads a record is drawn anew when it changes
        const shown = inputRef.el ? inputRef.el.value : text;
        if (face.el && readFace(face.el) !== shown) {
            fill(shown);
        }
    };

    const noteCaret = () => {
        const selection = document.getSelection();
        if (!selection.rangeCount || !face.el.contains(selection.focusNode)) {
            return;
        }
        const before = document.createRange();
        before.selectNodeContents(face.el);
        before.setEnd(selection.focusNode, selection.focusOffset);
        caret = readFace(before.cloneContents()).length;
    };

    /** Put the caret behind so many characters of the source. */
    const placeCaret = (length) => {
        let left = length;
        for (const [index, node] of [...face.el.childNodes].entries()) {
            const size = readNode(node).length;
            if (node.nodeType === Node.TEXT_NODE && left <= size) {
                document.getSelection().collapse(node, left);
                return;
            }
            if (left < size || (!left && node.dataset?.end)) {
                document.getSelection().collapse(face.el, index);
                return;
            }
            left -= size;
        }
    };

    // After the field has written its input, which is said before this.
    useEffect(() => sync());

    return {
        onInput() {
            inputRef.el.value = readFace(face.el);
            noteEmpty(inputRef.el.value);
            inputRef.el.dispatchEvent(new InputEvent("input"));
            noteCaret();
        },
        /** Who writes an expression by hand sees what became of it once they are done. */
        onBlur() {
            if ([...face.el.childNodes].some((node) => cut(node.data || "").some((part) => part.isExpression))) {
                fill(inputRef.el.value);
            }
            inputRef.el.dispatchEvent(new Event("change"));
        },
        noteCaret,
        /** A line that is one stays one; one of many is broken by what a text has, not by an element. */
        onKeydown(ev) {
            if (ev.key === "Enter") {
                ev.preventDefault();
                if (inputRef.el.tagName === "TEXTAREA") {
                    document.execCommand("insertText", false, "\n");
                }
            }
        },
        /** What is pasted comes as words. */
        onPaste(ev) {
            ev.preventDefault();
            const text = ev.clipboardData.getData("text/plain");
            const lines = inputRef.el.tagName === "TEXTAREA" ? text : text.replace(/[\r\n]+/g, " ");
            document.execCommand("insertText", false, lines);
        },
        /** What is copied has its values, for whoever pastes it. */
        onCopy(ev) {
            const selection = document.getSelection();
            if (selection.rangeCount) {
                ev.preventDefault();
                ev.clipboardData.setData("text/plain", readFace(selection.getRangeAt(0).cloneContents()));
            }
        },
        /** Write a value where the caret was last; at the end when it was nowhere. */
        insert(expression, separate) {
            const { value } = inputRef.el;
            const at = Math.min(caret ?? value.length, value.length);
            const before = value.slice(0, at);
            const text = separate && /[\p{L}\p{N},;:!?]$/u.test(before) ? ` ${expression}` : expression;
            inputRef.el.value = before + text + value.slice(at);
            inputRef.el.dispatchEvent(new InputEvent("input"));
            fill(inputRef.el.value);
            face.el.focus();
            placeCaret(at + text.length);
            noteCaret();
            inputRef.el.dispatchEvent(new Event("change"));
        },
    };
}
