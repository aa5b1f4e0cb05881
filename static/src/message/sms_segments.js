/**
 * How many parts a text message takes: the tables and rules of `engine/sms/segments.py`, where the source is
 * named; a test compares the two.
 */
const BASIC =
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENSION = "\f^{}\\[~]|€";
// What leaves in place of what typing programs put in by themselves.
const LOOKALIKES = {
    "\u00a0": " ",
    "\u202f": " ",
    "\u2019": "'",
    "\u2018": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2026": "...",
    "\u2013": "-",
    "\u2014": "-",
    "\u200b": "",
    "\t": " ",
};
const GSM7_SIZES = [160, 153];
const UCS2_SIZES = [70, 67];

/**
 * @param {string} text
 * @returns {{encoding: string, characters: number, segments: number, costly: string}} `costly`: the characters that
 *  turn the whole text into UCS-2
 */
export function measureSms(text) {
    const characters = Array.from(text);
    const costly = [...new Set(characters.filter((char) => !isGsm(char)))].join("");
    const units = characters.map((char) => (costly ? char.length : BASIC.includes(char) ? 1 : 2));
    return {
        encoding: costly ? "ucs2" : "gsm7",
        characters: characters.length,
        segments: countParts(units, ...(costly ? UCS2_SIZES : GSM7_SIZES)),
        costly,
    };
}

/** The text as it leaves. */
export function simplify(text) {
    return text.replace(/[^\x20-\x7e]/g, (char) => LOOKALIKES[char] ?? char);
}

function isGsm(char) {
    return BASIC.includes(char) || EXTENSION.includes(char);
}

/** A character of two units is never cut in two. */
function countParts(units, single, part) {
    if (units.reduce((sum, unit) => sum + unit, 0) <= single) {
        return units.length ? 1 : 0;
    }
    let parts = 1;
    let free = part;
    for (const unit of units) {
        if (unit > free) {
            parts++;
            free = part;
        }
        free -= unit;
    }
    return parts;
}
