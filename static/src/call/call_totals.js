import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

/**
 * How many of the calls in the list are done: "12 / 34 done" in the head of the boards.
 *
 * The list is another one after each search and each button, so that the totals are asked for anew; the board never
 * waits for them, and only the answer to the newest question counts.
 */
export class CallTotals extends Component {
    static template = "crm_dealership.CallTotals";
    static props = { list: Object };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ totals: null });
        onWillStart(() => void this.load(this.props.list));
        onWillUpdateProps(({ list }) => void this.load(list));
    }

    async load({ domain }) {
        this.state.totals = await this.keepLast.add(this.orm.call("dealership.call", "get_totals", [domain]));
    }

    get text() {
        const { done, total } = this.state.totals;
        return _t("%(done)s / %(total)s done", { done: formatInteger(done), total: formatInteger(total) });
    }

    get percent() {
        const { done, total } = this.state.totals;
        return total ? Math.floor((100 * done) / total) : 0;
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
