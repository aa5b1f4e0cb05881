import { registry } from "@web/core/registry";
import { pickFound } from "./found_records";

const SECTION = "[data-menu-xmlid='crm_dealership.menu_dealership_engagement']";
const GALLERY = ".dropdown-item[data-menu-xmlid='crm_dealership.dealership_scenario_model_menu']";

/** Choose a record by its name, as one types and picks it. */
function choose(field, name) {
    return [{ trigger: `[name=${field}] input`, run: `edit ${name}` }, ...pickFound(name)];
}

/** Write what the example leaves to its author. */
const WRITE = [
    { trigger: ".o_dealership_step [name=unwritten]" },
    {
        trigger: ".o_dealership_step [name=body_html] .odoo-editor-editable p:contains('[[')",
        run: "editor Venez samedi\u00a0: portes ouvertes de 9 h à 18 h.",
    },
    { trigger: ".o_dealership_configure .oe_title", run: "click" },
    { trigger: ".o_dealership_step:not(:has([name=unwritten]))" },
];

/**
 * What a director does with one card: read it, read more about it, configure it, put it to work and run it.
 *
 * @param {Object} card
 * @param {string} card.name
 * @param {string[]} card.chips trigger, target and action as they are drawn
 * @param {string} card.explanation how what "Learn more" says begins
 * @param {string} card.title what the scenario is to be called
 * @param {Object<string, string>} card.answers field → name of the record to choose, for what the card asks besides
 * @param {boolean} card.unwritten whether its example leaves something to be written
 */
function walk({ name, chips, explanation, title, answers, unwritten }) {
    const card = `.o_kanban_record:has(.fw-bold:text("${name}"))`;
    const confirm = { trigger: ".modal-footer .btn-primary", run: "click" };
    const [when, whom, what] = chips;
    return [
        { content: `${name}: when`, trigger: `${card} .o_dealership_chip_trigger:contains("${when}")` },
        { content: "whom", trigger: `${card} .o_dealership_chip_target:contains("${whom}")` },
        { content: "and what", trigger: `${card} .o_dealership_chip_action:contains("${what}")` },
        { trigger: `${card} button[name=action_learn_more]`, run: "click" },
        { content: "What it does", trigger: `.modal [name=explanation]:contains("${explanation}")` },
        { content: "and what it writes", trigger: ".modal .o_dealership_examples .o_kanban_record" },
        { trigger: ".modal-header .btn-close", run: "click" },
        { trigger: `body:not(:has(.modal)) ${card} button[name=action_configure]`, run: "click" },
        { content: "Call it something", trigger: ".o_dealership_configure [name=name] input", run: `edit ${title}` },
        ...Object.entries(answers).flatMap(([field, answer]) => choose(field, answer)),
        ...(unwritten ? WRITE : []),
        { trigger: "button[name=action_review]", run: "click" },
        confirm,
        { content: "It is at work", trigger: ".o_statusbar_status .o_arrow_button_current[data-value=active]" },
        { trigger: "button[name=action_run]", run: "click" },
        confirm,
        { content: "It has found somebody", trigger: ".o_dealership_figures [name=enrolled_count]:contains(/[1-9]/)" },
        { trigger: `.o_menu_sections ${SECTION}`, run: "click" },
        { trigger: GALLERY, run: "click" },
    ];
}

/** The cards that the test names in `odoo.dealershipCards`, one after the other. */
registry.category("web_tour.tours").add("crm_dealership.gallery_cards", {
    steps: () => [
        ...(odoo.dealershipCards || []).flatMap(walk),
        { content: "Back in the gallery", trigger: ".o_dealership_gallery .o_kanban_record" },
    ],
});
