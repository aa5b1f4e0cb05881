from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.feed import feed_load_undoing
from .test_feed import LATER, ORDERS, FeedCommon

CUSTOMERS = "Code client;Nom;E-mail\n" + "".join(f"K{n};Client {n};k{n}@undo.example\n" for n in range(60))
SALES = """N° de vente;Date vente;Code client;Nom client;N° châssis;Marque;Modèle
V-1;10/11/2026;C50;Acheteur;VF1RFB00565432109;Renault;Clio
"""
VEHICLES = """Code véhicule;N° châssis;Immatriculation;Marque;Modèle;Code client;Nom client
W-1;VF1RFB00565432109;XY-987-ZA;Renault;Clio;C50;Acheteur
"""


@tagged("post_install", "-at_install")
class TestUndo(FeedCommon):
    """Within a day a load is undone, where nothing else has touched what it made or changed.

    In a test everything happens in one transaction: what is touched later is said to be so by hand.
    """

    def setUp(self):
        super().setUp()
        self.feed = self.make_feed(ORDERS)

    def touch(self, records, column="write_date"):
        """Have records be changed, or made, by somebody later than the load."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s + interval '1 hour' WHERE id = ANY(%s)",
                SQL.identifier(records._table),
                SQL.identifier(column),
                SQL.identifier(column),
                records.ids,
            )
        )
        records.invalidate_recordset()

    def undo(self, load):
        load._start_undo()
        self.assertEqual(load.state, "undone")

    def get_people(self):
        return self.env["res.partner"].search([("email", "in", ["zoe@vidal.example", "luc@durand.example"])])

    def get_vehicles(self):
        return self.env["fleet.vehicle"].search([("license_plate", "in", ["AB-123-CD", "EF-456-GH"])])

    def assertKept(self, load, **reasons):  # noqa: N802
        kept = {row.value: row.message for row in load.kept_ids}
        self.assertEqual(set(kept), set(reasons))
        for name, words in reasons.items():
            self.assertIn(words, kept[name])

    # -- what it made -----------------------------------------------------------------------------------

    def test_what_it_made_is_gone_and_comes_again(self):
        load = self.load(self.feed, ORDERS)
        self.assertTrue(load.can_undo)
        self.undo(load)
        self.assertFalse(self.get_orders())
        self.assertFalse(self.get_people())
        self.assertFalse(self.get_vehicles())
        self.assertEqual((load.removed_count, load.restored_count, len(load.kept_ids)), (7, 0, 0))
        self.assertFalse(self.env["dealership.feed.record"].search([("source_id", "=", self.source.id)]))
        self.assertFalse(self.feed.live_since, "no file was loaded")
        self.assertFalse(load.can_undo)
        # The same load, and another of the same file.
        load.action_load()
        self.assertCounts(load, created=3)
        self.assertCounts(self.load(self.feed, ORDERS), unchanged=3)
        self.assertEqual(len(self.get_people()), 2)

    def test_history_made_at_once_is_gone(self):
        feed = self.make_feed(CUSTOMERS, "customers.csv")
        load = self.load(feed, CUSTOMERS, filename="customers.csv")
        self.assertCounts(load, created=60)
        self.undo(load)
        self.assertEqual(load.removed_count, 60)
        self.assertFalse(self.env["res.partner"].search([("email", "=like", "k%@undo.example")]))

    def test_what_somebody_has_changed_stays_with_what_it_stands_on(self):
        load = self.load(self.feed, ORDERS)
        order = self.get_orders()["OR-2"]
        self.touch(order)
        self.undo(load)
        self.assertEqual(self.get_orders(), {"OR-2": order})
        self.assertEqual(self.get_people().mapped("name"), ["Luc Durand"])
        self.assertEqual(self.get_vehicles().mapped("license_plate"), ["EF-456-GH"])
        self.assertEqual(load.removed_count, 4)
        names = {row.value for row in load.kept_ids}
        self.assertLessEqual({"OR-2", "Luc Durand"}, names)
        self.assertEqual(len(names), 3)
        # It is known still: the file changes nothing of it.
        self.assertCounts(self.load(self.feed, ORDERS), created=2, unchanged=1)

    def test_what_is_told_or_planned_of_it_keeps_it(self):
        load = self.load(self.feed, ORDERS)
        first, second, third = (self.get_orders()[name] for name in ("OR-1", "OR-2", "OR-3"))
        first.activity_schedule("mail.mail_activity_data_todo", user_id=self.user_adviser.id)
        words = "Called"
        message = second.message_post(body=words)
        self.touch(message, "create_date")
        self.undo(load)
        self.assertEqual(set(self.get_orders()), {"OR-1", "OR-2"})
        self.assertFalse(third.exists())

    def test_what_something_else_refers_to_stays(self):
        load = self.load(self.feed, ORDERS)
        lead = self.make_lead(self.get_orders()["OR-2"].partner_id)
        self.touch(lead, "create_date")
        self.undo(load)
        self.assertEqual(lead.partner_id.name, "Luc Durand")
        self.assertKept(load, **{"Luc Durand": "refers to it"})

    def test_what_a_later_file_has_spoken_of_stays(self):
        load = self.load(self.feed, ORDERS)
        later = "\n".join(ORDERS.splitlines()[:2]) + "\n"
        self.assertCounts(self.load(self.feed, later, LATER, filename="orders_2026-11-21.csv"), unchanged=1)
        self.undo(load)
        self.assertEqual(set(self.get_orders()), {"OR-1"})
        self.assertTrue(self.feed.live_since, "another file was loaded")
        self.assertIn("A later file", load.kept_ids.filtered(lambda row: row.value == "OR-1").message)

    def test_who_was_recognised_stays_and_is_known_by_no_number(self):
        luc = self.make_customer(name="Luc Durand", email="luc@durand.example", phone=False)
        load = self.load(self.feed, ORDERS)
        self.assertEqual(self.get_orders()["OR-2"].partner_id, luc)
        self.undo(load)
        self.assertTrue(luc.exists())
        self.assertFalse(self.env["dealership.feed.record"].search([("source_id", "=", self.source.id)]))

    def test_what_waits_waits_no_more(self):
        waiting = ORDERS.replace(";C18;Durand;Luc;;luc@durand.example;", ";C99;;;;;")
        load = self.load(self.feed, waiting)
        self.assertEqual(load.waiting_count, 1)
        self.undo(load)
        self.assertFalse(load.waiting_ids)

    # -- what it changed --------------------------------------------------------------------------------

    def load_news(self):
        self.load(self.feed, ORDERS)
        news = ORDERS.replace("En cours;12000", "Prêt;13000").replace("luc@durand.example", "luc@neuf.example")
        load = self.load(self.feed, news, LATER, filename="orders_2026-11-21.csv")
        self.assertCounts(load, updated=1, unchanged=2)
        return load, news

    def test_what_it_changed_is_set_back(self):
        self.load(self.feed, ORDERS)
        order = self.get_orders()["OR-2"]
        names = ("status", "status_since", "mileage", "dms_status_code", "dms_status_since")
        before = {name: order[name] for name in names}
        memory = self.env["dealership.feed.record"].search([("source_id", "=", self.source.id)])
        remembered = {record: (record.said, record.stood, record.res_id) for record in memory}
        load, news = self.load_news()
        self.undo(load)
        self.assertEqual({name: order[name] for name in before}, before)
        self.assertEqual(order.partner_id.email, "luc@durand.example")
        self.assertEqual((load.removed_count, load.restored_count), (0, 2))
        self.assertEqual({record: (record.said, record.stood, record.res_id) for record in memory}, remembered)
        self.assertTrue(self.feed.live_since)
        self.assertCounts(self.load(self.feed, news, LATER, filename="orders_2026-11-21.csv"), updated=1, unchanged=2)
        self.assertEqual((order.status, order.mileage), ("ready", 13000))

    def test_what_somebody_has_changed_since_is_not_set_back(self):
        load, _news = self.load_news()
        order = self.get_orders()["OR-2"]
        self.touch(order)
        self.undo(load)
        self.assertEqual((order.status, order.partner_id.email), ("ready", "luc@durand.example"))
        self.assertKept(load, **{"OR-2": "changed it since"})

    def test_two_loads_one_after_the_other(self):
        self.load(self.feed, ORDERS)
        load, _news = self.load_news()
        first = self.feed.load_ids.sorted("id")[0]
        self.undo(load)
        self.undo(first)
        self.assertFalse(self.get_orders())

    def test_a_sale_is_cancelled(self):
        owner = self.make_customer(name="Before")
        vehicle = self.make_vehicle(owner, vin_sn="VF1RFB00565432109", license_plate="XY-987-ZA")
        feed = self.make_feed(SALES, "sales.csv")
        load = self.load(feed, SALES, filename="sales.csv")
        self.assertFalse(load.refused_ids.mapped("message"))
        self.assertEqual(vehicle.owner_id.name, "Acheteur")
        self.undo(load)
        self.assertEqual(vehicle.owner_id, owner)
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Acheteur")]))

    def test_15_whose_a_vehicle_was_made_never_owned_it(self):
        """Undone, it is its owner's as it was: since when, and how they pay for it."""
        owner = self.make_customer(name="Before")
        paid = {"financing_kind": "loan", "financing_end": date(2027, 3, 15), "remaining_amount": 4000.0}
        vehicle = self.make_vehicle(
            owner, vin_sn="VF1RFB00565432109", license_plate="XY-987-ZA", delivery_date=date(2020, 5, 4), **paid
        )
        feed = self.make_feed(VEHICLES, "vehicles.csv", overwrites=True)
        with freeze_time("2026-11-20 10:00:00"):
            load = self.load(feed, VEHICLES, filename="vehicles.csv")
            self.assertFalse(load.refused_ids.mapped("message"))
            self.assertRecordValues(vehicle, [{"owner_since": date(2026, 11, 20), "financing_kind": False}])
            self.assertEqual(vehicle.owner_id.name, "Acheteur")
        with freeze_time("2026-11-21 09:00:00"):
            self.undo(load)
        as_before = {"since": date(2020, 5, 4), "until": False, **paid}
        self.assertRecordValues(vehicle, [{"owner_id": owner.id, "owner_since": date(2020, 5, 4), **paid}])
        self.assertRecordValues(vehicle.ownership_ids, [{"partner_id": owner.id, **as_before}])

    # -- when, and by whom ------------------------------------------------------------------------------

    def test_the_preview_says_what_is_done_and_does_nothing(self):
        load = self.load(self.feed, ORDERS)
        self.touch(self.get_orders()["OR-2"])
        action = load.action_undo()
        dialogue = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(len(self.get_orders()), 3)
        self.assertEqual(load.state, "done")
        lines = {line["kind"]: (line["removed"], line["kept"]) for line in dialogue.preview["lines"]}
        self.assertEqual(lines, {"customer": (1, 1), "vehicle": (1, 1), "repair_order": (2, 1)})
        self.assertIn("OR-2", dialogue.preview_table)
        dialogue.action_undo()
        self.assertEqual(load.removed_count, 4)

    def test_much_is_undone_in_the_background_and_goes_on_where_it_stopped(self):
        load = self.load(self.feed, ORDERS)
        self.touch(self.get_orders()["OR-2"])
        with patch.object(feed_load_undoing, "AT_ONCE_RECORDS", 2):
            action = load.action_undo()
            dialogue = self.env[action["res_model"]].browse(action["res_id"])
            self.assertFalse(dialogue.preview)
            self.assertEqual(dialogue.traced_count, 7)
            dialogue.action_undo()
        self.assertEqual(load.state, "undoing")
        for _turn in range(20):  # each a process of its own, which knows nothing of the one before
            next(load.sudo()._work(b""), None)
            if load.state == "undone":
                break
        self.assertEqual((load.removed_count, set(self.get_orders())), (4, {"OR-2"}))
        self.assertEqual(len(load.kept_ids), 3)

    def test_only_for_a_day(self):
        load = self.load(self.feed, ORDERS)
        traces = self.env["dealership.feed.trace"].search([("load_id", "=", load.id)])
        self.assertTrue(traces)
        traces._gc_old()
        self.assertTrue(traces.exists())
        traces.made_at = traces[0].made_at - timedelta(days=2)
        load.invalidate_recordset()
        self.assertFalse(load.can_undo)
        with self.assertRaises(UserError):
            load._start_undo()
        traces.flush_recordset()
        traces._gc_old()
        self.assertFalse(traces.exists())

    def test_only_by_those_who_load(self):
        load = self.load(self.feed, ORDERS)
        with self.assertRaises(AccessError):
            load.with_user(self.user_director).action_undo()
        load.with_user(self.user_administrator).with_context(allowed_company_ids=self.company_a.ids).action_undo()

    def test_nothing_comes_back_of_who_was_erased(self):
        load, _news = self.load_news()
        luc = self.get_orders()["OR-2"].partner_id
        self.env["dealership.feed.trace"]._forget(luc)
        traces = self.env["dealership.feed.trace"].search([("load_id", "=", load.id), ("kind", "=", "customer")])
        self.assertFalse(any(str(luc.id) in (trace.changes or {}) for trace in traces))
        self.undo(load)
        self.assertEqual(luc.email, "luc@neuf.example")

    def test_a_trial_leaves_no_trace(self):
        load = self.load(self.feed, ORDERS, dry_run=True)
        self.assertFalse(load.can_undo)
        self.assertFalse(self.env["dealership.feed.trace"].search([("load_id", "=", load.id)]))
