from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.consent.words import ANSWERS, CONSENT_PURPOSES, NO, SECOND_HAND, YES
from ...engine.contact.purposes import CHANNELS

# What `engine/consent/state.py` says of one decision, of a row `line` of the log.
IS_PROVED = SQL("(COALESCE(line.wording, '') != '' OR COALESCE(line.evidence, '') != '')")
IS_OF_THE_PERSON = SQL("(line.origin != ALL(%s) OR line.granted AND %s)", list(SECOND_HAND), IS_PROVED)


class DealershipConsentState(models.Model):
    """What the decisions of customers come to, for each company: read by whatever decides whom one may write to.

    It holds nothing of its own, and nobody else writes it: :meth:`_refresh` tells it from the log, by the rule of
    ``engine/consent/state.py``, in the transaction in which a line is written or moved. A line for the whole group is
    one row for each company. A topic has a row only where it was decided about itself; else the row without topic
    speaks of it, too.
    """

    _name = "dealership.consent.state"
    _inherit = "dealership.consent.kept"
    _description = "What Customers Have Decided"
    _order = "partner_id, company_id, purpose, channel, topic_id"
    _rec_name = "purpose"
    _log_access = False

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    purpose = fields.Selection(CONSENT_PURPOSES, required=True, readonly=True)
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    topic_id = fields.Many2one("dealership.topic", readonly=True, ondelete="cascade")
    granted = fields.Boolean(readonly=True)
    answer = fields.Selection(ANSWERS, compute="_compute_answer")
    decided_at = fields.Datetime(string="Decided On", required=True, readonly=True)
    consent_id = fields.Many2one(
        "dealership.consent", string="Decision", required=True, readonly=True, ondelete="cascade"
    )
    source = fields.Char(related="consent_id.source", related_sudo=False)
    told_at = fields.Datetime(
        readonly=True, help="When the customer last said so themselves. Empty: what a file or another system says."
    )
    refused_at = fields.Datetime(string="Last Refused On", readonly=True, help="When the customer last said no.")

    _key_unique = models.UniqueIndex("(partner_id, company_id, purpose, channel, COALESCE(topic_id, 0))")

    @api.depends("granted")
    def _compute_answer(self):
        for state in self:
            state.answer = YES if state.granted else NO

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """:raise UserError: whoever it is"""
        self.check_access("create")
        self._refuse_change()

    @api.model
    def _get_granted(self, customers, purpose, channel, company, topic=None):
        """Return ``{customer id: yes or no}`` of those who have decided."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (partner_id) partner_id, granted FROM dealership_consent_state
                    WHERE partner_id = ANY(%s) AND company_id = %s AND purpose = %s AND channel = %s
                      AND (topic_id IS NULL OR topic_id = %s)
                    ORDER BY partner_id, topic_id NULLS LAST""",
                customers.ids,
                company.id,
                purpose,
                channel,
                topic.id if topic else None,
            )
        )
        return dict(rows)

    @api.model
    def _get_granted_sql(self, customer, purpose, channel, granted, company, topic=None, proof=False, since=None):
        """Return the condition that a customer has said yes, or no.

        :param SQL customer: the id of the customer, no address
        :param bool proof: what only a file or another system says is not enough
        :param datetime since: naive UTC: what was said before holds no more; None: it does
        """
        key = (customer, purpose, channel, company)
        said = SQL("state.granted = %s", granted)
        if proof:
            said = SQL("%s AND state.told_at IS NOT NULL", said)
        if since:
            said = SQL("%s AND state.%s >= %s", said, SQL.identifier("told_at" if proof else "decided_at"), since)
        generally = self._exists_sql(*key, SQL("state.topic_id IS NULL AND %s", said))
        if not topic:
            return generally
        own = SQL("state.topic_id = %s", topic.id)
        said_of_it = self._exists_sql(*key, SQL("%s AND %s", own, said))
        return SQL("(%s OR NOT %s AND %s)", said_of_it, self._exists_sql(*key, own), generally)

    @api.model
    def _exists_sql(self, customer, purpose, channel, company, about):
        """Return the condition that a customer has a row of the key of which something holds.

        :param SQL customer: the id of the customer, no address
        :param SQL about: what holds of the row, ``state``
        """
        return SQL(
            """EXISTS (SELECT FROM dealership_consent_state state
                        WHERE state.partner_id = %s AND state.company_id = %s AND state.purpose = %s
                          AND state.channel = %s AND %s)""",
            customer,
            company.id,
            purpose,
            channel,
            about,
        )

    @api.model
    def _refresh(self, customer_ids=None, companies=None, of_group=False):
        """Tell the rows of some customers, or of all, anew from the log, in one statement.

        :param list customer_ids: None: of all
        :param companies: ``res.company``; None: for all
        :param bool of_group: whether lines for the whole group were written or moved
        """
        if customer_ids is not None and not customer_ids:
            return
        self.env.flush_all()
        self._take_turns(customer_ids or [], of_group)
        self.env.cr.execute(
            SQL(
                _REFRESH,
                of_customers=_is_any(SQL("partner_id"), customer_ids),
                for_companies=_is_any(SQL("company.id"), companies and companies.ids),
                of_companies=_is_any(SQL("company_id"), companies and companies.ids),
                is_of_the_person=IS_OF_THE_PERSON,
            )
        )
        self.invalidate_model(flush=False)
        self.env["res.partner"].invalidate_model(["consent_ids", "consent_state_ids"], flush=False)

    @api.model
    def _take_turns(self, customer_ids, of_group=False):
        """Have those who write down decisions of one customer at the same moment do so one after the other.

        Decisions about one topic and about all have no row of the state in common. So each writes the customer's own
        record, as it is: PostgreSQL refuses the second, which saw nothing of the first line, and Odoo lets it look
        again. For the whole group the oldest company stands, since nobody sees yet a company that is being created.

        :param bool of_group: whether it concerns each company, those included that are being created
        """
        self._take_turn("res_partner", SQL("id = ANY(%s)", list(customer_ids)))
        if of_group:
            self._take_turn("res_company", SQL("id = (SELECT min(id) FROM res_company)"))

    def _take_turn(self, table, condition):
        """Begin with the smallest id, so that no two wait for each other."""
        table = SQL.identifier(table)
        turn = SQL("SELECT id FROM %s WHERE %s ORDER BY id FOR NO KEY UPDATE", table, condition)
        self.env.cr.execute(SQL("UPDATE %s own SET active = active FROM (%s) turn WHERE own.id = turn.id", table, turn))


def _is_any(column, ids):
    return SQL("TRUE") if ids is None else SQL("%s = ANY(%s)", column, list(ids))


# `engine/consent/state.py` in SQL, for many keys at once.
_REFRESH = """
WITH line AS (
    SELECT id, partner_id, company_id, purpose, channel, topic_id, COALESCE(granted, FALSE) AS granted, decided_at,
           %(is_of_the_person)s AS is_of_the_person
      FROM dealership_consent line WHERE partner_id IS NOT NULL AND %(of_customers)s
), key AS (
    SELECT DISTINCT line.partner_id, company.id AS company_id, line.purpose, line.channel, line.topic_id
      FROM line JOIN res_company company ON line.company_id = company.id OR line.company_id IS NULL
     WHERE %(for_companies)s
), last AS (
    SELECT key.*,
           (array_agg(line.id ORDER BY line.decided_at DESC, line.id DESC))[1] AS id,
           (array_agg(line.id ORDER BY line.decided_at DESC, line.id DESC)
               FILTER (WHERE line.is_of_the_person))[1] AS id_of_the_person,
           max(line.decided_at) FILTER (WHERE line.is_of_the_person) AS told_at,
           max(line.decided_at) FILTER (WHERE NOT line.granted) AS refused_at
      FROM key JOIN line ON line.partner_id = key.partner_id AND line.purpose = key.purpose
                        AND line.channel = key.channel
                        AND (line.company_id IS NULL OR line.company_id = key.company_id)
                        AND (line.topic_id IS NULL OR line.topic_id = key.topic_id)
     GROUP BY key.partner_id, key.company_id, key.purpose, key.channel, key.topic_id
), fresh AS (
    SELECT last.partner_id, last.company_id, last.purpose, last.channel, last.topic_id, last.told_at, last.refused_at,
           deciding.granted, deciding.decided_at, deciding.id AS consent_id
      FROM last LEFT JOIN line of_the_person ON of_the_person.id = last.id_of_the_person AND NOT of_the_person.granted
           JOIN line deciding ON deciding.id = COALESCE(of_the_person.id, last.id)
), gone AS (
    DELETE FROM dealership_consent_state state
     WHERE %(of_customers)s AND %(of_companies)s
       AND NOT EXISTS (SELECT FROM fresh
                        WHERE fresh.partner_id = state.partner_id AND fresh.company_id = state.company_id
                          AND fresh.purpose = state.purpose AND fresh.channel = state.channel
                          AND fresh.topic_id IS NOT DISTINCT FROM state.topic_id)
)
INSERT INTO dealership_consent_state (
       partner_id, company_id, purpose, channel, topic_id, granted, decided_at, consent_id, told_at, refused_at)
SELECT partner_id, company_id, purpose, channel, topic_id, granted, decided_at, consent_id, told_at, refused_at
  FROM fresh
 ORDER BY partner_id, company_id, purpose, channel, topic_id
    ON CONFLICT (partner_id, company_id, purpose, channel, COALESCE(topic_id, 0)) DO UPDATE
   SET granted = EXCLUDED.granted, decided_at = EXCLUDED.decided_at, consent_id = EXCLUDED.consent_id,
       told_at = EXCLUDED.told_at, refused_at = EXCLUDED.refused_at
"""
