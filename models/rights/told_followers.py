from odoo import models

# Those of Odoo's models that our rules narrow to one's points of sale.
NARROWED = ("crm.lead", "sale.order")


class MailThread(models.AbstractModel):
    """Who follows a record and may read it no more is told nothing of it.

    Somebody who moved to another point of sale, or lost their role, stays a follower: Odoo would go on sending them
    what is said there. Whom a colleague names is that colleague's decision; customers are told by other rules.
    """

    _inherit = "mail.thread"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if not self or not (self._is_ours() or self._name in NARROWED):
            return recipients
        values = msg_vals or {}
        named = values["partner_ids"] if "partner_ids" in values else message.sudo().partner_ids.ids
        return [each for each in recipients if each["id"] in named or self._may_be_told(each)]

    def _may_be_told(self, recipient):
        if not recipient["is_follower"] or not recipient["uid"] or recipient["ushare"]:
            return True
        # sudo: where somebody works is no secret
        companies = self.env["res.users"].sudo().browse(recipient["uid"])._get_company_ids()
        follower = self.with_user(recipient["uid"]).with_context(allowed_company_ids=list(companies))
        return follower.has_access("read")
