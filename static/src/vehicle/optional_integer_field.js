import { registry } from "@web/core/registry";
import { IntegerField, integerField } from "@web/views/fields/integer/integer_field";

/**
 * A whole number where 0 says that nobody knows, or that something else decides: what that is, the placeholder tells.
 * Odoo's own field shows the 0, and no placeholder.
 */
export class OptionalIntegerField extends IntegerField {
    static template = "crm_dealership.OptionalIntegerField";
    static props = { ...IntegerField.props, placeholder: { type: String, optional: true } };

    get formattedValue() {
        return this.value ? super.formattedValue : "";
    }
}

registry.category("fields").add("dealership_optional_integer", {
    ...integerField,
    component: OptionalIntegerField,
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...integerField.extractProps(fieldInfo, dynamicInfo),
        placeholder: fieldInfo.placeholder,
    }),
});
