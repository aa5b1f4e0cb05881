import { Component, onMounted, onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
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

    get doneCount() {
        return this.props.record.data.done_count.toLocaleString();
    }

    get goalCount() {
        return this.props.record.data.goal_count.toLocaleString();
    }

    plan() {
        this.timer = setTimeout(() => this.refresh(), INTERVAL);
    }

    /** The work may begin or end elsewhere: the record is only asked while it is at work. */
    async refresh() {
        if (this.isAtWork && !document.hidden) {
            await this.props.record.load();
        }
        this.plan();
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
