from odoo import api, fields, models
from odoo.tools import SQL


class DealershipLeadReceipt(models.Model):
    """What a sender calls a lead: by it the same enquiry is recognised when it is sent again.

    Several parties may have their own name for one enquiry (ADF lets each add an ``id``): there is a receipt for each.
    The same name at two points of sale means two leads: each has to see what was sent to it.
    """

    _name = "dealership.lead.receipt"
    _description = "Received Enquiry"
    _order = "received_at desc, id desc"
    _rec_name = "external_id"
    _log_access = False

    lead_id = fields.Many2one("crm.lead", readonly=True, index="btree_not_null", ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    team_id = fields.Many2one(
        "crm.team", string="Received By", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    origin = fields.Char(string="From", readonly=True, help="Whoever gave the enquiry this number.")
    external_id = fields.Char(string="Sender's Number", required=True, readonly=True)
    received_at = fields.Datetime(string="First Received On", required=True, readonly=True)
    last_received_at = fields.Datetime(string="Last Received On", readonly=True)
    received_count = fields.Integer(string="Times Received", readonly=True)
    fingerprint = fields.Char(readonly=True, groups="base.group_system")
    person_hashes = fields.Char(readonly=True, groups="base.group_system")

    # Also what finds them; no point of sale is one, too.
    _reference_unique = models.UniqueIndex("(company_id, COALESCE(team_id, 0), origin, external_id)")

    @api.model
    def _lock(self, company, team, references, now):
        """Return the receipts of these references, made where there are none, and hold them until the transaction ends.

        Two workers that receive one enquiry at once queue up here, as at ``dealership.caller``.

        :param references: pairs (origin, id)
        :raise psycopg2.errors.SerializationFailure: somebody received it since the transaction began; try again
        """
        ids = []
        # In one order, so that two never wait for each other.
        for origin, external_id in sorted(references):
            self.env.cr.execute(
                SQL(
                    """INSERT INTO dealership_lead_receipt AS receipt
                           (company_id, team_id, origin, external_id, received_at, last_received_at, received_count)
                       VALUES (%(company)s, %(team)s, %(origin)s, %(external_id)s, %(now)s, %(now)s, 1)
                       ON CONFLICT (company_id, COALESCE(team_id, 0), origin, external_id) DO UPDATE
                          SET last_received_at = EXCLUDED.last_received_at, received_count = receipt.received_count + 1
                       RETURNING id""",
                    company=company.id,
                    team=team.id or None,
                    origin=origin,
                    external_id=external_id,
                    now=now,
                ),
                log_exceptions=False,
            )
            ids.append(self.env.cr.fetchone()[0])
        receipts = self.browse(ids)
        receipts.invalidate_recordset()
        return receipts

    def _is_of_others(self, people):
        """Return whether it is known to be about other people than these (hashes separated by spaces)."""
        known, given = set((self.person_hashes or "").split()), set(people.split())
        return bool(self.lead_id and known and given and not known & given)
