import csv
import io
from datetime import timedelta

from markupsafe import Markup

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..email.smtp_common import SmtpCommon
from .common import IN_TOWN, NOW


@tagged("post_install", "-at_install")
class TestFollowUp(SmtpCommon, HttpCase):
    """What a run's figures, its export, the analysis and the calendars say of messages sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("Anna", "Bea", "Carl"):
            cls.make_townsman(name)
        cls.make_townsman("Anna's twin", email="anna@customer.test")
        cls.make_townsman("Nobody", email=False)

    def setUp(self):
        super().setUp()
        self.sink.answers["carl@customer.test"] = "550 5.1.1 No such user"
        self.deliveries = self.deliver(name="Spring offer")
        self.run = self.deliveries["Jeanne"].run_id
        self.get_trace("Jeanne").set_clicked()
        self.answer(self.deliveries["Jeanne"])
        self.get_trace("Anna").set_opened()
        self.bounce(self.deliveries["Bea"])
        self.deliveries["Anna"].unsubscribed_at = NOW
        self.env.flush_all()

    def get_trace(self, name):
        return self.env["mailing.trace"].search([("dealership_delivery_id", "=", self.deliveries[name].id)])

    def test_figures_of_a_run(self):
        names = (
            *("targeted", "enrolled", "sent", "duplicate", "skipped", "failed", "delivered"),
            *("opened", "clicked", "replied", "bounced", "unsubscribed"),
        )
        figures = {name: self.run[f"{name}_count"] for name in names}
        self.assertEqual(
            figures,
            {
                "targeted": 6,
                "enrolled": 6,
                "sent": 3,
                "duplicate": 1,
                "skipped": 2,
                "failed": 1,
                "delivered": 2,
                "opened": 2,
                "clicked": 1,
                "replied": 1,
                "bounced": 1,
                "unsubscribed": 1,
            },
        )
        self.assertEqual((self.run.opened_rate, self.run.clicked_rate), (100, 50))
        self.assertEqual(self.run.left_out_summary, "No valid address: 1, Address already written to: 1")

    def test_openers_are_counted_once(self):
        steps = [{}, {"sequence": 1}]
        deliveries = self.make_scenario(self.targeting, steps=steps)._run(NOW).delivery_ids
        self.send()
        mine = deliveries.filtered(lambda delivery: delivery.partner_id == self.jeanne)
        self.assertEqual(len(mine), 2)
        self.env["mailing.trace"].search([("dealership_delivery_id", "in", mine.ids)]).set_opened()
        self.assertEqual(mine.run_id.opened_count, 1)

    def test_many_runs_cost_no_more_queries(self):
        def count_queries(runs):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            runs.web_search_read([("id", "in", runs.ids)], {name: {} for name in shown}, limit=80)
            return self.env.cr.sql_log_count - before

        shown = ["scenario_id", "targeted_count", "sent_count", "opened_count", "opened_rate", "left_out_summary"]
        scenario = self.run.scenario_id
        runs = self.run
        few = count_queries(runs)
        for days in range(1, 40):
            runs += scenario._run(NOW + timedelta(days=days))
        self.assertEqual(count_queries(runs), few)

    def test_figures_are_those_one_may_see(self):
        run = self.make_scenario(self.targeting, team_id=False)._run(NOW)
        run = run.with_user(self.user_sales_b)
        self.assertEqual(run.planned_count + run.skipped_count, 0, "the customers belong to another point of sale")

    def test_buttons_open_what_they_count(self):
        for figure, count in (("sent", 3), ("opened", 2), ("clicked", 1), ("bounced", 1), ("left_out", 2)):
            action = self.run.with_context(deliveries_figure=figure).action_view_deliveries()
            self.assertEqual(self.env["dealership.delivery"].search_count(action["domain"]), count, figure)

    def test_export(self):
        self.authenticate("test_director", "test_director")
        response = self.url_open(f"/dealership/run/{self.run.id}/export.csv")
        head, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";")
        self.assertEqual(len(rows), 6)
        by_name = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
        self.assertEqual(by_name["Jeanne"]["State"], "Sent")
        self.assertEqual(by_name["Jeanne"]["Sent At"], "2026-03-14 09:00", "in the time zone of the point of sale")
        self.assertTrue(by_name["Jeanne"]["Replied At"] and by_name["Bea"]["Bounced At"])
        self.assertEqual(by_name["Carl"]["State"], "Failed")
        self.assertEqual(by_name["Nobody"]["Reason"], "No valid address")
        book = self.url_open(f"/dealership/run/{self.run.id}/export.xlsx")
        self.assertEqual(book.content[:2], b"PK")

    def test_only_who_may_export_does(self):
        with self.assertRaises(AccessError):
            self.run.with_user(self.user_sales).action_export_csv()
        self.authenticate("test_sales", "test_sales")
        self.assertEqual(self.url_open(f"/dealership/run/{self.run.id}/export.csv").status_code, 403)
        self.authenticate("test_foreign", "test_foreign")
        self.assertEqual(self.url_open(f"/dealership/run/{self.run.id}/export.csv").status_code, 404)

    def test_analysis(self):
        report = self.env["dealership.delivery.report"]
        scenario = self.run.scenario_id
        measures = ["__count", "sent:sum", "opened:sum", "clicked:sum", "bounced:sum", "opened_rate:avg"]
        [(channel, day, *figures)] = report._read_group(
            [("scenario_id", "=", scenario.id), ("state", "=", "sent")], ["channel", "moment:day"], measures
        )
        self.assertEqual((channel, f"{day:%Y-%m-%d}"), ("email", "2026-03-14"))
        self.assertEqual(figures, [3, 3, 2, 1, 1, 100])
        domain = [("scenario_id", "=", scenario.id)]
        self.assertEqual(report.with_user(self.user_sales).search_count(domain), 6)
        self.assertEqual(report.with_user(self.user_sales_b).search_count(domain), 0)
        self.assertEqual(report.with_user(self.user_foreign).search_count(domain), 0)

    def test_analysis_by_sale_type(self):
        self.make_vehicle(self.jeanne, sale_type="vo")
        self.make_repair_order(self.jeanne)
        found = {}
        for subject in ("vehicle", "repair_order"):
            delivery = (
                self.make_scenario(self.make_targeting(subject, [IN_TOWN]), purpose="service")._run(NOW).delivery_ids
            )
            found[subject] = self.env["dealership.delivery.report"].browse(delivery.id).sale_type
        self.assertEqual(found, {"vehicle": "vo", "repair_order": "apv"})

    def test_calendar_of_a_customer(self):
        planned = self.make_scenario(self.targeting, name="Later", steps=[{"delay_count": 3}])._run(NOW).delivery_ids
        action = self.jeanne.with_user(self.user_sales).action_view_deliveries()
        self.assertEqual(action["views"][0][1], "calendar")
        shown = self.env["dealership.delivery"].with_user(self.user_sales).with_context(**action["context"])
        in_week = [("moment", ">=", NOW - timedelta(days=1)), ("moment", "<", NOW + timedelta(days=6))]
        found = shown.search([*action["domain"], *in_week], order="id")
        self.assertEqual(found.mapped("display_name"), ["Spring offer", "Later"])
        self.assertEqual(found.mapped("channel_icon"), ["fa-envelope-o"] * 2)
        self.assertEqual(found[0].moment, self.deliveries["Jeanne"].sent_at)
        self.assertIn("Dear Jeanne", found[1].planned_body)
        self.assertFalse(found[0].planned_body)
        self.assertIn("Dear Jeanne", found[0].sent_body)
        self.assertIn("Yes please!", found[0].reply_body)
        self.assertEqual(found[1].moment, planned.filtered(lambda d: d.partner_id == self.jeanne).planned_at)

    def test_calendar_and_timeline_of_a_vehicle_and_a_lead(self):
        vehicle = self.make_vehicle(self.jeanne)
        lead = self.make_lead(self.jeanne, vehicle_id=vehicle.id)
        for subject in ("vehicle", "lead"):
            self.deliver_to(self.make_targeting(subject, [IN_TOWN]), purpose="service")
        messages = self.env["mail.message"].with_user(self.user_sales)
        for record, count in ((vehicle, 2), (lead, 1)):
            record = record.with_user(self.user_sales)
            self.assertEqual(record.delivery_count, count)
            domain = record.action_view_deliveries()["domain"]
            self.assertEqual(self.env["dealership.delivery"].search_count(domain), count)
            timeline = messages._message_fetch(None, thread=record)["messages"]
            self.assertEqual(len(timeline.filtered(lambda message: message.model == "res.partner")), count)
        note = vehicle.message_post(body=Markup("<p>Scratched</p>"))
        delivery = self.env["dealership.delivery"].search(
            [("res_model", "=", "fleet.vehicle")], order="id desc", limit=1
        )
        self.answer(delivery, "I am coming")
        timeline = messages._message_fetch(None, thread=vehicle.with_user(self.user_sales))["messages"]
        self.assertIn(note, timeline)
        self.assertIn("I am coming", timeline[0].body)
