import doctest
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ...engine.call import twiml
from ...engine.provider import twilio_client
from ..common import DealershipCommon
from ..provider.twilio_server import ACCOUNT_SID, AUTH_TOKEN, TwilioServer
from .common import CallCommon
from .sequences import OURS


@tagged("post_install", "-at_install")
class TestTrackingNumber(CallCommon):
    def test_any_notation_one_number(self):
        self.assertEqual(self.number.number, OURS)
        self.number.number = "05.65.42.00.77"
        self.assertEqual(self.number.number, "+33565420077")
        for text in ("05 65", "no number", "+33 1"):
            with self.assertRaisesRegex(ValidationError, "no telephone number"):
                self.make_tracking_number(number=text)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.make_tracking_number(number="0033 5 65 42 00 77")

    def test_recording_is_announced(self):
        with self.assertRaisesRegex(ValidationError, "must be told"):
            self.number.recording = True
        self.number.write({"recording": True, "announcement": "This call is recorded."})

    def test_12_05_another_provider_may_record(self):
        self.number.account_id = self.accounts["aircall"]
        self.assertFalse(self.number.can_record)
        self.number.recording = True
        with self.assertRaisesRegex(ValidationError, "must be told"):
            self.number.account_id = self.accounts["twilio"]
        with self.assertRaisesRegex(ValidationError, "must be told"):
            self.number.account_id = False

    def test_12_05_language_of_the_point_of_sale_then_ones_own(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company_b.partner_id.lang = "fr_FR"
        number = self.make_tracking_number(number="+33565420078", team_id=self.team_foreign.id, account_id=False)
        self.assertEqual(number.lang, "fr_FR")
        number.lang = "en_US"
        number.team_id = self.team_foreign.copy()
        self.assertEqual(number.lang, "en_US")
        form = Form(self.env["dealership.tracking.number"])
        self.assertFalse(form.lang)
        form.team_id = self.team_a
        self.assertEqual(form.lang, self.company_a.partner_id.lang)

    def test_12_05_accents_that_twilio_has(self):
        self.assertFalse(doctest.testmod(twiml).failed)

    def test_number_of_another_companys_point_of_sale(self):
        number = self.make_tracking_number(number="+33565420078", team_id=self.team_foreign.id, account_id=False)
        self.assertEqual(number.company_id, self.company_b)

    def test_each_point_of_sale_sees_its_own(self):
        other = self.make_tracking_number(number="+33565420001", team_id=self.team_b.id)
        call_a = self.register("1")
        call_b = self.register("2", to="+33565420001", **{"from": "+33612345679"})
        for user, number, call in ((self.user_sales, self.number, call_a), (self.user_sales_b, other, call_b)):
            mine = self.env(user=user)
            self.assertEqual(mine["dealership.tracking.number"].search([]), number)
            self.assertEqual(mine["dealership.call"].search([("provider", "=", "test")]), call)
            self.assertEqual(mine["crm.lead"].search([("call_ids", "!=", False)]), call.lead_id)
            figures = number.with_user(user).get_figures("2026-11-01 00:00:00", "2026-12-01 00:00:00")
            self.assertEqual(figures["incoming"], 1)
        with self.assertRaises(AccessError):
            self.number.with_user(self.user_sales_b).get_figures("2026-11-01 00:00:00", "2026-12-01 00:00:00")
        totals = self.env["dealership.call"].with_user(self.user_sales).get_totals([("provider", "=", "test")])
        self.assertEqual(totals, {"done": 0, "total": 1})

    def test_raw_messages_are_for_administrators(self):
        for user in (self.user_sales, self.user_director):
            with self.assertRaises(AccessError):
                self.env["dealership.call.event"].with_user(user).search([])
        self.env["dealership.call.event"].with_user(self.user_administrator).search([])

    def test_users_do_not_change_numbers(self):
        for user in (self.user_sales, self.user_director):
            with self.assertRaises(AccessError):
                self.number.with_user(user).name = "Mine"

    def test_figures(self):
        self.register("1", "connected", duration=60)
        self.register("2", minute=1)
        self.register("3", "voicemail", minute=60 * 24)
        self.register("4", "ongoing", minute=60 * 24 + 1)
        self.call_back("5", minute=60 * 24 * 2)
        self.call_back("6", minute=60 * 24 * 2 + 5, outcome="refused")
        self.register("7", minute=60 * 24 * 40)
        figures = self.number.get_figures("2026-11-19 23:00:00", "2026-11-26 23:00:00")
        expected = {
            "incoming": 4,
            "answered": 1,
            "missed": 2,
            "answered_share": 25,
            "missed_share": 50,
            "outgoing": 2,
            "outgoing_answered": 1,
            "outgoing_refused": 1,
        }
        self.assertEqual({name: figures[name] for name in expected}, expected)
        self.assertEqual(len(figures["calls"]), 6)
        self.assertEqual(figures["calls"][0]["outcome"], "refused")

    def test_days_are_the_users(self):
        number = self.number.with_context(tz="Europe/Paris")
        self.register("1", started_at="2026-11-20 23:30:00")
        figures = number.get_figures("2026-11-18 23:00:00", "2026-11-22 23:00:00")
        days = {day["at"]: day["missed"] for day in figures["days"]}
        self.assertEqual(
            days,
            {
                "2026-11-19 00:00:00": 0,
                "2026-11-20 00:00:00": 0,
                "2026-11-21 00:00:00": 1,
                "2026-11-22 00:00:00": 0,
            },
        )
        hours = number.get_figures("2026-11-20 12:00:00", "2026-11-21 12:00:00")["days"]
        self.assertEqual(len(hours), 24)
        self.assertEqual(sum(hour["missed"] for hour in hours), 1)

    def test_no_call_no_share(self):
        figures = self.number.get_figures("2026-11-19 23:00:00", "2026-11-26 23:00:00")
        self.assertIsNone(figures["answered_share"])
        self.assertEqual(len(figures["days"]), 8)

    def test_board_of_a_salesperson(self):
        call = self.register("1")
        mine = call.with_user(self.user_sales)
        mine.action_mark_done()
        self.assertTrue(call.is_done)
        self.assertEqual(call.lead_id.lead_state, "done")
        self.assertEqual(mine.action_open_lead()["res_id"], call.lead_id.id)

    def test_11_23_a_lead_is_created_by_who_says_so(self):
        """Nothing that says "open" creates; what is created waits, or is in hand, from the moment of the click."""
        self.team_a.lifetime_ids.write({"minutes": 10, "counting": "always"})
        self.number.missed_lead = False
        missed, again = (self.register(key, minute=minute) for key, minute in (("1", 0), ("2", 5)))
        talk = self.register("3", "connected", user_id=self.user_adviser.id, **{"from": "+33612345670"})
        nobodys = self.register("4", "connected", **{"from": "+33612345671"})
        leads = self.env["crm.lead"].search_count([])
        for call in (missed, again, talk, nobodys):
            with self.assertRaisesRegex(UserError, "This call has no lead"):
                call.with_user(self.user_sales).action_open_lead()
        self.assertEqual(self.env["crm.lead"].search_count([]), leads)
        with freeze_time(missed.started_at + timedelta(days=2)):
            for call in (missed, talk, nobodys):
                action = call.with_user(self.user_sales).action_create_lead()
                self.assertEqual(action["res_id"], call.lead_id.id)
            self.env.flush_all()
        now = missed.started_at + timedelta(days=2)
        self.assertRecordValues(
            (missed + talk + nobodys).lead_id.sorted("id"),
            [
                {
                    "team_id": self.team_a.id,
                    "user_id": user.id,
                    "lifetime_state": state,
                    "lifetime_started_at": started_at,
                    "deadline_at": deadline_at,
                    "is_overdue": False,
                }
                for user, state, started_at, deadline_at in (
                    (self.env["res.users"], "running", now, now + timedelta(minutes=10)),
                    (self.user_adviser, "handled", False, False),
                    (self.user_sales, "handled", False, False),
                )
            ],
        )
        self.assertEqual(again.lead_id, missed.lead_id, "one caller, one open lead")
        missed.with_user(self.user_sales).action_create_lead()
        self.assertEqual(self.env["crm.lead"].search_count([]), leads + 3, "clicking twice creates nothing more")

    def test_11_23_what_is_dealt_with_makes_no_lead(self):
        self.number.missed_lead = False
        done, ongoing, back = self.register("1"), self.register("2", "ongoing", minute=1), self.call_back("3", minute=2)
        for call in (done, ongoing, back):
            self.assertFalse(call.can_create_lead)
            with self.assertRaisesRegex(UserError, "No lead is created from this call"):
                call.with_user(self.user_sales).action_create_lead()

    def test_11_23_called_back_speaks_of_missed_calls(self):
        self.number.connected_lead = True
        talk = self.register("1", "connected")
        talk.with_user(self.user_sales).action_mark_done()
        self.assertEqual((talk.lead_id.lead_state, talk.done_at), ("open", False))


@tagged("post_install", "-at_install")
class TestPurchase(DealershipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.enterClassContext(TwilioServer())
        cls.account = cls.env["dealership.provider.account"].create(
            {
                "name": "Twilio",
                "account_sid": ACCOUNT_SID,
                "auth_token": AUTH_TOKEN,
                "api_url": cls.server.url,
            }
        )

    def setUp(self):
        super().setUp()
        self.server.restock()

    def _open(self):
        form = Form(self.env["dealership.number.purchase"].with_user(self.user_administrator))
        form.account_id = self.account
        form.country_id = self.env.ref("base.fr")
        return form

    def test_search_choose_buy(self):
        form = self._open()
        form.contains = "430001"
        form.area = "Rodez"
        purchase = form.save()
        purchase.action_search()
        self.assertEqual(purchase.line_ids.mapped("number"), ["+33565430001"])
        self.assertEqual(purchase.line_ids.display_name, "+33565430001 · Rodez, Aveyron")
        purchase.line_ids.action_choose()
        purchase.write({"name": "Radio", "team_id": self.team_a.id, "business_attribute": "vn"})
        action = purchase.action_buy()
        number = self.env["dealership.tracking.number"].browse(action["res_id"])
        self.assertRecordValues(
            number,
            [
                {
                    "number": "+33565430001",
                    "name": "Radio",
                    "team_id": self.team_a.id,
                    "external_id": "PN33565430001",
                    "account_id": self.account.id,
                }
            ],
        )
        ordered = self.server.bought["+33565430001"]
        self.assertEqual(ordered["VoiceUrl"], self.account._get_call_url("voice"))
        self.assertEqual(ordered["StatusCallback"], self.account._get_call_url("status"))
        sent = [values for method, path, values in self.server.requests if "AvailablePhoneNumbers/FR/Local" in path]
        self.assertEqual((sent[-1]["Contains"], sent[-1]["InLocality"]), ("430001", "Rodez"))

    def test_11_26_what_ordering_means_is_said_once_it_can_be_placed(self):
        form = self._open()
        form.contains = "430001"
        purchase = form.save()
        purchase.action_search()
        purchase.line_ids.action_choose()
        with self.assertRaisesRegex(UserError, "give it a name"):
            purchase.action_review()
        self.assertFalse(purchase.promise)
        purchase.write({"name": "Radio", "team_id": self.team_a.id})
        purchase.action_review()
        self.assertIn("orders +33565430001 for Rodez", purchase.promise)
        purchase.team_id = self.team_b
        self.assertFalse(purchase.promise, "what was changed is asked again")

    def test_nothing_is_ordered_that_cannot_be_entered(self):
        form = self._open()
        form.contains = "430001"
        purchase = form.save()
        purchase.action_search()
        purchase.line_ids.action_choose()
        ordered = set(self.server.bought)
        purchase.write({"name": "Radio", "team_id": self.team_foreign.id})
        with self.assertRaises(UserError):
            purchase.action_buy()
        self.assertEqual(set(self.server.bought), ordered)

    def test_nothing_found(self):
        form = self._open()
        form.kind = "toll_free"
        purchase = form.save()
        purchase.action_search()
        self.assertTrue(purchase.searched)
        self.assertFalse(purchase.line_ids)

    def test_what_twilio_objects_to_is_said(self):
        form = self._open()
        form.contains = "0099"
        purchase = form.save()
        purchase.action_search()
        purchase.line_ids.action_choose()
        purchase.write({"name": "Radio", "team_id": self.team_a.id})
        with self.assertRaisesRegex(UserError, "Twilio answers: Phone Number Requires a Bundle"):
            purchase.action_buy()
        purchase.papers_reference = "BU1"
        purchase.action_buy()
        with self.assertRaisesRegex(UserError, "is a tracking number already"):
            purchase.action_buy()

    def test_without_credentials(self):
        self.account.auth_token = False
        purchase = self._open().save()
        with self.assertRaisesRegex(UserError, "Twilio has no Auth Token yet.*Configuration > Providers"):
            purchase.action_search()

    def test_wrong_credentials_and_no_answer(self):
        self.account.auth_token = "wrong"
        purchase = self._open().save()
        with self.assertRaisesRegex(UserError, "Twilio answers: Authenticate"):
            purchase.action_search()
        self.account.api_url = "http://127.0.0.1:9"
        with self.assertRaisesRegex(UserError, "Twilio cannot be reached: .*Connection refused"):
            purchase.action_search()

    def _choose(self, digits):
        form = self._open()
        form.contains = digits
        purchase = form.save()
        purchase.action_search()
        purchase.line_ids.action_choose()
        purchase.write({"name": "Radio", "team_id": self.team_a.id})
        return purchase

    def _count_orders(self, number):
        return sum(
            values.get("PhoneNumber") == number for method, _path, values in self.server.requests if method == "POST"
        )

    @patch.object(twilio_client, "PAUSES", (0, 0, 0))
    def test_12_05_what_does_nothing_is_asked_again(self):
        self.server.faults = [503, 429, 500]
        self.assertTrue(self._choose("430002").line_id)
        self.server.faults = [503, 503, 503, 503]
        with self.assertRaisesRegex(UserError, "Twilio cannot be reached: HTTP 503. Try again in some minutes"):
            self._open().save().action_search()
        self.assertFalse(self.server.faults)

    def test_12_05_an_order_that_was_taken_without_an_answer(self):
        purchase = self._choose("430001")
        self.server.faults = ["drop"]
        number = self.env["dealership.tracking.number"].browse(purchase.action_buy()["res_id"])
        self.assertEqual((number.number, number.external_id), ("+33565430001", "PN33565430001"))
        self.assertEqual(self._count_orders("+33565430001"), 1)

    @patch.object(twilio_client, "PAUSES", (0, 0, 0))
    def test_12_05_an_order_in_doubt_is_not_repeated(self):
        purchase = self._choose("430002")
        self.server.faults = [500]
        with self.assertRaisesRegex(UserError, r"did not confirm the order of \+33565430002: HTTP 500. It may have"):
            purchase.action_buy()
        self.assertEqual(self._count_orders("+33565430002"), 1)
        self.server.faults = [429]
        purchase.action_buy()
        self.assertEqual(self._count_orders("+33565430002"), 3, "what was too much at once was not taken")

    def test_choose_first(self):
        with self.assertRaisesRegex(UserError, "Choose a number"):
            self._open().save().action_buy()

    def test_only_administrators_buy(self):
        with self.assertRaises(AccessError):
            self.env["dealership.number.purchase"].with_user(self.user_director).create({})
