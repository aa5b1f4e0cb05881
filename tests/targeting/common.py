from datetime import datetime

from odoo.addons.crm_dealership.tests.common import DealershipCommon

NOW = datetime(2026, 5, 13, 8, 0)  # a Wednesday, ten in the morning in Rodez


def condition(attribute, operator, *value):
    """Return a condition of a rule tree; without value for ``set`` and ``not_set``."""
    return {"attribute": attribute, "operator": operator, **({"value": value[0]} if value else {})}


def group(*rules, match="all"):
    """Return a group of a rule tree."""
    return {"match": match, "rules": list(rules)}


def scope(category, *rules, pick="any", times=None, match="all"):
    """Return a scope of a rule tree; ``times`` is a pair (operator, number)."""
    node = {"has": category, "pick": pick, "match": match, "rules": list(rules)}
    return {**node, "times": {"operator": times[0], "value": times[1]}} if times else node


class TargetingCommon(DealershipCommon):
    """Finds records by rules, at ``NOW``, among those that the test made."""

    def find(self, *rules, subject="customer", user=None, match="all", now=NOW):
        """Return the subject's records that the rules find, as the superuser or a ``user`` may read them."""
        targeting = self.env["dealership.targeting"].create(
            {
                "name": "Test",
                "subject": subject,
                "team_id": self.team_a.id,
                "rule_tree": group(*rules, match=match),
            }
        )
        if user:
            targeting = targeting.with_user(user)
        return targeting._search_subjects(now)

    def assertFinds(self, expected, *rules, among, **options):
        """Assert that, of the records ``among``, the rules find exactly ``expected``."""
        found = set(self.find(*rules, **options).ids) & set(among.ids)
        names = {record.id: record.display_name for record in among.sudo()}
        self.assertEqual({names[record_id] for record_id in found}, {names[record_id] for record_id in expected.ids})
