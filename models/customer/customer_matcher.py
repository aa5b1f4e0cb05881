from collections import defaultdict

from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.targeting.import_columns import EMAIL, PHONE, REF, VAT
from ...engine.targeting.matching import AMBIGUOUS, LOOKUPS, judge, read_keys, read_name, read_record_name, settle


class CustomerMatcher:
    """Recognises people in the customer file, many at once: a few queries whatever their number.

    Customers are those of the targeting's category: no staff, no own company, no further address. Only those whom
    the user of ``env`` may read are recognised.

    :param str country_code: ISO code of the country of phone numbers without a prefix
    :param company: the company whose customers, and those shared by all, are recognised; any when it is not given
    """

    def __init__(self, env, country_code, company=None):
        self.env = env
        self.country_code = country_code
        self.company = company

    def match(self, records):
        """Return a ``Verdict`` for each record, a dict {meaning of a column: text}."""
        self.env["res.partner"].flush_model(["email_normalized", "phone_sanitized", "ref", "vat"])
        read = [read_keys(record, self.country_code) for record in records]
        wanted = {(LOOKUPS[meaning], value) for keys, _wrong in read for meaning, value in keys.items()}
        found = self._find(wanted, active=True)
        archived = self._find(wanted - found.keys(), active=False)
        verdicts = [judge(keys, wrong, found, archived) for keys, wrong in read]
        names = self._read_names(verdicts)
        return [
            settle(verdict, read_record_name(record), names) for verdict, record in zip(verdicts, records, strict=True)
        ]

    def _read_names(self, verdicts):
        """Return {id: words of the name} of the candidates of ambiguous records."""
        candidates = {
            partner_id for verdict in verdicts if verdict.status == AMBIGUOUS for partner_id in verdict.candidates
        }
        partners = self.env["res.partner"].browse(sorted(candidates))
        return {partner.id: read_name(partner.name) for partner in partners}

    def _find(self, wanted, active):
        """Return {(lookup, value): ids of customers}."""
        values = defaultdict(list)
        for lookup, value in wanted:
            values[lookup].append(value)
        found = defaultdict(set)
        for lookup, lookup_values in values.items():
            for partner_id, value in self._query(lookup, lookup_values, active):
                found[lookup, value].add(partner_id)
        return found

    def _query(self, lookup, values, active):
        partners = self.env["res.partner"]
        customers = self.env["dealership.category.customer"]._get_kind_domain() & Domain("active", "=", active)
        if self.company:
            customers &= Domain("company_id", "in", [self.company.id, False])
        if lookup == VAT:
            # The contacts of a company share its number; the number means the company.
            customers &= Domain("parent_id", "=", False)

        def has_value(model, alias, query):
            return SQL("%s = ANY(%s)", _get_key_sql(lookup, alias), values)

        query = partners._search(customers & Domain.custom(to_sql=has_value))
        return self.env.execute_query(
            query.select(SQL.identifier(query.table, "id"), _get_key_sql(lookup, query.table))
        )


def _get_key_sql(lookup, table):
    """Return the SQL of a customer's own value; each is indexed, see ``models/customer/res_partner.py``."""
    if lookup == VAT:
        return SQL(r"UPPER(REGEXP_REPLACE(%s, '[^0-9A-Za-z]', '', 'g'))", SQL.identifier(table, "vat"))
    column = {EMAIL: "email_normalized", PHONE: "phone_sanitized", REF: "ref"}[lookup]
    return SQL.identifier(table, column)
