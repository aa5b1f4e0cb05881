from odoo import api, fields, models

from ...engine.contact.purposes import CHANNELS, PURPOSES


class DealershipConsent(models.Model):
    """One decision of a customer about one purpose on one channel, kept with its date and origin.

    An address decides nothing of its own: what is said there is said by its customer (``same_customer.py``).
    No row means the customer never decided. A refusal always holds; whether marketing needs a
    written "yes" or only the absence of a "no" is a setting of the company.
    """

    _name = "dealership.consent"
    _description = "Customer Consent"
    _order = "partner_id, purpose, channel"
    _rec_name = "purpose"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="cascade")
    purpose = fields.Selection(PURPOSES, required=True)
    channel = fields.Selection(CHANNELS, required=True)
    granted = fields.Boolean()
    decided_at = fields.Datetime(string="Decided On", required=True, default=fields.Datetime.now)
    source = fields.Char(help="Where the decision was made: signed form, unsubscribe link, STOP by SMS…")

    _decision_unique = models.Constraint(
        "UNIQUE (partner_id, purpose, channel)",
        "A customer has one decision per purpose and channel: change the existing one.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_customer_vals(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._prepare_customer_vals(vals))

    @api.model
    def _prepare_customer_vals(self, vals):
        if not vals.get("partner_id"):
            return vals
        # sudo: which customer it is decides, not who may read it; whoever may not name the customer is refused after
        partner = self.env["res.partner"].sudo().browse(vals["partner_id"])
        return {**vals, "partner_id": partner.same_customer_id.id}

    @api.model
    def _record(self, partners, purpose, channel, granted, source, now=None):
        """Write down a decision, over the one there was.

        :param partners: ``res.partner`` recordset
        :param str purpose: a key of ``PURPOSES``
        :param str channel: a key of ``CHANNELS``
        :param bool granted: yes or no
        :param str source: where the decision was made, shown to staff
        :param datetime now: naive UTC; the clock when absent
        """
        partners = partners.same_customer_id
        domain = [("partner_id", "in", partners.ids), ("purpose", "=", purpose), ("channel", "=", channel)]
        vals = {"granted": granted, "source": source, "decided_at": now or fields.Datetime.now()}
        existing = self.search(domain)
        existing.write(vals)
        self.create(
            [
                {"partner_id": partner.id, "purpose": purpose, "channel": channel, **vals}
                for partner in partners - existing.partner_id
            ]
        )

    @api.model
    def _unite(self, partners, partner):
        """Give the decisions of several customers to one; of two about the same the latest counts, else the refusal."""
        consents = self.search([("partner_id", "in", (partners | partner).ids)])
        for same in consents.grouped(lambda consent: (consent.purpose, consent.channel)).values():
            *others, last = same.sorted(lambda consent: (consent.decided_at, not consent.granted, consent.id))
            self.union(*others).unlink()
            last.partner_id = partner
        self.env.flush_all()
