import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { animationFrame, queryAll, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { advanceTime } from "@odoo/hoot-mock";
import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

const TEXT = ["is", "is_not", "contains", "starts_with", "set", "not_set"];
const NUMBER = ["=", "<", ">", "between"];
const CHOICE = ["is", "is_not", "in", "not_in", "set", "not_set"];
const DATED = ["ago_exactly", "ago_less", "ahead_exactly", "between", "on", "anniversary", "set", "not_set"];

const DAYS = { units: ["day", "month", "year"] };
const TIMES = { units: ["minute", "day", "month", "year"] };

function attribute(key, label, type, operators, more = {}) {
    return { key, label, help: "", group: "main", type, operators, ...more };
}

/** A small catalogue with every type of value and every shape of operator. */
export const CATALOGUE = {
    categories: [
        {
            key: "vehicle",
            label: "Vehicle",
            plural: "Vehicles",
            model: "fleet.vehicle",
            subject: true,
            picks: ["any", "last", "next", "first"],
            attributes: [
                attribute("vehicle.brand", "Brand", "link", CHOICE, { relation: "brand" }),
                attribute("vehicle.sale_type", "Sale type", "choice", CHOICE, {
                    choices: [
                        ["vn", "New"],
                        ["vo", "Used"],
                    ],
                }),
                attribute("vehicle.delivery_date", "Delivery date", "date", DATED, DAYS),
                attribute("vehicle.mileage", "Mileage", "number", NUMBER),
            ],
        },
        {
            key: "customer",
            label: "Customer",
            plural: "Customers",
            model: "res.partner",
            subject: true,
            picks: ["any"],
            attributes: [
                attribute("customer.city", "City", "text", TEXT),
                attribute("customer.name", "Name", "text", TEXT),
                attribute("customer.is_company", "Is a company", "boolean", ["is", "is_not"]),
                attribute("customer.x_shoe_size", "Shoe size", "number", NUMBER, { group: "more" }),
            ],
        },
        {
            key: "appointment",
            label: "Appointment",
            plural: "Appointments",
            model: "calendar.event",
            subject: true,
            picks: ["any", "last", "next", "first"],
            attributes: [
                attribute("appointment.date", "Date", "datetime", DATED, TIMES),
                attribute("appointment.brand", "Vehicle brand", "link", CHOICE, { relation: "brand" }),
            ],
        },
    ],
    operators: {
        is: { label: "is", value: "scalar" },
        is_not: { label: "is not", value: "scalar" },
        contains: { label: "contains", value: "scalar" },
        starts_with: { label: "starts with", value: "scalar" },
        in: { label: "is any of", value: "list" },
        not_in: { label: "is none of", value: "list" },
        "=": { label: "=", value: "scalar" },
        "<": { label: "<", value: "scalar" },
        ">": { label: ">", value: "scalar" },
        between: { label: "is between", value: "range" },
        ago_exactly: { label: "was exactly … ago", value: "relative" },
        ago_less: { label: "was less than … ago", value: "relative" },
        ahead_exactly: { label: "is in exactly …", value: "relative" },
        on: { label: "is on", value: "scalar" },
        anniversary: { label: "has its anniversary", value: "ahead" },
        set: { label: "is set", value: "none" },
        not_set: { label: "is not set", value: "none" },
    },
    units: [
        ["minute", "minutes", "minute"],
        ["day", "days", "day"],
        ["month", "months", "month"],
        ["year", "years", "year"],
    ],
    picks: [
        ["any", "any"],
        ["last", "the last"],
        ["next", "the next"],
        ["first", "the first"],
    ],
    matches: [
        ["all", "all of"],
        ["any", "any of"],
        ["none", "none of"],
    ],
};

/** Every kind of node and every shape of value there is. */
export const FULL_TREE = {
    match: "all",
    rules: [
        { attribute: "customer.city", operator: "is", value: "Rodez" },
        { attribute: "customer.name", operator: "set" },
        { attribute: "customer.is_company", operator: "is", value: false },
        {
            match: "any",
            rules: [
                { attribute: "vehicle.brand", operator: "in", value: [1, 2] },
                { attribute: "vehicle.brand", operator: "is", value: 2 },
                { attribute: "vehicle.sale_type", operator: "in", value: ["vn"] },
                { attribute: "vehicle.sale_type", operator: "is_not", value: "vo" },
                {
                    attribute: "vehicle.delivery_date",
                    operator: "ago_exactly",
                    value: { n: 1, unit: "year" },
                },
                {
                    match: "none",
                    rules: [
                        { attribute: "vehicle.mileage", operator: "between", value: [0, 12.5] },
                        {
                            attribute: "appointment.date",
                            operator: "between",
                            value: ["2026-03-29T18:00:00", "2026-03-30T08:00:00"],
                        },
                        { attribute: "vehicle.delivery_date", operator: "on", value: "2025-02-28" },
                    ],
                },
            ],
        },
        { has: "appointment" },
        {
            has: "appointment",
            pick: "next",
            times: { operator: "=", value: 0 },
            match: "all",
            rules: [],
        },
        {
            has: "vehicle",
            times: { operator: "!=", value: 2 },
            match: "any",
            rules: [
                { attribute: "vehicle.delivery_date", operator: "anniversary", value: { n: 0 } },
                { match: "none", rules: [] },
            ],
        },
    ],
};

class Brand extends models.Model {
    _name = "brand";

    name = fields.Char();

    _records = [
        { id: 1, name: "Peugeot" },
        { id: 2, name: "Renault" },
    ];
}

class Team extends models.Model {
    _name = "crm.team";

    name = fields.Char();
}

class Targeting extends models.Model {
    _name = "dealership.targeting";

    name = fields.Char();
    subject = fields.Selection({
        selection: [
            ["customer", "Customers"],
            ["vehicle", "Vehicles"],
        ],
        default: "customer",
    });
    team_id = fields.Many2one({ relation: "crm.team" });
    rule_tree = fields.Json();

    _records = [{ id: 1, name: "Test", subject: "customer", rule_tree: FULL_TREE }];
}

/** Models and server of the editor. `answer(tree, subject)` stands for `preview_rule`. */
export function defineTargeting(answer = () => ({})) {
    defineMailModels();
    defineModels([Brand, Team, Targeting]);
    onRpc("dealership.targeting", "get_catalogue", () => CATALOGUE);
    onRpc("dealership.targeting", "preview_rule", ({ args: [subject, tree] }) => ({
        count: 42,
        about: false,
        sentence: "Everyone.",
        customers: [{ record_id: 7, record_name: "Jeanne Bonnet", id: 7, name: "Jeanne Bonnet", city: "Rodez" }],
        error: false,
        ...answer(tree, subject),
    }));
    onRpc("dealership.targeting", "preview_reach", () => ({ channels: [] }));
}

/** Show the editor on a targeting that has this tree. */
export async function mountEditor(tree, { readonly = false } = {}) {
    Targeting._records = [{ id: 1, name: "Test", subject: "customer", rule_tree: tree }];
    await mountView({
        resModel: "dealership.targeting",
        resId: 1,
        type: "form",
        arch: `<form>
            <field name="name"/>
            <field name="subject"/>
            <field name="rule_tree" widget="dealership_rule_tree" readonly="${Number(readonly)}"/>
        </form>`,
    });
    await waitForPreview();
}

export async function waitForPreview() {
    await advanceTime(300);
    await animationFrame();
}

/** Save the form and return the tree as the server receives it. */
export async function saveTree() {
    let saved;
    onRpc("dealership.targeting", "web_save", ({ args }) => {
        saved = args[1].rule_tree;
    });
    await contains(".o_form_button_save").click();
    await animationFrame();
    return saved;
}

/** Choose an entry of one of the editor's menus by what it says. */
export async function choose(menu, text, options = {}) {
    await contains(`${menu} > .o_select_menu_toggler`, options).click();
    const items = queryAll(".o_select_menu_item");
    await contains(items.find((item) => item.textContent.trim() === text)).click();
    await animationFrame();
}

/** What a menu says, without what is only there for screen readers. */
export function textOf(menu) {
    return queryOne(`${menu} .o_rule_said`).textContent;
}

export const menuTexts = () => queryAllTexts(".o_select_menu_item");
