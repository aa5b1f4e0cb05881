from odoo import api, fields, models
from odoo.tools import hash_sign, verify_hash_signed

UNSUBSCRIBE_SCOPE = "dealership-unsubscribe"


class DealershipDelivery(models.Model):
    """Opting out: a signed link in each message, and the decision it leads to."""

    _inherit = "dealership.delivery"

    def _get_unsubscribe_url(self):
        """Return the address at which this delivery's customer opts out of marketing, good for ever."""
        return self._get_signed_url("unsubscribe", UNSUBSCRIBE_SCOPE)

    def _get_signed_url(self, page, scope):
        """Return the address of a page for this delivery's customer, with the token that is the right to decide."""
        self.ensure_one()
        # sudo: the signing key of the database
        token = hash_sign(self.sudo().env, scope, self.id)
        return f"{self.get_base_url()}/dealership/{page}/{token}"

    @api.model
    def _find_by_token(self, token, scope=UNSUBSCRIBE_SCOPE):
        """Return the delivery of a link, empty for a token that is not ours."""
        # sudo: the signature is the right
        return self.sudo().browse(self._read_token(scope, token) or []).exists()

    @api.model
    def _read_token(self, scope, token):
        """Return what was signed, None for a token that is not ours or good no more."""
        try:
            # sudo: the signing key of the database
            return verify_hash_signed(self.sudo().env, scope, token)
        except ValueError:
            return None

    def _get_sender_name(self):
        """Return the name customers know: of the point of sale, else of the company."""
        team = self.scenario_id.team_id or self.team_id
        return team.trading_name or team.name or self.company_id.name

    def _has_refused_marketing(self):
        states = self.env["dealership.consent"]._get_state(
            self.partner_id, "marketing", self._get_consent_channel(), company=self.company_id
        )
        return states.get(self.partner_id.id) is False

    def _get_consent_channel(self):
        return self.env["dealership.channel"]._get_channel(self.channel)._consent_channel

    def _decide_marketing(self, granted, one_click=False):
        """Write down, for the company that sent it, the decision of all customers who have the address it was sent to.

        :param bool granted: may be written to
        :param bool one_click: said by the mail program's own button
        """
        source = self._get_decision_source(granted, one_click)
        self._record_marketing_decision(granted, source, "mail_program" if one_click else "page")

    def _record_marketing_decision(self, granted, source, origin):
        """Write down a decision of all customers who have the address that this was sent to.

        :param str source: where it comes from, in words
        :param str origin: a key of the decisions' origins
        """
        self.ensure_one()
        consents, customers = self.env["dealership.consent"], self._get_deciding_customers()
        channel = self._get_consent_channel()
        consents._record(customers, "marketing", channel, granted, source, company=self.company_id, origin=origin)
        if granted:
            consents._lift_bans(customers, channel, self.company_id)
        self.unsubscribed_at = False if granted else self.unsubscribed_at or fields.Datetime.now()

    def _get_deciding_customers(self):
        """Return all customers of the company who have the address that this was sent to."""
        field = self.env["dealership.channel"]._get_channel(self.channel)._address_field
        return self._get_customers_at(field, self.address or (field and self.partner_id[field]))

    def _get_customers_at(self, field, address):
        """Return the customer, and all others of the company with this address.

        :param str field: of ``res.partner``, perhaps none
        """
        if not field or not address:
            return self.partner_id
        everyone = self.env["res.partner"].with_context(active_test=False)
        return self.partner_id | everyone.search(
            [(field, "=", address), ("company_id", "in", (self.company_id.id, False))]
        )

    def _get_decision_source(self, granted, one_click):
        """Return it in the customer's language, as the page was: a mail program that asks for it has none."""
        env, name = self._localised().env, self.scenario_id.name
        if one_click:
            return env._("Unsubscribe button of the mail program: %s", name)
        if granted:
            return env._("Changed their mind on the unsubscribe page: %s", name)
        return env._("Unsubscribe page: %s", name)
