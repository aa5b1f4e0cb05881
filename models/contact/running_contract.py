from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..client.inner_context import get_inner, with_inner


class DealershipContactRules(models.AbstractModel):
    """Within a running contract, and about its object, the law of some countries asks for no "yes"."""

    _inherit = "dealership.contact.rules"

    @api.model
    def _of(self, scenario):
        return with_inner(super()._of(scenario), dealership_about_contract=scenario.about_contract)

    def _get_agreed_domain(self, law, purpose, consent_channel, company, now):
        agreed = super()._get_agreed_domain(law, purpose, consent_channel, company, now)
        if not law.free_in_contract or not get_inner(self.env, "dealership_about_contract"):
            return agreed
        return agreed | self._get_contract_domain(company, now)

    def _get_contract_domain(self, company, now):
        """Return the domain of who has a contract with a company that runs, by what our data know.

        A vehicle of ours within its warranty, or one with a contract of Odoo's fleet (maintenance, leasing), a repair
        order that is worked on, a sales order that is confirmed and not yet invoiced. An enquiry is no contract.
        """

        def to_sql(model, alias, query):
            return SQL(
                """(EXISTS (SELECT FROM fleet_vehicle owned
                             WHERE owned.counts_for_id = %(customer)s AND owned.company_id = %(company)s
                               AND owned.active
                               AND (owned.sale_type IS NOT NULL AND owned.warranty_end >= %(day)s
                                    OR EXISTS (SELECT FROM fleet_vehicle_log_contract contract
                                                WHERE contract.vehicle_id = owned.id AND contract.active
                                                  AND contract.company_id = %(company)s AND contract.state = 'open'
                                                  AND COALESCE(contract.start_date, %(day)s) <= %(day)s
                                                  AND COALESCE(contract.expiration_date, %(day)s) >= %(day)s)))
                 OR EXISTS (SELECT FROM dealership_repair_order repair
                             WHERE repair.counts_for_id = %(customer)s AND repair.company_id = %(company)s
                               AND repair.status IN ('open', 'in_progress', 'ready'))
                 OR EXISTS (SELECT FROM sale_order ordered JOIN res_partner buyer ON buyer.id = ordered.partner_id
                             WHERE buyer.same_customer_id = %(customer)s AND ordered.company_id = %(company)s
                               AND ordered.state = 'sale' AND ordered.invoice_status IN ('no', 'to invoice')))""",
                customer=SQL.identifier(alias, "same_customer_id"),
                company=company.id,
                day=company._get_contact_day(now),
            )

        return Domain.custom(to_sql=to_sql)
