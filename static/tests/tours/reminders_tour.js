import { registry } from "@web/core/registry";

/** The row of a customer in the to-do list. */
function row(customer) {
    return `.o_data_row:contains(${customer})`;
}

function select(customer) {
    return { trigger: `${row(customer)} .o_list_record_selector input`, run: "click" };
}

registry.category("web_tour.tours").add("dealership_reminders", {
    url: "/odoo/dealership-reminders-to-do",
    steps: () => [
        { content: "Read one message", trigger: `${row("Tour Anne")} td[name=partner_id]`, run: "click" },
        { trigger: ".o_field_widget[name=message_subject]:contains(150)" },
        { trigger: ".o_field_widget[name=message_body] table:contains(Total due)" },
        { trigger: ".breadcrumb-item a", run: "click" },

        { content: "Send two at once", ...select("Tour Anne") },
        select("Tour Bruno"),
        { trigger: "button[name=action_send]:enabled", run: "click" },
        { trigger: ".modal:contains(The chosen messages leave now) .btn-primary", run: "click" },
        { trigger: ".o_notification:contains(2 messages are on their way)" },
        { trigger: `.o_list_view:not(:has(${row("Tour Anne")}))` },

        { content: "Two calls were made", ...select("Tour Claire") },
        select("Tour Denis"),
        { trigger: "button[name=action_mark_done]:enabled", run: "click" },
        { trigger: ".o_notification:contains(2 reminders marked as done)" },
        { trigger: `.o_list_view:not(:has(${row("Tour Claire")}))` },

        { content: "One asked for a week more", ...select("Tour Émile") },
        { trigger: "button[name=action_postpone]:enabled", run: "click" },
        { trigger: ".modal button[name=action_postpone]", run: "click" },
        { trigger: `body:not(:has(.modal)) .o_list_view:not(:has(${row("Tour Émile")}))` },
    ],
});
