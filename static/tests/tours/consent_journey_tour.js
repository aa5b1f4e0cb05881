import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const PERSON = "Jeanne Voyage";

/** Open somebody's form by their name, from the list of customers. */
function openCustomer(name) {
    return [
        { trigger: ".o_searchview_input", run: `edit ${name}` },
        { trigger: ".o_searchview_input", run: "press Enter" },
        { trigger: `.o_data_row td[name=name]:contains(${name})`, run: "click" },
        { trigger: "a[name=dealership_consents]", run: "click" },
    ];
}

/** Odoo's own mailing is sent, from its form. */
registry.category("web_tour.tours").add("crm_dealership.consent_odoo_mailing", {
    steps: () => [
        { trigger: "button[name=action_launch]", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "It waits to be sent", trigger: ".o_arrow_button_current[data-value=in_queue]" },
    ],
});

/** An administrator reads what the customer has decided, hands out their file, and erases them. */
registry.category("web_tour.tours").add("crm_dealership.consent_file_and_erasing", {
    steps: () => [
        ...openCustomer(PERSON),
        {
            content: "What they decided, and where",
            trigger: "[name=consent_state_ids] .o_data_row:contains(Preference page):contains(No)",
        },
        { content: "All of it", trigger: "button[name=action_view_consents]", run: "click" },
        { trigger: ".o_data_row:contains(Preference page)" },
        { trigger: ".o_data_row:contains(At the counter)" },
        { trigger: `.breadcrumb-item:contains(${PERSON}) a`, run: "click" },
        { trigger: "a[name=dealership_consents]", run: "click" },
        {
            content: "A tour stays in its tab: what would open another is fetched",
            trigger: "button[name=action_download_file]:enabled",
            run() {
                browser.open = async (url) => {
                    const file = await (await fetch(url)).json();
                    document.body.classList.add(`o_fetched_${file.customer_id}`);
                    return window;
                };
            },
        },
        { content: "For machines", trigger: "button[name=action_download_file]:enabled", run: "click" },
        { content: "On paper", trigger: "body[class*=o_fetched_] button[name=action_print_file]", run: "click" },
        {
            content: "Erase",
            trigger: "body:not(:has(.o_blockUI)) button[name=action_erase]:enabled",
            run: "click",
        },
        { trigger: ".modal:contains(Erased for good) button[name=action_erase]", run: "click" },
        { content: "Nobody has that name any more", trigger: "body:not(:has(.modal)) .o_view_controller" },
    ],
});

const FILE = ["Nom;Prénom;Adresse e-mail", "Voyage;Jeanne;Jeanne.Voyage@customer.test", "Autre;Paul;paul@other.test"];

/** The same person comes again, with a file. */
registry.category("web_tour.tours").add("crm_dealership.consent_imported_again", {
    steps: () => [
        { trigger: ".o_field_widget[name=name] input", run: "edit Voyage again" },
        { trigger: ".o_field_radio[name=mode] input[data-value=import]", run: "click" },
        { trigger: "button[name=action_import_file]", run: "click" },
        {
            trigger: ".o_dealership_import_upload",
            run() {
                const transfer = new DataTransfer();
                transfer.items.add(new File([FILE.join("\r\n")], "again.csv", { type: "text/csv" }));
                const input = this.anchor.querySelector("input[type=file]");
                input.files = transfer.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".o_dealership_import_upload:contains(again.csv), .o_dealership_import_upload:has(.fa-trash)" },
        { trigger: "button[name=action_analyse]", run: "click" },
        { trigger: "button[name=action_start]", run: "click" },
        { trigger: ".o_dealership_import_figures button:contains(unknown):contains(2)" },
        { trigger: "button[name=action_create_unknown]", run: "click" },
        { trigger: ".modal button[name=action_create]", run: "click" },
        { trigger: ".o_dealership_import_figures button:contains(created):contains(2)" },
    ],
});

/** The scenario that goes to the file is run, from its form. */
registry.category("web_tour.tours").add("crm_dealership.consent_run", {
    steps: () => [
        { trigger: "button[name=action_run]", run: "click" },
        { trigger: ".modal-footer .btn-primary:contains(Run Now)", run: "click" },
        { content: "It has run", trigger: ".breadcrumb-item:contains(To the file) a" },
    ],
});

/** Who was written to, and who was not, for which reason. */
registry.category("web_tour.tours").add("crm_dealership.consent_left_out", {
    steps: () => [
        { trigger: "button[name=action_view_deliveries]", run: "click" },
        { trigger: ".o_data_row:contains(Paul Autre):contains(Sent)" },
        {
            content: "Open who was left out",
            trigger: `.o_data_row:contains(${PERSON}):contains(Erased before) td[name=partner_id]`,
            run: "click",
        },
        { trigger: ".o_form_view:contains(Erased before)" },
    ],
});

/** The form of who came again says it, too. */
registry.category("web_tour.tours").add("crm_dealership.consent_form_again", {
    steps: () => [...openCustomer(PERSON), { trigger: ".alert-warning:contains(had themselves erased)" }],
});
