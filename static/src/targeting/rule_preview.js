import { Component, useState } from "@odoo/owl";
import { formatInteger } from "@web/views/fields/formatters";
import { _t } from "@web/core/l10n/translation";
import { RuleReach } from "./rule_reach";
import { RuleUnknown } from "./rule_unknown";

const SHOWN = 10;

/** Below the tree: how many it finds, what it says in one sentence, and some of those it finds. */
export class RulePreview extends Component {
    static template = "crm_dealership.RulePreview";
    static components = { RuleReach, RuleUnknown };
    static props = {
        preview: Object,
        hint: String, // why there is no number just now
        noun: String, // what is counted
        openRecord: Function,
        openList: Function,
        setPurpose: Function, // why one would write to them
    };

    setup() {
        this.preview = useState(this.props.preview);
        this.state = useState({ isUnfolded: false });
    }

    get count() {
        if (this.preview.count === null) {
            return "–";
        }
        const count = formatInteger(this.preview.count);
        return this.preview.about ? _t("about %(count)s", { count }) : count;
    }

    get isStale() {
        return this.preview.isLoading || this.props.hint || this.preview.failure;
    }

    get shown() {
        return this.preview.customers.slice(0, SHOWN);
    }

    /** Of a customer the city, of anything else the customer. */
    getDetail({ name, city, record_name: recordName }) {
        return name === recordName ? city : name;
    }

    get othersText() {
        const others = this.preview.count - this.shown.length;
        return others > 0 && !this.preview.about ? _t("and %(count)s more", { count: formatInteger(others) }) : "";
    }

    toggle() {
        this.state.isUnfolded = !this.state.isUnfolded;
    }
}
