from datetime import datetime

from ..common import DealershipCommon

NOW = datetime(2026, 3, 14, 8, 0)  # Saturday, 09:00 in Paris
IN_TOWN = {"attribute": "customer.city", "operator": "is", "value": "Testbourg"}


class DeliveryCommon(DealershipCommon):
    """A targeting of the customers of one town, and short ways to run and to send."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.email = "accueil@groupe-aveyron.test"
        cls.targeting = cls.make_targeting("customer", [IN_TOWN])

    @classmethod
    def make_townsman(cls, name, **vals):
        return cls.make_customer(name, city="Testbourg", **vals)

    def run_and_send(self, scenario, now=NOW):
        """Run a scenario, send all that is due and return the deliveries of the run by customer's name."""
        run = scenario._run(now)
        self.send(now)
        return {delivery.partner_id.name: delivery for delivery in run.delivery_ids}

    def send(self, now=NOW):
        processed = 0
        while batch := self.env["dealership.delivery"]._process_due(now):
            processed += batch
        return processed

    def assertDeliveries(self, deliveries, expected):
        """Compare ``{customer's name: state}`` or ``{…: (state, reason)}``."""
        found = {
            delivery.partner_id.name: (delivery.state, delivery.reason) if delivery.reason else delivery.state
            for delivery in (deliveries.values() if isinstance(deliveries, dict) else deliveries)
        }
        self.assertEqual(found, expected)
