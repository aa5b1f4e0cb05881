"""What the cases of a benchmark are made of: rules as trees, and what records are in SQL and in domains."""

from dataclasses import dataclass

# What a customer, a vehicle… is, in SQL.
CUSTOMERS = """
    FROM res_partner p
   WHERE p.active AND p.partner_share
     AND (p.type NOT IN ('delivery', 'invoice', 'other') OR p.parent_id IS NULL)
     AND (p.company_id = %(company)s OR p.company_id IS NULL)
     AND NOT EXISTS (SELECT FROM res_company c WHERE c.partner_id = p.id)"""
VEHICLE = "v.active AND (v.company_id = %(company)s OR v.company_id IS NULL)"
REPAIR_ORDER = "r.company_id = %(company)s"
LEAD = "l.type = 'lead' AND (l.company_id = %(company)s OR l.company_id IS NULL)"
APPOINTMENT = "a.active AND a.counts_for_id IS NOT NULL"
# The same for a domain of Odoo's; company rules come by themselves.
CUSTOMER_LEAVES = (
    ("partner_share", "=", True),
    "|",
    ("type", "not in", ["delivery", "invoice", "other"]),
    ("parent_id", "=", False),
    ("ref_company_ids", "=", False),
)


@dataclass(frozen=True)
class Case:
    """A rule, by hand and as a tree; ``domain`` is what mass mailing would be given, where it can say it."""

    name: str
    rules: tuple
    sql: str
    subject: str = "customer"
    domain: tuple | None = None

    @property
    def tree(self):
        return {"match": "all", "rules": list(self.rules)}


def condition(attribute, operator, *value):
    return {"attribute": attribute, "operator": operator, **({"value": value[0]} if value else {})}


def relative(attribute, operator, n, unit):
    return condition(attribute, operator, {"n": n, "unit": unit})


def group(match, *rules):
    return {"match": match, "rules": list(rules)}


def scope(category, *rules, pick="any", times=(">=", 1)):
    return {
        "has": category,
        "pick": pick,
        "times": {"operator": times[0], "value": times[1]},
        "match": "all",
        "rules": list(rules),
    }
