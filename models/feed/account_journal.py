from odoo import api, fields, models

from ..client.inner_context import with_inner

_CODE = "DMS"
# France: the file of entries that the tax office asks for.
_EXPORT = "l10n_fr.fec.export.wizard"


class AccountJournal(models.Model):
    """Journals that a source keeps here: one per point of sale for its invoices, one for the payments it tells of.

    Nobody else writes in them, and nothing in them touches the books: ``ResCompany._get_open_items_accounts``.
    """

    _inherit = "account.journal"

    dealership_source_id = fields.Many2one(
        "dealership.source", string="Kept by the Source", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    dealership_team_id = fields.Many2one(
        "crm.team", string="Point of Sale of the Source", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    @api.model
    def _get_of_source(self, source, kind, team=None):
        """Return the journal of a source, made when there is none.

        :param source: ``dealership.source``, as superuser
        :param str kind: ``sale`` for invoices, ``bank`` for payments
        :param team: ``crm.team`` of the invoices, perhaps empty
        """
        team = team or self.env["crm.team"]
        every = self.with_context(active_test=False)
        domain = [("dealership_source_id", "=", source.id), ("type", "=", kind)]
        found = every.search([*domain, ("dealership_team_id", "=", team.id)], limit=1)
        return found or self._make_of_source(source, kind, team)

    def _make_of_source(self, source, kind, team):
        company = source.company_id
        _receivable, counterpart = company._get_open_items_accounts()
        name = self.env._("Payments") if kind == "bank" else team.name or self.env._("Invoices")
        vals = {
            "name": f"{source.name} - {name}",
            "code": self._find_free_code(company),
            "type": kind,
            "company_id": company.id,
            "default_account_id": counterpart.id,
            "dealership_source_id": source.id,
            "dealership_team_id": team.id,
            "show_on_dashboard": False,
            "alias_name": False,
            "sequence": 1000,  # never the one that Odoo proposes where there is another
        }
        journal = with_inner(self, dealership_feed=True).create(vals)
        lines = journal.inbound_payment_method_line_ids + journal.outbound_payment_method_line_ids
        lines.payment_account_id = counterpart
        journal._keep_off_the_books()
        return journal

    @api.model
    def _find_free_code(self, company):
        taken = set(self.with_context(active_test=False).search([("company_id", "=", company.id)]).mapped("code"))
        return next(code for number in range(1, 100) if (code := f"{_CODE}{number}") not in taken)

    def _keep_off_the_books(self):
        """Leave the journals out of e-invoicing, and of the French file of entries, where these are installed."""
        if "edi_format_ids" in self._fields:
            self.edi_format_ids = False
        if _EXPORT not in self.env:
            return
        defaults = self.env["ir.default"]
        for company, journals in self.grouped("company_id").items():
            excluded = defaults._get(_EXPORT, "excluded_journal_ids", company_id=company.id) or []
            if not set(journals.ids) <= set(excluded):
                kept = sorted({*excluded, *journals.ids})
                defaults.set(_EXPORT, "excluded_journal_ids", kept, company_id=company.id)

    @api.autovacuum
    def _gc_books(self):
        """Do so where one of these was installed later."""
        every = self.with_context(active_test=False)
        every.search([("dealership_source_id", "!=", False)])._keep_off_the_books()
