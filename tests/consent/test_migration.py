from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from odoo.tests import tagged

from ..common import DealershipCommon

FOLDER = Path(__file__).parents[2] / "migrations" / "19.0.1.1.0"


@tagged("post_install", "-at_install")
class TestConsentMigration(DealershipCommon):
    """What stood in the table before it became a log."""

    def test_13_each_decision_becomes_a_line_of_each_company_that_saw_the_customer(self):
        own, shared = self.make_customer("Jeanne"), self.make_customer("Paul", company_id=False, team_id=False)
        self.env.cr.execute(
            """DELETE FROM dealership_consent;
               DELETE FROM dealership_consent_state;
               ALTER TABLE dealership_consent DROP COLUMN company_id, DROP COLUMN entered_by_id;
               ALTER TABLE dealership_consent ADD CONSTRAINT dealership_consent_decision_unique
                     UNIQUE (partner_id, purpose, channel);
               INSERT INTO dealership_consent (
                    partner_id, purpose, channel, granted, decided_at, source, origin, write_uid)
               VALUES (%(own)s, 'marketing', 'email', TRUE, '2026-01-01', 'Form', 'other', %(user)s),
                      (%(own)s, 'service', 'sms', NULL, '2026-01-02', 'STOP', 'other', 1),
                      (%(shared)s, 'marketing', 'email', FALSE, '2026-01-03', NULL, 'other', 1)""",
            {"own": own.id, "shared": shared.id, "user": self.user_sales.id},
        )
        self._migrate("pre-consent")
        self._migrate("post-consent")
        self.env.invalidate_all()
        self.assertRecordValues(
            self.env["dealership.consent"].search([], order="decided_at"),
            [
                {"partner_id": own.id, "company_id": self.company_a.id, "granted": True, "source": "Form"},
                {"partner_id": own.id, "company_id": self.company_a.id, "granted": False, "source": "STOP"},
                {"partner_id": shared.id, "company_id": False, "granted": False, "source": False},
            ],
        )
        self.assertEqual(own.consent_ids.entered_by_id, self.user_sales)
        self.assertEqual(own.consent_state_ids.company_id, self.company_a)
        self.assertEqual(len(shared.consent_state_ids), self.env["res.company"].search_count([]))
        self.assertFalse(any(shared.consent_state_ids.mapped("granted")))

    def _migrate(self, name):
        spec = spec_from_file_location(name.replace("-", "_"), FOLDER / f"{name}.py")
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        self.env.flush_all()
        module.migrate(self.env.cr, "19.0.1.0.0")
