import { describe, expect, test } from "@odoo/hoot";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class DealershipMessage extends models.Model {
    _name = "dealership.message";
    name = fields.Char();
    change_refusal = fields.Char();
    _records = [
        { id: 1, name: "Ours", change_refusal: false },
        { id: 2, name: "Theirs", change_refusal: "It belongs to others." },
    ];
}

defineMailModels();
defineModels([DealershipMessage]);

const ARCH = `<form js_class="dealership_revised_form"><field name="change_refusal"/><field name="name"/></form>`;

test("what one may not change is shown to be read, from one record to the next", async () => {
    await mountView({ type: "form", resModel: "dealership.message", resId: 1, resIds: [1, 2], arch: ARCH });
    expect(".o_field_widget[name=name] input").toHaveValue("Ours");
    await contains(".o_pager_next").click();
    expect(".o_field_widget[name=name]").toHaveText("Theirs");
    expect(".o_field_widget[name=name] input").toHaveCount(0);
    await contains(".o_pager_previous").click();
    expect(".o_field_widget[name=name] input").toHaveValue("Ours");
});
