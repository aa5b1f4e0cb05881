import { registry } from "@web/core/registry";
import { writeOnFace } from "./message_steps";

const CARD = ".o_kanban_record:contains('Delivery Anniversary')";

/** From the gallery to an active scenario, as a director does it: by clicks alone. */
registry.category("web_tour.tours").add("crm_dealership.scenario_gallery", {
    steps: () => [
        {
            content: "Read what the anniversary does",
            trigger: `${CARD} button[name=action_learn_more]`,
            run: "click",
        },
        {
            content: "Configure it from there",
            trigger: ".modal button[name=action_configure]",
            run: "click",
        },
        {
            content: "The questions come with a count of who would be reached",
            trigger: ".o_dealership_configure [name=reach_sentence]:contains(1 of 1)",
        },
        {
            content: "Give it a name",
            trigger: ".o_dealership_configure [name=name] input",
            run: "edit A year together",
        },
        {
            content: "Write another subject",
            trigger: "[name=subject] .o_dealership_chip_face",
            run: writeOnFace("Dear"),
        },
        {
            content: "Open the picker of the subject",
            trigger: "[name=subject] .o_dealership_value_picker",
            run: "click",
        },
        {
            content: "Choose the customer",
            trigger: ".o_dealership_value_popover [data-value=customer]",
            run: "click",
        },
        {
            content: "Choose the first name",
            trigger: ".o_dealership_value_popover [data-path='customer.first_name']",
            run: "click",
        },
        {
            content: "Say what to write when it is missing",
            trigger: ".o_dealership_value_popover #dealership_value_text",
            run: "edit Madam, Sir",
        },
        {
            content: "Insert it",
            trigger: ".o_dealership_value_popover .btn-primary",
            run: "click",
        },
        {
            content: "The value stands in the subject, in words",
            trigger: "[name=subject] .o_dealership_chip_face:contains('Dear Customer: first name or “Madam, Sir”')",
        },
        {
            content: "Put the cursor into the text",
            trigger: "[name=body_html] .note-editable p:first",
            run: "click",
        },
        {
            content: "Open the picker of the text",
            trigger: "[name=body_html] .o_dealership_value_picker",
            run: "click",
        },
        {
            content: "What the message is about comes first: the vehicle",
            trigger: ".o_dealership_value_popover [data-path='vehicle.license_plate']",
            run: "click",
        },
        {
            content: "Insert it",
            trigger: ".o_dealership_value_popover .btn-primary",
            run: "click",
        },
        {
            content: "The value stands in the text, in words",
            trigger: "[name=body_html] .note-editable .o_dealership_value_chip:text('Vehicle: registration plate')",
        },
        {
            content: "Who asks for it sees how that is written",
            trigger: "[name=body_html] .o_dealership_source_switch",
            run: "click",
        },
        {
            trigger: "[name=body_html] .note-editable:contains('{{ vehicle.license_plate }}')",
        },
        {
            trigger: `[name=subject] input:visible:value('Dear {{ customer.first_name | default("Madam, Sir") }}')`,
        },
        {
            content: "and turns back",
            trigger: "[name=body_html] .o_dealership_source_switch",
            run: "click",
        },
        {
            trigger: "[name=body_html] .note-editable .o_dealership_value_chip",
        },
        {
            content: "See it as the customer will",
            trigger: ".nav-link[name=preview]",
            run: "click",
        },
        {
            content: "The customer's own name has taken the place of the value",
            trigger: "[name=preview_subject]:contains('Dear Jeanne')",
        },
        {
            content: "Send it to oneself",
            trigger: "button[name=action_send_test]:enabled",
            run: "click",
        },
        {
            content: "It has left",
            trigger: ".o_notification:contains('Test sent to')",
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
        {
            content: "and bears its name",
            trigger: "[name=name] input:value('A year together')",
        },
    ],
});
