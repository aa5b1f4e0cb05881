"""From when on a car counts as come for an appointment: of past ones roughly; of the others, see post-arrivals.py."""


def migrate(cr, version):
    cr.execute("ALTER TABLE calendar_event ADD COLUMN IF NOT EXISTS came_since timestamp")
    cr.execute(
        "UPDATE calendar_event SET came_since = date_trunc('day', start) - interval '1 day'"
        " WHERE customer_id IS NOT NULL"
    )
