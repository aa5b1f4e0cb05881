import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

/** How many of the calls in the list are done: "12 / 34 done" in the head of the boards. */
export class CallTotals extends Component {
    static template = "crm_dealership.CallTotals";
    static props = { domain: Array };

    setup() {
        this.orm = useService("orm");
        this.totals = useState({ done: 0, total: 0 });
        onWillStart(() => this.load(this.props.domain));
        onWillUpdateProps((props) => this.load(props.domain));
    }

    async load(domain) {
        Object.assign(this.totals, await this.orm.call("dealership.call", "get_totals", [domain]));
    }

    get percent() {
        return this.totals.total ? Math.round((100 * this.totals.done) / this.totals.total) : 0;
    }
}

export class CallListController extends ListController {
    static template = "crm_dealership.CallListView";
    static components = { ...ListController.components, CallTotals };
}

export class CallKanbanController extends KanbanController {
    static template = "crm_dealership.CallKanbanView";
    static components = { ...KanbanController.components, CallTotals };
}

registry.category("views").add("dealership_call_list", { ...listView, Controller: CallListController });
registry.category("views").add("dealership_call_kanban", { ...kanbanView, Controller: CallKanbanController });
