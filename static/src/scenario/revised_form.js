import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

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

registry.category("views").add("dealership_revised_form", { ...formView, Controller: RevisedFormController });
