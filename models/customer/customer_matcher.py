from collections import defaultdict

from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.customer.name import read_name, read_record_name
from ...engine.targeting.matching import (
    AMBIGUOUS,
    UNKNOWN,
    get_places,
    judge,
    name_contact,
    read_company_keys,
    read_keys,
    settle,
)


class CustomerMatcher:
    """Recognises people in the customer file, many at once: a few queries whatever their number.

    Customers are those of the targeting's category: no staff, no own company. Who is recognised by one of their
    addresses is that customer. Only those whom the user of ``env`` may read are recognised.

    :param str country_code: ISO code of the country of phone numbers without a prefix
    :param company: the company whose customers, and those shared by all, are recognised, and by whose rules; any
        customers, by those of the current company, when it is not given
    :param rules: names of the keys in their order, instead of the company's rules
    """

    def __init__(self, env, country_code, company=None, rules=None):
        self.env = env
        self.country_code = country_code
        self.company = company
        self.keys = env["dealership.customer.keys"]._get_used_keys(company or env.company, rules)

    def match(self, records):
        """Return a ``Verdict`` for each record, a dict {meaning of a column: text, or list of texts}."""
        self.env.flush_all()
        read = [self.read_keys(record) for record in records]
        at = [self.read_company_places(record) for record in records]
        wanted = {place for values, _wrong in read for _meaning, place in get_places(values, self.keys)}
        found = self._find(wanted.union(*at), active=True)
        archived = self._find(wanted - found.keys(), active=False)
        verdicts = [
            judge(values, wrong, found, archived, self.keys, bool(companies))
            for (values, wrong), companies in zip(read, at, strict=True)
        ]
        names = self._read_names(verdicts)
        settled = [
            settle(verdict, read_record_name(record), names) for verdict, record in zip(verdicts, records, strict=True)
        ]
        return self._settle_contacts(settled, records, at, found)

    def read_keys(self, record):
        """Return ({meaning: normalised values}, [meanings whose value is wrong]) of a record."""
        return read_keys(record, self.keys, self.country_code)

    def read_company_places(self, record):
        """Return where the company is looked up at which the person of a record is."""
        values = read_company_keys(record, self.keys, self.country_code)
        return [place for _meaning, place in get_places(values, self.keys)]

    def _settle_contacts(self, verdicts, records, at, found):
        """Return the verdicts once those whom no key of their own finds were looked for by name at their company."""
        companies = [
            {company for place in places for company in found.get(place, ())} if verdict.status == UNKNOWN else set()
            for verdict, places in zip(verdicts, at, strict=True)
        ]
        contacts = self._read_contacts(set().union(*companies))
        names = map(read_record_name, records)
        named = [
            [contact for company in theirs for contact in contacts[company, name]]
            for theirs, name in zip(companies, names, strict=True)
        ]
        return list(map(name_contact, verdicts, named))

    def _read_contacts(self, company_ids):
        """Return {(company, words of the name): ids of the contacts}."""
        contacts = defaultdict(list)
        if company_ids:
            domain = self.env["dealership.category.customer"]._get_kind_domain()
            domain &= Domain("parent_id", "in", list(company_ids)) & Domain("active", "=", True)
            for contact in self.env["res.partner"].search_fetch(domain, ["name", "parent_id"], order="id"):
                contacts[contact.parent_id.id, read_name(contact.name)].append(contact.id)
        return contacts

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
        """Return ``(customer, value)`` of those who have one of the values.

        It may stand at an address or, for another model's, at one of their records, archived or not: what counts is
        whose it is.
        """
        key = self.keys[lookup]
        customers = self.env["dealership.category.customer"]._get_kind_domain() & Domain("active", "=", active)
        if self.company:
            customers &= Domain("company_id", "in", [self.company.id, False])

        theirs = Domain(key.customer, "any", customers & key.whose)
        return [row for value in (key.value, *key.others) for row in self._query_column(key, value, values, theirs)]

    def _query_column(self, key, value, values, theirs):
        def has_value(model, alias, query):
            return SQL("%s = ANY(%s)", value(alias), values)

        query = self.env[key.model]._search(theirs & Domain.custom(to_sql=has_value), active_test=False)
        return self.env.execute_query(query.select(SQL.identifier(query.table, key.customer), value(query.table)))
