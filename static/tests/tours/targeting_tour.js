import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { ROOT, addRule, choose, pickRecord, seeThemAll } from "./targeting_steps";

const ANY = ".o_rule_match_any";
const BOTH = `${ANY} .o_rule_match_all:not(.o_rule_scope)`;

registry.category("web_tour.tours").add("dealership_targeting", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        { trigger: ".o_app[data-menu-xmlid='crm_dealership.menu_dealership_root']", run: "click" },
        { trigger: "[data-menu-xmlid='crm_dealership.menu_dealership_engagement']", run: "click" },
        { trigger: "[data-menu-xmlid='crm_dealership.dealership_targeting_menu']", run: "click" },
        { trigger: ".o_breadcrumb:contains(Targetings)" },
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=name] input", run: "edit Anniversary or nothing planned" },

        ...addRule(ROOT, "postcode", "Customer · Postcode"),
        ...choose("Postcode starts with 12", `${ROOT} .o_rule_operator`, "starts with"),
        { trigger: `${ROOT} .o_rule_text`, run: "edit 12" },

        { content: "Any of", trigger: `${ROOT} > .o_rule_adders .o_rule_add_group`, run: "click" },
        { content: "Both of", trigger: `${ANY} > .o_rule_adders .o_rule_add_group`, run: "click" },
        ...addRule(BOTH, "vehicle brand", "Vehicle · Brand"),
        ...pickRecord(BOTH, "Peugeot (test)"),
        ...addRule(BOTH, "vehicle delivery", "Vehicle · Delivery date"),
        ...choose("One year ago", `${BOTH} .o_rule_value .o_rule_menu`, "year"),

        ...choose("Nothing planned", `${ANY} > .o_rule_adders .o_rule_add_scope`, "Appointment"),
        ...choose("The next", ".o_rule_scope .o_rule_pick", "next"),
        ...choose("None", ".o_rule_scope .o_rule_quantity", "has no"),

        {
            content: "The sentence says it, the number is there",
            trigger: ".o_rule_sentence:contains(next appointment)",
        },
        { trigger: ".o_rule_total:not(.o_rule_stale)" },
        { trigger: ".o_rule_see", run: "click" },
        { trigger: ".o_rule_names a:contains(Tour Peugeot)" },
        ...stepUtils.saveForm(),
        ...seeThemAll("Tour Peugeot"),
    ],
});
