from odoo.exceptions import UserError

from ...engine.customer.birthday import read_day
from ...engine.customer.name import read_record_name
from ...engine.targeting.customer_keys import EMAIL, VAT
from ...engine.targeting.import_columns import BIRTHDAY, COMPANY, FIRST_NAME, LAST_NAME, NAME, ZIP
from ...engine.targeting.matching import CREATED, UNKNOWN, get_places, is_at_company, repeat
from ..client.inner_context import with_inner
from .import_companies import ImportCompanies
from .import_job import ImportJob

BATCH_ROWS = 500


class ImportCreation(ImportJob):
    """Makes customers of the unknown rows.

    Each batch is recognised anew: people may have been created since, by another row of the file in the first place.
    """

    def __init__(self, record):
        super().__init__(record)
        self.companies = ImportCompanies(self.matcher, record.company_id, self._create_partners)

    def do_batch(self):
        rows = self._get_rows()
        records = [self.get_texts(row.raw_values) for row in rows]
        newcomers = []
        for row, record, verdict in zip(rows, records, self.matcher.match(records), strict=True):
            if verdict.status == UNKNOWN and not verdict.archived:
                newcomers.append((row, record))
            else:
                self._settle(row, verdict)
        self._create(newcomers)
        self._advance(len(rows))
        return len(rows)

    def _get_rows(self):
        # sudo: a report is not for people to write; the rows belong to the import, which they may change
        rows = self.env["dealership.targeting.import.row"].sudo()
        domain = [("import_id", "=", self.record.id), ("status", "=", UNKNOWN), ("creatable", "=", True)]
        return rows.search(domain, order="number", limit=BATCH_ROWS)

    def _settle(self, row, verdict):
        """Note what a row turned out to be; it is not asked for again."""
        row.write(
            {
                "status": verdict.status,
                "reason": self._translate(verdict.reason),
                "partner_id": verdict.partner_id,
                "candidate_ids": list(verdict.candidates),
                "creatable": False,
            }
        )

    def _create(self, newcomers):
        """Create a customer for the first row of each person; the person's other rows are matched to it."""
        firsts = self._find_firsts(newcomers)
        originals = [(row, record) for row, record in newcomers if firsts[row] == row]
        partners = self._create_people([record for _row, record in originals])
        created = {}
        for (row, _record), partner in zip(originals, partners, strict=True):
            created[row] = partner
            self._note_created(row, partner)
        for row, first in firsts.items():
            if first != row and not isinstance(created[first], str):
                self._settle(row, repeat(created[first].id, first.number))
            elif first != row:
                self._note_created(row, created[first])

    def _find_firsts(self, newcomers):
        """Return {row: first row of the same person}."""
        known, firsts = {}, {}
        for row, record in newcomers:
            places = self._get_places(record)
            firsts[row] = next((known[place] for place in places if place in known), row)
            known |= {place: firsts[row] for place in places if place not in known}
        return firsts

    def _get_places(self, record):
        """Return what tells a person from others of the file: their keys, or without any the name at a company."""
        values, _wrong = self.matcher.read_keys(record)
        places = [place for _meaning, place in get_places(values, self.matcher.keys)]
        if not places and is_at_company(record):
            places = [(self.companies.identify(record), read_record_name(record))]
        return places

    def _create_people(self, records):
        """Return for each the customer, a contact of their company if they have one, or the reason why not."""
        staff = [record for record in records if is_at_company(record)]
        companies = iter(self.companies.get(staff))
        at = [next(companies) if is_at_company(record) else None for record in records]
        possible = [
            (record, company) for record, company in zip(records, at, strict=True) if not isinstance(company, str)
        ]
        created = iter(self._create_partners([self._prepare_partner_vals(*one) for one in possible]))
        return [company if isinstance(company, str) else next(created) for company in at]

    def _note_created(self, row, partner):
        if isinstance(partner, str):
            row.write({"reason": partner, "creatable": False})
        else:
            row.write({"status": CREATED, "partner_id": partner.id, "reason": False, "creatable": False})

    def _create_partners(self, vals_list):
        """Return for each either the customer or the reason why it cannot be."""
        if not vals_list:
            return []
        partners = with_inner(self.env["res.partner"].with_context(tracking_disable=True), dealership_from_file=True)
        common = {"team_id": self.record.targeting_id.team_id.id, "company_id": self.record.company_id.id}
        try:
            with self.env.cr.savepoint():
                return list(partners.create([{**common, **vals} for vals in vals_list]))
        except UserError as error:
            if len(vals_list) == 1:
                return [str(error)]
        return [result for vals in vals_list for result in self._create_partners([vals])]

    def _prepare_partner_vals(self, record, company=None):
        values, _wrong = self.matcher.read_keys(record)
        first, last = record.get(FIRST_NAME), record.get(LAST_NAME)
        person = " ".join(filter(None, [first, last]))
        vals = {
            **self._prepare_key_vals(values),
            "name": record.get(NAME) or person or record.get(COMPANY) or values[EMAIL][0],
            "firstname": first,
            "lastname": last,
            "zip": record.get(ZIP),
            "birthdate_date": read_day(record.get(BIRTHDAY)),
            "parent_id": company.id if company else False,
            # Who gives a VAT number and no first name is one, too.
            "is_company": not person and bool(company is None and (record.get(COMPANY) or VAT in values)),
        }
        return {name: value for name, value in vals.items() if value}

    def _prepare_key_vals(self, values):
        """Return the fields in which a customer keeps what they are recognised by."""
        kept = {}
        for meaning, found in values.items():
            key = self.matcher.keys[meaning]
            if key.field:
                kept.setdefault((key.field, key.further_field), {}).update(dict.fromkeys(found, key))
        vals = {}
        for (field, further), found in kept.items():
            ranked = sorted(found, key=next(iter(found.values())).rank)
            vals |= {
                name: found[value].show(value) for name, value in zip((field, further), ranked, strict=False) if name
            }
        return vals
