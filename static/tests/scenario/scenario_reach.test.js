import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class Targeting extends models.Model {
    _name = "dealership.targeting";
    name = fields.Char();
    _records = [{ id: 3, name: "Rodez" }];
}

class Team extends models.Model {
    _name = "crm.team";
    name = fields.Char();
}

class Step extends models.Model {
    _name = "dealership.scenario.step";
    channel = fields.Char();
    _records = [{ id: 1, channel: "email" }];
}

class Scenario extends models.Model {
    _name = "dealership.scenario";
    targeting_id = fields.Many2one({ relation: "dealership.targeting" });
    team_id = fields.Many2one({ relation: "crm.team" });
    purpose = fields.Selection({
        selection: [
            ["marketing", "Marketing"],
            ["service", "Service"],
        ],
    });
    step_ids = fields.One2many({ relation: "dealership.scenario.step" });
    _records = [{ id: 1, targeting_id: 3, purpose: "marketing", step_ids: [1] }];
}

defineMailModels();
defineModels([Targeting, Team, Step, Scenario]);

function mountReach() {
    return mountView({
        type: "form",
        resModel: "dealership.scenario",
        resId: 1,
        arch: `<form><field name="targeting_id"/><field name="purpose" widget="radio"/><field name="team_id"/>
            <widget name="dealership_scenario_reach"/>
            <field name="step_ids"><list><field name="channel"/></list></field></form>`,
    });
}

test("the answer to an older question is dropped", async () => {
    const answers = { marketing: new Deferred(), service: new Deferred() };
    onRpc("dealership.targeting", "preview_own_reach", ({ args }) => {
        expect.step(args);
        return answers[args[1]];
    });
    await mountReach();
    expect(".o_scenario_reach").toHaveText("Counting…");
    await contains(".o_field_radio input[data-value=service]").click();
    expect.verifySteps([
        [[3], "marketing", false, ["email"], 1],
        [[3], "service", false, ["email"], 1],
    ]);
    answers.service.resolve({ channels: [], total: 12 });
    await animationFrame();
    answers.marketing.resolve({ channels: [], total: 5 });
    await animationFrame();
    expect(".o_scenario_reach").toHaveText("12 customers are found now.");
});

test("a failure is told where the number would stand", async () => {
    onRpc("dealership.targeting", "preview_own_reach", () => {
        throw makeServerError({ message: "Out of order" });
    });
    await mountReach();
    await animationFrame();
    expect(".o_scenario_reach").toHaveText("The number can't be computed: Out of order");
    expect(".o_error_dialog").toHaveCount(0);
});
