"""Coming appointments know the working day before them; each time that an order gets ready is an occurrence."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    events = env["calendar.event"].with_context(active_test=False)
    coming = events.search([("customer_id", "!=", False), ("stop", ">=", "-3d")])
    env.add_to_compute(events._fields["came_since"], coming)
    coming.flush_recordset(["came_since"])
    cr.execute(
        """
        UPDATE dealership_enrolment enrolment SET occurrence = to_char(anchor_at, 'YYYY-MM-DD HH24:MI:SS')
          FROM dealership_scenario scenario
         WHERE scenario.id = enrolment.scenario_id AND scenario.re_entry = 'occurrence' AND anchor_at IS NOT NULL
           AND scenario.anchor_attribute = 'repair_order.status_since'
        """
    )
