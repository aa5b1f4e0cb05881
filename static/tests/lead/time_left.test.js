import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, mockDate } from "@odoo/hoot-mock";
import { formatDuration, parseIntervals, readClock } from "@crm_dealership/lead/time_left";
import { formatMinutes } from "@crm_dealership/lead/lifetime_line_field";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, makeMockEnv, models, mountView } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

const MINUTE = 60 * 1000;
const ZERO = Date.UTC(2026, 2, 10, 8);

class Lead extends models.Model {
    _name = "lead";
    deadline_at = fields.Datetime();
    open_intervals = fields.Json();
    _records = [
        {
            id: 1,
            deadline_at: "2026-03-10 08:10:00",
            open_intervals: [["2026-03-10 08:00:00", "2026-03-10 08:10:00"]],
        },
        {
            id: 2,
            deadline_at: "2026-03-10 12:40:00",
            open_intervals: [
                ["2026-03-10 07:30:00", "2026-03-10 08:01:00"],
                ["2026-03-10 12:30:00", "2026-03-10 12:40:00"],
            ],
        },
        { id: 3, deadline_at: false, open_intervals: [] },
    ];
}

class Lifetime extends models.Model {
    _name = "lifetime";
    minutes = fields.Integer();
    has_reminders = fields.Boolean();
    reminder_count = fields.Selection({
        selection: [
            ["1", "1"],
            ["2", "2"],
        ],
    });
    _records = [
        { id: 1, minutes: 10, has_reminders: true, reminder_count: "2" },
        { id: 2, minutes: 90, has_reminders: true, reminder_count: "1" },
        { id: 3, minutes: 30, has_reminders: false, reminder_count: "2" },
    ];
}

defineMailModels();
defineModels([Lead, Lifetime]);

test("around the clock", () => {
    const intervals = [[0, 10 * MINUTE]];
    expect(readClock(intervals, 10 * MINUTE, 4 * MINUTE)).toEqual({
        left: 6 * MINUTE,
        share: 0.4,
        overdue: false,
        pausedUntil: null,
    });
    expect(readClock(intervals, 10 * MINUTE, 12 * MINUTE)).toEqual({
        left: -2 * MINUTE,
        share: 1,
        overdue: true,
        pausedUntil: null,
    });
});

test("while it is closed the clock stands still", () => {
    const intervals = [
        [0, 10 * MINUTE],
        [100 * MINUTE, 110 * MINUTE],
    ];
    const read = (minute) => readClock(intervals, 110 * MINUTE, minute * MINUTE);
    expect(read(5)).toEqual({ left: 15 * MINUTE, share: 0.25, overdue: false, pausedUntil: null });
    for (const minute of [10, 50, 99]) {
        expect(read(minute)).toEqual({
            left: 10 * MINUTE,
            share: 0.5,
            overdue: false,
            pausedUntil: 100 * MINUTE,
        });
    }
    expect(read(105).left).toBe(5 * MINUTE);
});

test("intervals come as texts in UTC", () => {
    expect(parseIntervals([["2026-03-10 08:00:00", "2026-03-10 08:10:00"]])).toEqual([[ZERO, ZERO + 10 * MINUTE]]);
    expect(parseIntervals(false)).toEqual([]);
});

test("durations", async () => {
    await makeMockEnv(); // for the translations
    const texts = [65 * 1000, -9 * 1000, 2 * MINUTE, 2.5 * MINUTE, -2.5 * MINUTE, 125 * MINUTE, 72 * 60 * MINUTE];
    expect(texts.map((duration) => String(formatDuration(duration)))).toEqual([
        "1:05",
        "0:09",
        "2 min",
        "3 min",
        "2 min",
        "2 h 05",
        "3 days",
    ]);
    expect([200, 5400].map((seconds) => String(formatMinutes(seconds)))).toEqual(["3 min 20", "1 h 30"]);
});

test("it counts down without asking the server", async () => {
    mockDate("2026-03-10 08:00:00", 0);
    await mountView({
        type: "list",
        resModel: "lead",
        arch: `<list><field name="deadline_at" widget="dealership_time_left"/></list>`,
    });
    expect(queryAllTexts(".o_time_left_text")).toEqual(["10 min", "11 min"]);
    expect(".o_dealership_time_left").toHaveCount(2);
    expect(".o_time_left_success").toHaveCount(1);

    // Never to the very second at which a minute ends: the clock on the screen ticks once a second.
    await advanceTime(3.1 * MINUTE);
    expect(queryAllTexts(".o_time_left_text")).toEqual(["7 min", "10 min"]);
    expect(".o_time_left_paused").toHaveCount(1);

    await advanceTime(5.4 * MINUTE);
    expect(".o_time_left_text:first").toHaveText(/^1:[23]\d$/);
    expect(".o_time_left_warning").toHaveCount(2);

    await advanceTime(3.6 * MINUTE);
    expect(queryAllTexts(".o_time_left_text")).toEqual(["Overdue 2 min", "10 min"]);
    expect(".o_time_left_danger .progress-bar").toHaveStyle("width: 100%", { inline: true });
});

test("the line of a setting", async () => {
    await mountView({
        type: "list",
        resModel: "lifetime",
        arch: `<list><field name="reminder_count" widget="dealership_lifetime_line"/></list>`,
    });
    expect(queryAllTexts(".o_data_row:eq(0) .o_lifetime_mark span")).toEqual(["3 min 20", "6 min 40", "10 min"]);
    expect(queryAllTexts(".o_data_row:eq(1) .o_lifetime_mark span")).toEqual(["45 min", "1 h 30"]);
    expect(queryAllTexts(".o_data_row:eq(2) .o_lifetime_mark span")).toEqual(["30 min"]);
});
