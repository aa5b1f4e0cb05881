import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { animationFrame, edit, press, queryAll, queryAllTexts } from "@odoo/hoot-dom";
import { contains } from "@web/../tests/web_test_helpers";
import { choose, defineTargeting, FULL_TREE, menuTexts, mountEditor, saveTree, textOf } from "./targeting_test_helpers";

describe.current.tags("desktop");

const all = (...rules) => ({ match: "all", rules });
const CITY = { attribute: "customer.city", operator: "is", value: "Rodez" };
const BRAND = { attribute: "vehicle.brand", operator: "in", value: [1] };
const DELIVERY = {
    attribute: "vehicle.delivery_date",
    operator: "ago_exactly",
    value: { n: 1, unit: "year" },
};

beforeEach(() => defineTargeting());

test("every kind of node is drawn and saved unchanged", async () => {
    await mountEditor(FULL_TREE);
    expect(".o_rule_condition").toHaveCount(12);
    expect(".o_rule_group").toHaveCount(7);
    expect(".o_rule_scope").toHaveCount(3);
    expect(".o_rule_incomplete").toHaveCount(0);

    await contains(".o_rule_match_all.o_rule_group .o_rule_text:first").edit("Millau");
    const expected = structuredClone(FULL_TREE);
    expected.rules[0].value = "Millau";
    expect(await saveTree()).toEqual(expected);
});

test("five levels deep, each level keeps room for its rules and is told apart", async () => {
    const levels = ["all", "any", "none", "any", "all"];
    const tree = levels.reduceRight((inner, match) => ({ match, rules: inner ? [CITY, inner] : [CITY, BRAND] }), null);
    await mountEditor(tree);
    const groups = queryAll(".o_rule_group");
    expect(groups.map((group) => levels.find((match) => group.matches(`.o_rule_match_${match}`)))).toEqual(levels);
    expect(queryAllTexts(".o_rule_matches .active")).toEqual(["all of", "any of", "none of", "any of", "all of"]);
    const lefts = groups.map((group) => group.getBoundingClientRect().left);
    expect(lefts).toEqual([...new Set(lefts)].sort((one, other) => one - other));
    for (const condition of queryAll(".o_rule_condition")) {
        expect(condition.scrollWidth).toBeLessThan(condition.clientWidth + 2); // nothing is cut off
    }
    expect(queryAllTexts(".o_rule_conjunction").filter(Boolean)).toEqual(["and", "or", "nor", "or", "and"]);
});

test("a rule reads as a sentence", async () => {
    await mountEditor(all(BRAND, DELIVERY));
    const rows = queryAll(".o_rule_condition").map((row) => row.innerText.replace(/\s+/g, " "));
    expect(textOf(".o_rule_condition:first .o_rule_attribute")).toBe("Vehicle · Brand");
    expect(textOf(".o_rule_condition:first .o_rule_operator")).toBe("is any of");
    expect(queryAllTexts(".o_rule_condition:first .o_tag")).toEqual(["Peugeot"]);
    expect(textOf(".o_rule_condition:last .o_rule_operator")).toBe("was exactly");
    expect(rows[1]).toMatch(/ago$/);
    expect(queryAllTexts(".o_rule_conjunction")).toEqual(["", "and"]);
});

test("add a rule: choose what it is about, then its value", async () => {
    await mountEditor(all());
    await contains(".o_rule_add_condition button").click();
    expect(queryAllTexts(".o_select_menu_group")).toEqual([
        "Customer",
        "Vehicle",
        "Appointment",
        "Customer: more fields",
    ]);
    await edit("date");
    await animationFrame();
    expect(menuTexts()).toEqual(["Appointment · Date", "Vehicle · Delivery date"]);
    await edit("vehicle miléage");
    await animationFrame();
    expect(menuTexts()).toEqual(["Vehicle · Mileage"]);
    await press("Enter");
    await animationFrame();
    expect(".o_rule_value input").toBeFocused();
    expect(".o_rule_incomplete").toHaveCount(1);
    await contains(".o_rule_value input").edit("0", { confirm: false });
    expect(".o_rule_incomplete").toHaveCount(0);
    expect(await saveTree()).toEqual(all({ attribute: "vehicle.mileage", operator: "=", value: 0 }));
});

test("Enter in a value opens the menu for the next rule of the same group", async () => {
    await mountEditor(all(CITY, { match: "any", rules: [CITY] }));
    await contains(".o_rule_match_any .o_rule_text").click();
    await press("Enter");
    await animationFrame();
    expect(".o_rule_menu_list .o_select_menu_input").toBeFocused();
    await contains(".o_select_menu_item:contains(Name)").click();
    expect(".o_rule_match_any .o_rule_condition").toHaveCount(2);
    expect(".o_rule_match_any .o_rule_condition:last .o_rule_text").toBeFocused();
});

test("an unfinished rule can't be saved", async () => {
    await mountEditor(all(CITY));
    await contains(".o_rule_text").clear({ confirm: false });
    expect(".o_rule_incomplete").toHaveCount(1);
    expect(".o_rule_hint").toHaveCount(1);
    expect(await saveTree()).toBe(undefined);
    expect(".o_field_widget[name=rule_tree]").toHaveClass("o_field_invalid");
});

test("groups: add, combine otherwise, duplicate, delete", async () => {
    await mountEditor(all(CITY));
    await contains(".o_rule_add_group").click();
    expect(".o_rule_group .o_rule_group.o_rule_match_any").toHaveCount(1);
    expect(".o_rule_group .o_rule_empty").toHaveCount(1);
    await choose(".o_rule_group .o_rule_group .o_rule_add_condition", "Is a company");
    await contains(".o_rule_group .o_rule_group [data-match=none]").click();
    await contains(".o_rule_group .o_rule_group .o_rule_duplicate").click();
    await contains(".o_rule_delete:first").click();
    const isCompany = { attribute: "customer.is_company", operator: "is", value: true };
    expect(await saveTree()).toEqual(all({ match: "none", rules: [isCompany, { ...isCompany }] }));
});

test("switching attributes changes the editor of the value", async () => {
    await mountEditor(all(BRAND));
    expect(".o_rule_value .o_multi_record_selector").toHaveCount(1);
    await choose(".o_rule_attribute", "Sale type");
    expect(textOf(".o_rule_operator")).toBe("is any of");
    expect(".o_rule_value .o_select_menu_multi_select").toHaveCount(1);
    await choose(".o_rule_operator", "is");
    await choose(".o_rule_value .o_rule_menu", "Used");
    await choose(".o_rule_attribute", "Is a company");
    expect(textOf(".o_rule_value .o_rule_menu")).toBe("yes");
    await choose(".o_rule_attribute", "Mileage");
    expect(".o_rule_number").toHaveCount(1);
    await choose(".o_rule_operator", "is between");
    expect(".o_rule_number").toHaveCount(2);
    await contains(".o_rule_value input:first").edit("10", { confirm: false });
    expect(".o_rule_incomplete").toHaveCount(1);
    await contains(".o_rule_value input:last").edit("20.5", { confirm: false });
    expect(await saveTree()).toEqual(all({ attribute: "vehicle.mileage", operator: "between", value: [10, 20.5] }));
});

test("relative dates: a number and a unit that suits the attribute", async () => {
    await mountEditor(all(DELIVERY));
    await contains(".o_rule_count").edit("3", { confirm: false });
    await contains(".o_rule_value .o_select_menu_toggler").click();
    expect(menuTexts()).toEqual(["days", "months", "years"]);
    await contains(".o_select_menu_item:contains(months)").click();
    expect(await saveTree()).toEqual(all({ ...DELIVERY, value: { n: 3, unit: "month" } }));
});

test("anniversary: today, or in so many days", async () => {
    await mountEditor(all(DELIVERY));
    await choose(".o_rule_operator", "has its anniversary");
    expect(textOf(".o_rule_value .o_rule_menu")).toBe("today");
    expect(".o_rule_value input").toHaveCount(0);
    await choose(".o_rule_value .o_rule_menu", "in");
    await contains(".o_rule_value input").edit("14", { confirm: false });
    expect(await saveTree()).toEqual(
        all({ attribute: "vehicle.delivery_date", operator: "anniversary", value: { n: 14 } }),
    );
});

test("links: add and remove records", async () => {
    await mountEditor(all(BRAND));
    await contains(".o_rule_value .o-autocomplete--input").click();
    await contains(".o-autocomplete--dropdown-item:contains(Renault)").click();
    await contains(".o_rule_value .o_tag:first .o_delete", { visible: false }).click();
    expect(queryAllTexts(".o_tag")).toEqual(["Renault"]);
    expect(await saveTree()).toEqual(all({ ...BRAND, value: [2] }));
});

test("scope: how many, which of them, of what, such that", async () => {
    await mountEditor(all());
    await choose(".o_rule_add_scope", "Appointment");
    expect(textOf(".o_rule_quantity")).toBe("has at least");
    await contains(".o_rule_scope_head .o_rule_count").edit("2", { confirm: false });
    await choose(".o_rule_pick", "next");
    expect(".o_rule_scope_head .o_rule_count").toHaveCount(0);
    await choose(".o_rule_quantity", "has no");
    await contains(".o_rule_scope .o_rule_add_condition button").click();
    expect(menuTexts()).toEqual(["Date", "Vehicle brand"]);
    await contains(".o_select_menu_item:contains(Date)").click();
    expect(".o_rule_scope .o_rule_add_scope").toHaveCount(0);
    const scope = { has: "appointment", pick: "next", times: { operator: "=", value: 0 } };
    const date = {
        attribute: "appointment.date",
        operator: "ago_exactly",
        value: { n: 1, unit: "day" },
    };
    expect(await saveTree()).toEqual(all({ ...scope, match: "all", rules: [date] }));

    await choose(".o_rule_category", "Vehicle");
    expect(await saveTree()).toEqual(all({ ...scope, has: "vehicle", match: "all", rules: [] }));
});

test("a readonly targeting is one sentence", async () => {
    await mountEditor(FULL_TREE, { readonly: true });
    expect(".o_rule_group").toHaveCount(0);
    expect(".o_rule_sentence").toHaveText("Everyone.");
    expect(".o_rule_found").toHaveText("42");
});

test("one year, two years", async () => {
    await mountEditor(all(DELIVERY));
    expect(textOf(".o_rule_value .o_rule_menu")).toBe("year");
    await contains(".o_rule_count").edit("2", { confirm: false });
    expect(textOf(".o_rule_value .o_rule_menu")).toBe("years");
});

test("what is being typed survives a change elsewhere in the form", async () => {
    await mountEditor(all(CITY));
    await contains(".o_rule_text").edit("Millau", { confirm: false });
    await contains(".o_field_widget[name=name] input").edit("Another title");
    expect(".o_rule_text").toHaveValue("Millau");
    expect(await saveTree()).toEqual(all({ ...CITY, value: "Millau" }));
});

test("deleting leaves the focus in the group", async () => {
    await mountEditor(all(CITY, { match: "any", rules: [CITY] }));
    await contains(".o_rule_match_any .o_rule_delete").click();
    expect(".o_rule_match_any .o_rule_add_condition button").toBeFocused();
});

test("an attribute that is gone is shown as it is written", async () => {
    const rule = { attribute: "vehicle.colour", operator: "is", value: "red" };
    await mountEditor(all(rule, CITY));
    expect(textOf(".o_rule_condition:first .o_rule_attribute")).toBe("vehicle.colour");
    await contains(".o_rule_text").edit("Albi", { confirm: false });
    expect(await saveTree()).toEqual(all(rule, { ...CITY, value: "Albi" }));
});

test("discarding brings the saved tree back", async () => {
    await mountEditor(all(CITY));
    await contains(".o_rule_delete").click();
    expect(".o_rule_condition").toHaveCount(0);
    await contains(".o_form_button_cancel").click();
    await animationFrame();
    expect(".o_rule_condition").toHaveCount(1);
    expect(".o_rule_text").toHaveValue("Rodez");
});
