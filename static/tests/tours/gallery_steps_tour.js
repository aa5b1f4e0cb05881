import { registry } from "@web/core/registry";
import { writeOnFace } from "./message_steps";

const CARD = ".o_kanban_record:contains('Appointment Reminder')";
const STEP = (number) => `.o_dealership_step[data-step='${number}']`;

/** A card with two steps on two channels: read about it, choose channel, delay and words of each, activate. */
registry.category("web_tour.tours").add("crm_dealership.gallery_steps", {
    steps: () => [
        {
            content: "Only the workshop's cards",
            trigger: ".o_search_panel .o_search_panel_label:contains('Workshop')",
            run: "click",
        },
        {
            content: "Read what the reminder does",
            trigger: `${CARD} button[name=action_learn_more]`,
            run: "click",
        },
        {
            content: "Both examples are there, in order",
            trigger: ".modal .o_dealership_examples .o_kanban_record:contains('SMS')",
        },
        {
            content: "Configure it from there",
            trigger: ".modal button[name=action_configure]",
            run: "click",
        },
        {
            content: "The day before, by e-mail instead",
            trigger: `${STEP(1)} [name=channel] input`,
            run: "click",
        },
        {
            content: "as the first choice",
            trigger: ".o_field_selection_menu .o_select_menu_item:contains('E-mail')",
            run: "click",
        },
        {
            content: "The e-mail of the day before",
            trigger: `${STEP(1)} [name=subject] .o_dealership_chip_face:contains('See you on')`,
        },
        {
            content: "leaves two days before instead",
            trigger: `${STEP(1)} [name=delay_length] input`,
            run: "edit 2",
        },
        {
            content: "with another subject",
            trigger: `${STEP(1)} [name=subject] .o_dealership_chip_face`,
            run: writeOnFace("Your appointment of {{ appointment.date }}"),
        },
        {
            content: "The SMS says something of one's own",
            trigger: `${STEP(2)} [name=body_text] .o_dealership_chip_face`,
            run: writeOnFace("See you at {{ appointment.time }}!"),
        },
        {
            content: "and who has no mobile number gets an e-mail",
            trigger: `${STEP(2)} [name=fallback_channel] input`,
            run: "click",
        },
        {
            content: "by the rules of contact of that channel",
            trigger: ".o_field_selection_menu .o_select_menu_item:contains('E-mail')",
            run: "click",
        },
        {
            content: "See them as the customer will",
            trigger: ".nav-link[name=preview]",
            run: "click",
        },
        {
            content: "The e-mail first",
            trigger: "[name=preview_subject]:contains('Your appointment of')",
        },
        {
            content: "then the SMS",
            trigger: "[name=preview_step] input",
            run: "click",
        },
        {
            content: "which is the second step",
            trigger: ".o_field_selection_menu .o_select_menu_item:contains('2')",
            run: "click",
        },
        {
            content: "as it stands on the phone",
            trigger: ".o_dealership_bubble:contains('See you at')",
        },
        {
            content: "Make it and put it to work",
            trigger: "button[name=action_review]",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal-footer .btn-primary:contains('Activate')",
            run: "click",
        },
        {
            content: "The scenario is active",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Active')",
        },
    ],
});
