from datetime import date, timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.contact.law import OPT_OUT, SOFT_OPT_IN
from ...engine.customer_kind import KINDS
from ...engine.ledger import states

# Channel of contact → what says that the customer did not give the address.
SECOND_HAND_MARKS = {"email": "email_second_hand", "sms": "phone_second_hand"}


class DealershipContactRules(models.AbstractModel):
    """Whom the law lets nobody contact, as domains on customers."""

    _inherit = "dealership.contact.rules"

    def _get_law_rules(self, purpose, consent_channel, company, now):
        laws = company._get_contact_laws(consent_channel, purpose, now)
        rules = []
        for law, kinds in laws:
            agreed = self._get_agreed_domain(law, purpose, consent_channel, company, now)
            rules += [
                (reason, self._concern(kinds) & domain)
                for reason, domain in [
                    (states.REFUSED_RECENTLY, self._get_silence_domain(law, purpose, consent_channel, company, now)),
                    (states.NO_CONSENT, ~agreed if law.need != OPT_OUT else Domain.FALSE),
                    (states.NOT_ON_LIST_CHECKED, ~agreed & self._get_list_domain(law, company, now)),
                ]
            ]
        order = [states.REFUSED_RECENTLY, states.NO_CONSENT, states.NOT_ON_LIST_CHECKED]
        return sorted(rules, key=lambda rule: order.index(rule[0]))

    def _concern(self, kinds):
        """Return the domain of some kinds of customers."""
        return Domain.TRUE if len(kinds) == len(KINDS) else Domain("customer_kind", "in", kinds)

    def _get_agreed_domain(self, law, purpose, consent_channel, company, now):
        """Return the domain of who has said "yes" that still holds, or whose purchase or enquiry is as good as one.

        Where a purchase is without having been asked, the address has to come from the customer.
        """
        day = company._get_contact_day(now)
        purchases, enquiries = law.get_purchases_since(day), law.get_enquiries_since(day)
        bought = self._get_buyers_domain(company, purchases, now) if purchases else Domain.FALSE
        if law.need == SOFT_OPT_IN and consent_channel in SECOND_HAND_MARKS:
            bought &= Domain(SECOND_HAND_MARKS[consent_channel], "!=", True)
        holding = {"proof": law.proof, "since": law.get_yes_since(now, company._get_contact_timezone())}
        domain = self._get_decision_domain(purpose, consent_channel, True, company, **holding) | bought
        return domain | (self._get_askers_domain(company, enquiries, now) if enquiries else Domain.FALSE)

    def _get_buyers_domain(self, company, since, now):
        """Return the domain of who bought from a company since a day: invoices, repair orders, vehicles.

        What was credited in full was no purchase, whether or not the invoice had been paid before.

        Plain equalities, so that PostgreSQL may look each up for a few customers, or once for many: few invoices are
        credited at all, and only of these is it summed up how much.
        """
        credited = SQL(
            "credit.reversed_entry_id = bought.id AND credit.move_type = 'out_refund' AND credit.state = 'posted'"
        )

        def to_sql(model, alias, query):
            return SQL(
                """(EXISTS (SELECT FROM account_move bought WHERE bought.counts_for_id = %(payer)s
                        AND bought.company_id = %(company)s AND bought.move_type IN ('out_invoice', 'out_receipt')
                        AND bought.state = 'posted' AND bought.invoice_date BETWEEN %(since)s AND %(until)s
                        AND bought.payment_state IS DISTINCT FROM 'reversed'
                        AND (NOT EXISTS (SELECT FROM account_move credit WHERE %(credits)s)
                             OR bought.amount_total > (
                                SELECT sum(credit.amount_total) FROM account_move credit WHERE %(credits)s)))
                 OR EXISTS (SELECT FROM dealership_repair_order repaired WHERE repaired.counts_for_id = %(customer)s
                        AND repaired.company_id = %(company)s AND repaired.status = 'closed'
                        AND repaired.closed_at >= %(since)s AND repaired.closed_at <= %(now)s)
                 OR EXISTS (SELECT FROM dealership_vehicle_owner buyer WHERE buyer.counts_for_id = %(customer)s
                        AND buyer.company_id = %(company)s AND buyer.sale_state = 'sold'
                        AND buyer.sold_on BETWEEN %(since)s AND %(until)s))""",
                payer=SQL.identifier(alias, "commercial_partner_id"),
                customer=SQL.identifier(alias, "same_customer_id"),
                company=company.id,
                since=since,
                until=company._get_contact_day(now),
                now=now,
                credits=credited,
            )

        return Domain.custom(to_sql=to_sql)

    def _get_askers_domain(self, company, since, now):
        """Return the domain of who asked a company for something since a day; not what our scenarios open."""

        def to_sql(model, alias, query):
            return SQL(
                """EXISTS (SELECT FROM crm_lead asked WHERE asked.counts_for_id = %s AND asked.company_id = %s
                       AND asked.dealership_delivery_id IS NULL AND asked.create_date BETWEEN %s AND %s)""",
                SQL.identifier(alias, "same_customer_id"),
                company.id,
                since,
                now,
            )

        return Domain.custom(to_sql=to_sql)

    def _get_silence_domain(self, law, purpose, consent_channel, company, now):
        if not law.silent_days:
            return Domain.FALSE
        since = law.get_silence_since(now, company._get_contact_timezone())
        return self._get_refusal_domain(purpose, consent_channel, company, since)

    def _get_list_domain(self, law, company, now):
        """Return the domain of those whose number is not known to be missing from the list."""
        if not law.list_name:
            return Domain.FALSE
        since = company._get_contact_day(now) - timedelta(days=law.list_days) if law.list_days else date.min

        def to_sql(model, alias, query):
            return SQL(
                """COALESCE((
                    SELECT looked_up.listed IS TRUE OR looked_up.checked_on < %(since)s
                      FROM dealership_list_check looked_up
                     WHERE looked_up.number = %(number)s AND looked_up.list_name = %(list)s
                       AND looked_up.checked_on <= %(today)s
                     ORDER BY looked_up.checked_on DESC, looked_up.id DESC LIMIT 1), TRUE)""",
                since=since,
                number=SQL.identifier(alias, "phone_sanitized"),
                list=law.list_name,
                today=company._get_contact_day(now),
            )

        return Domain.custom(to_sql=to_sql)
