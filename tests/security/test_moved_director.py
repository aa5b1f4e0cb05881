from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import DIRECTOR
from ..ledger.common import NOW, DeliveryCommon

# What a Director may do, "r" read and "w" write, with what they made: while they work at the site, and afterwards.
AT_THEIR_SITE = [
    ("targeting shown to everyone", "rw", "r"),
    ("targeting of the site", "rw", ""),
    ("targeting of their own", "rw", ""),
    ("snapshot of a targeting shown to everyone", "r", "r"),
    ("snapshot of a targeting of the site", "r", ""),
    ("snapshot of a targeting of their own", "r", ""),
    ("operation", "rw", ""),
    ("operand", "rw", ""),
    ("import", "rw", ""),
    ("column of an import", "rw", ""),
    ("row of an import", "rw", ""),
    ("message", "rw", ""),
    ("scenario", "rw", ""),
    ("step", "rw", ""),
    ("run", "r", ""),
    ("enrolment of a customer of the site", "r", ""),
    ("delivery to a customer of the site", "r", ""),
    ("rehearsal", "rw", ""),
    ("rehearsed message", "r", ""),
]
OF_NO_SITE = [
    ("targeting of their own", "rw", "rw"),
    ("snapshot of a targeting of their own", "r", "r"),
    ("message", "rw", "rw"),
    ("scenario", "rw", "rw"),
    ("step", "rw", "rw"),
    ("run", "r", "r"),
    ("enrolment of a customer of the site", "r", ""),
    ("delivery to a customer of the site", "r", ""),
    ("rehearsal", "rw", "rw"),
    ("rehearsed message", "r", "r"),
]


@tagged("post_install", "-at_install")
class TestMovedDirector(DeliveryCommon):
    """A Director moved from Rodez to Millau leaves behind what is Rodez's (11.3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_townsman("Jeanne")
        cls.mover = cls._make_user("test_mover", "Mona Salles", DIRECTOR, cls.company_a)
        cls.team_a.member_ids += cls.mover
        cls.mine = cls.env(user=cls.mover)
        cls.at_site = cls._make_records(cls.team_a, "everyone")
        cls.at_site.update(cls._make_parts())
        cls.nowhere = cls._make_records(cls.env["crm.team"], "me")

    @classmethod
    def _make_own_targeting(cls, team, visibility, **vals):
        return cls.mine["dealership.targeting"].create(
            {"name": f"Seen by {visibility}", "team_id": team.id, "visibility": visibility, **vals}
        )

    @classmethod
    def _make_records(cls, team, visibility):
        """Return what the Director makes for a scenario, from targeting to rehearsal."""
        tree = cls.targeting.rule_tree
        targeting = cls._make_own_targeting(team, visibility, rule_tree=tree)
        message = cls.mine["dealership.message"].create(
            {"name": "Hello", "team_id": team.id, "subject": "Hello", "body_html": "<p>Hello</p>"}
        )
        scenario = cls.mine["dealership.scenario"].create(
            {
                "name": "Hello",
                "team_id": team.id,
                "targeting_id": targeting.id,
                "signatory": "team",
                "step_ids": [Command.create({"message_id": message.id})],
            }
        )
        scenario.action_activate()
        run = scenario._run(NOW)
        rehearsal = cls.mine["dealership.rehearsal"].create({"scenario_id": scenario.id})
        line = cls.mine["dealership.rehearsal.line"].sudo().create({"rehearsal_id": rehearsal.id, "day": "2026-03-14"})
        shown = "shown to everyone" if visibility == "everyone" else "of their own"
        return {
            f"targeting {shown}": targeting,
            f"snapshot of a targeting {shown}": targeting.snapshot_ids[:1],
            "message": message,
            "scenario": scenario,
            "step": scenario.step_ids,
            "run": run,
            "enrolment of a customer of the site": run.enrolment_ids,
            "delivery to a customer of the site": run.delivery_ids,
            "rehearsal": rehearsal,
            "rehearsed message": line,
        }

    @classmethod
    def _make_parts(cls):
        """Return what else a targeting of the site can be, and is made of."""
        of_site, private = (cls._make_own_targeting(cls.team_a, visibility) for visibility in ("team", "me"))
        operation = cls._make_own_targeting(
            cls.team_a,
            "team",
            mode="operation",
            operation="union",
            operand_ids=[Command.create({"operand_id": part.id}) for part in (of_site, private)],
        )
        targeting = cls._make_own_targeting(cls.team_a, "team", mode="import")
        imported = cls.mine["dealership.targeting.import"].create({"targeting_id": targeting.id, "name": "people.csv"})
        column = cls.mine["dealership.targeting.import.column"].create(
            {"import_id": imported.id, "position": 0, "name": "E-mail"}
        )
        row = (
            cls.mine["dealership.targeting.import.row"]
            .sudo()
            .create({"import_id": imported.id, "number": 1, "status": "unknown"})
        )
        return {
            "targeting of the site": of_site,
            "targeting of their own": private,
            "snapshot of a targeting of the site": of_site.snapshot_ids[:1],
            "snapshot of a targeting of their own": private.snapshot_ids[:1],
            "operation": operation,
            "operand": operation.operand_ids[:1],
            "import": imported,
            "column of an import": column,
            "row of an import": row,
        }

    def move(self):
        self.team_a.member_ids -= self.mover
        self.team_b.member_ids += self.mover
        self.env.invalidate_all()

    def get_rights(self, record):
        """Return what the Director may do with a record, by asking, by searching and by trying."""
        self.assertTrue(record.sudo().exists())
        record = record.with_user(self.mover)
        rights = "".join(letter for letter, right in (("r", "read"), ("w", "write")) if record.has_access(right))
        found = record.with_context(active_test=False).search_count([("id", "=", record.id)])
        self.assertEqual(found, "r" in rights, record)
        if "w" not in rights:
            with self.assertRaises(AccessError):
                record.write({"create_uid": self.mover.id})
        return rights

    def assertRights(self, records, table, column):
        self.assertEqual(set(records), {line[0] for line in table}, "each record has its line")
        for line in table:
            with self.subTest(line[0]):
                self.assertEqual(self.get_rights(records[line[0]]), line[column])

    def test_11_03_before_the_move(self):
        self.assertRights(self.at_site, AT_THEIR_SITE, 1)
        self.assertRights(self.nowhere, OF_NO_SITE, 1)

    def test_11_03_after_the_move(self):
        self.move()
        self.assertRights(self.at_site, AT_THEIR_SITE, 2)
        self.assertRights(self.nowhere, OF_NO_SITE, 2)

    def test_11_03_who_moved_is_told_nothing_of_the_old_site(self):
        """They follow what they made; what colleagues say about it there is not for them any more."""
        follows = {"at_site": (True, False), "nowhere": (True, True)}
        for place in follows:
            getattr(self, place)["scenario"].message_subscribe(self.mover.partner_id.ids)
        before = {place: self.is_told(getattr(self, place)["scenario"]) for place in follows}
        self.move()
        after = {place: self.is_told(getattr(self, place)["scenario"]) for place in follows}
        self.assertEqual({place: (before[place], after[place]) for place in follows}, follows)
        named = self.is_told(self.at_site["scenario"], partner_ids=self.mover.partner_id.ids)
        self.assertTrue(named, "a colleague's own decision")

    words = "More of it"

    def is_told(self, scenario, **options):
        message = scenario.with_env(self.env).message_post(body=self.words, subtype_xmlid="mail.mt_comment", **options)
        return self.mover.partner_id in message.notified_partner_ids

    def test_11_03_open_dialogues_show_nothing_of_the_old_site(self):
        site = self.at_site
        private = site["targeting of their own"]
        dialogues = [
            ("dealership.targeting.change", {"targeting_id": private.id}, ["entered_names", "snapshot_sentence"]),
            ("dealership.message.preview", {"message_id": site["message"].id}, ["preview_subject"]),
        ]
        opened = [(self.mine[model].create(vals), names) for model, vals, names in dialogues]
        self.move()
        for wizard, names in opened:
            wizard.invalidate_recordset()
            with self.subTest(wizard._name), self.assertRaises(AccessError):
                wizard.with_user(self.mover).read(names)

    def test_11_03_nothing_of_the_old_site_is_exported_or_decided(self):
        site = self.at_site
        self.move()
        for refused in (
            lambda: site["targeting of their own"].with_user(self.mover).action_export_csv(),
            lambda: site["targeting of their own"].with_user(self.mover)._check_export(),
            lambda: site["run"].with_user(self.mover)._check_export(),
            lambda: site["import"].with_user(self.mover).action_start(),
            lambda: site["scenario"].with_user(self.mover).action_pause(),
            lambda: site["targeting shown to everyone"].with_user(self.mover).action_refresh_count(),
        ):
            with self.assertRaises(UserError):
                refused()
