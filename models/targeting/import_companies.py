from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.customer.name import read_name
from ...engine.targeting.customer_keys import VAT
from ...engine.targeting.import_columns import COMPANY
from ...engine.targeting.matching import MATCHED


class ImportCompanies:
    """The companies at which people of a file are: those of the customer file, by VAT number or name, else new ones.

    :param matcher: ``CustomerMatcher``
    :param create: callable(list of values) → for each the company, or the reason why it cannot be
    """

    def __init__(self, matcher, company, create):
        self.matcher = matcher
        self.company = company
        self.env = matcher.env
        self._create = create

    def get(self, records):
        """Return the company of each record, or the reason why there is none; each is made once."""
        identities = [self.identify(record) for record in records]
        firsts = dict(zip(reversed(identities), reversed(records), strict=True))
        found = self._find_by_number(firsts)
        found |= self._find_by_name({identity: one for identity, one in firsts.items() if identity not in found})
        missing = [identity for identity in firsts if identity not in found]
        made = self._create([self._prepare_vals(firsts[identity]) for identity in missing])
        found |= dict(zip(missing, made, strict=True))
        return [found[identity] for identity in identities]

    def identify(self, record):
        """Return what tells the company of a record from others of the file."""
        return tuple(self.matcher.read_company_places(record)) or read_name(record[COMPANY])

    def _find_by_number(self, firsts):
        numbered = {identity: one for identity, one in firsts.items() if one.get(VAT)}
        verdicts = self.matcher.match([{VAT: one[VAT]} for one in numbered.values()])
        return {
            identity: self.env["res.partner"].browse(verdict.partner_id)
            for identity, verdict in zip(numbered, verdicts, strict=True)
            if verdict.status == MATCHED
        }

    def _find_by_name(self, firsts):
        """Return the companies by their names; one of another VAT number is another one."""
        names = {one[COMPANY].lower() for one in firsts.values()}

        def has_name(model, alias, query):
            return SQL("LOWER(%s) = ANY(%s)", SQL.identifier(alias, "name"), list(names))

        domain = Domain("is_company", "=", True) & Domain("company_id", "in", [self.company.id, False])
        companies = self.env["res.partner"].search_fetch(
            domain & Domain.custom(to_sql=has_name), ["name", "vat"], order="id DESC"
        )
        named = {company.name.lower(): company for company in companies}
        found = {identity: named.get(one[COMPANY].lower()) for identity, one in firsts.items()}
        return {
            identity: company
            for identity, company in found.items()
            if company and not (company.vat and firsts[identity].get(VAT))
        }

    def _prepare_vals(self, record):
        values = dict(self.matcher.read_company_places(record))
        return {"name": record[COMPANY], "is_company": True, "vat": values.get(VAT, False)}
