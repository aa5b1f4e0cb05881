import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ...engine.feed.folder import DONE, FolderProblemError, WatchedFolder, find_path_problem, overlap
from .test_table_file import english


@tagged("post_install", "-at_install")
class TestFolder(BaseCase):
    """A folder into which somebody lays files gives away nothing else of the server."""

    def setUp(self):
        super().setUp()
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.base = Path(kept.name)
        self.secret = self.base / "secret"
        self.secret.mkdir()
        (self.secret / "shadow.csv").write_text("root;x")
        self.root = self.base / "feeds"
        self.folder = self.root / "db" / "dms"
        self.folder.mkdir(parents=True)

    def open(self, path="db/dms"):
        return WatchedFolder(str(self.root), path)

    def look(self):
        with self.open() as folder:
            return [entry.title for entry in folder.look()]

    def test_what_is_not_complete_is_not_seen(self):
        for name in (
            "orders.csv.part",
            "orders.csv.TMP",
            ".orders.csv",
            "~$orders.xlsx",
            "orders.csv~",
            "orders.filepart",
            "orders.crdownload",
        ):
            (self.folder / name).write_text("x")
        (self.folder / "empty.csv").touch()
        (self.folder / "sub").mkdir()
        (self.folder / "sub" / "inner.csv").write_text("x")
        self.assertEqual(self.look(), [])
        (self.folder / "orders.csv").write_text("x")
        self.assertEqual(self.look(), ["orders.csv"])

    def test_the_oldest_come_first(self):
        for number, name in enumerate(("b.csv", "c.csv", "a.csv")):
            (self.folder / name).write_text("x")
            os.utime(self.folder / name, (1_700_000_000 + number,) * 2)
        self.assertEqual(self.look(), ["b.csv", "c.csv", "a.csv"])

    def test_links_lead_nowhere(self):
        (self.folder / "shadow.csv").symlink_to(self.secret / "shadow.csv")
        self.assertEqual(self.look(), [])
        for place in (self.root / "db" / "link", self.root / "link"):
            place.symlink_to(self.secret if place.parent == self.root else self.folder)
        for path in ("db/link", "link"):
            with self.subTest(path), self.assertRaises(FolderProblemError), self.open(path):
                pass

    def test_a_link_for_done_is_no_way_out(self):
        (self.folder / "done").symlink_to(self.secret)
        with self.assertRaises(FolderProblemError), self.open():
            pass
        self.assertEqual(os.listdir(self.secret), ["shadow.csv"])

    def test_a_file_that_becomes_a_link_between_look_and_read_is_not_followed(self):
        (self.folder / "orders.csv").write_text("root;x")
        with self.open() as folder:
            [entry] = folder.look()
            (self.folder / "orders.csv").unlink()
            (self.folder / "orders.csv").symlink_to(self.secret / "shadow.csv")
            self.assertIsNone(folder.read_file(entry), "it is no longer what was seen; others are taken")

    def test_the_folder_that_is_replaced_by_a_link_while_it_is_open_leads_nowhere(self):
        (self.folder / "orders.csv").write_text("mine")
        with self.open() as folder:
            self.folder.rename(self.root / "db" / "old")
            self.folder.symlink_to(self.secret)
            [entry] = folder.look()
            self.assertEqual(folder.read_file(entry), b"mine")
            folder.move(entry, DONE)
        self.assertTrue((self.root / "db" / "old" / "done" / "orders.csv").exists())

    def test_pipes_keep_nobody_waiting(self):
        os.mkfifo(self.folder / "pipe.csv")
        self.assertEqual(self.look(), [])
        (self.folder / "orders.csv").write_text("x")
        with self.open() as folder:
            [entry] = folder.look()
            (self.folder / "orders.csv").unlink()
            os.mkfifo(self.folder / "orders.csv")
            self.assertIsNone(folder.read_file(entry))

    def test_what_changes_is_not_read(self):
        (self.folder / "orders.csv").write_text("one")
        with self.open() as folder:
            [entry] = folder.look()
            self.assertEqual(folder.read_file(entry), b"one")
            with (self.folder / "orders.csv").open("a") as file:
                file.write("two")
            self.assertIsNone(folder.read_file(entry))
            (self.folder / "orders.csv").unlink()
            self.assertIsNone(folder.read_file(entry))

    def test_nothing_is_written_over(self):
        for content in ("one", "two", "three"):
            (self.folder / "orders.csv").write_text(content)
            with self.open() as folder:
                [entry] = folder.look()
                folder.move(entry, DONE)
                folder.move(entry, DONE)  # somebody has moved it already
        moved = {path.name: path.read_text() for path in (self.folder / "done").iterdir()}
        self.assertEqual(moved, {"orders.csv": "one", "orders-2.csv": "two", "orders-3.csv": "three"})
        self.assertFalse(stat.S_IMODE((self.folder / "done").stat().st_mode) & stat.S_IRWXO)

    def test_names_that_are_no_utf_8(self):
        name = os.path.join(os.fsencode(self.folder), "réparations.csv".encode("cp1252"))
        with open(name, "w") as file:
            file.write("x")
        with self.open() as folder:
            [entry] = folder.look()
            self.assertEqual(entry.title, "réparations.csv")
            self.assertEqual(folder.read_file(entry), b"x")
            folder.move(entry, DONE)

    def test_what_is_wrong_is_said(self):
        cases = [("db/none", "There is no folder “db/none”")]
        if os.geteuid():
            (self.root / "db" / "closed").mkdir(mode=0)
            cases.append(("db/closed", "Odoo has no right"))
        (self.root / "db" / "file").write_text("x")
        cases.append(("db/file", "“db/file” is a link, or no folder"))
        for path, words in cases:
            with self.subTest(path), self.assertRaises(FolderProblemError) as caught, self.open(path):
                pass
            self.assertIn(words, english(caught.exception.message))

    def test_descriptors_are_closed(self):
        before = len(os.listdir("/proc/self/fd"))
        for path in ("db/dms", "db/none", "db/dms"):
            with suppress(FolderProblemError), self.open(path) as folder:
                folder.look()
        self.assertEqual(len(os.listdir("/proc/self/fd")), before)

    def test_paths(self):
        for path in ("dms", "dms/rodez", "Exports DMS/été"):
            self.assertFalse(find_path_problem(path), path)
        for path in (
            "",
            "/etc",
            "..",
            "../other",
            "dms/../../etc",
            "dms/.",
            "dms//x",
            "dms/",
            "a\\b",
            "a\0b",
            ".ssh",
            " dms",
            "dms/done",
            "refused",
            "a\nb",
        ):
            self.assertTrue(find_path_problem(path), path)

    def test_overlapping(self):
        for one, other, expected in (
            ("dms", "dms", True),
            ("dms", "dms/rodez", True),
            ("dms/rodez", "dms", True),
            ("dms", "dms2", False),
            ("dms/rodez", "dms/millau", False),
        ):
            self.assertEqual(overlap(one, other), expected, (one, other))
