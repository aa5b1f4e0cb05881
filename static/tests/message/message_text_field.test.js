import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, click, edit } from "@odoo/hoot-dom";
import { defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

class DealershipMessage extends models.Model {
    _name = "dealership.message";
    body_text = fields.Text();
    subject_category = fields.Char();
    _records = [{ id: 1, body_text: "Bonjour", subject_category: "vehicle" }];
}

defineMailModels();
defineModels([DealershipMessage]);

const ARCH = `<form><field name="subject_category" invisible="1"/>
    <field name="body_text" widget="dealership_message_text" options="{'subject_field': 'subject_category'}"/></form>`;

function answer(real) {
    onRpc("dealership.message", "measure_text", ({ args }) => {
        expect.step(args);
        return real;
    });
}

test("counts while one types, and asks once about real customers", async () => {
    answer({ examples: 20, segments: 2, characters: 171, text: "Bonjour Jean-Baptiste", costly: "" });
    await mountView({ type: "form", resModel: "dealership.message", resId: 1, arch: ARCH });
    expect(".o_sms_typed").toHaveText("7 characters, 1 SMS");
    await advanceTime(600);
    await animationFrame();
    expect(".o_sms_real").toHaveText("With the values of 20 real records: at most 171 characters, 2 SMS");
    expect.verifySteps([["Bonjour", "vehicle"]]);
    await click("textarea");
    await edit("a".repeat(161));
    await animationFrame();
    expect(".o_sms_typed").toHaveText("161 characters, 2 SMS");
    await advanceTime(600);
    expect.verifySteps([["a".repeat(161), "vehicle"]]);
});

test("values count on real records only", async () => {
    answer({ examples: 3, segments: 2, characters: 90, text: "Bonjour Noël", costly: "ë" });
    await mountView({ type: "form", resModel: "dealership.message", resId: 1, arch: ARCH });
    await click("textarea");
    await edit("Bonjour {{ customer.name }}{% if vehicle.name %}!{% endif %}");
    await animationFrame();
    expect(".o_sms_typed").toHaveText("9 characters without the values");
    await advanceTime(600);
    await animationFrame();
    expect(".o_sms_costly b").toHaveText("ë");
    expect.verifySteps([["Bonjour {{ customer.name }}{% if vehicle.name %}!{% endif %}", "vehicle"]]);
});

test("names the letters that make it expensive", async () => {
    answer({ examples: 0 });
    await mountView({ type: "form", resModel: "dealership.message", resId: 1, arch: ARCH });
    expect(".o_sms_costly").toHaveCount(0);
    await click("textarea");
    await edit("Prêt, garçon");
    await animationFrame();
    expect(".o_sms_costly b").toHaveText("ê ç");
    await advanceTime(600);
    await animationFrame();
    expect(".o_sms_real").toHaveCount(0);
    expect.verifySteps([["Prêt, garçon", "vehicle"]]);
});
