import base64
from contextlib import suppress

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from ...models.targeting import import_creation, import_matching, import_running
from .import_common import ImportCommon


@tagged("post_install", "-at_install")
class TestImportInBackground(ImportCommon, CronMixinCase):
    """The scheduler's part. Committing is counted, not done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jeanne = cls.make_customer("Jeanne Bonnet")

    def setUp(self):
        super().setUp()
        self.patch(import_running, "AT_ONCE_ROWS", 3)
        self.patch(import_matching, "BATCH_ROWS", 2)
        self.commits = []
        self.on_commit = lambda: None

        def commit_progress(cron, processed=0, *, remaining=None, **_kwargs):
            cron.env.flush_all()
            self.commits.append((processed, remaining))
            self.on_commit()
            return 10

        self.patch(IrCron, "_commit_progress", commit_progress)
        self.imports = self.env["dealership.targeting.import"]
        # What the database may have under way would be worked on as well.
        self.imports.search([("state", "in", ("running", "creating"))]).state = "stopped"

    def make_large(self, rows=5):
        return self.run_import("Mail\n" + "jeanne.bonnet@customer.test\n" * rows)

    def test_large_files_wait_for_the_scheduler(self):
        with self.capture_triggers("crm_dealership.ir_cron_process_imports") as captured:
            record = self.make_large()
        self.assertEqual(len(captured.records), 1)
        self.assertEqual((record.state, record.done_count, len(record.row_ids)), ("running", 0, 0))
        self.assertFalse(self.targeting._search_subjects())
        self.imports._cron_process()
        self.assertEqual((record.state, record.done_count, record.progress), ("done", 5, 100))
        self.assertEqual([processed for processed, _remaining in self.commits], [0, 2, 2, 1, 0])
        self.assertEqual(self.commits[-1][1], 0)
        self.assertEqual(self.targeting._search_subjects(), self.jeanne)
        self.assertEqual(self.targeting.customer_count, 1)

    def test_a_killed_import_goes_on_where_it_was(self):
        record = self.make_large(7)

        def kill():
            if len(self.commits) == 3:
                raise KeyboardInterrupt

        self.on_commit = kill
        with suppress(KeyboardInterrupt):  # assertRaises would roll back what was "committed"
            self.imports._cron_process()
        self.assertEqual(len(self.commits), 3)
        self.assertEqual((record.state, record.done_count, len(record.row_ids)), ("running", 4, 4))
        self.on_commit = lambda: None
        self.imports._cron_process()
        self.assertEqual(record.row_ids.sorted("number").mapped("number"), list(range(2, 9)))
        self.assertEqual((record.state, record.done_count), ("done", 7))
        self.assertEqual(self.get_row(record, 8).reason, "Same customer as row 2.")

    def test_a_turn_ends_at_its_deadline(self):
        record = self.make_large()
        self.patch(import_running, "MAX_SECONDS", -1)
        self.imports._cron_process()
        self.assertEqual(record.state, "running")

    def test_a_stopped_import_goes_no_further_and_changes_nothing(self):
        record = self.make_large()

        def stop():
            if len(self.commits) == 2:
                record.action_stop()

        self.on_commit = stop
        self.imports._cron_process()
        self.assertEqual((record.state, record.done_count), ("stopped", 2))
        self.assertFalse(self.targeting._search_subjects())

    def test_a_file_that_breaks_keeps_the_last_import(self):
        self.run_import("Mail\njeanne.bonnet@customer.test\n")
        content = "Mail;x\n" + "a@customer.test;1\n" * 4 + '"' + "open;1\n" * 20_000
        record = self.make_import("Mail;x\n" + "a@customer.test;1\n" * 4)
        other = self.make_large()
        record.sudo().write({"file": base64.b64encode(content.encode()), "goal_count": 9, "state": "running"})
        self.imports._cron_process()
        self.assertEqual(record.state, "failed")
        self.assertIn("breaks after row 5", record.error)
        self.assertEqual(other.state, "done")
        self.assertEqual(self.targeting.last_import_id, other)

    @mute_logger("odoo.addons.crm_dealership.models.targeting.import_running")
    def test_an_error_of_ours_stops_one_import_only(self):
        broken, other = self.make_large(), self.make_large()
        match = import_matching.ImportMatching.do_batch

        def fail_first(job):
            if job.record.id == broken.id:
                raise ZeroDivisionError
            return match(job)

        self.patch(import_matching.ImportMatching, "do_batch", fail_first)
        self.imports._cron_process()
        self.assertEqual((broken.state, other.state), ("failed", "done"))
        self.assertIn("log", broken.error)

    def test_creation_in_the_background(self):
        self.patch(import_creation, "BATCH_ROWS", 2)
        record = self.run_import("Nom;Mail\n" + "".join(f"P{n};p{n}@customer.test\n" for n in range(5)))
        self.imports._cron_process()
        record._set_to_work("creating", 5)
        self.assertEqual(record.state, "creating")
        self.commits.clear()
        self.imports._cron_process()
        self.assertEqual((record.state, record.created_count, record.done_count), ("done", 5, 5))
        self.assertEqual([processed for processed, _remaining in self.commits], [0, 2, 2, 1, 0])
        self.assertEqual(self.targeting.customer_count, 5)

    def test_five_thousand_rows(self):
        self.patch(import_matching, "BATCH_ROWS", 2_000)
        rows = "".join(f"p{n}@customer.test;06{n:08d}\n" for n in range(5_000))
        record = self.run_import(f"Mail;Tel\n{rows}jeanne.bonnet@customer.test;\n")
        self.imports._cron_process()
        self.assertEqual((record.state, record.unknown_count, record.matched_count), ("done", 5_000, 1))
