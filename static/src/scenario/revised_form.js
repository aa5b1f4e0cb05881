import { registry } from "@web/core/registry";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

/** A record that one may not change is one to read: whatever were typed would be lost. */
class RevisedRecord extends RelationalModel.Record {
    get isInEdition() {
        return super.isInEdition && !this.data?.change_refusal;
    }
}

class RevisedModel extends RelationalModel {
    static Record = RevisedRecord;
}

/** The form of a record that several people edit: it says which revision was changed, see `dealership.revision`. */
export class RevisedFormController extends FormController {
    get modelParams() {
        // A beacon is sent past `onWillSaveRecord`, and nobody could be told that it was refused.
        return { ...super.modelParams, useSendBeaconToSaveUrgently: false };
    }

    async onWillSaveRecord(record, changes) {
        if (record.resId && "revision" in record.data) {
            changes.revision = record.data.revision;
        }
        return super.onWillSaveRecord(...arguments);
    }
}

registry
    .category("views")
    .add("dealership_revised_form", { ...formView, Model: RevisedModel, Controller: RevisedFormController });
