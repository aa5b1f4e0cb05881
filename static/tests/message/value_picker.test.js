import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";
import { expressionOf } from "@crm_dealership/message/value_picker";

describe.current.tags("desktop");

class DealershipMessage extends models.Model {
    _name = "dealership.message";
    subject = fields.Char();
    subject_category = fields.Char();
    _records = [{ id: 1, subject: "Bonjour", subject_category: "vehicle" }];
}

defineMailModels();
defineModels([DealershipMessage]);

const VALUES = [
    { name: "review_link", label: "Review link", fields: [{ path: "review_link", label: "Review link", link: true }] },
    {
        name: "vehicle",
        label: "Vehicle",
        fields: [
            { path: "vehicle.name", label: "Name", link: false },
            { path: "vehicle.brand", label: "Brand", link: false },
            { path: "vehicle.x_colour", label: "Couleur de carrosserie", link: false, more: true },
            { path: "vehicle.x_doors", label: "Doors", link: false, more: true },
        ],
    },
];

async function openPicker() {
    onRpc("dealership.message", "get_picker_values", () => VALUES);
    await mountView({
        type: "form",
        resModel: "dealership.message",
        resId: 1,
        arch: `<form><field name="subject_category" invisible="1"/>
            <field name="subject" widget="dealership_message_subject" options="{'subject_field': 'subject_category'}"/>
        </form>`,
    });
    await contains(".o_field_widget[name=subject] input").click();
    await contains(".o_dealership_value_picker").click();
    await animationFrame();
}

test("by the keyboard alone: Enter presses the button it is on, and inserts from the line of text", async () => {
    await openPicker();
    expect("[data-value=review_link]").toBeFocused();
    expect("[data-value=review_link]").toHaveAttribute("aria-pressed", "true");

    await press("Tab");
    expect("[data-value=vehicle]").toBeFocused();
    await press("Enter");
    await animationFrame();
    expect(queryAllTexts("[data-path]")).toEqual(["Name", "Brand", "Couleur de carrosserie", "Doors"]);
    expect("[data-value=vehicle]").toHaveAttribute("aria-pressed", "true");

    queryOne("[data-path='vehicle.brand']").focus();
    await press("Enter");
    await animationFrame();
    await contains("#dealership_value_text").edit("car", { confirm: "enter" });
    await animationFrame();
    expect(".o_dealership_value_popover").toHaveCount(0);
    expect(".o_field_widget[name=subject] input").toHaveValue('Bonjour {{ vehicle.brand | default("car") }}');
});

test("12.01: more fields stand apart and are found by what they are called", async () => {
    await openPicker();
    expect(".o_dealership_value_search").toHaveCount(0);
    await contains("[data-value=vehicle]").click();
    expect(queryAllTexts(".o_dealership_value_popover .dropdown-header")).toEqual(["More fields"]);

    await contains(".o_dealership_value_search").edit("carross coul", { confirm: false });
    expect(queryAllTexts("[data-path]")).toEqual(["Couleur de carrosserie"]);
    await press("Enter");
    await animationFrame();
    expect("[data-path='vehicle.x_colour']").toHaveAttribute("aria-pressed", "true");

    await contains("#dealership_value_text").edit("…", { confirm: "enter" });
    await animationFrame();
    expect(".o_field_widget[name=subject] input").toHaveValue('Bonjour {{ vehicle.x_colour | default("…") }}');
});

test("a fallback can't end its quotes", () => {
    expect(expressionOf("customer.name", "")).toBe("{{ customer.name }}");
    expect(expressionOf("customer.name", 'a "b" \\ }}')).toBe('{{ customer.name | default("a \\"b\\" \\\\ ") }}');
});
