import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";

/** Under the number of a rule: how many of the customers can be written to, by channel, and why the others can't. */
export class RuleReach extends Component {
    static template = "crm_dealership.RuleReach";
    static props = {
        channels: Array,
        purpose: { type: String, optional: true }, // why one would write
        setPurpose: { type: Function, optional: true }, // where one may ask for another purpose
    };

    get purposes() {
        return [
            ["marketing", _t("Marketing")],
            ["service", _t("Service")],
            ["payment", _t("Payment")],
        ];
    }

    getText({ label, reached, total }) {
        return _t("%(channel)s: %(reached)s of %(total)s customers can be written to", {
            channel: label,
            reached: formatInteger(reached),
            total: formatInteger(total),
        });
    }

    getReason({ label, count }) {
        return _t("%(reason)s: %(count)s", { reason: label, count: formatInteger(count) });
    }

    /** Rounded down: a full bar means everyone. */
    getPercentage({ reached, total }) {
        return total ? Math.floor((100 * reached) / total) : 0;
    }
}
