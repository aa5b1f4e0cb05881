from odoo import api, models
from odoo.tools import SQL

from ...engine.consent.state import Decision, find_deciding
from ..customer.known_addresses import ADDRESS_COLUMNS
from .dealership_consent import HASHES
from .dealership_consent_state import IS_PROVED
from .secret import hash_secretly

# Channel of Odoo's mailings → the kind of address that it goes to.
KINDS = {"email": "email", "sms": "phone"}


class DealershipContactRules(models.AbstractModel):
    """Whoever is gone from our customers may still stand on a mailing list of Odoo's, or come on one again."""

    _inherit = "dealership.contact.rules"

    @api.model
    def _filter_gone(self, addresses, channel, company):
        """Return those of some addresses, which no customer has, whose holder was erased, or deleted after a "no".

        :param addresses: iterable of texts as contacts have them
        :param str channel: a key of ``KINDS``
        :param company: ``res.company`` that writes
        """
        hashed = {hash_secretly(address): address for address in addresses}
        gone = {*self._find_erased(hashed, channel), *self._find_refused(hashed, channel, company)}
        return {hashed[each] for each in gone}

    def _knows_anybody_gone(self):
        return self.env["dealership.erasure"]._has_any() or self.env["dealership.consent"]._has_cut()

    def _find_erased(self, hashes, channel):
        self.env["dealership.erasure"].flush_model()
        column = SQL.identifier("erased", f"{KINDS[channel]}_hash")
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT asked.hash FROM unnest(%s::varchar[]) AS asked (hash)
                     JOIN dealership_erasure erased ON %s = asked.hash""",
                list(hashes),
                column,
            )
        )
        return {each for (each,) in rows}

    def _find_refused(self, hashes, channel, company):
        """The log of who was deleted comes to what it came to before (``engine/consent/state.py``)."""
        self.env["dealership.consent"].flush_model()
        columns = [name for name, column in HASHES.items() if column in ADDRESS_COLUMNS[KINDS[channel]]]
        rows = self.env.execute_query(
            SQL(
                """SELECT asked.hash, decided_at, id, COALESCE(granted, FALSE), origin, %s
                     FROM unnest(%s::varchar[]) AS asked (hash)
                     JOIN dealership_consent line ON %s
                    WHERE partner_id IS NULL AND purpose = 'marketing' AND channel = %s AND topic_id IS NULL
                      AND (company_id IS NULL OR company_id = %s)""",
                IS_PROVED,
                list(hashes),
                SQL(" OR ").join(SQL("%s = asked.hash", SQL.identifier("line", name)) for name in columns),
                channel,
                company.id,
            )
        )
        said = {}
        for hashed, *decision in rows:
            said.setdefault(hashed, []).append(Decision(*decision))
        return {hashed for hashed, decisions in said.items() if not find_deciding(decisions).granted}
