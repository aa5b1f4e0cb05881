from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.addons.crm_dealership.engine.channel.outcome import ACCEPTED, Outcome
from odoo.addons.crm_dealership.models.email.email_batch import EmailBatch

from ..ledger.common import NOW, DeliveryCommon

MINUTE = timedelta(minutes=1)


class LimitedCommon(DeliveryCommon):
    """A mail server with limits, beside one without; what leaves is noted with its moment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.mail_server"].search([]).active = False
        cls.server, cls.other = cls.env["ir.mail_server"].create(
            [{"name": name, "smtp_host": f"{name}.test"} for name in ("limited", "other")]
        )
        cls.townsmen = cls.env["res.partner"]
        cls.env["dealership.delivery"].search([("state", "=", "planned")]).unlink()

    def setUp(self):
        super().setUp()
        self.left = []
        self.clock = self.enterContext(freeze_time(NOW))

        def hand_over(batch, message):
            self.left.append((self.clock(), batch.scenario))
            return Outcome(ACCEPTED)

        self.startPatcher(patch.object(EmailBatch, "hand_over", hand_over))

    def limit(self, **limits):
        self.server.write({f"dealership_{name}": value for name, value in limits.items()})

    def plan(self, count, purpose="marketing", server=None, **vals):
        """Plan a message for each of so many new customers."""
        town = f"Town {len(self.townsmen)}"
        number = len(self.townsmen)
        self.townsmen += self.env["res.partner"].create(
            [
                {"name": f"T{each}", "email": f"t{each}@limits.test", "city": town, "company_id": self.company_a.id}
                for each in range(number, number + count)
            ]
        )
        targeting = self.make_targeting("customer", [{"attribute": "customer.city", "operator": "is", "value": town}])
        scenario = self.make_scenario(targeting, purpose=purpose, mail_server_id=(server or self.server).id, **vals)
        scenario._run(self.clock())
        self.assertEqual(scenario.run_ids.planned_count, count)
        return scenario

    def tick(self, minutes=0):
        self.clock.tick(MINUTE * minutes)
        return self.send(self.clock())

    def get_states(self, scenario):
        self.env.invalidate_all()
        run = scenario.run_ids
        return {name: run[f"{name}_count"] for name in ("planned", "sent") if run[f"{name}_count"]}

    def count_left(self, scenario=None):
        return sum(1 for _moment, each in self.left if scenario in (None, each))
