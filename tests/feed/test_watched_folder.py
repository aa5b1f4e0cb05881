import errno
import os
import tempfile
from datetime import datetime, timedelta
from os import utime
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.feed import folder as folder_engine
from ...models.database.dealership_database import COPY
from ...models.feed import source_folder
from .test_feed import ORDERS, FeedCommon

NOW = datetime(2026, 11, 20, 7, 0)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWatchedFolder(FeedCommon):
    """Files that a program lays into a folder of the server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kept = tempfile.TemporaryDirectory()
        cls.addClassCleanup(kept.cleanup)
        cls.root = Path(kept.name)
        cls.startClassPatcher(patch.object(source_folder, "get_root", lambda: str(cls.root)))
        cls.feed = cls.make_feed(ORDERS)
        cls.source.folder = "dms/rodez"

    def setUp(self):
        super().setUp()
        self.folder = Path(tempfile.mkdtemp(dir=self.root)) / "rodez"
        base = self.root / self.env.cr.dbname
        base.mkdir(exist_ok=True)
        self.folder = base / self.folder.parent.name / "rodez"
        self.folder.mkdir(parents=True)
        self.source.folder = str(self.folder.relative_to(base))

    def lay(self, name="orders.csv", content=ORDERS, written=NOW - timedelta(hours=1)):
        path = self.folder / name
        path.write_text(content)
        utime(path, ((written - datetime(1970, 1, 1)).total_seconds(),) * 2)
        return path

    def look(self, times=1):
        """Look into the folder as the scheduler does, but committing; return the loads that come of it."""
        before = self.feed.load_ids
        for _time in range(times):
            list(self.source._watch_folder())
        self.feed.invalidate_recordset()
        return self.feed.load_ids - before

    def run_loads(self):
        for load in self.feed.load_ids.filtered(lambda load: load.state == "running").sorted("as_of"):
            load._process(load._read_file())

    def get_moved(self, where):
        return sorted(path.name for path in (self.folder / where).iterdir())

    def test_a_complete_file_is_loaded_and_moved(self):
        path = self.lay()
        self.assertFalse(self.look(), "it may still be written")
        load = self.look()
        self.assertEqual((load.filename, load.came_by, load.state), ("orders.csv", "folder", "running"))
        self.assertEqual(load.as_of, NOW - timedelta(hours=1), "when it was written")
        self.assertFalse(path.exists())
        self.assertEqual((self.folder / "done" / "orders.csv").read_text(), ORDERS)
        self.run_loads()
        self.assertCounts(load, created=3)
        self.assertFalse(self.look(3))
        self.assertFalse(self.source.activity_ids)

    def test_a_file_that_grows_is_waited_for(self):
        half = len(ORDERS) // 2
        self.lay(content=ORDERS[:half])
        self.assertFalse(self.look())
        self.lay()
        self.assertFalse(self.look())
        self.assertEqual(len(self.look()), 1)
        self.run_loads()
        self.assertEqual(len(self.get_orders()), 3)

    def test_killed_before_it_was_moved_it_is_moved_and_not_loaded_again(self):
        path = self.lay()
        self.look()
        work = self.source._watch_folder()
        next(work)  # loaded, committed, and then the server is stopped
        work.close()
        self.assertEqual(len(self.feed.load_ids), 1)
        self.assertTrue(path.exists())
        self.assertFalse(self.look(2))
        self.assertFalse(path.exists())
        self.assertFalse(self.feed.load_ids.lies_as)

    def test_killed_before_it_was_moved_and_another_of_the_name_comes(self):
        self.lay()
        self.look()
        next(self.source._watch_folder())
        self.lay(content=ORDERS.replace("OR-3", "OR-4"))
        self.assertEqual(len(self.look(2)), 1, "it is another file")

    def test_the_same_file_laid_again_is_taken_again(self):
        """It may be what is so again, after something else was: that it is known already is told row by row."""
        for _time in range(2):
            self.lay()
            self.assertEqual(len(self.look(2)), 1)
            self.run_loads()
        self.assertEqual(self.feed.load_ids.sorted("id").mapped("created_count"), [3, 0])
        self.assertEqual(self.get_moved("done"), ["orders-2.csv", "orders.csv"])

    def test_older_files_come_first(self):
        self.lay("b.csv", written=NOW - timedelta(hours=3))
        self.lay("a.csv", ORDERS.replace("En cours", "Prêt"), written=NOW - timedelta(hours=2))
        self.look(2)
        self.run_loads()
        self.assertEqual(self.get_orders()["OR-2"].status, "ready")

    def test_what_cannot_be_read_is_put_aside_and_told(self):
        self.lay("colours.csv", "Couleur;Taille\nrouge;3\n")
        self.lay()
        self.assertEqual(len(self.look(2)), 1)
        self.assertEqual(self.get_moved("refused"), ["colours.csv"])
        self.assertIn("An unreadable file was put aside", self.source.activity_ids.mapped("summary"))
        self.assertIn("colours.csv", self.source.message_ids[0].body)

    def test_what_is_too_large_is_not_read(self):
        self.lay()
        with (
            patch.object(source_folder, "MAX_BYTES", 10),
            patch.object(source_folder.WatchedFolder, "read_file") as read,
        ):
            self.assertFalse(self.look(2))
        read.assert_not_called()
        self.assertEqual(self.get_moved("refused"), ["orders.csv"])

    def test_an_error_is_logged_once_and_not_every_minute(self):
        self.lay()
        with (
            patch.object(self.env.registry["dealership.source"], "_find_feed", side_effect=ZeroDivisionError),
            mute_logger(source_folder.__name__),
        ):
            self.assertFalse(self.look(2))
        self.assertEqual(self.get_moved("refused"), ["orders.csv"])

    def test_a_folder_that_cannot_be_read_is_told_once(self):
        self.folder.rename(self.folder.with_name("elsewhere"))
        self.look(3)
        self.assertIn("There is no folder", self.source.folder_problem)
        told = self.source.activity_ids.filtered(lambda each: each.user_id == self.user_administrator)
        self.assertEqual(told.mapped("summary"), ["A folder can't be watched"])
        self.folder.with_name("elsewhere").rename(self.folder)
        self.look()
        self.assertFalse(self.source.folder_problem)

    def test_without_a_directory_of_the_server_nothing_is_watched(self):
        with patch.object(source_folder, "get_root", lambda: ""):
            self.look()
        self.assertIn("crm_dealership_feed_folder in odoo.conf", self.source.folder_problem)

    def test_odoos_own_files_are_not_watched(self):
        self.lay()
        with patch.dict(source_folder.config.options, data_dir=str(self.root / self.env.cr.dbname)):
            self.assertFalse(self.look(2))
        self.assertIn("among Odoo's own files", self.source.folder_problem)

    def test_only_system_administrators_choose_it(self):
        own = self.source.with_user(self.user_administrator)
        with self.assertRaises(AccessError):
            own.folder = "other"
        with self.assertRaises(AccessError):
            own.create({"name": "Spy", "company_id": self.company_a.id, "folder": "spy"})
        with self.assertRaises(AccessError):
            own.read(["folder_path"])
        own.read(["folder_problem"])

    def test_it_leads_nowhere_else(self):
        for folder in ("../other_database", "/etc", "dms/../../x", "."):
            with self.subTest(folder), self.assertRaises(ValidationError):
                self.source.folder = folder

    def test_each_source_has_its_own(self):
        foreign = self.env["dealership.source"].create({"name": "Other", "company_id": self.company_b.id})
        for folder in (self.source.folder, f"{self.source.folder}/more", self.source.folder.partition("/")[0]):
            with self.subTest(folder), self.assertRaises(ValidationError):
                foreign.folder = folder

    def test_a_copy_leaves_the_files_to_the_original(self):
        self.lay()
        database = self.env["dealership.database"]
        database._note()
        database.search([]).role = COPY
        with patch.object(self.env.registry["ir.cron"], "_commit_progress", lambda *_args, **_options: 60):
            self.env["dealership.source"]._cron_watch_folders()
            self.env["dealership.source"]._cron_watch_folders()
            self.assertFalse(self.feed.load_ids)
            self.assertFalse((self.folder / "done").exists())
            database.search([]).role = "original"
            self.env["dealership.source"]._cron_watch_folders()
            self.env["dealership.source"]._cron_watch_folders()
        self.assertEqual(len(self.feed.load_ids), 1)

    def test_a_quiet_minute_costs_little(self):
        """However many files were loaded before."""
        self.lay()
        self.look(2)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            list(self.source._watch_folder())
            self.env.flush_all()

    def test_15_one_file_that_cannot_be_read_keeps_no_other_waiting(self):
        """Whose rights are wrong: told once, by its name; replaced by a link meanwhile: passed over."""
        self.lay("a.csv", written=NOW - timedelta(hours=2))
        self.lay("b.csv", written=NOW - timedelta(hours=2), content=ORDERS.replace("45 210", "45 211"))
        self.lay("c.csv", content=ORDERS.replace("45 210", "45 212"))
        self.look()
        (self.folder / "b.csv").unlink()
        (self.folder / "b.csv").symlink_to("/etc/passwd")
        really_open = os.open

        def refuse(path, *arguments, **options):
            if path == "a.csv":
                raise PermissionError(errno.EACCES, "Permission denied")
            return really_open(path, *arguments, **options)

        with patch.object(folder_engine.os, "open", refuse):
            loads = self.look()
            self.assertFalse(self.look(2))
        self.assertEqual(loads.mapped("filename"), ["c.csv"])
        self.assertIn("a.csv", self.source.folder_problem)
        self.assertEqual(len(self.source.activity_ids), 1)
        self.assertEqual(self.look().filename, "a.csv")
        self.assertFalse(self.source.folder_problem)

    def test_15_a_file_that_is_taken_away_while_one_looks(self):
        self.lay("a.csv")
        self.lay("b.csv")
        really_scan = os.scandir

        class Scan:
            def __init__(self, folder):
                self.found = list(really_scan(folder))

            def __enter__(self):
                gone = next(each for each in self.found if each.name == "a.csv")
                os.unlink(self_folder / "a.csv")
                return iter([gone, *(each for each in self.found if each != gone)])

            def __exit__(self, *_error):
                return None

        self_folder = self.folder
        with patch.object(folder_engine.os, "scandir", Scan):
            self.look()
        self.assertFalse(self.source.folder_problem)
        self.assertEqual(self.look().filename, "b.csv")

    def test_15_names_that_hide_what_they_are(self):
        self.lay("or\nders_\u202evsc.20261119.csv")
        self.look()
        load = self.look()
        self.assertEqual(len(load), 1)
        self.assertEqual(load.filename, "or ders_vsc.20261119.csv")
        self.assertEqual(len(self.get_moved("done")), 1)
