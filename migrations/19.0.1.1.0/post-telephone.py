"""Numbers that were not read, or as those of another part of the French plan, are read as they are now."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

# Of those who write +33 before all numbers of the plan, what belongs to a territory.
TERRITORIES = ("262", "263", "269", "508", "590", "594", "596", "639", "69", "709", "976")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    misread = [f"+33{block}%" for block in TERRITORIES]
    for name in ("res.partner", "crm.lead"):
        model = env[name]
        query = SQL(
            "SELECT id FROM %s WHERE phone IS NOT NULL AND (phone_sanitized IS NULL OR phone_sanitized LIKE ANY(%s))",
            SQL.identifier(model._table),
            misread,
        )
        records = model.browse(record_id for [record_id] in env.execute_query(query))
        env.add_to_compute(model._fields["phone_sanitized"], records)
    env.flush_all()
