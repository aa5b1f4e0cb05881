"""Whose vehicles are now is the first that is known of their owners."""


def migrate(cr, version):
    cr.execute("""
        INSERT INTO dealership_vehicle_owner (vehicle_id, company_id, partner_id, counts_for_id, since, create_date)
        SELECT vehicle.id, vehicle.company_id, vehicle.owner_id, vehicle.counts_for_id, vehicle.owner_since,
               now() AT TIME ZONE 'UTC'
          FROM fleet_vehicle vehicle
         WHERE vehicle.owner_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM dealership_vehicle_owner owner WHERE owner.vehicle_id = vehicle.id)
    """)
