import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** Reminders of waiting leads, shown until somebody closes them, with a button that takes the lead. */
export const leadReminderService = {
    dependencies: ["action", "bus_service", "notification", "orm"],

    start(env, { action, bus_service: bus, notification, orm }) {
        const shown = new Map();
        bus.subscribe("dealership.lead_reminder", ({ lead_id: leadId, title, message }) => {
            shown.get(leadId)?.(); // the first reminder makes way for the second
            const close = notification.add(message, {
                title,
                type: "warning",
                sticky: true,
                onClose: () => shown.get(leadId) === close && shown.delete(leadId),
                buttons: [
                    {
                        name: _t("Take in Hand"),
                        primary: true,
                        // It stays when the lead could not be taken: Odoo says why, and one can try again.
                        onClick: async () => {
                            const taken = await orm.call("crm.lead", "action_take", [leadId]);
                            close();
                            return action.doAction(taken);
                        },
                    },
                    {
                        name: _t("Open the lead"),
                        onClick: () => {
                            close();
                            action.doAction({
                                type: "ir.actions.act_window",
                                res_model: "crm.lead",
                                res_id: leadId,
                                views: [[false, "form"]],
                            });
                        },
                    },
                ],
            });
            shown.set(leadId, close);
        });
        bus.start();
    },
};

registry.category("services").add("dealership_lead_reminder", leadReminderService);
