import { measureSms, simplify } from "@crm_dealership/message/sms_segments";
import { describe, expect, test } from "@odoo/hoot";

describe.current.tags("headless");

const CASES = [
    ["", "gsm7", 0, 0],
    ["a".repeat(160), "gsm7", 160, 1],
    ["a".repeat(161), "gsm7", 161, 2],
    ["a".repeat(307), "gsm7", 307, 3],
    ["€".repeat(80), "gsm7", 80, 1],
    ["€".repeat(81), "gsm7", 81, 2],
    ["a".repeat(152) + "€" + "a".repeat(152), "gsm7", 305, 3],
    ["a".repeat(151) + "€" + "a".repeat(153), "gsm7", 305, 2],
    ["ç".repeat(70), "ucs2", 70, 1],
    ["ç".repeat(71), "ucs2", 71, 2],
    ["🚗".repeat(35), "ucs2", 35, 1],
    ["ê".repeat(66) + "🚗" + "ê".repeat(66), "ucs2", 133, 3],
];

test("parts of a text message, as the server counts them", () => {
    for (const [text, encoding, characters, segments] of CASES) {
        const size = measureSms(text);
        expect([size.encoding, size.characters, size.segments]).toEqual([encoding, characters, segments]);
    }
});

test("the characters that make it expensive", () => {
    expect(measureSms("Fenêtre, forêt, garçon").costly).toBe("êç");
    expect(measureSms("Réglé à 120 €").costly).toBe("");
});

test("what typing programs put in costs nothing", () => {
    const text = simplify("Un souci\u00a0? Rendez-vous de 9\u201312\u202fh, à l\u2019atelier\u2026");
    expect(text).toBe("Un souci ? Rendez-vous de 9-12 h, à l'atelier...");
    expect(measureSms(text).costly).toBe("");
});
