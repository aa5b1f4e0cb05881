from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import DIRECTOR
from ..ledger.common import IN_TOWN, DeliveryCommon


@tagged("post_install", "-at_install")
class TestWriteCheck(DeliveryCommon):
    """A Director of Rodez and Millau puts nothing into the scenarios and targetings of Espalion."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rival = cls._make_user("test_rival", "Robert Mazars", DIRECTOR, cls.company_a)
        cls.team_c = cls.make_team(name="Espalion", user_id=rival.id)
        cls.scenario = cls.make_scenario(cls.targeting)
        there = {"team_id": cls.team_c.id, "user_id": rival.id}
        cls.foreign_targeting = cls.make_targeting("customer", [IN_TOWN], **there)
        cls.foreign = cls.make_scenario(cls.foreign_targeting, **there)

    def mine(self, records):
        return records.with_user(self.user_director)

    def test_scenario(self):
        scenario = self.mine(self.scenario)
        scenario.team_id = self.team_b
        with self.assertRaises(AccessError):
            scenario.team_id = self.team_c

    def test_step(self):
        with self.assertRaises(AccessError):
            self.mine(self.scenario.step_ids).scenario_id = self.foreign
        self.mine(self.scenario.step_ids).scenario_id = self.make_scenario(self.targeting)

    def test_message(self):
        message = self.mine(self.make_message())
        with self.assertRaises(AccessError):
            message.write({"team_id": False, "company_id": self.company_b.id})
        with self.assertRaises(AccessError):
            message.team_id = self.team_c
        message.team_id = self.team_b

    def test_targeting(self):
        with self.assertRaises(AccessError):
            self.mine(self.targeting).team_id = self.team_c

    def test_operand(self):
        parts = self.targeting + self.make_targeting("customer")
        lines = [[Command.create({"operand_id": part.id}) for part in parts] for _operation in range(2)]
        vals = {"mode": "operation", "operation": "union"}
        own = self.make_targeting(**vals, operand_ids=lines[0])
        foreign = self.make_targeting(**vals, operand_ids=lines[1], team_id=self.team_c.id)
        with self.assertRaises(AccessError):
            self.mine(own.operand_ids[0]).operation_id = foreign

    def test_column_of_an_import(self):
        imports = self.env["dealership.targeting.import"]
        own = imports.create({"targeting_id": self.make_targeting(mode="import").id})
        foreign = imports.create({"targeting_id": self.make_targeting(mode="import", team_id=self.team_c.id).id})
        column = self.env["dealership.targeting.import.column"].create(
            {"import_id": own.id, "position": 0, "name": "E-mail"}
        )
        with self.assertRaises(AccessError):
            self.mine(column).import_id = foreign
