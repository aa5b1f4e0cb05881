import { expect, describe, test } from "@odoo/hoot";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, fields, mockService, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class Call extends models.Model {
    _name = "dealership.call";
    name = fields.Char();
    _records = [
        { id: 1, name: "Jeanne Bonnet" },
        { id: 2, name: "Paul Durand" },
    ];
}

defineMailModels();
defineModels([Call]);

const CARD = `<templates><t t-name="card"><field name="name"/>
    <button name="action_mark_done" type="object">Called Back</button></t></templates>`;
const BOARDS = {
    list: `<list js_class="dealership_call_list"><field name="name"/>
        <button name="action_mark_done" type="object" string="Called Back"/></list>`,
    kanban: `<kanban js_class="dealership_call_kanban">${CARD}</kanban>`,
};
const TEXT = ".o_dealership_call_totals span";

for (const [type, arch] of Object.entries(BOARDS)) {
    test(`${type}: asked anew after each button, the board never waits, only the newest answer counts`, async () => {
        const answers = [];
        onRpc("dealership.call", "get_totals", () => {
            answers.push(new Deferred());
            return answers.at(-1);
        });
        mockService("action", { doActionButton: ({ onClose }) => onClose() });
        await mountView({ type, resModel: "dealership.call", arch });
        expect("button[name=action_mark_done]").toHaveCount(2);
        expect(TEXT).toHaveText("…");

        await contains("button[name=action_mark_done]:first").click();
        await animationFrame();
        expect(answers).toHaveLength(2);
        answers[1].resolve({ done: 1, total: 1200 });
        await animationFrame();
        expect(TEXT).toHaveText("1 / 1,200 done");

        answers[0].resolve({ done: 0, total: 1200 });
        await animationFrame();
        expect(TEXT).toHaveText("1 / 1,200 done");
    });
}
