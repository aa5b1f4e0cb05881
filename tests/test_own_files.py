from pathlib import Path

from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import config


@tagged("post_install", "-at_install")
class TestOwnFiles(BaseCase):
    def test_12_no_other_process_clears_away_the_files_of_these_tests(self):
        """Odoo clears the folder after each class, by what one database knows: so it is of one database."""
        self.assertEqual(Path(config.filestore(get_db_name())).name, get_db_name())
