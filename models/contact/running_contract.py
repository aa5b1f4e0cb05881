from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..client.inner_context import get_inner, with_inner
from .contract import CONTRACTS


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

        An enquiry is no contract.
        """
        day = company._get_contact_day(now)

        def to_sql(model, alias, query):
            customer = SQL.identifier(alias, "same_customer_id")
            running = [contract.get_running_sql(customer, day, company) for contract in CONTRACTS]
            return SQL("(%s)", SQL(" OR ").join(SQL("EXISTS (%s)", one) for one in running))

        return Domain.custom(to_sql=to_sql)
