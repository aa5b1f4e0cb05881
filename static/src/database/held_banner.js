import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { session } from "@web/session";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

/** Says on every screen, above all else, that nothing leaves this database, and why. */
export class HeldBanner extends Component {
    static template = "crm_dealership.HeldBanner";
    static props = { status: { type: String } };

    setup() {
        this.action = useService("action");
        this.state = useState({ maySee: false });
        user.hasGroup("crm_dealership.group_dealership_administrator").then((isAdministrator) => {
            this.state.maySee = user.isSystem || isAdministrator;
        });
    }

    get words() {
        return this.props.status === "copy"
            ? _t("This database is a copy: nothing leaves it, no e-mail, no SMS, no order.")
            : _t("Is this database a copy? Nothing leaves it until an administrator has said what it is.");
    }

    open() {
        return this.action.doAction("crm_dealership.dealership_database_action", { clearBreadcrumbs: true });
    }
}

const held = session.dealership_database_held;
if (held) {
    registry.category("main_components").add("dealership_held_banner", {
        Component: HeldBanner,
        props: { status: held },
    });
}
