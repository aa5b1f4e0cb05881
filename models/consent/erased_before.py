from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, sql

from ...engine.ledger import states
from .dealership_erasure import CAUSES, OWN_WISH


class ResPartner(models.Model):
    """Who was erased and came again, with a file, from another system, or by hand."""

    _inherit = "res.partner"

    erased_at = fields.Datetime(
        string="Erased Before, On",
        compute="_compute_erased_at",
        store=True,
        copy=False,
        index="btree_not_null",
        groups="crm_dealership.group_dealership_user",
        help="Somebody with this address or number was erased: there is no marketing until the person says yes again, "
        "and after an erasure at their own wish nothing but what is owed.",
    )
    erased_as = fields.Selection(
        CAUSES,
        string="Why Erased Before",
        compute="_compute_erased_at",
        store=True,
        copy=False,
        groups="crm_dealership.group_dealership_user",
    )

    def _auto_init(self):
        """Nobody was erased before there was anything to tell it by: no customer has to be looked up."""
        for column, kind in (("erased_at", "timestamp"), ("erased_as", "varchar")):
            if not sql.column_exists(self.env.cr, self._table, column):
                sql.create_column(self.env.cr, self._table, column, kind)
        return super()._auto_init()

    @api.depends("email_normalized", "phone_sanitized", "phone2_sanitized")
    def _compute_erased_at(self):
        # sudo: whoever enters a customer need not see who was erased
        erased = self.env["dealership.erasure"].sudo()._find(self)
        for partner in self:
            partner.erased_at, partner.erased_as = erased.get(partner, (False, False))


class DealershipContactRules(models.AbstractModel):
    """Who was erased at their own wish is not written to again but about what is owed, unless they said so afterwards.

    Who went after years of silence and comes back gets what they come for; marketing needs their word again.
    """

    _inherit = "dealership.contact.rules"

    @api.model
    def _get_rules(self, purpose, channel, company, *args, **options):
        rules = super()._get_rules(purpose, channel, company, *args, **options)
        consent_channel = self.env["dealership.channel"]._get_channel(channel)._consent_channel
        if purpose == "payment" or not consent_channel or not self.env["dealership.erasure"]._has_any():
            return rules
        erased = (states.ERASED, self._get_erased_domain(purpose, consent_channel, company))
        place = sum(reason in (states.ARCHIVED, states.OWN_ADDRESS, states.NO_ADDRESS) for reason, _domain in rules)
        return [*rules[:place], erased, *rules[place:]]

    def _get_erased_domain(self, purpose, consent_channel, company):
        decided = self.env["dealership.consent.state"]

        def to_sql(model, alias, query):
            erased_at = SQL.identifier(alias, "erased_at")
            said_yes = SQL("state.topic_id IS NULL AND state.granted AND state.told_at > %s", erased_at)
            customer = SQL.identifier(alias, "same_customer_id")
            wished = SQL("%s = %s", SQL.identifier(alias, "erased_as"), OWN_WISH)
            return SQL(
                "%s IS NOT NULL AND %s AND NOT %s",
                erased_at,
                SQL("TRUE") if purpose == "marketing" else wished,
                decided._exists_sql(customer, purpose, consent_channel, company, said_yes),
            )

        return Domain.custom(to_sql=to_sql)
