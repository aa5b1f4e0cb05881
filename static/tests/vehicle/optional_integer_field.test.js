import { describe, expect, test } from "@odoo/hoot";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class Vehicle extends models.Model {
    _name = "fleet.vehicle";
    months = fields.Integer();
    km = fields.Integer();
    _records = [{ id: 1, months: 0, km: 15000 }];
}

defineMailModels();
defineModels([Vehicle]);

const field = (name, more = "") =>
    `<field name="${name}" widget="dealership_optional_integer" placeholder="As the model" ${more}/>`;

async function mountVehicle(more = "") {
    await mountView({
        type: "form",
        resModel: "fleet.vehicle",
        resId: 1,
        arch: `<form>${field("months", more)}${field("km", more)}</form>`,
    });
}

test("0 is empty, and tells what decides", async () => {
    onRpc("fleet.vehicle", "web_save", ({ args }) => {
        expect.step(args[1]);
    });
    await mountVehicle();
    expect("[name=months] input").toHaveValue("");
    expect("[name=months] input").toHaveAttribute("placeholder", "As the model");
    expect("[name=km] input").toHaveValue("15,000");
    await contains("[name=months] input").edit("12");
    await contains("[name=km] input").edit("");
    expect("[name=months] input").toHaveValue("12");
    expect("[name=km] input").toHaveValue("");
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ months: 12, km: 0 }]);
});

test("so it is where it can't be edited", async () => {
    await mountVehicle(`readonly="1"`);
    expect("[name=months]").toHaveText("As the model");
    expect("[name=km]").toHaveText("15,000");
});
