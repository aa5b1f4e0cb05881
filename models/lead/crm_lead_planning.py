from odoo import models

from ..channel.signatory import is_available


class CrmLead(models.Model):
    """What one does next for a lead or an opportunity: one click, and what is known stands there already."""

    _inherit = "crm.lead"

    def action_follow_up(self):
        """Plan an activity, by Odoo's own dialogue."""
        self.ensure_one()
        self.check_access("write")
        call = self.env.ref("mail.mail_activity_data_call", raise_if_not_found=False)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Follow Up"),
            "res_model": "mail.activity.schedule",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": self._name,
                "active_id": self.id,
                "active_ids": self.ids,
                "default_activity_user_id": self._get_planned_user().id,
                **({"default_activity_type_id": call.id} if call else {}),
            },
        }

    def action_plan_appointment(self):
        """Book an appointment at the point of sale."""
        return self._plan_appointment("sales")

    def action_plan_test_drive(self):
        """Book a test drive of the vehicle that it is about."""
        return self._plan_appointment("test_drive")

    def _plan_appointment(self, kind):
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan a Test Drive") if kind == "test_drive" else self.env._("Plan an Appointment"),
            "res_model": "calendar.event",
            "views": [(self.env.ref("crm_dealership.calendar_event_view_form").id, "form")],
            "target": "new",
            "context": {
                "default_opportunity_id": self.id,
                "default_customer_id": self.partner_id.id,
                "default_vehicle_id": self.vehicle_id.id,
                "default_team_id": self.team_id.id,
                "default_user_id": self._get_planned_user().id,
                "default_appointment_kind": kind,
            },
        }

    def _get_planned_user(self):
        """Return who does it: who is in charge, as long as they are available; else whoever plans it."""
        company = self._get_place_company()
        return self.user_id.filtered(lambda user: is_available(user, company)) or self.env.user

    def action_change_salesperson(self):
        """Choose among the people of the point of sale who are available."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change the Salesperson"),
            "res_model": "dealership.lead.salesperson",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_lead_id": self.id},
        }
