import { registry } from "@web/core/registry";

// Written as Windows writes it in France: Windows-1252, semicolons, phones in any notation.
const PEOPLE = [
    "Nom;Prénom;Adresse e-mail;Portable",
    "Known;Tour;tour.known@customer.test;",
    "Known;Tour;;06.12.34.56.78",
    "Double;Tour;tour.double@customer.test;",
    "New;Éric;eric.new@customer.test;06 99 88 77 66",
    "=1+1;;;12",
].join("\r\n");

function toWindows1252(text) {
    return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** One figure of the import: how many rows, with this status. */
function figure(status, count) {
    return `.o_dealership_import_figures button:contains(${status}):contains(${count})`;
}

registry.category("web_tour.tours").add("dealership_targeting_import", {
    url: "/odoo/dealership-targetings/new",
    steps: () => [
        { trigger: ".o_field_widget[name=name] input", run: "edit Open day by clicks" },
        { trigger: ".o_field_radio[name=mode] input[data-value=import]", run: "click" },
        { trigger: "button[name=action_import_file]", run: "click" },
        {
            content: "Choose the file",
            trigger: ".o_dealership_import_upload",
            run() {
                const input = this.anchor.querySelector("input[type=file]");
                const transfer = new DataTransfer();
                transfer.items.add(new File([toWindows1252(PEOPLE)], "open-day.csv", { type: "text/csv" }));
                input.files = transfer.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".o_dealership_import_upload:contains(open-day.csv), .o_dealership_import_upload:has(.fa-trash)" },
        { trigger: "button[name=action_analyse]", run: "click" },
        { content: "The columns are known", trigger: ".o_data_row:contains(Portable):contains(Mobile phone)" },
        { content: "Accents are right", trigger: ".o_field_widget[name=preview] td:contains(Éric)" },
        { trigger: "button[name=action_start]", run: "click" },

        { trigger: figure("matched", 2) },
        { trigger: figure("unknown", 1) },
        { trigger: figure("unreadable", 1) },
        { content: "Who is it?", trigger: figure("ambiguous", 1), run: "click" },
        { trigger: ".o_data_row:contains(tour.double@customer.test) td[name=partner_id]", run: "click" },
        { trigger: "td[name=partner_id] input", run: "click" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Tour Double the First)", run: "click" },
        { trigger: ".o_list_button_save", run: "click" },
        { trigger: ".breadcrumb-item:contains(open-day.csv) a", run: "click" },
        { trigger: figure("matched", 3) },

        { content: "Nobody was created unasked", trigger: "button[name=action_create_unknown]", run: "click" },
        { trigger: ".modal:contains(will become customers) button[name=action_create]", run: "click" },
        { trigger: figure("created", 1) },
        { trigger: "button[name=action_view_targeting]", run: "click" },
        { trigger: ".o_field_widget[name=import_sentence]:contains(open-day.csv)" },
        { trigger: "button[name=action_view_customers]:contains(3)", run: "click" },
        ...["Tour Known", "Tour Double the First", "Éric New"].map((name) => ({
            trigger: `.o_data_row:contains(${name})`,
        })),
    ],
});
