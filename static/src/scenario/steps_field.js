import { registry } from "@web/core/registry";
import { FormRenderer } from "@web/views/form/form_renderer";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { useEffect } from "@odoo/owl";

/**
 * The steps of a scenario one below the other, all open: each is the form that the view has inside this field.
 * Their number is given; the list view inside the field only says which fields are loaded.
 */
export class StepsField extends X2ManyField {
    static template = "crm_dealership.StepsField";
    static components = { FormRenderer };

    setup() {
        super.setup();
        useEffect(
            () => {
                for (const step of this.list.records) {
                    step.switchMode("edit");
                }
            },
            () => [this.list.records.map((step) => step.id).join()],
        );
    }

    get formInfo() {
        return this.props.views.form;
    }
}

registry.category("fields").add("dealership_steps", {
    ...x2ManyField,
    component: StepsField,
    supportedTypes: ["one2many"],
});
