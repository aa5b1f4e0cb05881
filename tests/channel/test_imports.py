import ast
from pathlib import Path

from odoo.tests import BaseCase, tagged

MODELS = Path(__file__).parents[2] / "models"


@tagged("post_install", "-at_install")
class TestImports(BaseCase):
    """Issue 12: the sending loop knows none of those that use it, so that a channel can be put beside the others."""

    def test_12_channel_imports_no_channel_with_a_folder(self):
        self.assertFalse(self.find_imports("channel", ("email", "sms", "invoice")))

    def test_12_ledger_imports_nothing_of_what_is_built_on_it(self):
        self.assertFalse(self.find_imports("ledger", ("channel", "email", "sms", "invoice")))

    def find_imports(self, folder, of):
        return {
            (path.name, node.module)
            for path in (MODELS / folder).glob("*.py")
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom) and node.level == 2
            if (node.module or "").split(".")[0] in of
        }
