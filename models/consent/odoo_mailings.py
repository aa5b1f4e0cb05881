"""One decision, honoured by both sides: Odoo's Email Marketing and SMS Marketing leave out who said no to us.

So they do addresses at which nothing arrives, as far as our own messages have found out: a server that counts what
comes back counts it for all that leaves through it, whoever sends.

The other way round, Odoo's blacklists count for us (``models/contact/contact_rules.py``), and when this addon is
uninstalled our refusals become Odoo's (:func:`leave_refusals`); what is dead does not, for nobody refused anything.
"""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.ledger import states

REFUSALS = (states.ERASED, states.DO_NOT_CONTACT, states.REFUSED)
# Columns of customers, and what of it a do-not-contact list holds.
LISTED_KINDS = {"email_normalized": "email", "phone_sanitized": "phone"}


class DealershipContactRules(models.AbstractModel):
    """Who refuses, for others who write."""

    _inherit = "dealership.contact.rules"

    @api.model
    def _get_refusing_query(self, channel, company, column):
        """Return the query of the addresses to which a company must send no marketing, in a column of customers."""
        domains = [domain for reason, domain in self._get_rules("marketing", channel, company) if reason in REFUSALS]
        # sudo: who refuses is left out, whoever may see them
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        query = partners._search(Domain.OR(domains) & Domain(column, "!=", False))
        query.order = None
        # Who stands on a list of the company's own need not be a customer.
        return SQL(
            "%s UNION %s",
            query.select(SQL.identifier(query.table, column)),
            self.env["dealership.do.not.contact"]._get_addresses_query(LISTED_KINDS[column], company),
        )


class MailingMailing(models.Model):
    """A mailing of Odoo's is one of the company of its responsible."""

    _inherit = "mailing.mailing"

    def _get_opt_out_list(self):
        left_out = self._get_left_out_query("email", "email_normalized")
        return {*super()._get_opt_out_list(), *(address for (address,) in self.env.execute_query(left_out))}

    def _get_opt_out_list_sms(self):
        opted_out = super()._get_opt_out_list_sms()
        numbers = self._get_left_out_query("sms", "phone_sanitized")
        target = self.env[self.mailing_model_real].sudo().with_context(active_test=False)  # sudo: as above
        domains = [_has_number(numbers)] if _is_column(target, "phone_sanitized") else []
        customer = target._fields.get("partner_id")
        if customer and customer.store and customer.comodel_name == "res.partner":
            partners = self.env["res.partner"].sudo().with_context(active_test=False)._search(_has_number(numbers))
            domains.append(Domain("partner_id", "in", partners))
        return [*{*opted_out, *(target._search(Domain.OR(domains)).get_result_ids() if domains else ())}]

    def _get_left_out_query(self, channel, column):
        """Return the query of the addresses, in a column of customers, of who refuses and of what is dead."""
        self.ensure_one()
        self.env.flush_all()
        company = self.user_id.company_id or self.env.company
        return SQL(
            "%s UNION %s",
            self.env["dealership.contact.rules"]._get_refusing_query(channel, company, column),
            self.env["dealership.dead.address"]._get_addresses_query(channel),
        )


def _is_column(model, name):
    return name in model._fields and model._fields[name].column_type and model._fields[name].store


def _has_number(numbers):
    """Return the domain of the records with a number among those of a query."""
    return Domain.custom(
        to_sql=lambda model, alias, query: SQL("%s IN (%s)", SQL.identifier(alias, "phone_sanitized"), numbers)
    )


def leave_refusals(env):
    """Write who refuses marketing of any company into Odoo's blacklists: these stay when this addon goes."""
    env.flush_all()
    for channel, column, table, field in (
        ("email", "email_normalized", "mail_blacklist", "email"),
        ("sms", "phone_sanitized", "phone_blacklist", "number"),
    ):
        rules = env["dealership.contact.rules"]
        for company in env["res.company"].with_context(active_test=False).search([]):
            env.cr.execute(
                SQL(
                    """INSERT INTO %s (%s, active, create_uid, create_date, write_uid, write_date)
                       SELECT DISTINCT address, TRUE, 1, now() at time zone 'UTC', 1, now() at time zone 'UTC'
                         FROM (%s) AS refusing (address)
                           ON CONFLICT (%s) DO UPDATE SET active = TRUE""",
                    SQL.identifier(table),
                    SQL.identifier(field),
                    rules._get_refusing_query(channel, company, column),
                    SQL.identifier(field),
                )
            )
    env.invalidate_all(flush=False)
