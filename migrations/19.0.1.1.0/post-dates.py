"""What repair orders have said of their vehicles is read once, in the background."""


def migrate(cr, version):
    cr.execute("""
        UPDATE fleet_vehicle vehicle SET dates_stale = TRUE
         WHERE EXISTS (SELECT FROM dealership_repair_order repair WHERE repair.vehicle_id = vehicle.id)
    """)
