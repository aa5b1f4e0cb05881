from dataclasses import replace

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.translate import LazyTranslate

from ...engine.feed import field as types
from ...engine.feed.field import KEY, FeedField
from ...engine.feed.invoice_states import CANCELLED, OPEN, PAID
from .feed_kind import POINT_OF_SALE
from .open_items import LASTING, OpenItems, as_source, get_terms

_lt = LazyTranslate(__name__, default_lang="en_US")

_TYPES = {
    "out_invoice": r"facture?s?|fac?t?|f|invoices?|inv|i|debit",
    "out_refund": r"avo(irs?)?|av|a|credit( notes?)?|cn|c|refund",
}
_STATUSES = {
    OPEN: r"ouverte?|impayee?|non (soldee?|reglee?|payee?)|en attente|a (regler|payer)|due?|echue?|partiel\w*|open"
    r"|unpaid|(partially|partly) paid|posted|validee?|emise?",
    PAID: r"soldee?|reglee?|payee?|acquittee?|lettree?|paid|settled|closed|clos",
    CANCELLED: r"annulee?|cancell?ed|void|supprimee?|extournee?",
}
_REASONS = {
    "vehicle": r"vehicules?|vn|vo|vd|vehicles?|cars?|vente",
    "workshop": r"ateliers?|apv|sav|or|workshop|service|reparations?|mecanique|carrosserie",
    "parts": r"pieces?( detachees?)?|magasin|mpr|pr|parts?|comptoir",
}
# What a file about something else says of an invoice is its number.
_NOT_AS_PART = r"(?!)"
_ISSUED = r"(d |de )?(la )?(facture|emission|piece|document)"
# What can't be changed without posting the invoice anew.
_BOOKED = ("partner_id", "invoice_date", "invoice_date_due", "amount_total", "currency_id")


class FeedKindInvoice(models.AbstractModel):
    """Invoices and credit notes that were issued elsewhere, with what is left of them."""

    _name = "dealership.feed.kind.invoice"
    _inherit = "dealership.feed.kind"
    _description = "Invoices and Credit Notes"
    _feed_sequence = 60
    _feed_model = "account.move"
    _feed_in_bulk = False
    _feed_lasting = LASTING
    _feed_parts = {"customer": ("customer", "partner_id"), "credited": ("invoice", "settles_id")}
    _feed_part_labels = {"customer": _lt("Customer"), "credited": _lt("Credited Invoice")}

    @api.model
    def _get_own_fields(self):
        number = r"(numero|num|no|n|ref|reference|code|id) ?(de |d )?(la )?(facture|avoir|piece|document|invoice|fac)"
        number += r"|(facture|invoice|document|piece) (number|no|nr|id|ref|numero|num)"
        return [
            FeedField(
                KEY,
                _lt("Invoice number"),
                types.NUMBER,
                rf"{number}|facture|piece|numero|invoice|number|ref|reference|id",
                required=True,
                part_headers=rf"{number}|facture (reglee|payee|lettree)|facture|invoice|paid invoice",
            ),
            _own(
                "move_type",
                _lt("Invoice or credit note"),
                types.CHOICE,
                r"type( (de )?(piece|facture|document))?|nature( (de )?(piece|document))?|sens|kind|document type",
                words=_TYPES,
            ),
            _own(
                "invoice_date",
                _lt("Invoice date"),
                types.DATE,
                rf"date {_ISSUED}|date piece|facture(e)? le|invoice date|date|issued( on)?",
                required=True,
            ),
            _own(
                "invoice_date_due",
                _lt("Due date"),
                types.DATE,
                r"(date )?(d |de )?echeance( le)?|due( date| on)?|a payer (avant|le)|date limite",
            ),
            _own(
                "amount_total",
                _lt("Total with tax"),
                types.AMOUNT,
                r"(montant|total)( (de la )?(facture|piece))?( ttc)?|ttc|(total|gross) ?(amount)?|amount|invoice total",
                required=True,
            ),
            _own(
                "open_amount",
                _lt("Amount still open"),
                types.AMOUNT,
                r"(montant )?(reste|restant)( a)?( du| payer| regler)?|solde( du)?"
                r"|(montant )?(du|impaye|ouvert|non regle)"
                r"|(open|due|outstanding|remaining) ?(amount|balance)?|amount (due|open)|balance( due)?",
            ),
            _own(
                "paid_amount",
                _lt("Amount settled"),
                types.AMOUNT,
                r"(montant |deja |total )?(regle|paye|encaisse|acompte)s?|(amount )?(paid|settled)|paid amount",
            ),
            _own(
                "source_status",
                _lt("Status"),
                types.CHOICE,
                r"statut|etat|status|state|situation|statut (de )?(paiement|reglement)|payment (status|state)",
                words=_STATUSES,
            ),
            _own(
                "source_settled_on",
                _lt("Settled on"),
                types.DATE,
                r"(date )?(de |du )?(paiement|reglement|solde|encaissement|lettrage)( le)?|(paid|settled) (on|at)"
                r"|payment date",
            ),
            _own("currency_id", _lt("Currency"), types.TEXT, r"devise|monnaie|currency"),
            _own("invoice_reason", _lt("Kind of Invoice"), types.CHOICE, r"activite|service|rayon|nature", _REASONS),
            _own(
                "ref", _lt("Reference"), types.NAME, r"(numero |n )?(d |de )?(or|dossier)|votre reference|order( no)?"
            ),
            _own("label", _lt("Subject"), types.NAME, r"libelle|objet|designation|description|subject|label"),
            _own("invoice_user_id", _lt("Salesperson"), types.STAFF, r"vendeur|conseiller|salesperson|advis[eo]r"),
            replace(POINT_OF_SALE, part_headers=_NOT_AS_PART),
        ]

    @api.model
    def _get_fields(self):
        """The number of the invoice that is credited is one only where the header says so."""
        credited = r"(facture|piece|invoice) (d )?(origine|creditee|annulee)|(credited|original) invoice|avoir sur"
        return [
            replace(feed_field, headers=credited) if feed_field.path == f"credited.{KEY}" else feed_field
            for feed_field in super()._get_fields()
        ]

    # -- what is written --------------------------------------------------------------------------------

    @api.model
    def _prepare_values(self, values, context):
        vals = super()._prepare_values(values, context)
        if values.get("currency_id"):
            vals["currency_id"] = self._find_currency(values["currency_id"])
        else:
            vals.pop("currency_id", None)
        total = values.get("amount_total")
        if total is not None:
            vals["move_type"] = "out_refund" if total < 0 else values.get("move_type") or "out_invoice"
            vals["amount_total"] = abs(total)
            vals.update(self._read_settlement(values, abs(total)))
        return vals

    def _read_settlement(self, values, total):
        """Return what a row says of how much is settled; nothing of it leaves that to the payments."""
        status, left, paid = (values.get(name) for name in ("source_status", "open_amount", "paid_amount"))
        settled = None
        if status == PAID:
            settled = total
        elif left is not None:
            settled = total - abs(left)
        elif paid is not None:
            settled = abs(paid)
        elif status:
            settled = 0.0
        if settled is not None:
            settled = min(max(round(settled, 6), 0.0), total)
        if not status:
            status = PAID if settled is not None and settled == total and total else OPEN
        return {"source_status": status} | ({} if settled is None else {"source_settled": settled})

    def _find_currency(self, name):
        symbols = {"€": "EUR", "$": "USD", "£": "GBP", "EURO": "EUR", "EUROS": "EUR"}
        code = symbols.get(name.strip().upper(), name.strip().upper())
        currency = self.env["res.currency"].search([("name", "=", code)], limit=1)
        if not currency:
            raise UserError(self.env._("“%s” is no currency that is used here: activate it first.", name))
        return currency.id

    @api.model
    def _find_problem(self, vals, record):
        customer, issued = (vals.get(name, record[name]) for name in ("partner_id", "invoice_date"))
        if not issued or ("amount_total" not in vals and not record):
            return _lt("Nothing says when it was issued, and of how much it is.")
        if not customer:
            return _lt("Nothing says whom it is made out to.")
        if record and vals.get("move_type", record.move_type) != record.move_type:
            return _lt("It was an invoice and is a credit note now, or the other way round.")
        if not record and self._is_booked(vals):
            return _lt("It stands in your own accounts already, and is reminded of from there.")
        return ""

    def _is_booked(self, vals):
        """Whether an invoice of that number was entered here: nobody owes it twice."""
        customer = self.env["res.partner"].browse(vals["partner_id"]).commercial_partner_id
        booked = [
            ("company_id", "=", vals["company_id"]),
            ("move_type", "=", vals["move_type"]),
            ("commercial_partner_id", "=", customer.id),
            ("journal_id.dealership_source_id", "=", False),
            ("state", "=", "posted"),
            "|",
            ("name", "=", vals["name"]),
            ("ref", "=", vals["name"]),
        ]
        return bool(self.env["account.move"].search_count(booked, limit=1))

    @api.model
    def _prepare_new(self, values, context):
        team = context.env["crm.team"].browse(values.get("team_id")) or context.team
        journals = as_source(context.env["account.journal"])
        return {
            "name": values[KEY],
            "company_id": context.company.id,
            "team_id": team.id,
            "journal_id": journals._get_of_source(context.feed.source_id, "sale", team).id,
            "invoice_user_id": False,
            "fiscal_position_id": False,
            "reminders_held": self._is_held(values.get("invoice_date"), context),
            "invoice_line_ids": [Command.create({"name": values.get("label") or values[KEY]})],
        }

    def _is_held(self, issued, context):
        """Nobody is reminded of what was there before the feed went live, before somebody says so."""
        if context.feed.reminds_of_history:
            return False
        return context.is_history or bool(issued and issued < context.get_day(context.feed.live_since))

    @api.model
    def _create(self, vals_list):
        return as_source(self.env[self._feed_model]).create([self._to_booked(dict(vals)) for vals in vals_list])

    def _to_booked(self, vals):
        """Return what is said of an invoice as Odoo writes it: one line without tax, on the counterpart."""
        if vals.get("invoice_date_due"):
            vals["invoice_payment_term_id"] = False
        if "invoice_line_ids" in vals:
            company = self.env["res.company"].browse(vals["company_id"])
            _receivable, counterpart = company._get_open_items_accounts()
            [(_create, _no_id, line)] = vals["invoice_line_ids"]
            line |= {
                "quantity": 1,
                "price_unit": vals.pop("amount_total"),
                "account_id": counterpart.id,
                "tax_ids": [Command.clear()],
            }
            vals["invoice_line_ids"] = [Command.create(line)]
        if vals["move_type"] == "out_refund":
            vals["reversed_entry_id"] = vals.get("settles_id")
        return vals

    @api.model
    def _write(self, record, vals):
        vals = dict(vals)
        if record.move_type == "out_refund" and "settles_id" in vals:
            vals["reversed_entry_id"] = vals["settles_id"]
            get_terms(record).remove_move_reconcile()
        booked = {name: vals.pop(name) for name in _BOOKED if name in vals}
        if "invoice_user_id" in vals:
            vals.setdefault("team_id", record.team_id.id)  # Odoo would take that of the person
        as_source(record).write(vals)
        if booked:
            self._write_booked(record, booked)

    def _write_booked(self, record, booked):
        if booked.get("invoice_date_due"):
            booked["invoice_payment_term_id"] = False
        if "amount_total" in booked:
            price = {"price_unit": booked.pop("amount_total")}
            booked["invoice_line_ids"] = [Command.update(record.invoice_line_ids.id, price)]
        booked.setdefault("invoice_user_id", record.invoice_user_id.id)
        booked.setdefault("team_id", record.team_id.id)
        OpenItems(self.env, None).rewrite(record, booked)

    @api.model
    def _follow_up(self, records, context):
        OpenItems(self.env, context.get_day()).follow(records)


def _own(name, label, field_type, headers, words=None, required=False):
    return FeedField(name, label, field_type, headers, part_headers=_NOT_AS_PART, words=words or {}, required=required)
