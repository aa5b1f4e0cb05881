from datetime import datetime
from pathlib import Path

from freezegun import freeze_time

from ..common import DealershipCommon

SAMPLES = Path(__file__).parents[1] / "lead" / "adf"
NOW = datetime(2026, 11, 30, 9, 0)


class IntakeCommon(DealershipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.adf = cls.env["dealership.adf"]

    @staticmethod
    def get_sample(name):
        return next(SAMPLES.glob(f"{name}*")).read_bytes()

    def receive(self, content, team=None):
        with freeze_time(NOW):
            return self.adf._receive(content, team if team is not None else self.team_a)
