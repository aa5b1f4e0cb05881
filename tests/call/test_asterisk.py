import importlib.util
from datetime import datetime
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ...engine.call.call_event import fold
from .sequences import READERS

SCRIPT = Path(__file__).parents[2] / "docs" / "examples" / "asterisk_cdr.py"
ROW = (
    '"","0612345678","0565420000","from-trunk","""Jeanne"" <0612345678>","PJSIP/trunk-1","PJSIP/201-2","{app}","",'
    '"2026-11-20 10:00:00",{answer},"2026-11-20 10:01:15",75,{billsec},"{disposition}",'
    '"DOCUMENTATION","1700000000.42",""\n'
)


@tagged("post_install", "-at_install")
class TestAsteriskExample(BaseCase):
    """The script of the documentation says in our format what the CDR says."""

    def setUp(self):
        super().setUp()
        spec = importlib.util.spec_from_file_location("asterisk_cdr_example", SCRIPT)
        self.script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.script)

    def _read(self, disposition, billsec=0, app="Dial", numbers=("0565420000",)):
        answer = '"2026-11-20 10:00:10"' if billsec else '""'
        row = ROW.format(app=app, answer=answer, billsec=billsec, disposition=disposition)
        message = self.script.read_row(row, set(numbers))
        return message and fold(READERS["generic"].interpret(message, datetime(2026, 11, 20, 9, 2)))

    def test_dispositions(self):
        for disposition, billsec, app, outcome, reason in (
            ("ANSWERED", 65, "Dial", "connected", ""),
            ("NO ANSWER", 0, "Dial", "missed", "no_answer"),
            ("BUSY", 0, "Dial", "missed", "busy"),
            ("FAILED", 0, "Dial", "missed", "failed"),
            ("CONGESTION", 0, "Dial", "missed", "failed"),
            ("ANSWERED", 20, "VoiceMail", "voicemail", "no_answer"),
        ):
            call = self._read(disposition, billsec, app)
            self.assertEqual((call.outcome, call.reason, call.final), (outcome, reason, True), disposition)
        self.assertEqual(self._read("ANSWERED", 65).talk_seconds, 65)

    def test_whose_call(self):
        self.assertEqual(self._read("BUSY").direction, "incoming")
        self.assertEqual(self._read("BUSY", numbers=("0612345678",)).direction, "outgoing")
        self.assertIsNone(self._read("BUSY", numbers=("0500000000",)))
