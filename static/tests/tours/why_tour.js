import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { pickFound } from "./found_records";

const NAME = "Tour Just Outside";

function ask() {
    return [
        { trigger: "button[name=action_explain]", run: "click" },
        { trigger: ".modal .o_field_widget[name=partner_id] input", run: `edit ${NAME}` },
        ...pickFound(NAME),
    ];
}

/** Starts in the form of the targeting, which finds who drove more than 50,000 km and has no appointment. */
registry.category("web_tour.tours").add("dealership_why_not", {
    steps: () => [
        ...ask(),
        { content: "The answer", trigger: ".o_targeting_why:contains(does not find this customer)" },
        {
            content: "The reason: a few kilometres less",
            trigger: ".o_targeting_why li:has(.fa-times):contains(mileage) .badge:contains(49,900)",
        },
        {
            content: "Change what it says is the reason",
            trigger: ".o_targeting_why a[href*='/odoo/dealership-vehicles/']",
            run() {
                this.anchor.removeAttribute("target"); // a tour stays in its tab
                this.anchor.click();
            },
        },
        { trigger: ".o_field_widget[name=mileage] input", run: "edit 50100" },
        ...stepUtils.saveForm(),
        { trigger: ".o_field_widget[name=owner_id] input:value(Tour Just Outside)" },
        stepUtils.showAppsMenuItem(),
        { trigger: ".o_app[data-menu-xmlid='crm_dealership.menu_dealership_root']", run: "click" },
        { trigger: "[data-menu-xmlid='crm_dealership.menu_dealership_engagement']", run: "click" },
        { trigger: "[data-menu-xmlid='crm_dealership.dealership_targeting_menu']", run: "click" },
        { trigger: ".o_searchview_input", run: "edit Tour: driven far" },
        { trigger: ".o_searchview_input", run: "press Enter" },
        { trigger: ".o_data_row:contains(Tour: driven far) td[name=name]", run: "click" },
        ...ask(),
        {
            content: "Now they are in",
            trigger: ".o_targeting_why:contains(finds this customer):not(:contains(not find))",
        },
        { trigger: ".o_targeting_why li:has(.fa-check):contains(mileage)" },
        { trigger: ".modal button:contains(Close)", run: "click" },
        { trigger: "button[name=action_view_customers]", run: "click" },
        { trigger: `.o_data_row:contains(${NAME})` },
    ],
});
