/**
 * Chips: the expressions of a message drawn as what they stand for. Each keeps its source and gives it back as it was.
 */
import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { cut, describe, findPaths } from "./expressions";

const SHOWS_SOURCE = "crm_dealership.message_source";
export const CHIP = ".o_dealership_value_chip";

/** Whether this person reads messages as they are written; kept in the browser, for all messages of a screen. */
export const reading = reactive({ source: browser.localStorage.getItem(SHOWS_SOURCE) === "1" });

/** Turn to the source and back, once all that is being written has reached the record. */
export async function switchReading(model) {
    const proms = [];
    model.bus.trigger("NEED_LOCAL_CHANGES", { proms });
    await Promise.all(proms);
    reading.source = !reading.source;
    browser.localStorage.setItem(SHOWS_SOURCE, reading.source ? "1" : "0");
}

/** What values are called, asked for once, and those of one moment together. */
export const valueLabels = {
    dependencies: ["orm"],
    start(env, { orm }) {
        const labels = new Map();
        let asked = new Set();
        let answer = null;

        const ask = async () => {
            const paths = [...asked];
            asked = new Set();
            answer = null;
            const found = await orm.silent.call("dealership.message", "get_value_labels", [paths]);
            for (const path of paths) {
                labels.set(path, found[path]);
            }
        };
        return {
            get: (path) => labels.get(path),
            isComplete: (source) => findPaths(source).every((path) => labels.has(path)),
            /** Know what the values of a text are called; without an answer they are chips all the same. */
            async load(source) {
                const missing = findPaths(source).filter((path) => !labels.has(path));
                if (missing.length) {
                    missing.forEach((path) => asked.add(path));
                    answer ||= Promise.resolve().then(ask);
                    await answer.catch(() => {});
                }
            },
        };
    },
};

registry.category("services").add("dealership_value_labels", valueLabels);

export function makeChip(expression, labels) {
    const chip = document.createElement("span");
    chip.contentEditable = "false";
    chip.dataset.source = expression;
    labelChip(chip, labels);
    return chip;
}

export function labelChip(chip, labels) {
    const { text, isValue } = describe(chip.dataset.source, labels.get);
    chip.className = `o_dealership_value_chip ${isValue ? "" : "o_dealership_neutral_chip"}`.trim();
    chip.textContent = text;
}

/** The nodes that show a plain text. */
export function makeNodes(source, labels) {
    return cut(source).map((part) =>
        part.isExpression ? makeChip(part.source, labels) : document.createTextNode(part.source),
    );
}

/** Draw chips in HTML, in its texts only: what stands in an address nobody reads. */
export function drawChips(html, labels) {
    const template = document.createElement("template");
    template.innerHTML = html;
    const walker = document.createTreeWalker(template.content, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
        texts.push(walker.currentNode);
    }
    for (const text of texts) {
        text.replaceWith(...makeNodes(text.data, labels));
    }
    return template.innerHTML;
}

/** Put the sources back, in place. */
export function restoreSources(root) {
    for (const chip of root.querySelectorAll(`${CHIP}[data-source]`)) {
        chip.replaceWith(document.createTextNode(chip.dataset.source));
    }
}
