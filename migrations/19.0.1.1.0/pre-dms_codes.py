"""Since when an order has its DMS code is known from now on; of those that have one, the status is as old as it."""


def migrate(cr, version):
    cr.execute("""
        ALTER TABLE dealership_repair_order ADD COLUMN dms_status_since timestamp;
        UPDATE dealership_repair_order SET dms_status_since = status_since WHERE dms_status_code != ''
    """)
