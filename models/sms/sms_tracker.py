from odoo import models

from ...engine.sms import reports as sms_reports

# Odoo's words for the stages of a text message → ours.
_STATUSES = {"process": sms_reports.SENDING, "pending": sms_reports.SENT, "sent": sms_reports.DELIVERED}


class SmsTracker(models.Model):
    """Reports of the providers behind Odoo's own routes reach the deliveries."""

    _inherit = "sms.tracker"

    def _action_update_from_provider_error(self, provider_error):
        result = super()._action_update_from_provider_error(provider_error)
        self._report_to_deliveries(sms_reports.UNDELIVERED, str(provider_error))
        return result

    def _action_update_from_sms_state(self, sms_state, failure_type=False, failure_reason=False):
        result = super()._action_update_from_sms_state(sms_state, failure_type, failure_reason)
        if sms_state in _STATUSES:
            self._report_to_deliveries(_STATUSES[sms_state])
        return result

    def _report_to_deliveries(self, status, words=""):
        for tracker in self:
            delivery = self.env["dealership.delivery"]._find_by_sms_reference(tracker.sms_uuid)
            if delivery:
                delivery._report_sms(status, words=words)
