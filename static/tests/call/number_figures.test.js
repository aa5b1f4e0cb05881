import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, fields, mockService, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class TrackingNumber extends models.Model {
    _name = "dealership.tracking.number";
    name = fields.Char();
    _records = [
        { id: 1, name: "Leboncoin" },
        { id: 2, name: "La Centrale" },
    ];
}

defineMailModels();
defineModels([TrackingNumber]);

const CALL = {
    id: 5,
    started_at: "2026-03-10 08:00:00",
    direction: "incoming",
    direction_label: "Incoming",
    outcome: "missed",
    outcome_label: "Missed",
    name: "Jeanne Bonnet",
    number: "+33 6 12 34 56 78",
    duration: 65,
    summary: "Nobody spoke",
    has_summary: false,
};

function makeFigures(incoming, calls = []) {
    const shares = { answered_share: 40, missed_share: 60 };
    const outgoing = { outgoing: 3, outgoing_answered: 2, outgoing_refused: 1 };
    const days = [{ at: "2026-03-10 00:00:00", answered: 2, missed: 1, outgoing: 3 }];
    return { incoming, answered: 2, missed: 1, ...shares, ...outgoing, days, calls };
}

/** The questions asked, each with what is to be answered. */
function collectQuestions() {
    const questions = [];
    onRpc("dealership.tracking.number", "get_figures", ({ args }) => {
        questions.push({ ids: args[0], since: args[1], until: args[2], answer: new Deferred() });
        return questions.at(-1).answer;
    });
    return questions;
}

async function mountFigures(more = {}) {
    await mountView({
        type: "form",
        resModel: "dealership.tracking.number",
        resId: 1,
        arch: `<form><field name="name"/><widget name="dealership_number_figures"/></form>`,
        ...more,
    });
}

const period = (position) => `.o_dealership_number_figures .btn-group button:eq(${position})`;

test("the form never waits, and the period chosen last is shown", async () => {
    mockDate("2026-03-10 12:00:00", 0);
    const questions = collectQuestions();
    await mountFigures();
    expect(".o_field_widget[name=name] input").toHaveValue("Leboncoin");
    expect(`${period(2)}[aria-pressed=true]`).toHaveCount(1);
    expect(".o_dealership_number_figures canvas").toHaveCount(0);

    await contains(period(0)).click();
    await contains(period(1)).click();
    expect(questions.map(({ since }) => since)).toEqual([
        "2026-02-08 12:00:00",
        "2026-03-09 12:00:00",
        "2026-03-03 12:00:00",
    ]);
    questions[2].answer.resolve(makeFigures(7));
    await animationFrame();
    questions[1].answer.resolve(makeFigures(1));
    questions[0].answer.resolve(makeFigures(30));
    await animationFrame();
    expect(queryAllTexts(".o_dealership_number_figures .fs-3")).toEqual(["7", "40 %", "60 %", "3", "2", "1"]);
    expect(`${period(1)}[aria-pressed=true]`).toHaveCount(1);
    expect(".o_dealership_number_figures canvas").toHaveCount(1);
});

test("another number shows nothing of the one before", async () => {
    const questions = collectQuestions();
    await mountFigures({ resIds: [1, 2] });
    questions[0].answer.resolve(makeFigures(30));
    await animationFrame();
    expect(".o_dealership_number_figures .fs-3:first").toHaveText("30");

    await contains(".o_pager_next").click();
    expect(questions[1].ids).toEqual([2]);
    expect(".o_dealership_number_figures .fs-3").toHaveCount(0);
    questions[1].answer.resolve(makeFigures(4));
    await animationFrame();
    expect(".o_dealership_number_figures .fs-3:first").toHaveText("4");
});

test("a call opens by its row and by the keyboard", async () => {
    mockService("action", { doAction: (action) => expect.step(`${action.res_model} ${action.res_id}`) });
    const questions = collectQuestions();
    await mountFigures();
    questions[0].answer.resolve(makeFigures(1, [CALL]));
    await animationFrame();
    await contains(".o_dealership_number_figures td:first").click();
    await contains(".o_dealership_number_figures td a").click();
    expect.verifySteps(["dealership.call 5", "dealership.call 5"]);
});
