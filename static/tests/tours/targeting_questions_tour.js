import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { pickFound } from "./found_records";
import { ROOT, addRule, addScope, choose, nested, pickRecord, rule, seeThemAll, setDistance } from "./targeting_steps";

const NEW = "/odoo/dealership-targetings/new";

const tours = registry.category("web_tour.tours");

function call(name) {
    return [{ trigger: ".o_field_widget[name=name] input", run: `edit ${name}` }];
}

tours.add("dealership_question_tomorrow", {
    url: NEW,
    steps: () => [
        ...call("Appointment tomorrow"),
        ...addRule(ROOT, "appointment date", "Appointment · Date"),
        ...choose("Tomorrow", `${rule(ROOT, 1)} .o_rule_operator`, "is in exactly …"),
        ...addRule(ROOT, "appointment status", "Appointment · Status"),
        ...choose("Not cancelled", `${rule(ROOT, 2)} .o_rule_operator`, "is not"),
        ...choose("Not cancelled", `${rule(ROOT, 2)} .o_rule_value .o_rule_menu`, "Cancelled"),
        { trigger: ".o_rule_sentence:contains(appointment)" },
        ...seeThemAll("Tour Tomorrow"),
    ],
});

tours.add("dealership_question_service_due", {
    url: NEW,
    steps: () => [
        ...call("Service due"),
        ...addScope(ROOT, "Repair order"),
        ...choose("None", `${rule(ROOT, 1)} .o_rule_quantity`, "has no"),
        ...addRule(nested(ROOT, 1), "opened", "Repair order · Opened"),
        ...setDistance(rule(nested(ROOT, 1), 1), "was less than … ago", 12, "months"),
        ...addScope(ROOT, "Appointment"),
        ...choose("The next", `${rule(ROOT, 2)} .o_rule_pick`, "next"),
        ...choose("None", `${rule(ROOT, 2)} .o_rule_quantity`, "has no"),
        ...addRule(ROOT, "vehicle brand", "Vehicle · Brand"),
        ...pickRecord(rule(ROOT, 3), "Renault (test)"),
        ...pickRecord(rule(ROOT, 3), "Dacia (test)"),
        ...addRule(ROOT, "first registration", "Vehicle · First registration"),
        ...setDistance(rule(ROOT, 4), "was more than … ago", 4, "years"),
        { trigger: ".o_rule_sentence:contains(next appointment)" },
        ...seeThemAll("Tour Due"),
    ],
});

tours.add("dealership_question_last_visit", {
    url: NEW,
    steps: () => [
        ...call("Last visit 180 days ago"),
        ...addScope(ROOT, "Repair order"),
        ...choose("The last", `${rule(ROOT, 1)} .o_rule_pick`, "last"),
        ...addRule(nested(ROOT, 1), "opened", "Repair order · Opened"),
        ...setDistance(rule(nested(ROOT, 1), 1), "was exactly … ago", 180, "days"),
        { trigger: ".o_rule_sentence:contains(last repair order)" },
        ...seeThemAll("Tour Last Visit"),
    ],
});

const OPERAND = ".o_selected_row td[name=operand_id]";

/** Choose a targeting in a new line of an operation. */
function addOperand(name) {
    return [
        { trigger: ".o_field_widget[name=operand_ids] .o_field_x2many_list_row_add a", run: "click" },
        // The line before is selected until the new one is there: what was chosen in it has a link.
        { trigger: `${OPERAND}:not(:has(.o_external_button)) input`, run: `edit ${name}` },
        ...pickFound(name),
        // The list of what is found says the name as well, until it closes: what has been chosen has a link.
        { trigger: `${OPERAND}:has(input:value("${name}")) .o_external_button` },
    ];
}

function makeOperation(name, operation, operands) {
    return [
        ...call(name),
        { trigger: ".o_field_radio[name=mode] input[data-value=operation]", run: "click" },
        { trigger: `.o_field_radio[name=operation] input[data-value=${operation}]`, run: "click" },
        ...operands.flatMap(addOperand),
    ];
}

const PEOPLE = "E-mail\ntour.left.out@customer.test\n";

tours.add("dealership_question_operation", {
    url: NEW,
    steps: () => [
        ...call("Those who came already"),
        { trigger: ".o_field_radio[name=mode] input[data-value=import]", run: "click" },
        { trigger: "button[name=action_import_file]", run: "click" },
        {
            content: "Choose the file",
            trigger: ".o_dealership_import_upload",
            run() {
                const input = this.anchor.querySelector("input[type=file]");
                const transfer = new DataTransfer();
                transfer.items.add(new File([PEOPLE], "came.csv", { type: "text/csv" }));
                input.files = transfer.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".o_dealership_import_upload:contains(came.csv), .o_dealership_import_upload:has(.fa-trash)" },
        { trigger: "button[name=action_analyse]", run: "click" },
        { content: "The form has settled", trigger: ".o_form_button_create:enabled" },
        { trigger: "button[name=action_start]:enabled", run: "click" },
        { trigger: ".o_dealership_import_figures button:contains(matched):contains(1)" },
        { trigger: "button[name=action_view_targeting]:enabled", run: "click", timeout: 60000 },
        { trigger: ".o_field_widget[name=import_sentence]:contains(came.csv)" },

        { content: "The union", trigger: ".o_form_button_create", run: "click" },
        { trigger: ".o_breadcrumb:contains(New)" },
        ...makeOperation("Town or make", "union", ["Tour: in Conques", "Tour: a Peugeot in Estaing"]),
        ...stepUtils.saveForm(),
        { trigger: ".o_operation_outline:contains(Tour: in Conques)" },

        { content: "Less the file", trigger: ".o_form_button_create", run: "click" },
        { trigger: ".o_breadcrumb:contains(New)" },
        ...makeOperation("Town or make, not come yet", "difference", ["Town or make", "Those who came already"]),
        ...stepUtils.saveForm(),
        { trigger: ".o_operation_outline li li:contains(Tour: a Peugeot in Estaing)" },
        ...seeThemAll("Tour Conques"),
    ],
});
