from pathlib import Path

from lxml import etree

from odoo.tests import BaseCase, tagged

ADDON = Path(__file__).parents[2]
PLACES = ("views/**/*_templates.xml", "report/*.xml", "data/**/*.xml", "demo/**/*.xml")


@tagged("post_install", "-at_install")
class TestTables(BaseCase):
    def test_14_10_tables_say_what_they_are_to_who_hears_them(self):
        """What only arranges a page is marked as that; a table of data isn't, and says what its cells are about."""
        paths = [path for place in PLACES for path in sorted(ADDON.glob(place))]
        tables = [(path, table) for path in paths for table in etree.parse(path).iter("table")]
        self.assertGreater(len(tables), 3)
        for path, table in tables:
            with self.subTest(path=path.name, line=table.sourceline):
                heads = list(table.iter("th"))
                self.assertNotEqual(table.get("role") == "presentation", bool(heads))
                self.assertTrue(all(head.get("scope") in ("col", "row") for head in heads))
