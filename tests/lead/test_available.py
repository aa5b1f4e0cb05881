from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ...models.channel.signatory import choose_worker, is_available
from ..common import DealershipCommon

NOW = "2026-11-03 09:00:00"


@tagged("post_install", "-at_install")
class TestAvailable(DealershipCommon):
    """Who says that they are not available gets no new work: others do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_b.user_id = cls.user_director
        cls.customer = cls.make_customer()
        with freeze_time(NOW):
            cls.leads = cls.make_lead(cls.customer, user_id=cls.user_sales.id)
            cls.leads += cls.make_lead(cls.customer, user_id=cls.user_sales.id)
            cls.free = cls.make_lead(cls.customer, user_id=False)

    def set_away(self, *people):
        for user in people:
            user.with_user(user).write({"dealership_available": False})

    def get_reminded(self, lead):
        return lead._get_reminder_recipients()[lead]

    # -- saying so --------------------------------------------------------------------------------------

    def test_16_14_everybody_says_so_for_themselves(self):
        self.set_away(self.user_sales)
        self.assertFalse(is_available(self.user_sales, self.company_a))
        mine = self.user_sales.with_user(self.user_sales)
        self.assertFalse(mine.read(["dealership_available"])[0]["dealership_available"])
        mine.action_set_available()
        mine.action_set_available()  # somebody else had pressed it already
        self.assertTrue(is_available(self.user_sales, self.company_a))
        with self.assertRaises(AccessError):
            self.user_adviser.with_user(self.user_sales).dealership_available = False

    def test_16_14_whoever_leads_them_says_so_for_them(self):
        """A colleague, somebody who leads another point of sale, or an outsider does not."""
        sick = self.user_sales
        sick.with_user(self.user_director).action_set_unavailable()
        self.assertFalse(sick.dealership_available)
        sick.with_user(self.user_administrator).action_set_available()
        self.assertTrue(sick.dealership_available)
        self.team_foreign.user_id = self.user_foreign
        outsider = self._make_user(
            "test_books", "Agnès", "base.group_user,account.group_account_invoice", self.company_a
        )
        for user in (self.user_adviser, self.user_sales_b, self.user_foreign, outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                sick.with_user(user).action_set_unavailable()
        self.assertTrue(sick.dealership_available)

    def test_16_14_the_preferences(self):
        view = "base.view_users_form_simple_modif"
        with Form(self.user_sales.with_user(self.user_sales), view) as form:
            form.dealership_available = False
        self.assertFalse(self.user_sales.dealership_available)

    def test_16_14_the_members_of_a_point_of_sale(self):
        member = self.team_a.crm_team_member_ids.filtered(lambda one: one.user_id == self.user_sales)
        self.assertTrue(member.is_available)
        member.with_user(self.user_director).action_set_unavailable()
        self.assertFalse(member.is_available)
        member.with_user(self.user_director).action_set_available()
        self.assertTrue(member.is_available)
        with self.assertRaises(AccessError):
            member.with_user(self.user_sales_b).action_set_unavailable()

    def test_16_14_out_of_office(self):
        """The days that Odoo knows of count as well, and are over by themselves; those to come do not count yet."""
        self.user_sales.with_user(self.user_sales).write(
            {"out_of_office_from": "2026-11-04 00:00:00", "out_of_office_to": "2026-11-06 23:00:00"}
        )
        expected = {"03": self.user_sales, "04": self.user_adviser, "06": self.user_adviser, "07": self.user_sales}
        member = self.team_a.crm_team_member_ids.filtered(lambda one: one.user_id == self.user_sales)
        for day, user in expected.items():
            now = fields.Datetime.to_datetime(f"2026-11-{day} 09:00:00")
            with self.subTest(day=day), patch.object(type(self.cr), "now", lambda _cursor, now=now: now):
                self.env.invalidate_all()
                self.assertEqual(self.get_reminded(self.leads[0]), user)
                self.assertEqual(member.is_available, user == self.user_sales)

    # -- reminders --------------------------------------------------------------------------------------

    def test_16_14_the_person_away_with_all_leads(self):
        self.assertEqual(self.get_reminded(self.leads[0]), self.user_sales)
        self.set_away(self.user_sales)
        for lead in self.leads:
            self.assertEqual(self.get_reminded(lead), self.user_adviser)
        self.assertEqual(self.get_reminded(self.free), self.user_adviser)

    def test_16_14_another_takes_it(self):
        self.set_away(self.user_sales)
        lead = self.leads[0].with_user(self.user_adviser)
        self.assertTrue(lead._take())
        self.assertEqual(lead.user_id, self.user_adviser)

    def test_16_14_of_somebody_who_is_there_nobody_takes_it(self):
        self.assertFalse(self.leads[0].with_user(self.user_adviser)._take())

    def test_16_14_only_those_who_handle_its_type(self):
        apv = self.env["dealership.enquiry.type"].search([("key", "=", "apv")])
        member = self.team_a.crm_team_member_ids.filtered(lambda one: one.user_id == self.user_adviser)
        member.enquiry_type_ids = apv
        self.leads[0].business_attribute = "vn"
        self.set_away(self.user_sales)
        self.assertEqual(self.get_reminded(self.leads[0]), self.user_director, "the adviser does not sell: the leader")

    def test_16_14_all_members_away(self):
        self.set_away(self.user_sales, self.user_adviser)
        self.assertEqual(self.get_reminded(self.leads[0]), self.user_director)
        self.assertEqual(self.get_reminded(self.free), self.user_director)

    def test_16_14_everybody_away(self):
        """Nobody is forgotten for that: who has it hears of it, or who handles it."""
        self.set_away(self.user_sales, self.user_adviser, self.user_director)
        self.assertEqual(self.get_reminded(self.leads[0]), self.user_sales)
        self.assertEqual(self.get_reminded(self.free), self.user_sales + self.user_adviser)

    def test_16_14_a_person_who_left(self):
        self.user_sales.active = False
        self.assertEqual(self.get_reminded(self.leads[0]), self.user_adviser)
        self.set_away(self.user_adviser, self.user_director)
        self.assertEqual(self.get_reminded(self.leads[0]), self.user_adviser)

    def test_16_14_another_point_of_sale_is_not_asked(self):
        self.set_away(self.user_sales, self.user_adviser)
        self.team_a.user_id = False
        self.assertNotIn(self.user_sales_b, self.get_reminded(self.free))

    # -- assignment -------------------------------------------------------------------------------------

    def test_16_14_odoos_assignment_passes_over_them(self):
        self.team_a.crm_team_member_ids.assignment_max = 300
        self.set_away(self.user_sales)
        leads = self.env["crm.lead"].create(
            [
                {"name": f"Lead {number}", "type": "lead", "team_id": self.team_a.id, "user_id": False}
                for number in range(4)
            ]
        )
        (self.leads + self.free).active = False
        self.team_a._assign_and_convert_leads(force_quota=True)
        self.assertEqual(leads.user_id, self.user_adviser)

    def test_16_14_nobody_is_left_to_assign_to(self):
        self.team_a.crm_team_member_ids.assignment_max = 300
        self.set_away(self.user_sales, self.user_adviser)
        self.team_a._assign_and_convert_leads(force_quota=True)
        self.assertFalse(self.free.user_id)

    def test_16_14_the_leader_gets_what_comes_in_by_mail_only_when_available(self):
        self.team_a.lifetime_ids.unlink()
        self.free._assign_userless_lead_in_team("mail")
        self.assertEqual(self.free.user_id, self.user_director)
        self.free.user_id = False
        self.set_away(self.user_director)
        self.free._assign_userless_lead_in_team("mail")
        self.assertFalse(self.free.user_id)

    def test_16_14_tasks_go_to_who_is_available(self):
        scenario = self.make_scenario(self.make_targeting("lead"), user_id=self.user_administrator.id)
        delivery = self.env["dealership.delivery"].new(
            {"scenario_id": scenario.id, "partner_id": self.customer.id, "company_id": self.company_a.id}
        )
        self.assertEqual(choose_worker(delivery, self.leads[0]), self.user_sales)
        self.set_away(self.user_sales)
        self.assertEqual(choose_worker(delivery, self.leads[0]), self.user_director)
        self.set_away(self.user_director, self.user_administrator)
        self.assertEqual(choose_worker(delivery, self.leads[0]), self.user_sales, "nobody is there: nothing is lost")

    # -- what one does next -----------------------------------------------------------------------------

    def open(self, action, model):
        self.assertEqual(action["res_model"], model)
        return Form(self.env[model].with_user(self.user_sales).with_context(**action["context"]), action["views"][0][0])

    def test_16_14_change_the_salesperson(self):
        lead = self.leads[0].with_user(self.user_sales)
        form = self.open(lead.action_change_salesperson(), "dealership.lead.salesperson")
        self.assertEqual(set(form.available_ids.ids), set((self.user_adviser + self.user_director).ids))
        form.user_id = self.user_adviser
        form.save().action_change()
        self.assertEqual(lead.user_id, self.user_adviser)

    def test_16_14_only_who_is_there_can_be_chosen(self):
        gone = self._make_user("test_gone", "Guy Parti", "crm_dealership.group_dealership_user", self.company_a)
        self.team_a.member_ids = [Command.link(gone.id)]
        gone.active = False
        self.set_away(self.user_adviser)
        lead = self.leads[0].with_user(self.user_sales)
        dialogues = self.env["dealership.lead.salesperson"].with_user(self.user_sales)
        dialogue = dialogues.create({"lead_id": lead.id})
        self.assertEqual((dialogue.available_ids, dialogue.away_names), (self.user_director, "Adrien Costes"))
        for user in (self.user_adviser, gone, self.user_sales_b, self.user_foreign):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                dialogue.user_id = user
                dialogue.action_change()
        self.assertEqual(lead.user_id, self.user_sales)

    def test_16_14_the_lead_of_another_point_of_sale(self):
        for user in (self.user_sales_b, self.user_foreign):
            lead = self.leads[0].with_user(user)
            for button in ("follow_up", "plan_appointment", "plan_test_drive", "change_salesperson"):
                with self.subTest(user=user.login, button=button), self.assertRaises(AccessError):
                    getattr(lead, f"action_{button}")()

    def test_16_14_plan_a_test_drive(self):
        """Of the car that they ask for, not of the only one that they own."""
        own = self.make_vehicle(self.customer)
        wanted = self.make_vehicle(None, model_id=self.model_clio.id)
        opportunity = self.make_opportunity(self.customer, user_id=self.user_sales.id, vehicle_id=wanted.id)
        form = self.open(opportunity.with_user(self.user_sales).action_plan_test_drive(), "calendar.event")
        visit = form.save()
        self.assertRecordValues(
            visit,
            [
                {
                    "customer_id": self.customer.id,
                    "vehicle_id": wanted.id,
                    "team_id": self.team_a.id,
                    "appointment_kind": "test_drive",
                    "opportunity_id": opportunity.id,
                    "user_id": self.user_sales.id,
                }
            ],
        )
        self.assertIn(self.customer.name, visit.name)
        other = self.open(self.leads[0].with_user(self.user_sales).action_plan_appointment(), "calendar.event")
        self.assertEqual((other.vehicle_id, other.appointment_kind), (own, "sales"))

    def test_16_14_the_demonstration_car_is_somebody_elses(self):
        """The vehicle of the opportunity stays, whoever owns it; that of a person who is not the customer does not."""
        dealer, other = self.make_customer("Garage Rodez"), self.make_customer("Paul Fabre")
        demonstration = self.make_vehicle(dealer, model_id=self.model_clio.id)
        opportunity = self.make_opportunity(self.customer, user_id=self.user_sales.id, vehicle_id=demonstration.id)
        form = self.open(opportunity.with_user(self.user_sales).action_plan_test_drive(), "calendar.event")
        self.assertEqual(form.vehicle_id, demonstration)
        form.vehicle_id = self.make_vehicle(other)
        form.customer_id = dealer
        self.assertEqual(form.vehicle_id, demonstration, "the only one of this customer")

    def test_16_14_who_is_away_gets_no_appointment(self):
        self.set_away(self.user_sales)
        action = self.leads[0].with_user(self.user_adviser).action_plan_appointment()
        self.assertEqual(action["context"]["default_user_id"], self.user_adviser.id)

    def test_16_14_follow_up(self):
        opportunity = self.make_opportunity(self.customer, user_id=self.user_sales.id)
        form = self.open(opportunity.with_user(self.user_sales).action_follow_up(), "mail.activity.schedule")
        form.summary = "Call back"
        form.save().action_schedule_activities()
        self.assertRecordValues(opportunity.activity_ids, [{"summary": "Call back", "user_id": self.user_sales.id}])

    def test_16_14_in_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        lead = self.leads[0].with_user(self.user_sales).with_context(lang="fr_FR")
        names = [getattr(lead, f"action_{button}")()["name"] for button in ("plan_test_drive", "change_salesperson")]
        self.assertEqual(names, ["Planifier un essai", "Changer le vendeur"])
        label = self.env["crm.lead"].with_context(lang="fr_FR").fields_get(["is_neglected"])["is_neglected"]["string"]
        self.assertEqual(label, "Opportunité en souffrance")
