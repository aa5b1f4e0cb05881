"""One decision, honoured by both sides: Odoo's Email Marketing and SMS Marketing leave out who said no to us.

So they do addresses at which nothing arrives, as far as our own messages have found out: a server that counts what
comes back counts it for all that leave through it, whoever sends.

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
        # sudo: who refuses is left out, whoever may see them
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        query = partners._search(self._get_refusals_domain(channel, company) & Domain(column, "!=", False))
        query.order = None
        # Who stands on a list of the company's own need not be a customer.
        return SQL(
            "%s UNION %s",
            query.select(SQL.identifier(query.table, column)),
            self.env["dealership.do.not.contact"]._get_addresses_query(LISTED_KINDS[column], company),
        )

    @api.model
    def _filter_refusing(self, customers, channel, company):
        """Return those of some customers to whom a company must send no marketing."""
        # sudo: as above
        everyone = customers.sudo().with_context(active_test=False)
        return customers.browse(
            everyone.search(Domain("id", "in", customers.ids) & self._get_refusals_domain(channel, company)).ids
        )

    def _get_refusals_domain(self, channel, company):
        rules = self._get_rules("marketing", channel, company)
        return Domain.OR(domain for reason, domain in rules if reason in REFUSALS)


class MailingMailing(models.Model):
    """A mailing of Odoo's is one of the company of its responsible."""

    _inherit = "mailing.mailing"

    def _get_opt_out_list(self):
        left_out = self._find_addresses(self._get_left_out_query("email", "email_normalized"))
        return {*super()._get_opt_out_list(), *left_out, *self._find_gone("email", "email_normalized")}

    def _get_opt_out_list_sms(self):
        opted_out = super()._get_opt_out_list_sms()
        numbers = self._get_left_out_query("sms", "phone_sanitized")
        target = self.env[self.mailing_model_real].sudo().with_context(active_test=False)  # sudo: as above
        domains = [_has_number(numbers)] if _is_column(target, "phone_sanitized") else []
        if gone := self._find_gone("sms", "phone_sanitized"):
            domains.append(Domain("phone_sanitized", "in", list(gone)))
        customer = target._fields.get("partner_id")
        if customer and customer.store and customer.comodel_name == "res.partner":
            partners = self.env["res.partner"].sudo().with_context(active_test=False)._search(_has_number(numbers))
            domains.append(Domain("partner_id", "in", partners))
        return [*{*opted_out, *(target._search(Domain.OR(domains)).get_result_ids() if domains else ())}]

    def _find_addresses(self, query):
        return {address for (address,) in self.env.execute_query(query)}

    def _get_left_out_query(self, channel, column):
        """Return the query of the addresses, in a column of customers, of who refuses and of what is dead."""
        self.env.flush_all()
        return SQL(
            "%s UNION %s",
            self.env["dealership.contact.rules"]._get_refusing_query(channel, self._get_writing_company(), column),
            self.env["dealership.dead.address"]._get_addresses_query(channel),
        )

    def _get_writing_company(self):
        self.ensure_one()
        return self.user_id.company_id or self.env.company

    def _find_gone(self, channel, column):
        """Return those addresses of the recipients that no customer has, and whose holder is to be left alone."""
        target = self.env[self.mailing_model_real].sudo()  # sudo: as above
        rules = self.env["dealership.contact.rules"].sudo()
        if not _is_column(target, column) or not rules._knows_anybody_gone():
            return set()
        query = target._search(self._get_recipients_domain())
        query.order = None
        address = SQL.identifier(query.table, column)
        query.add_where(
            SQL("%s IS NOT NULL AND NOT EXISTS (SELECT FROM res_partner own WHERE own.%s = %s)",
                address, SQL.identifier(column), address)
        )  # fmt: skip
        return rules._filter_gone(self._find_addresses(query.select(address)), channel, self._get_writing_company())


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
