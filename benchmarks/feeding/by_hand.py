"""The limit: the same rows by COPY and a statement per table, written by somebody who knows the tables by heart.

Nothing is recognised, merged, compared, checked or remembered: numbers are the source's, and new.
"""

import io

from odoo.tools import SQL

from .files import HEADERS

_COLUMNS = [f"c{place}" for place in range(len(HEADERS))]
_MOMENT = "to_timestamp(%s, 'DD/MM/YYYY HH24:MI')::timestamp"
_PARTNERS = """
    INSERT INTO res_partner
        (name, complete_name, lastname, firstname, name_words, ref, email, email_normalized, phone, phone_sanitized,
         company_id, team_id, active, type, is_company, lang, color, message_bounce, partner_share, has_mobile,
         autopost_bills, create_uid, write_uid, create_date, write_date)
    SELECT DISTINCT ON (c6) 'Zoé ' || c7, 'Zoé ' || c7, c7, c8, lower(c7) || ' zoe', c6, c10, c10, c9,
           '+33' || substr(replace(c9, ' ', ''), 2), %(company)s, %(team)s, true, 'contact', false, 'en_US', 0, 0,
           true, true, 'ask', 1, 1, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM by_hand ORDER BY c6"""
_THEMSELVES = """
    UPDATE res_partner SET commercial_partner_id = id, same_customer_id = id
     WHERE commercial_partner_id IS NULL AND ref ~ '^C[0-9]{6}$'"""
_VEHICLES = """
    INSERT INTO fleet_vehicle
        (name, model_id, brand_id, license_plate, vin_sn, owner_id, counts_for_id, company_id, team_id, active,
         odometer_unit, power_unit, range_unit, co2_emission_unit, create_uid, write_uid, create_date, write_date)
    SELECT DISTINCT ON (c11) c14 || '/' || c15 || '/' || c12, model.id, model.brand_id, c12, c13, owner.id, owner.id,
           %(company)s, %(team)s, true, 'kilometers', 'power', 'km', 'g/km', 1, 1, now() AT TIME ZONE 'UTC',
           now() AT TIME ZONE 'UTC'
      FROM by_hand JOIN res_partner owner ON owner.ref = c6
      JOIN fleet_vehicle_model model ON model.id = %(model)s
     ORDER BY c11"""
_ORDERS = f"""
    INSERT INTO dealership_repair_order
        (name, company_id, team_id, partner_id, counts_for_id, vehicle_id, status, dms_status_code, opened_at,
         closed_at, status_since, mileage, customer_pay_amount, create_uid, write_uid, create_date, write_date)
    SELECT c0, %(company)s, %(team)s, partner.id, partner.id, vehicle.id, 'closed', c3, {_MOMENT % "c1"},
           {_MOMENT % "c2"}, {_MOMENT % "c2"}, c4::int, replace(c5, ',', '.')::numeric, 1, 1,
           now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM by_hand JOIN res_partner partner ON partner.ref = c6
      JOIN fleet_vehicle vehicle ON vehicle.vin_sn = c13"""


def load_by_hand(env, team, files):
    """Fill the three tables with the rows of some files.

    :return: how many repair orders there are
    """
    columns = SQL(", ").join(SQL("%s text", SQL.identifier(name)) for name in _COLUMNS)
    env.cr.execute(SQL("CREATE TEMP TABLE by_hand (%s) ON COMMIT DROP", columns))
    for content in files:
        env.cr.copy_expert("COPY by_hand FROM STDIN (FORMAT csv, DELIMITER ';', HEADER)", io.BytesIO(content))
    env.cr.execute("ANALYZE by_hand")
    values = {
        "company": team.company_id.id,
        "team": team.id,
        "model": env["fleet.vehicle.model"].search([], limit=1).id,
    }
    for statement in (_PARTNERS, _THEMSELVES, _VEHICLES, _ORDERS):
        env.cr.execute(statement, values)
    return env.cr.rowcount
