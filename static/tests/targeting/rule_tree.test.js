import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { Catalogue } from "@crm_dealership/targeting/catalogue";
import { RuleTree } from "@crm_dealership/targeting/rule_tree";
import { allowTranslations } from "@web/../tests/web_test_helpers";
import { CATALOGUE, FULL_TREE } from "./targeting_test_helpers";

describe.current.tags("headless");

let tree;

beforeEach(() => {
    allowTranslations();
    tree = new RuleTree(() => expect.step("change"));
    tree.catalogue = new Catalogue(CATALOGUE);
    tree.subject = "customer";
});

test("every kind of node comes out as it went in", () => {
    tree.load(FULL_TREE);
    expect(tree.toJson()).toEqual(FULL_TREE);
    expect(tree.isComplete).toBe(true);
    expect.verifySteps([]);
});

test("no tree is an empty one", () => {
    tree.load(false);
    expect(tree.toJson()).toEqual({ match: "all", rules: [] });
});

test("new nodes", () => {
    tree.addCondition(tree.root, "vehicle.brand");
    tree.addGroup(tree.root);
    tree.addScope(tree.root, "appointment");
    tree.addCondition(tree.root.rules[1], "customer.city");
    tree.addGroup(tree.root.rules[1]);
    expect(tree.toJson()).toEqual({
        match: "all",
        rules: [
            { attribute: "vehicle.brand", operator: "in", value: [] },
            {
                match: "any",
                rules: [
                    { attribute: "customer.city", operator: "is" },
                    { match: "all", rules: [] },
                ],
            },
            {
                has: "appointment",
                pick: "any",
                times: { operator: ">=", value: 1 },
                match: "all",
                rules: [],
            },
        ],
    });
    expect.verifySteps(["change", "change", "change", "change", "change"]);
});

test("a scope that came without rules can get some", () => {
    tree.load({ match: "all", rules: [{ has: "appointment" }] });
    tree.addCondition(tree.root.rules[0], "appointment.date");
    expect(tree.toJson().rules[0]).toEqual({
        has: "appointment",
        rules: [
            {
                attribute: "appointment.date",
                operator: "ago_exactly",
                value: { n: 1, unit: "day" },
            },
        ],
    });
    expect.verifySteps(["change"]);
});

test("a copy stands beside its original and leads its own life", () => {
    tree.load(FULL_TREE);
    const group = tree.root.rules[3];
    tree.duplicate(tree.root, group);
    tree.setValue(tree.root.rules[4].rules[4], { n: 2, unit: "month" });
    tree.remove(tree.root, group);
    const expected = structuredClone(FULL_TREE);
    expected.rules[3].rules[4].value = { n: 2, unit: "month" };
    expect(tree.toJson()).toEqual(expected);
    expect.verifySteps(["change", "change", "change"]);
});

test("operator and value stay when the new attribute has a use for them", () => {
    tree.load({
        match: "all",
        rules: [{ attribute: "vehicle.brand", operator: "not_in", value: [1] }],
    });
    const [rule] = tree.root.rules;
    const condition = () => tree.toJson().rules[0];

    tree.setAttribute(rule, "appointment.brand");
    expect(condition()).toEqual({ attribute: "appointment.brand", operator: "not_in", value: [1] });
    tree.setAttribute(rule, "vehicle.sale_type");
    expect(condition()).toEqual({ attribute: "vehicle.sale_type", operator: "not_in", value: [] });
    tree.setAttribute(rule, "vehicle.delivery_date");
    tree.setValue(rule, { n: 3, unit: "month" });
    tree.setOperator(rule, "ahead_exactly");
    tree.setAttribute(rule, "appointment.date");
    expect(condition()).toEqual({
        attribute: "appointment.date",
        operator: "ahead_exactly",
        value: { n: 3, unit: "month" },
    });
    tree.setValue(rule, { n: 90, unit: "minute" });
    tree.setAttribute(rule, "vehicle.delivery_date");
    expect(condition().value).toEqual(
        { n: 1, unit: "day" },
        {
            message: "a day has no minutes",
        },
    );
    tree.setOperator(rule, "set");
    expect(condition()).toEqual({ attribute: "vehicle.delivery_date", operator: "set" });
    expect.verifySteps(Array(9).fill("change"));
});

test("what is missing, by shape of the value", () => {
    const isComplete = (attribute, operator, value) => tree.catalogue.isComplete({ attribute, operator, value });

    expect(isComplete("customer.city", "is", "")).toBe(false);
    expect(isComplete("customer.city", "is", "Rodez")).toBe(true);
    expect(isComplete("customer.city", "set")).toBe(true);
    expect(isComplete("customer.is_company", "is", false)).toBe(true);
    expect(isComplete("vehicle.mileage", "=", 0)).toBe(true);
    expect(isComplete("vehicle.mileage", "between", [0, null])).toBe(false);
    expect(isComplete("vehicle.mileage", "between", [0, 1])).toBe(true);
    expect(isComplete("vehicle.brand", "in", [])).toBe(false);
    expect(isComplete("vehicle.delivery_date", "ago_exactly", { unit: "day" })).toBe(false);
    expect(isComplete("vehicle.delivery_date", "ago_exactly", { n: 0, unit: "day" })).toBe(true);
    expect(isComplete("vehicle.delivery_date", "anniversary", { n: 0 })).toBe(true);
    expect(isComplete("vehicle.colour", "is", "red")).toBe(true, {
        message: "the server knows best about an attribute that is unknown here",
    });
});

test("a problem is shown on the node of its path, or the nearest one there is", () => {
    tree.load(FULL_TREE);
    const { root } = tree;
    const at = (path) => {
        tree.setProblem({ path, message: "No." });
        return tree.problem.id;
    };
    expect(at("")).toBe(root.id);
    expect(at("rules[3].rules[5].rules[1]")).toBe(root.rules[3].rules[5].rules[1].id);
    expect(at("rules[4].rules[9]")).toBe(root.rules[4].id);
    tree.setValue(root.rules[0], "Millau");
    expect(tree.problem).toBe(null, { message: "a change is a new question" });
    expect.verifySteps(["change"]);
});

test("the subject's own attributes come first, fields nobody declared last", () => {
    const groups = tree.catalogue.getAttributeGroups("customer");
    expect(groups.map((group) => group.label)).toEqual(["Customer", "Vehicle", "Appointment", "Customer: more fields"]);
    expect(groups[3].choices).toEqual([
        { value: "customer.x_shoe_size", label: "Customer · Shoe size", name: "Shoe size", help: "" },
    ]);
    const [own, ...others] = tree.catalogue.getAttributeGroups("customer", "appointment");
    expect([own.label, others]).toEqual(["Appointment", []]);
});
