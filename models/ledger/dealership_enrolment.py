from odoo import fields, models


class DealershipEnrolment(models.Model):
    """One record of a targeting that entered a scenario, for one occurrence.

    Rows are written by one INSERT … SELECT per run (``EnrolmentQuery``); the unique constraint, not the sender,
    decides that nobody enters twice. ``occurrence`` is its key, and nothing but a key: ``once``, the local date of the
    record's own date (``2026-03-14``; the moment, in UTC, where each one of a day counts: ``Attribute.each_time``), or
    the local date of the run for re-entry after a number of days. One that came to nothing keeps it for nobody
    (``enrolment_voiding.py``).
    """

    _name = "dealership.enrolment"
    _description = "Scenario Enrolment"
    _order = "enrolled_at desc, id desc"
    _rec_name = "partner_id"

    # Computed for everybody alike: a name is shown, as in any list, whether or not what it is taken from may be read.
    display_name = fields.Char(compute_sudo=True)
    # Its index is that of _occurrence_unique.
    scenario_id = fields.Many2one("dealership.scenario", required=True, ondelete="cascade", readonly=True)
    run_id = fields.Many2one("dealership.scenario.run", required=True, index=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    team_id = fields.Many2one(
        "crm.team", string="Point of Sale", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    res_model = fields.Char(string="Record Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", required=True, readonly=True)
    occurrence = fields.Char(required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="set null", readonly=True
    )
    anchor_at = fields.Datetime(
        string="Date of the Record", readonly=True, help="UTC; a date without hour is its local midnight."
    )
    enrolled_at = fields.Datetime(required=True, readonly=True)
    settled = fields.Boolean(
        readonly=True, help="The record was cancelled, paid or handled when it entered: that keeps no message back."
    )
    stopped_at = fields.Datetime(readonly=True, help="Taken out of the scenario: nothing follows.")
    delivery_ids = fields.One2many("dealership.delivery", "enrolment_id", string="Deliveries")

    _occurrence_unique = models.Constraint(
        "UNIQUE (scenario_id, res_model, res_id, occurrence)",
        "This record has already entered the scenario for this occurrence.",
    )
    _record_index = models.Index("(res_model, res_id)")
