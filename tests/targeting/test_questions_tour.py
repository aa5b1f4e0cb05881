from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from odoo.addons.crm_dealership.engine.local_time import at_hour, start_of_day, to_utc

from ..common import DealershipCommon
from .common import condition, group

# Who is a customer of company_a, said without anything of ours.
CUSTOMERS = """
    SELECT partner.id
      FROM res_partner partner
     WHERE partner.active AND partner.partner_share
       AND (partner.company_id IS NULL OR partner.company_id = %(company)s)
       AND COALESCE(partner.type, '') NOT IN ('delivery', 'invoice', 'other')
       AND partner.id NOT IN (SELECT partner_id FROM res_company)
"""


@tagged("post_install", "-at_install")
class TestQuestionsTour(DealershipCommon, HttpCase):
    """The director's questions, each put by clicks only; who is found is compared with SQL written by hand.

    The days are those of Paris, the company's. Whoever each question is to find or to miss has a telling name.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.resource_calendar_id.tz = "Europe/Paris"
        cls.timezone = cls.env["crm.team"].with_company(cls.company_a)._get_timezone()
        cls.today = datetime.now(cls.timezone).date()

    def ask(self, tour, name):
        """Put a question, and return the targeting that was made and the ids of who it finds."""
        self.start_tour("/odoo/dealership-targetings/new", tour, login="test_director", timeout=180)
        targeting = self.env["dealership.targeting"].search([("name", "=", name)])
        self.assertEqual((len(targeting), targeting.user_id), (1, self.user_director))
        found = set(targeting.with_user(self.user_director)._search_subjects().ids)
        self.assertEqual(targeting.customer_count, len(found))
        return targeting, found

    def search_by_hand(self, tests, **values):
        """Return the ids of the customers for whom the SQL holds."""
        rows = self.env.execute_query(SQL(f"{CUSTOMERS} AND {tests}", company=self.company_a.id, **values))
        return {record_id for (record_id,) in rows}

    def assertFound(self, found, by_hand, inside, outside):
        self.assertEqual(found, by_hand)
        self.assertLessEqual(set(inside.ids), found)
        self.assertFalse(set(outside.ids) & found)

    def test_appointment_tomorrow_not_cancelled(self):
        tomorrow = self.today + timedelta(days=1)
        coming, cancelled, later, both = (
            self.make_customer(f"Tour {name}") for name in ("Tomorrow", "Cancelled", "Later", "Cancelled and Later")
        )
        self.make_appointment(coming, at_hour(tomorrow, 9, self.timezone))
        self.make_appointment(cancelled, at_hour(tomorrow, 9, self.timezone), appointment_status="cancelled")
        self.make_appointment(later, start_of_day(tomorrow + timedelta(days=1), self.timezone))
        self.make_appointment(both, at_hour(tomorrow, 9, self.timezone), appointment_status="cancelled")
        self.make_appointment(both, at_hour(tomorrow + timedelta(days=1), 9, self.timezone))
        _targeting, found = self.ask("dealership_question_tomorrow", "Appointment tomorrow")
        by_hand = self.search_by_hand(
            """partner.id IN (
                SELECT event.customer_id FROM calendar_event event
                 WHERE event.active AND event.appointment_status <> 'cancelled'
                   AND event.start >= %(start)s AND event.start < %(stop)s)""",
            start=start_of_day(tomorrow, self.timezone),
            stop=start_of_day(tomorrow + timedelta(days=1), self.timezone),
        )
        self.assertFound(found, by_hand, coming, cancelled + later + both)

    def test_service_due(self):
        brand_dacia = self.env["fleet.vehicle.model.brand"].create({"name": "Dacia (test)"})
        model_duster = self.env["fleet.vehicle.model"].create({"name": "Duster", "brand_id": brand_dacia.id})
        four_years_ago = self.today - relativedelta(years=4)
        five_years_ago = self.today - relativedelta(years=5)
        due, dacia, serviced, booked, peugeot, young, two_vehicles, longer_ago = (
            self.make_customer(f"Tour {name}")
            for name in ("Due", "Dacia", "Serviced", "Booked", "Peugeot", "Young", "Two Vehicles", "Longer Ago")
        )
        old_clio = {"model_id": self.model_clio.id, "first_registration_date": five_years_ago}
        for owner in due + serviced + booked + longer_ago:
            self.make_vehicle(owner, **old_clio)
        self.make_vehicle(dacia, model_id=model_duster.id, first_registration_date=four_years_ago)
        self.make_vehicle(peugeot, first_registration_date=five_years_ago)
        day_less = four_years_ago + timedelta(days=1)
        self.make_vehicle(young, model_id=self.model_clio.id, first_registration_date=day_less)
        self.make_vehicle(two_vehicles, model_id=self.model_clio.id, first_registration_date=day_less)
        self.make_vehicle(two_vehicles, first_registration_date=five_years_ago)
        now = fields.Datetime.now()
        a_year_ago = to_utc(
            datetime.now(self.timezone).replace(tzinfo=None, microsecond=0) - relativedelta(months=12), self.timezone
        )
        self.make_repair_order(serviced, opened_at=a_year_ago + timedelta(hours=1))
        self.make_repair_order(longer_ago, opened_at=a_year_ago - timedelta(hours=1))
        self.make_appointment(booked, now + timedelta(days=3))
        self.make_appointment(due, now - timedelta(days=3))
        _targeting, found = self.ask("dealership_question_service_due", "Service due")
        by_hand = self.search_by_hand(
            """EXISTS (
                SELECT FROM fleet_vehicle vehicle
                  JOIN fleet_vehicle_model model ON model.id = vehicle.model_id
                  JOIN fleet_vehicle_model_brand brand ON brand.id = model.brand_id
                 WHERE vehicle.owner_id = partner.id AND vehicle.active
                   AND brand.name IN ('Renault (test)', 'Dacia (test)')
                   AND vehicle.first_registration_date <= %(day)s)
            AND NOT EXISTS (
                SELECT FROM dealership_repair_order visit
                 WHERE visit.partner_id = partner.id AND visit.opened_at BETWEEN %(since)s AND %(now)s)
            AND NOT EXISTS (
                SELECT FROM calendar_event event
                 WHERE event.customer_id = partner.id AND event.active AND event.start > %(now)s)""",
            day=four_years_ago,
            since=a_year_ago,
            now=now,
        )
        self.assertFound(found, by_hand, due + dacia + longer_ago, serviced + booked + peugeot + young + two_vehicles)

    def test_last_visit_180_days_ago(self):
        day = self.today - timedelta(days=180)
        last, since, earlier, later, early_and_late = (
            self.make_customer(f"Tour {name}")
            for name in ("Last Visit", "Came Since", "Day Before", "Day After", "Twice That Day")
        )
        start, stop = start_of_day(day, self.timezone), start_of_day(day + timedelta(days=1), self.timezone)
        for customer, *moments in (
            (last, start - timedelta(days=300), start),
            (since, start + timedelta(hours=8), stop + timedelta(days=30)),
            (earlier, start - timedelta(seconds=1)),
            (later, stop),
            (early_and_late, start, stop - timedelta(seconds=1)),
        ):
            for moment in moments:
                self.make_repair_order(customer, opened_at=moment)
        _targeting, found = self.ask("dealership_question_last_visit", "Last visit 180 days ago")
        by_hand = self.search_by_hand(
            """(SELECT max(visit.opened_at) FROM dealership_repair_order visit
                 WHERE visit.partner_id = partner.id AND visit.opened_at <= %(now)s)
               BETWEEN %(start)s AND %(end)s""",
            now=fields.Datetime.now(),
            start=start,
            end=stop - timedelta(seconds=1),
        )
        self.assertFound(found, by_hand, last + early_and_late, since + earlier + later)

    def test_union_less_an_imported_file(self):
        self.make_targeting(
            name="Tour: in Conques", rules=[condition("customer.city", "is", "Conques")], team_id=self.team_a.id
        )
        self.make_targeting(
            name="Tour: a Peugeot in Estaing",
            rules=[
                group(condition("customer.city", "is", "Estaing")),
                condition("vehicle.brand", "is", self.brand_peugeot.id),
            ],
        )
        conques, estaing, walker, left_out = (
            self.make_customer(f"Tour {name}", city=city)
            for name, city in (
                ("Conques", "Conques"),
                ("Estaing", "Estaing"),
                ("On Foot", "Estaing"),
                ("Left Out", "Conques"),
            )
        )
        for owner in estaing + left_out:
            self.make_vehicle(owner)
        targeting, found = self.ask("dealership_question_operation", "Town or make, not come yet")
        by_hand = self.search_by_hand(
            """(partner.city = 'Conques'
                OR partner.city = 'Estaing' AND partner.id IN (
                    SELECT vehicle.owner_id FROM fleet_vehicle vehicle
                      JOIN fleet_vehicle_model model ON model.id = vehicle.model_id
                     WHERE vehicle.active AND model.brand_id = %(brand)s))
               AND partner.email IS DISTINCT FROM 'tour.left.out@customer.test'""",
            brand=self.brand_peugeot.id,
        )
        self.assertFound(found, by_hand, conques + estaing, walker + left_out)
        self.assertEqual(found, set((conques + estaing).ids))
        self.assertEqual(targeting.operand_ids.operand_id.mapped("mode"), ["operation", "import"])

    def test_why_not(self):
        """A customer just outside: the reason is read, the record changed, and the customer found."""
        customer = self.make_customer("Tour Just Outside")
        vehicle = self.make_vehicle(customer, mileage=49900)
        targeting = self.make_targeting(
            name="Tour: driven far",
            rules=[condition("vehicle.mileage", ">", 50000), condition("customer.city", "is", "Rodez")],
        )
        self.assertNotIn(customer, targeting._search_subjects())
        self.start_tour(
            f"/odoo/dealership-targetings/{targeting.id}", "dealership_why_not", login="test_director", timeout=180
        )
        self.assertEqual(vehicle.mileage, 50100)
        self.assertIn(customer, targeting._search_subjects())
