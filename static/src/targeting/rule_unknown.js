import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";

/** Under the number of a rule that asks who opened something: of how many customers that can't be known. */
export class RuleUnknown extends Component {
    static template = "crm_dealership.RuleUnknown";
    static props = { count: [Number, { value: null }] }; // null: counting took too long

    get text() {
        if (this.props.count === null) {
            return _t("Of some customers it is not known what they opened: they are not found.");
        }
        return this.props.count === 1
            ? _t("Of 1 customer it is not known what they opened: they are not found.")
            : _t("Of %(count)s customers it is not known what they opened: they are not found.", {
                  count: formatInteger(this.props.count),
              });
    }
}
