import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const ROOT = ".o_rule_tree > .o_rule_group";
const ANY = ".o_rule_match_any";
const BOTH = `${ANY} .o_rule_match_all:not(.o_rule_scope)`;

/** The number the editor announces, to be found again in the list. */
let found = "";

/** Open a menu of the editor and choose an entry by what it says. */
function choose(content, menu, text) {
    return [
        { content, trigger: `${menu} > .o_select_menu_toggler`, run: "click" },
        { trigger: `.o_select_menu_item:text(${text})`, run: "click" },
    ];
}

/** Search the attribute menu of a group and take what it finds first, as on a keyboard. */
function addRule(group, search, found) {
    return [
        {
            content: `Add a rule: ${search}`,
            trigger: `${group} > .o_rule_adders .o_rule_add_condition > .o_select_menu_toggler`,
            run: "click",
        },
        { trigger: ".o_rule_menu_list .o_select_menu_input", run: `edit ${search}` },
        { trigger: `.o_select_menu_item:first:text(${found})` },
        { trigger: ".o_rule_menu_list .o_select_menu_input", run: "press Enter" },
    ];
}

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
        { trigger: `${BOTH} .o_rule_value .o-autocomplete--input`, run: "edit Peugeot (test)" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Peugeot (test)')", run: "click" },
        ...addRule(BOTH, "vehicle delivery", "Vehicle · Delivery date"),
        ...choose("One year ago", `${BOTH} .o_rule_value .o_rule_menu`, "year"),

        ...choose("Nothing planned", `${ANY} > .o_rule_adders .o_rule_add_scope`, "Appointment"),
        ...choose("The next", ".o_rule_scope .o_rule_pick", "next"),
        ...choose("None", ".o_rule_scope .o_rule_quantity", "has no"),

        {
            content: "The sentence says it, the number is there",
            trigger: ".o_rule_sentence:contains(next appointment)",
        },
        {
            trigger: ".o_rule_total:not(.o_rule_stale) .o_rule_found",
            run() {
                found = this.anchor.textContent;
            },
        },
        { trigger: ".o_rule_see", run: "click" },
        { trigger: ".o_rule_names a:contains(Tour Peugeot)" },
        ...stepUtils.saveForm(),
        { content: "See them in their own list", trigger: ".o_rule_open_list:enabled", run: "click" },
        {
            trigger: ".o_list_view:has(.o_data_cell:contains(Tour Peugeot)) .o_pager_limit",
            run() {
                if (this.anchor.textContent !== found) {
                    throw new Error(`${this.anchor.textContent} in the list, ${found} announced`);
                }
            },
        },
    ],
});
