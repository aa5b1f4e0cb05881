from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..consent.dealership_erasure import INACTIVE
from ..contact.contract import CONTRACTS
from .activity import ACTIVITIES


class DealershipRetention(models.AbstractModel):
    """Customers who have been silent for years, and with whom nothing is open, nor anything on the books."""

    _inherit = "dealership.retention"

    @api.model
    def _get_activities(self):
        """Return each ``Activity`` that shows that a customer is one still; another addon adds its own."""
        return list(ACTIVITIES)

    @api.model
    def _get_tables(self):
        """Return the tables that are asked for whom somebody is still bound to."""
        return {"account_move", "account_move_line", *(activity.table for activity in self._get_activities())}

    def _get_prospect_domain(self, company, now):
        """An address goes with its customer, a company when its contacts have gone."""
        silent = self._get_shared_domain("prospect", company, now, self._get_silent_domain)
        who = Domain("emptied_at", "=", False) & Domain("partner_share", "=", True)
        return who & self._get_free_domain(company._get_contact_day(now)) & silent

    def _get_silent_domain(self, since, whose):
        activities = self._get_activities()

        def to_sql(model, alias, query):
            customer = SQL.identifier(alias, "id")
            return SQL(" AND ").join(SQL("NOT %s", activity.get_since_sql(customer, since)) for activity in activities)

        return whose & Domain("create_date", "<", since) & Domain.custom(to_sql=to_sql)

    def _get_free_domain(self, day):
        """Return the domain of those by whom nobody's work, money or record is held.

        :param date day: today
        """

        def to_sql(model, alias, query):
            customer = SQL("%s = %s", SQL.identifier(alias, "same_customer_id"), SQL.identifier(alias, "id"))
            free = [SQL("NOT EXISTS (%s)", bond) for bond in self._get_bonds(alias, day)]
            return SQL(" AND ").join([customer, *free])

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _get_bonds(self, alias, day):
        """Return the queries of what a customer is bound by; another addon adds its own.

        :param str alias: of ``res_partner``, the customer
        :param date day: today
        """
        names = ("id", "commercial_partner_id")
        customer, payer = (SQL.identifier(alias, name) for name in names)
        # The documents of a company bind its contacts as well.
        return [
            SQL("SELECT FROM account_move held WHERE held.counts_for_id = %s", payer),
            SQL("SELECT FROM account_move_line held WHERE held.partner_id = %s", customer),
            SQL("SELECT FROM account_move_line held WHERE held.partner_id = %s", payer),
            *(contract.get_held_sql(customer, day) for contract in CONTRACTS),
            SQL("SELECT FROM fleet_vehicle held WHERE held.driver_id = %s", customer),
            SQL("SELECT FROM fleet_vehicle_log_contract held WHERE held.insurer_id = %s", customer),
            SQL("SELECT FROM res_users held WHERE held.partner_id = %s", customer),
            SQL("SELECT FROM fleet_vehicle_log_services held WHERE held.vendor_id = %s", customer),
            # People of a supplier, and of our own companies.
            SQL("SELECT FROM res_partner held WHERE held.id = %s AND held.supplier_rank > 0", payer),
            SQL("SELECT FROM res_partner held WHERE held.id = %s AND held.supplier_rank > 0", customer),
            SQL("SELECT FROM res_company held WHERE held.partner_id = %s", customer),
            SQL("SELECT FROM res_company held WHERE held.partner_id = %s", payer),
            SQL(
                """SELECT FROM res_partner held WHERE held.parent_id = %s
                      AND held.same_customer_id = held.id AND held.emptied_at IS NULL""",
                customer,
            ),
        ]

    def _purge_prospect(self, records, now):
        records._erase(now, cause=INACTIVE)

    # -- why ------------------------------------------------------------------------------------------

    @api.model
    def _find_last_contacts(self, customers):
        """Return ``{customer id: (naive UTC, label)}`` of the last contact of each who had one."""
        last = {}
        for activity in self._get_activities():
            for customer_id, moment in self.env.execute_query(activity.get_last_sql(customers.ids)):
                if moment and (customer_id not in last or last[customer_id][0] < moment):
                    last[customer_id] = (moment, activity.label)
        return last
