import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier
from time import sleep
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_dealership.models.consent import secret
from odoo.addons.crm_dealership.models.consent.secret import FILE, OPTION, hash_secretly


@tagged("post_install", "-at_install")
class TestSecret(BaseCase):
    """The secret is neither in the database nor readable by others."""

    def _hash(self, folder, **options):
        with patch.object(secret, "config", {"data_dir": folder, **options}):
            return hash_secretly("jeanne@customer.test")

    def test_13_the_file_is_made_once_and_is_nobody_elses_to_read(self):
        with TemporaryDirectory() as folder, TemporaryDirectory() as other:
            first = self._hash(folder)
            self.assertEqual(self._hash(folder), first)
            self.assertNotEqual(self._hash(other), first)
            self.assertEqual(os.listdir(folder), [FILE])
            self.assertEqual(stat.S_IMODE(Path(folder, FILE).stat().st_mode), 0o600)

    def test_13_a_disk_without_hard_links(self):
        """As network disks are: the first still has its way, and nobody else reads it."""
        refused = patch.object(secret.os, "link", side_effect=PermissionError(1, "Operation not permitted"))
        with TemporaryDirectory() as folder, refused:
            first = self._hash(folder)
            path = Path(folder, FILE)
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
            secret._make_file(path)
            self.assertEqual(self._hash(folder), first)
            self.assertEqual(os.listdir(folder), [FILE])

    def test_13_many_workers_make_one_secret(self):
        """Each sees it when it is complete, and all the same."""
        with TemporaryDirectory() as folder, ThreadPoolExecutor(20) as workers:
            start, slow = Barrier(20), patch.object(secret.os, "fsync", side_effect=lambda _file: sleep(0.3))

            def make():
                start.wait()
                return hash_secretly("jeanne@customer.test")

            with slow, patch.object(secret, "config", {"data_dir": folder}):
                hashes = [made.result() for made in [workers.submit(make) for _worker in range(20)]]
            self.assertEqual({*hashes}, {self._hash(folder)})
            self.assertEqual(os.listdir(folder), [FILE])

    def test_13_who_checked_too_early_takes_nothing_back(self):
        """A worker that saw no file and wakes up when another has made it."""
        with TemporaryDirectory() as folder:
            path = Path(folder, FILE)
            path.write_text("first")
            with patch.object(Path, "exists", side_effect=[False, True, True]):
                secret._make_file(path)
            self.assertEqual(path.read_text(), "first")
            self.assertEqual(os.listdir(folder), [FILE])

    def test_13_a_worker_died_while_it_wrote(self):
        with TemporaryDirectory() as folder:
            draft = Path(folder, f"{FILE}.draft")
            draft.touch()
            with patch.object(secret, "PAUSE", 0), self.assertRaisesRegex(OSError, "remove the latter"):
                self._hash(folder)
            draft.unlink()
            self.assertTrue(self._hash(folder))

    def test_13_a_full_disk_leaves_nothing(self):
        full = patch.object(secret.os, "fsync", side_effect=OSError(28, "No space left on device"))
        with TemporaryDirectory() as folder:
            with full, self.assertRaisesRegex(OSError, "No space"):
                self._hash(folder)
            self.assertEqual(os.listdir(folder), [])

    def test_13_the_option_comes_first(self):
        with TemporaryDirectory() as folder:
            first = self._hash(folder, **{OPTION: "secret"})
            self.assertNotEqual(self._hash(folder, **{OPTION: "other"}), first)
            self.assertEqual(len(first), 64)
            self.assertFalse(os.listdir(folder))

    def test_13_the_file_is_moved_by_hand(self):
        with TemporaryDirectory() as folder:
            first = self._hash(folder)
            path = Path(folder, FILE)
            path.write_text(path.read_text() + "\n")
            self.assertEqual(self._hash(folder), first)
            path.write_text("\n")
            with self.assertRaisesRegex(OSError, "put the secret back"):
                self._hash(folder)

    def test_13_nothing_has_no_hash(self):
        self.assertIs(hash_secretly(False), False)
