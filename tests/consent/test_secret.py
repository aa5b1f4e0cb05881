import os
import stat
from pathlib import Path
from tempfile import TemporaryDirectory
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
