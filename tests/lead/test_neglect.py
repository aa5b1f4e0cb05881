from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged, users
from odoo.tools import SQL, mute_logger

from ..common import DealershipCommon
from ..contact.test_law_migration import load_script

# A Monday, 10:00 in Rodez, in a year whose November has Wednesday the 11th as a holiday.
MONDAY = datetime(2026, 11, 2, 9, 0)
NOTE = "No answer"


@tagged("post_install", "-at_install")
class TestNeglect(DealershipCommon):
    """An opportunity is neglected when nothing was done and nothing is planned for so many working days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_a.neglected_after_days = 5
        cls.team_b.neglected_after_days = 0
        cls.customer = cls.make_customer()
        with freeze_time(MONDAY):
            cls.opportunity = cls.make_opportunity(cls.customer, user_id=cls.user_sales.id)

    def is_neglected(self, moment, lead=None):
        """Return whether it is at a moment, by every way to ask."""
        lead = lead or self.opportunity
        with freeze_time(moment):
            lead.invalidate_recordset(["is_neglected"])
            shown = lead.is_neglected
            every = lead.with_context(active_test=False)
            searched = bool(every.search([("id", "=", lead.id), ("is_neglected", "=", True)]))
            left = bool(every.search([("id", "=", lead.id), ("is_neglected", "=", False)]))
        self.assertEqual((searched, left), (shown, not shown))
        return shown

    def make_activity(self, day, **vals):
        return self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "res_id": self.opportunity.id,
                "date_deadline": day,
                "user_id": self.user_sales.id,
                **vals,
            }
        )

    def make_offer(self, user):
        return (
            self.env["sale.order"]
            .with_user(user)
            .create({"partner_id": self.customer.id, "opportunity_id": self.opportunity.id, "team_id": self.team_a.id})
        )

    def test_16_14_working_days_of_the_point_of_sale(self):
        """Tuesday the 3rd to Monday the 9th are five; on Tuesday the 10th it is neglected from midnight on."""
        self.assertFalse(self.is_neglected("2026-11-09 22:59:00"))
        self.assertTrue(self.is_neglected("2026-11-09 23:01:00"))

    def test_16_14_holidays_and_weekends_are_none(self):
        """After Friday the 6th: 9, 10, 12, 13 and 16; the 11th is a holiday."""
        self.opportunity.acted_at = "2026-11-06 09:00:00"
        self.assertFalse(self.is_neglected("2026-11-16 12:00:00"))
        self.assertTrue(self.is_neglected("2026-11-17 12:00:00"))

    def test_16_14_across_the_change_of_the_clock(self):
        """The act is at 23:30 of Friday the 23rd, by the clock of summer; the five days end with Friday the 30th."""
        self.opportunity.acted_at = "2026-10-23 21:30:00"
        self.assertFalse(self.is_neglected("2026-10-30 22:59:00"))
        self.assertTrue(self.is_neglected("2026-10-30 23:01:00"))
        self.opportunity.acted_at = "2026-10-23 22:30:00"  # Saturday already
        self.assertTrue(self.is_neglected("2026-10-30 23:01:00"))

    def test_16_14_off(self):
        self.team_a.neglected_after_days = 0
        self.assertFalse(self.is_neglected("2027-11-02 09:00:00"))

    def test_16_14_another_point_of_sale_has_its_own(self):
        self.opportunity.team_id = self.team_b
        self.assertFalse(self.is_neglected("2026-12-01 09:00:00"))
        self.team_b.neglected_after_days = 30
        self.assertFalse(self.is_neglected("2026-12-01 09:00:00"))
        self.team_b.neglected_after_days = 2
        self.assertTrue(self.is_neglected("2026-12-01 09:00:00"))

    def test_16_14_only_open_opportunities(self):
        late = "2027-01-05 09:00:00"
        with freeze_time(MONDAY):
            self.assertFalse(self.is_neglected(late, self.make_lead(self.customer)), "a lead has its lifetime")
        self.opportunity.team_id = False
        self.assertFalse(self.is_neglected(late), "of no point of sale")
        self.opportunity.team_id = self.team_a
        self.assertTrue(self.is_neglected(late))
        self.opportunity.acted_at = False
        self.assertFalse(self.is_neglected(late), "nobody knows")
        self.opportunity.acted_at = MONDAY
        self.opportunity.action_set_lost()
        self.assertFalse(self.is_neglected(late))

    def test_16_14_what_is_done(self):
        """Each of these, on the 16th, has it wait for five more days."""
        opportunity = self.opportunity.with_user(self.user_sales)
        opportunity.partner_id.phone = "+33 6 12 34 56 78"
        stage = self.env["crm.stage"].search([("is_won", "=", False)], order="sequence desc", limit=1)
        activity = self.make_activity(date(2026, 11, 3))
        acts = {
            "taken in hand": opportunity.action_mark_handled,
            "another stage": lambda: opportunity.write({"stage_id": stage.id}),
            "a note": lambda: opportunity.message_post(body=NOTE, message_type="comment", subtype_xmlid="mail.mt_note"),
            "a message": lambda: opportunity.message_post(body=NOTE, message_type="comment"),
            "an SMS": lambda: opportunity.message_post(body=NOTE, message_type="sms"),
            "a call": opportunity.action_called,
            "an offer": lambda: self.make_offer(self.user_sales),
            "lost, and reopened": lambda: (self.opportunity.action_set_lost(), opportunity.action_reopen()),
            "an activity": lambda: activity.with_user(self.user_sales).action_feedback("Done"),
            "an appointment": lambda: self.make_appointment(
                self.customer, datetime(2026, 11, 16, 9), opportunity_id=opportunity.id
            ),
        }
        for name, act in acts.items():
            with self.subTest(name):
                self.opportunity.acted_at = MONDAY
                self.assertTrue(self.is_neglected("2026-11-16 10:00:00"))
                with freeze_time("2026-11-16 10:00:00"):
                    act()
                self.assertEqual(self.opportunity.acted_at, fields.Datetime.to_datetime("2026-11-16 10:00:00"))
                self.assertFalse(self.is_neglected("2026-11-20 12:00:00"))

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_16_14_what_is_not_done(self):
        """The system's notes, what customers write, and giving it to somebody else."""
        other = self.user_adviser
        acts = {
            "assigned": lambda: self.opportunity.with_user(self.user_director).write({"user_id": other.id}),
            "a note of the system": lambda: self.opportunity._message_log(body="Noted"),
            "an offer of the system": lambda: self.make_offer(self.env.user),
            "the customer writes": lambda: self.opportunity.message_post(
                body=NOTE, message_type="email", author_id=self.customer.id, email_from=self.customer.email
            ),
            "the system moves it": lambda: self.opportunity.write(
                {"stage_id": self.env["crm.stage"].search([("is_won", "=", False)], limit=1).id}
            ),
            "an activity is cancelled": lambda: self.make_activity(date(2026, 11, 3)).unlink(),
        }
        for name, act in acts.items():
            with self.subTest(name), freeze_time("2026-11-16 10:00:00"):
                act()
                self.assertEqual(self.opportunity.acted_at, MONDAY)

    def test_16_14_what_is_planned_counts_on_its_day(self):
        activity = self.make_activity(date(2026, 12, 1))
        self.assertFalse(self.is_neglected("2026-11-30 12:00:00"))
        self.assertFalse(self.is_neglected("2026-12-08 12:00:00"), "five working days after")
        self.assertTrue(self.is_neglected("2026-12-09 12:00:00"))
        activity.unlink()
        self.assertTrue(self.is_neglected("2026-11-30 12:00:00"))

    def test_16_14_an_appointment_counts_when_it_begins(self):
        with freeze_time(MONDAY):
            visit = self.make_appointment(
                self.customer,
                datetime(2026, 12, 1, 9),
                opportunity_id=self.opportunity.id,
                user_id=self.user_adviser.id,
            )
        self.assertFalse(self.is_neglected("2026-12-08 12:00:00"))
        self.assertTrue(self.is_neglected("2026-12-09 12:00:00"))
        visit.appointment_status = "cancelled"
        self.assertTrue(self.is_neglected("2026-11-30 12:00:00"))
        visit.write({"appointment_status": "planned", "active": False})
        self.assertTrue(self.is_neglected("2026-11-30 12:00:00"))

    def test_16_14_a_colleagues_private_appointment_is_planned_all_the_same(self):
        with freeze_time(MONDAY):
            self.make_appointment(
                self.customer,
                datetime(2026, 12, 1, 9),
                opportunity_id=self.opportunity.id,
                user_id=self.user_adviser.id,
                privacy="private",
            )
        mine = self.opportunity.with_user(self.user_sales)
        self.assertFalse(self.is_neglected("2026-11-30 12:00:00", mine))

    def test_16_14_converted_today(self):
        with freeze_time(MONDAY):
            lead = self.make_lead(self.customer)
        with freeze_time("2026-11-16 10:00:00"):
            lead.convert_opportunity(self.customer)
        self.assertFalse(self.is_neglected("2026-11-16 12:00:00", lead))

    def test_16_14_who_sees_what(self):
        """Of other points of sale nothing is found; outsiders see no more than their opportunities."""
        with freeze_time("2026-12-08 12:00:00"):
            self.assertTrue(self.opportunity.with_user(self.user_sales).is_neglected)
            domain = [("is_neglected", "=", True), ("id", "=", self.opportunity.id)]
            self.assertFalse(self.env["crm.lead"].with_user(self.user_sales_b).search(domain))
            with self.assertRaises(AccessError):
                self.opportunity.with_user(self.user_sales_b).read(["is_neglected"])
            outsider = self._make_user(
                "test_seller", "Paule", "sales_team.group_sale_salesman_all_leads", self.company_a
            )
            self.assertTrue(self.opportunity.with_user(outsider).read(["is_neglected"])[0]["is_neglected"])

    def test_16_14_archived_ones_are_in_no_list(self):
        self.opportunity.active = False
        own = [("id", "=", self.opportunity.id)]
        for value in (True, False):
            self.assertFalse(self.env["crm.lead"].search([*own, ("is_neglected", "=", value)]))

    def test_16_14_finding_them_reads_no_other_leads(self):
        """Among 20,000 open opportunities that were touched a moment ago, the index leads to those that were not."""
        self.env.flush_all()
        self.keep_maintenance_away("crm_lead")
        names = [name for name, field in self.opportunity._fields.items() if field.column_type and field.store]
        columns = SQL(", ").join(SQL.identifier(name) for name in names if name not in ("id", "acted_at"))
        self.cr.execute(
            SQL(
                "INSERT INTO crm_lead (acted_at, %s)"
                " SELECT %s, %s FROM crm_lead, generate_series(1, 20000) WHERE id = %s",
                columns,
                datetime(2026, 12, 8, 11),
                columns,
                self.opportunity.id,
            )
        )
        self.cr.execute("ANALYZE crm_lead")
        with freeze_time("2026-12-08 12:00:00"):
            query = self.env["crm.lead"]._search([("is_neglected", "=", True)])
        self.cr.execute(SQL("EXPLAIN %s", query.select()))
        plan = "\n".join(line for (line,) in self.cr.fetchall())
        self.assertIn("crm_lead_neglect_idx", plan)

    @users("test_sales")
    def test_16_14_nobody_writes_when_it_was_touched(self):
        with self.assertRaises(AccessError):
            self.opportunity.with_env(self.env).acted_at = "2026-12-01"

    def test_16_14_a_targeting_finds_it(self):
        targeting = self.make_targeting(
            "opportunity",
            [
                {"attribute": "opportunity.neglected", "operator": "is", "value": True},
                {"attribute": "customer.name", "operator": "is", "value": self.customer.name},
            ],
        )
        with freeze_time("2026-11-09 12:00:00"):
            self.assertFalse(targeting._search_subjects())
        with freeze_time("2026-11-10 12:00:00"):
            self.assertEqual(targeting._search_subjects(), self.opportunity)

    def test_16_14_the_update_asks_what_odoo_has_kept(self):
        """The last that a person wrote counts, what a customer did does not; closed ones stay as they are."""
        stale = datetime(2020, 1, 1)
        closed = self.make_opportunity(self.customer, done_at=MONDAY)
        (self.opportunity + closed).acted_at = stale
        for author, moment in (
            (self.user_sales.partner_id, datetime(2027, 3, 1, 9)),
            (self.customer, datetime(2027, 4, 1, 9)),
        ):
            message = self.opportunity.message_post(body=NOTE, message_type="comment", author_id=author.id)
            message.date = moment
        self.opportunity.acted_at = stale
        self.env.flush_all()
        load_script("19.0.1.1.0/post-neglect").migrate(self.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(self.opportunity.acted_at, datetime(2027, 3, 1, 9))
        self.assertEqual(closed.acted_at, stale)

    def test_16_14_asking_costs_the_same_for_many(self):
        leads = self.env["crm.lead"].create(
            [{"name": f"{number}", "type": "opportunity", "team_id": self.team_a.id} for number in range(40)]
        )

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.mapped("is_neglected")
            return self.cr.sql_log_count - before

        count(leads)
        self.assertEqual(count(leads), count(leads[:2]))

    def test_16_14_the_setting(self):
        with Form(self.team_a, "crm_dealership.crm_team_view_form_site") as form:
            form.neglected_after_days = 8
        self.assertEqual(self.team_a.neglected_after_days, 8)
        self.assertEqual(
            self.team_a._get_neglected_before(datetime(2026, 11, 20, 9))[1],
            date(2026, 11, 20) - timedelta(days=11),  # eight working days before, the 11th not counted
        )
