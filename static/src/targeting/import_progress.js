import { Component, onMounted, onWillUnmount, status } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { formatInteger } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const AT_WORK = ["running", "creating"];
const INTERVAL = 2000;

/** How far an import has come: a bar that reads the record again every two seconds until the work is done. */
export class ImportProgress extends Component {
    static template = "crm_dealership.ImportProgress";
    static props = { ...standardWidgetProps };

    setup() {
        onMounted(() => this.plan());
        onWillUnmount(() => clearTimeout(this.timer));
    }

    get isAtWork() {
        return AT_WORK.includes(this.props.record.data.state);
    }

    get percent() {
        return Math.floor(this.props.record.data.progress);
    }

    get text() {
        const { done_count: done, goal_count: goal } = this.props.record.data;
        return _t("%(done)s of %(goal)s rows. You can leave this page; the work goes on.", {
            done: formatInteger(done),
            goal: formatInteger(goal),
        });
    }

    plan() {
        this.timer = setTimeout(() => this.refresh(), INTERVAL);
    }

    /** The work may begin or end elsewhere: the record is only asked while it is at work. */
    async refresh() {
        if (this.isAtWork && !document.hidden) {
            await this.reload();
        }
        // Somebody may have left the page while the server answered.
        if (status(this) !== "destroyed") {
            this.plan();
        }
    }

    /** A connection that is lost comes back: the bar goes on then. */
    async reload() {
        try {
            await this.props.record.load();
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
    }
}

registry.category("view_widgets").add("dealership_import_progress", {
    component: ImportProgress,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "progress", type: "float" },
        { name: "done_count", type: "integer" },
        { name: "goal_count", type: "integer" },
    ],
});
