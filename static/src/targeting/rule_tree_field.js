import { Component, markRaw, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { deepCopy, deepEqual } from "@web/core/utils/objects";
import { useDebounced } from "@web/core/utils/timing";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Catalogue } from "./catalogue";
import { openFound } from "./open_found";
import { RuleGroup } from "./rule_group";
import { RulePreview } from "./rule_preview";
import { RuleTree } from "./rule_tree";
import { useRulePreview } from "./use_rule_preview";

const WRITE_DELAY = 250; // milliseconds after the last change
const MODEL = "dealership.targeting";

/**
 * Editor of the rule tree of a targeting. The field holds the JSON; what is drawn is a
 * `RuleTree` made from it, which writes the whole JSON back at each change.
 */
export class RuleTreeField extends Component {
    static template = "crm_dealership.RuleTreeField";
    static components = { RuleGroup, RulePreview };
    static props = {
        ...standardFieldProps,
        subjectField: String,
        teamField: { type: String, optional: true },
        hasPreview: { type: Boolean, optional: true },
    };
    static defaultProps = { hasPreview: true };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.tree = useState(new RuleTree(() => this.onTreeChange()));
        const { preview, refresh, cancel, setPurpose } = useRulePreview({
            onAnswer: (error) => this.onAnswer(error),
        });
        Object.assign(this, { preview, refresh, cancel, setPurpose });

        this.json = null; // what the record holds, as far as we know
        this.draft = null; // what it is about to hold
        this.written = Promise.resolve();
        this.writeSoon = useDebounced(() => this.write(), WRITE_DELAY);
        this.catalogueLoaded = this.loadCatalogue();
        onWillStart(() => this.catalogueLoaded);
        useRecordObserver((record, props) => this.onRecordChange(record, props));
        const { bus } = this.props.record.model;
        useBus(bus, "NEED_LOCAL_CHANGES", ({ detail }) => detail.proms.push(this.write()));
        useBus(bus, "WILL_SAVE_URGENTLY", () => this.write());
    }

    async loadCatalogue() {
        this.tree.catalogue = markRaw(new Catalogue(await this.orm.call(MODEL, "get_catalogue", [])));
    }

    // ------------------------------------------------------------------------
    // Record and tree
    // ------------------------------------------------------------------------

    async onRecordChange(record, { name, subjectField, teamField }) {
        const { [name]: json, [subjectField]: subject, [teamField]: team } = record.data;
        const teamId = team?.id || false;
        const isNewTree = this.isNewTree(json);
        await this.catalogueLoaded;
        if (isNewTree) {
            this.json = deepCopy(json);
            this.tree.load(json);
        }
        if (isNewTree || subject !== this.tree.subject || teamId !== this.teamId) {
            this.tree.subject = subject;
            this.teamId = teamId;
            this.askPreview();
        }
    }

    /** Whether the record got a tree we did not write: another record, a discard, the first time. */
    isNewTree(json) {
        return !this.draft && (!this.json || !deepEqual(json, this.json));
    }

    onTreeChange() {
        this.draft = this.tree.toJson();
        this.props.record.model.bus.trigger("FIELD_IS_DIRTY", true);
        this.writeSoon();
        this.askPreview();
    }

    /** Hand the draft to the record; by and by while one types, at once when the record is saved. */
    write() {
        if (this.draft) {
            this.writeSoon.cancel();
            this.written = this.writeDraft(this.draft);
        }
        return this.written;
    }

    async writeDraft(draft) {
        const { record, name } = this.props;
        const { isComplete } = this.tree;
        await record.update({ [name]: draft });
        this.json = draft;
        if (!isComplete) {
            await record.setInvalidField(name);
        }
        if (this.draft === draft) {
            this.draft = null;
            record.model.bus.trigger("FIELD_IS_DIRTY", false);
        }
    }

    // ------------------------------------------------------------------------
    // Preview
    // ------------------------------------------------------------------------

    askPreview() {
        if (this.tree.subject && this.tree.isComplete) {
            this.refresh([this.tree.subject, this.tree.toJson(), this.teamId]);
        } else {
            this.cancel();
        }
    }

    async onAnswer(error) {
        this.tree.setProblem(error);
        const { record, name, readonly } = this.props;
        // One that was broken before it was opened may be looked at and left again.
        if (error && !readonly && (this.draft || record.dirty)) {
            await record.setInvalidField(name);
        }
    }

    get hint() {
        if (!this.tree.isComplete) {
            return _t("A rule is not finished yet: the number follows as soon as it is.");
        }
        return this.tree.problem ? _t("One of the rules can't be applied as it is.") : "";
    }

    get title() {
        return _t("%(records)s matching", { records: this.noun });
    }

    get noun() {
        const { record, subjectField } = this.props;
        const subjects = Object.fromEntries(record.fields[subjectField].selection);
        return subjects[this.tree.subject] || "";
    }

    openRecord(id) {
        const { model } = this.tree.catalogue.getCategory(this.tree.subject);
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openList() {
        return openFound(this.action, this.props.record);
    }
}

export const ruleTreeField = {
    component: RuleTreeField,
    displayName: _t("Rule tree of a targeting"),
    supportedTypes: ["json"],
    supportedOptions: [
        { label: _t("Field with the subject"), name: "subject", type: "field" },
        { label: _t("Field with the point of sale"), name: "team", type: "field" },
        { label: _t("What it finds below"), name: "preview", type: "boolean", default: true },
    ],
    isEmpty: () => false,
    fieldDependencies: ({ options }) => [
        { name: options.subject || "subject", type: "selection" },
        { name: options.team || "team_id", type: "many2one", relation: "crm.team" },
    ],
    extractProps: ({ options }) => ({
        subjectField: options.subject || "subject",
        teamField: options.team || "team_id",
        hasPreview: options.preview ?? true,
    }),
};

registry.category("fields").add("dealership_rule_tree", ruleTreeField);
