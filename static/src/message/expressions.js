/**
 * The expressions of a message's Jinja2, told apart from its words and said in words. What stands between braces is
 * never changed here: it is cut out as it is, and put back as it is.
 */
import { _t } from "@web/core/l10n/translation";

const EXPRESSION = /\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}/gs;
const PATH = String.raw`[a-z_][\w]*(?:\.[a-z_]\w*)?`;
const TEXT = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'`;
const NAMES = new RegExp(String.raw`${TEXT}|\b${PATH}\b`, "gi");
const FILTER = String.raw`\s*\|\s*\w+(?:\((?:${TEXT}|[^()"'])*\))?`;
const PRINTED = new RegExp(String.raw`^\{\{-?\s*(${PATH})((?:${FILTER})*)\s*-?\}\}$`, "i");
const FALLBACK = new RegExp(String.raw`\|\s*default\(\s*(${TEXT}|${PATH})`, "gi");
const CONDITION = new RegExp(String.raw`^\{%-?\s*(if|elif)\s+(not\s+)?(${PATH})\s*-?%\}$`, "i");
const WORD = /^\{%-?\s*(\w+)/;

/**
 * Cut a text in words and expressions.
 *
 * @param {string} source
 * @returns {{source: string, isExpression: boolean}[]} put together again they are the text
 */
export function cut(source) {
    const parts = [];
    let end = 0;
    for (const match of source.matchAll(EXPRESSION)) {
        parts.push({ source: source.slice(end, match.index), isExpression: false });
        parts.push({ source: match[0], isExpression: true });
        end = match.index + match[0].length;
    }
    parts.push({ source: source.slice(end), isExpression: false });
    return parts.filter((part) => part.source);
}

/** The values that the expressions of a text name, perhaps with words of Jinja2 among them. */
export function findPaths(source) {
    const found = new Set();
    for (const { source: expression } of cut(source).filter((part) => part.isExpression)) {
        for (const [name] of expression.matchAll(NAMES)) {
            if (!/^["']/.test(name)) {
                found.add(name);
            }
        }
    }
    return [...found];
}

/**
 * Say an expression in words; one that is no plain value is neutral, and says what it does as far as that is plain.
 *
 * @param {string} expression
 * @param {(path: string) => string|undefined} getLabel what a value is called, nothing for one that is not known
 * @returns {{text: string, isValue: boolean}}
 */
export function describe(expression, getLabel) {
    const printed = PRINTED.exec(expression);
    if (printed) {
        return { text: describeValue(printed, getLabel), isValue: true };
    }
    if (expression.startsWith("{{")) {
        const known = findPaths(expression).map(getLabel).filter(Boolean);
        return { text: known.length ? _t("by %(values)s", { values: known.join(", ") }) : _t("value"), isValue: true };
    }
    return { text: describeControl(expression, getLabel), isValue: false };
}

function describeValue([, path, filters], getLabel) {
    const fallbacks = [...filters.matchAll(FALLBACK)].map(([, fallback]) => describeFallback(fallback, getLabel));
    return [getLabel(path) || _t("value"), ...fallbacks].reduce((value, other) =>
        _t("%(value)s or %(other)s", { value, other }),
    );
}

function describeFallback(fallback, getLabel) {
    if (!/^["']/.test(fallback)) {
        return getLabel(fallback) || _t("value");
    }
    const text = fallback.slice(1, -1).replace(/\\(.)/gs, "$1");
    return text ? _t("“%(text)s”", { text }) : _t("nothing");
}

function describeControl(expression, getLabel) {
    const condition = CONDITION.exec(expression);
    const label = condition && getLabel(condition[3]);
    if (label) {
        return condition[2]
            ? _t("if not known: %(value)s", { value: label })
            : _t("if known: %(value)s", { value: label });
    }
    const words = {
        if: _t("on a condition"),
        elif: _t("on another condition"),
        else: _t("otherwise"),
        endif: _t("end of “if”"),
    };
    return words[WORD.exec(expression)?.[1]] || "…";
}
