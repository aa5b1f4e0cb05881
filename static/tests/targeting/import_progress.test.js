import { describe, destroy, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class Import extends models.Model {
    _name = "dealership.targeting.import";
    state = fields.Selection({
        selection: [
            ["running", "Running"],
            ["done", "Done"],
        ],
    });
    progress = fields.Float();
    done_count = fields.Integer();
    goal_count = fields.Integer();
    _records = [{ id: 1, state: "running", progress: 24.9, done_count: 1245, goal_count: 5000 }];
}

defineMailModels();
defineModels([Import]);

function mountProgress() {
    return mountView({
        type: "form",
        resModel: "dealership.targeting.import",
        resId: 1,
        arch: `<form><widget name="dealership_import_progress"/></form>`,
    });
}

test("tells how far it has come, and reads again until it is done", async () => {
    let state = "running";
    onRpc("dealership.targeting.import", "web_read", ({ parent }) => {
        expect.step(state);
        return parent().map((row) => ({ ...row, state }));
    });
    await mountProgress();
    expect(".o_dealership_import_progress .text-muted").toHaveText(
        "24 % · 1,245 of 5,000 rows. You can leave this page; the work goes on.",
    );
    expect(".progress-bar").toHaveAttribute("aria-valuenow", "24");
    await advanceTime(2000);
    await animationFrame();
    state = "done";
    await advanceTime(2000);
    await animationFrame();
    expect(".o_dealership_import_progress").toHaveCount(0);
    await advanceTime(10000);
    expect.verifySteps(["running", "running", "done"]);
});

test("asks no more once the page is left, even while the server answers", async () => {
    let answer = null;
    onRpc("dealership.targeting.import", "web_read", async ({ parent }) => {
        expect.step("read");
        await answer;
        return parent();
    });
    const view = await mountProgress();
    answer = new Deferred();
    await advanceTime(2000);
    destroy(view);
    answer.resolve();
    await animationFrame();
    await advanceTime(10000);
    expect.verifySteps(["read", "read"]);
});
