import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, click, edit, freezeTime, queryAllTexts, unfreezeTime } from "@odoo/hoot-dom";
import { advanceTime, Deferred, runAllTimers } from "@odoo/hoot-mock";
import { contains, makeServerError, mockService, onRpc } from "@web/../tests/web_test_helpers";
import { choose, defineTargeting, mountEditor, waitForPreview } from "./targeting_test_helpers";

describe.current.tags("desktop");

const CITY = { attribute: "customer.city", operator: "is", value: "Rodez" };
const TREE = { match: "all", rules: [CITY] };

test("number, sentence and first customers", async () => {
    mockService("action", {
        doAction: (action) => expect.step(`${action.res_model} ${action.res_id}`),
    });
    defineTargeting(() => ({ sentence: "Customers in Rodez." }));
    await mountEditor(TREE);
    expect(".o_rule_found").toHaveText("42");
    expect(".o_rule_noun").toHaveText("Customers");
    expect(".o_rule_sentence").toHaveText("Customers in Rodez.");
    await contains(".o_rule_see").click();
    expect(queryAllTexts(".o_rule_names li")).toEqual(["Jeanne Bonnet · Rodez", "and 41 more"]);
    await contains(".o_rule_names a").click();
    expect.verifySteps(["res.partner 7"]);
});

test("what takes too long to count is an estimate", async () => {
    defineTargeting(() => ({ count: 410000, about: true }));
    await mountEditor(TREE);
    expect(".o_rule_found").toHaveText("about 410,000");
    await contains(".o_rule_see").click();
    expect(queryAllTexts(".o_rule_names li")).toEqual(["Jeanne Bonnet · Rodez"]);
});

test("of how many it cannot be known what they opened", async () => {
    defineTargeting((tree) => ({ unknown: { Rodez: 0, Albi: 1200, Millau: null }[tree.rules[0].value] }));
    await mountEditor(TREE);
    expect(".o_rule_unknown").toHaveCount(0);
    await contains(".o_rule_text").edit("Albi", { confirm: false });
    await waitForPreview();
    expect(".o_rule_unknown").toHaveText("Of 1,200 customers it is not known what they opened: they are not found.");
    await contains(".o_rule_text").edit("Millau", { confirm: false });
    await waitForPreview();
    expect(".o_rule_unknown").toHaveText("Of some customers it is not known what they opened: they are not found.");
});

test("one question after the last key, none while typing", async () => {
    defineTargeting((tree) => expect.step(tree.rules[0].value));
    await mountEditor(TREE);
    freezeTime(); // a slow machine is no slow typist
    await click(".o_rule_text");
    await edit("M");
    await advanceTime(200);
    await edit("Millau");
    await advanceTime(200);
    expect.verifySteps(["Rodez"]);
    expect(".o_rule_spinner i").toHaveCount(1);
    await advanceTime(100);
    unfreezeTime();
    await animationFrame();
    expect.verifySteps(["Millau"]);
    expect(".o_rule_spinner i").toHaveCount(0);
});

test("an answer that arrives after a newer question is ignored", async () => {
    const slow = new Deferred();
    const counts = { Rodez: 1, Albi: 2, Millau: 3 };
    defineTargeting((tree) => ({ count: counts[tree.rules[0].value] }));
    await mountEditor(TREE);
    onRpc("dealership.targeting", "preview_rule", async ({ args, parent }) => {
        if (args[1].rules[0].value === "Albi") {
            await slow;
        }
        return parent();
    });
    await contains(".o_rule_text").edit("Albi", { confirm: false });
    await waitForPreview();
    expect(".o_rule_found").toHaveText("1");
    expect(".o_rule_total").toHaveClass("o_rule_stale");
    await contains(".o_rule_text").edit("Millau", { confirm: false });
    await waitForPreview();
    expect(".o_rule_found").toHaveText("3");
    slow.resolve();
    await runAllTimers();
    await animationFrame();
    expect(".o_rule_found").toHaveText("3");
});

test("an unfinished rule is not asked about", async () => {
    defineTargeting(() => expect.step("preview"));
    await mountEditor(TREE);
    await choose(".o_rule_add_condition", "Name");
    await waitForPreview();
    expect.verifySteps(["preview"]);
    expect(".o_rule_hint").toHaveCount(1);
    await contains(".o_rule_text:last").edit("Bonnet", { confirm: false });
    await waitForPreview();
    expect.verifySteps(["preview"]);
    expect(".o_rule_hint").toHaveCount(0);
});

test("what the server finds wrong is said on its node, until it is changed", async () => {
    defineTargeting((tree) =>
        tree.rules[1].rules[0].value === "?" ? { error: { path: "rules[1].rules[0]", message: "No such city." } } : {},
    );
    await mountEditor({
        match: "all",
        rules: [CITY, { match: "any", rules: [{ ...CITY, value: "?" }, CITY] }],
    });
    expect(".o_rule_wrong").toHaveCount(1);
    expect(".o_rule_match_any .o_rule_wrong .o_rule_problem").toHaveText("No such city.");
    await contains(".o_rule_wrong .o_rule_text").edit("Albi", { confirm: false });
    await waitForPreview();
    expect(".o_rule_wrong").toHaveCount(0);
    expect(".o_rule_found").toHaveText("42");
});

test("a rule that was broken before it was opened may be left again; changed, it can't be saved", async () => {
    defineTargeting(() => ({ error: { path: "rules[0]", message: "The chosen tag has been deleted." } }));
    await mountEditor({ match: "all", rules: [CITY] });
    expect(".o_rule_problem").toHaveText("The chosen tag has been deleted.");
    expect(".o_field_widget[name=rule_tree]").not.toHaveClass("o_field_invalid");
    await contains(".o_rule_text").edit("Albi", { confirm: false });
    await waitForPreview();
    expect(".o_field_widget[name=rule_tree]").toHaveClass("o_field_invalid");
});

test("a server that fails leaves the editor usable", async () => {
    let fails = false;
    defineTargeting();
    onRpc("dealership.targeting", "preview_rule", ({ parent }) => {
        if (fails) {
            throw makeServerError({ message: "Out of order" });
        }
        return parent();
    });
    await mountEditor(TREE);
    fails = true;
    await contains(".o_rule_text").edit("Albi", { confirm: false });
    await waitForPreview();
    expect(".o_rule_failure").toHaveText("The number can't be computed: Out of order");
    expect(".o_error_dialog").toHaveCount(0);
    fails = false;
    await contains(".o_rule_text").edit("Millau", { confirm: false });
    await waitForPreview();
    expect(".o_rule_failure").toHaveCount(0);
});

test("whom it reaches follows the number, and is that of the newest question", async () => {
    const reach = new Deferred();
    defineTargeting();
    onRpc("dealership.targeting", "preview_reach", async ({ args }) => {
        expect(args[0]).toBe("customer");
        await reach;
        return {
            channels: [
                {
                    key: "email",
                    label: "E-mail",
                    reached: 24,
                    total: 42,
                    reasons: [
                        { key: "refused", label: "Opted out", count: 12 },
                        { key: "no_address", label: "No valid address", count: 6 },
                    ],
                },
            ],
        };
    });
    await mountEditor(TREE);
    expect(".o_rule_found").toHaveText("42");
    expect(".o_rule_spinner i").toHaveCount(0);
    expect(".o_rule_reach").toHaveCount(0);
    reach.resolve();
    await animationFrame();
    expect(".o_rule_reached").toHaveText("E-mail: 24 of 42 customers can be written to");
    expect(queryAllTexts(".o_rule_reason")).toEqual(["Opted out: 12", "No valid address: 6"]);
    expect(".o_rule_reach_bar").toHaveAttribute("aria-valuenow", "57");
});

test("whom messages of another purpose reach", async () => {
    const reached = { marketing: 24, service: 30, payment: 36 };
    defineTargeting(() => expect.step("number"));
    onRpc("dealership.targeting", "preview_reach", ({ args: [, , , purpose] }) => {
        expect.step(purpose);
        return { channels: [{ key: "email", label: "E-mail", reached: reached[purpose], total: 42, reasons: [] }] };
    });
    await mountEditor(TREE);
    await animationFrame();
    expect(".o_rule_purposes .active").toHaveText("Marketing");
    await contains(".o_rule_purposes [data-purpose=payment]").click();
    await animationFrame();
    expect(".o_rule_purposes .active").toHaveText("Payment");
    expect(".o_rule_reached").toHaveText("E-mail: 36 of 42 customers can be written to");
    expect.verifySteps(["number", "marketing", "payment"]);
});

test("the number stands when the reach cannot be told, and the failure is", async () => {
    defineTargeting();
    onRpc("dealership.targeting", "preview_reach", () => {
        throw makeServerError({ message: "Out of order" });
    });
    await mountEditor(TREE);
    await animationFrame();
    expect(".o_rule_found").toHaveText("42");
    expect(".o_rule_found").not.toHaveClass("o_rule_stale");
    expect(".o_rule_failure").toHaveText("Whom it reaches can't be computed: Out of order");
    expect(".o_rule_reach").toHaveCount(0);
    expect(".o_error_dialog").toHaveCount(0);
});
