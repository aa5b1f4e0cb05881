import { registry } from "@web/core/registry";

const RULE = "details[name=rule]";
const TIMING = "details[name=timing]";

/** One card without leaving its screen: read its rule and its hours, change both, SMS or e-mail, activate. */
registry.category("web_tour.tours").add("crm_dealership.configure_card", {
    steps: () => [
        {
            content: "Configure the card of vehicles that are ready",
            trigger: ".o_kanban_record:contains('Vehicle Ready') button[name=action_configure]",
            run: "click",
        },
        {
            content: "Its rule is said in words; unfold it",
            trigger: `${RULE}:not([open]) [name=sentence]:contains('less than 1 day ago')`,
            run: "click",
        },
        {
            content: "and be more patient",
            trigger: `${RULE}[open] .o_rule_value .o_rule_count`,
            run: "edit 3",
        },
        {
            content: "The sentence follows",
            trigger: `${RULE} [name=sentence]:contains('less than 3 days ago')`,
        },
        {
            content: "So are its hours; unfold them",
            trigger: `${TIMING}:not([open]) [name=timing_sentence]:contains('between 08:00 and 20:00')`,
            run: "click",
        },
        {
            content: "and begin later",
            trigger: `${TIMING}[open] [name=send_from] input`,
            run: "edit 09:30",
        },
        {
            content: "E-mail first",
            trigger: "[name=channel_order] input[data-value=email]",
            run: "click",
        },
        {
            content: "The sentence follows, and the step has changed sides",
            trigger: `${TIMING} [name=timing_sentence]:contains('between 09:30 and 20:00')`,
        },
        {
            trigger: ".o_dealership_step [name=channel] input:value('E-mail')",
        },
        {
            content: "Put it to work",
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
