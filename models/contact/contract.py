"""What our data know of contracts with customers: one list, asked narrowly by the law and carefully before a purge."""

from dataclasses import dataclass

from odoo.tools import SQL


@dataclass(frozen=True)
class Contract:
    """One kind of contract that a customer can have with an organisation.

    What runs today is part of what is held, so that nobody is purged with whom a contract runs.

    :param str source: what stands after FROM; ``contract`` is the row that has the company
    :param str customer: the column of the customer
    :param str held: there is, or may still come, something to be done for the customer
    :param str running: what else has to hold for the contract to run today, by what can be proved; ``%(day)s`` is today
    """

    source: str
    customer: str
    held: str
    running: str = "TRUE"

    def get_held_sql(self, customer, day):
        """Return the query of contracts by which a customer is held, with whatever organisation.

        :param SQL customer: their id
        :param date day: today
        """
        query = f"SELECT FROM {self.source} WHERE {self.customer} = %(customer)s AND {self.held}"
        # pylint: disable=sql-injection  # from the list below
        return SQL(query, customer=customer, day=day)

    def get_running_sql(self, customer, day, company):
        """Return the query of contracts that run with a ``res.company``."""
        held = self.get_held_sql(customer, day)
        running = SQL(self.running, day=day)  # pylint: disable=sql-injection  # from the list below
        return SQL("%s AND contract.company_id = %s AND %s", held, company.id, running)


CONTRACTS = (
    # The warranty of a vehicle, of ours where we have sold it.
    Contract(
        "fleet_vehicle contract",
        "contract.counts_for_id",
        "contract.warranty_end >= %(day)s",
        "contract.active AND contract.sale_type IS NOT NULL",
    ),
    # Maintenance and leasing, in Odoo's fleet.
    Contract(
        "fleet_vehicle_log_contract contract JOIN fleet_vehicle owned ON owned.id = contract.vehicle_id",
        "owned.counts_for_id",
        "contract.active AND contract.state IN ('futur', 'open')",
        """owned.active AND owned.company_id = contract.company_id AND contract.state = 'open'
           AND COALESCE(contract.start_date, %(day)s) <= %(day)s
           AND COALESCE(contract.expiration_date, %(day)s) >= %(day)s""",
    ),
    Contract(
        "dealership_repair_order contract", "contract.counts_for_id", "contract.status NOT IN ('closed', 'cancelled')"
    ),
    # An order is a record of what was bought for as long as it is kept; it runs until it is invoiced.
    Contract(
        "sale_order contract JOIN res_partner buyer ON buyer.id = contract.partner_id",
        "buyer.same_customer_id",
        "contract.state = 'sale'",
        "contract.invoice_status IN ('no', 'to invoice')",
    ),
)
