from datetime import datetime

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from ..common import DealershipCommon

NAME = "Anniversary or nothing planned"


@tagged("post_install", "-at_install")
class TestTargetingTour(DealershipCommon, HttpCase):
    """A director writes a targeting by clicks only; what is saved and found is checked from outside."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.peugeot = cls.make_customer("Tour Peugeot")
        cls.idle = cls.make_customer("Tour Idle", zip="12100")
        cls.overdue = cls.make_customer("Tour Past Appointment")
        cls.renault = cls.make_customer("Tour Renault")
        cls.late = cls.make_customer("Tour Late Peugeot")
        cls.elsewhere = cls.make_customer("Tour Elsewhere", zip="81000")

        cls.a_year_ago = cls._get_today() - relativedelta(years=1)
        cls.make_vehicle(cls.peugeot, delivery_date=cls.a_year_ago)
        cls.make_vehicle(cls.renault, delivery_date=cls.a_year_ago, model_id=cls.model_clio.id)
        # One Peugeot delivered another day, and something else delivered on the day: not the same vehicle.
        cls.make_vehicle(cls.late, delivery_date=cls.a_year_ago - relativedelta(days=1))
        cls.make_vehicle(cls.late, delivery_date=cls.a_year_ago, model_id=cls.model_clio.id)
        for customer in cls.peugeot + cls.renault + cls.late:
            cls.make_appointment(customer)
        cls.make_appointment(cls.overdue, start=fields.Datetime.now() - relativedelta(days=1))

    @classmethod
    def _get_today(cls):
        """Return the day it is where the targeting is read: the company's, it has no point of sale."""
        timezone = cls.env["crm.team"].with_company(cls.company_a)._get_timezone()
        return datetime.now(timezone).date()

    def _get_expected_tree(self):
        both = [
            {"attribute": "vehicle.brand", "operator": "in", "value": [self.brand_peugeot.id]},
            {"attribute": "vehicle.delivery_date", "operator": "ago_exactly", "value": {"n": 1, "unit": "year"}},
        ]
        nothing_planned = {
            "has": "appointment",
            "pick": "next",
            "times": {"operator": "=", "value": 0},
            "match": "all",
            "rules": [],
        }
        return {
            "match": "all",
            "rules": [
                {"attribute": "customer.postcode", "operator": "starts_with", "value": "12"},
                {"match": "any", "rules": [{"match": "all", "rules": both}, nothing_planned]},
            ],
        }

    def _search_by_hand(self):
        """Return the ids of the same customers by SQL that knows nothing of targetings."""
        return {
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT partner.id
                      FROM res_partner partner
                     WHERE partner.active AND partner.partner_share
                       AND partner.zip LIKE '12%%'
                       AND (partner.company_id IS NULL OR partner.company_id = %(company)s)
                       AND COALESCE(partner.type, '') NOT IN ('delivery', 'invoice', 'other')
                       AND partner.id NOT IN (SELECT partner_id FROM res_company)
                       AND (
                           partner.id IN (
                               SELECT vehicle.owner_id
                                 FROM fleet_vehicle vehicle
                                 JOIN fleet_vehicle_model model ON model.id = vehicle.model_id
                                WHERE vehicle.active AND model.brand_id = %(brand)s
                                  AND vehicle.delivery_date = %(day)s
                           )
                           OR NOT EXISTS (
                               SELECT FROM calendar_event event
                                WHERE event.active AND event.customer_id = partner.id
                                  AND event.start > NOW() AT TIME ZONE 'UTC'
                           )
                       )
                    """,
                    company=self.company_a.id,
                    brand=self.brand_peugeot.id,
                    day=self.a_year_ago,
                )
            )
        }

    def test_director_writes_a_targeting(self):
        self.start_tour("/odoo", "dealership_targeting", login="test_director", timeout=120)

        targeting = self.env["dealership.targeting"].search([("name", "=", NAME)])
        self.assertEqual(len(targeting), 1)
        self.assertEqual(targeting.user_id, self.user_director)
        self.assertEqual(targeting.rule_tree, self._get_expected_tree())

        by_hand = self._search_by_hand()
        found = targeting.with_user(self.user_director)._search_subjects()
        self.assertEqual(set(found.ids), by_hand)
        self.assertEqual(targeting.customer_count, len(by_hand))
        customers = self.peugeot + self.idle + self.overdue + self.renault + self.late + self.elsewhere
        self.assertEqual(found & customers, self.peugeot + self.idle + self.overdue)
