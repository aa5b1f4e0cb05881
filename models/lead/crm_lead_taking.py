from werkzeug.urls import url_encode

from odoo import models
from odoo.tools import consteq, hmac

from ...engine.lead.lifetime import RUNNING
from ..channel.signatory import is_available


class CrmLead(models.Model):
    """Taking a lead from a reminder: the first who does so has it, the others are told who.

    Two at once need no lock of ours: both write the lead, PostgreSQL refuses the second, and Odoo repeats that
    request, which finds the lead taken.
    """

    _inherit = "crm.lead"

    def _assign_userless_lead_in_team(self, creation_source):
        """Leave leads with a lifetime to whoever takes them first.

        Odoo would give what comes in by e-mail to the leader, who alone would then be reminded. Nor is anything given
        to a leader who is not available.
        """
        free = self.filtered(
            lambda lead: not lead.lifetime_id and is_available(lead.team_id.user_id, lead._get_place_company())
        )
        return super(CrmLead, free)._assign_userless_lead_in_team(creation_source)

    def action_take(self):
        """Make a waiting lead one's own and take it in hand.

        :return: a notification for the web client
        """
        self.ensure_one()
        taken = self._take()
        if taken:
            message = self.env._("%(lead)s is yours now.", lead=self.name)
        else:
            message = self._describe_taker()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success" if taken else "warning",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _take(self):
        """Return whether the lead is the user's now; it isn't when somebody else has it, or has closed it."""
        self.check_access("write")
        if not self._can_be_taken():
            return self._is_taken()
        self.user_id = self.env.user
        self._mark_handled()
        return True

    def _can_be_taken(self):
        return self.lifetime_state == RUNNING and self._get_taker() in (self.env.user, self.env["res.users"])

    def _is_taken(self):
        """Return whether the user has taken it already."""
        mine = self.user_id == self.env.user and self.lead_state == "open"
        return mine and self.lifetime_state != RUNNING and bool(self.handled_at)

    def _describe_taker(self):
        """Say to who came too late what has become of the lead."""
        if self.lead_state != "open" or self.type != "lead":
            return self.env._("%(lead)s is no longer an open lead.", lead=self.name)
        if self.user_id:
            return self.env._("%(user)s has taken %(lead)s.", user=self.user_id.name, lead=self.name)
        return self.env._("A colleague has taken %(lead)s in hand.", lead=self.name)

    def _get_take_url(self, user):
        """Return the address by which one user takes this lead; it serves nobody else."""
        query = url_encode({"token": self._get_take_token(user)})
        return f"{self.get_base_url()}/dealership/lead/{self.id}/take?{query}"

    def _get_take_token(self, user):
        # sudo: the database's secret
        return hmac(self.env(su=True), "crm_dealership-take-lead", (self.id, user.id))

    def _is_take_token(self, token, user):
        # As bytes: texts with any letter that is not ASCII are not compared but fail.
        return consteq((token or "").encode(), self._get_take_token(user).encode())
