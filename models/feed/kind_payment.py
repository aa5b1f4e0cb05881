from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ...engine.feed import field as types
from ...engine.feed.field import KEY, FeedField
from ...engine.feed.invoice_states import CANCELLED, PAID
from ...engine.feed.source_key import fold_source_key
from .open_items import LASTING, OpenItems, as_source, get_rate, get_terms, prepare_entry_vals

_lt = LazyTranslate(__name__, default_lang="en_US")

_STATUSES = {
    PAID: r"encaissee?|validee?|reglee?|payee?|recue?|lettree?|paid|received|ok|settled",
    CANCELLED: r"annulee?|rejetee?|impayee?|retournee?|cancell?ed|rejected|bounced|returned|void",
}
_BOOKED = ("partner_id", "date", "source_settled")


class FeedKindPayment(models.AbstractModel):
    """Payments of customers, and what they were matched with: one row for each invoice that a payment is for.

    A payment that is for nothing yet stands in the customer's favour. Once rows say what it is for, the first of them
    is taken for what was known of it.
    """

    _name = "dealership.feed.kind.payment"
    _inherit = "dealership.feed.kind"
    _description = "Payments and Matchings"
    _feed_sequence = 70
    _feed_model = "account.move"
    _feed_in_bulk = False
    _feed_lasting = LASTING
    _feed_parts = {"customer": ("customer", "partner_id"), "invoice": ("invoice", "settles_id")}
    _feed_part_labels = {"customer": _lt("Customer"), "invoice": _lt("Invoice")}

    @api.model
    def _get_own_fields(self):
        number = r"(numero|num|no|n|ref|reference|code|id) ?(de |du )?(paiement|reglement|encaissement|payment|receipt)"
        number += r"|(payment|receipt) (number|no|nr|id|ref)"
        return [
            FeedField(KEY, _lt("Payment number"), types.NUMBER, rf"{number}|paiement|reglement|payment", required=True),
            FeedField(
                "date",
                _lt("Paid on"),
                types.DATE,
                r"date( de| du)?( paiement| reglement| encaissement| valeur)?|(payment|value) date|paid on|regle le",
                required=True,
            ),
            FeedField(
                "source_settled",
                _lt("Amount"),
                types.AMOUNT,
                r"montant( (lettre|affecte|regle|paye|encaisse))?( ttc)?|(matched|paid )?amount",
                required=True,
            ),
            FeedField("source_status", _lt("Status"), types.CHOICE, r"statut|etat|status|state", words=_STATUSES),
            FeedField(
                "ref", _lt("Means of payment"), types.NAME, r"(mode|moyen)( de)?( paiement| reglement)?|method|means"
            ),
        ]

    @api.model
    def _find_source_key(self, values):
        """One payment is for several invoices: each of these matchings is known by both numbers."""
        return " / ".join(filter(None, (values.get(KEY), str(values.get("settles_id") or ""))))

    @api.model
    def _get_row_key(self, parts):
        numbers = (parts.get(part, {}).get(KEY) for part in ("", "invoice"))
        return fold_source_key(" / ".join(filter(None, numbers)))

    @api.model
    def _get_identities(self, values_list, company):
        return [{("payment", fold_source_key(values[KEY]))} for values in values_list]

    @api.model
    def _recognise(self, values_list, company):
        """What a payment is for may be told after it: it is the one of that number that is for nothing yet."""
        numbers = [values[KEY] for values in values_list if values.get("settles_id")]
        written = {form for number in numbers for form in (number, number.upper(), number.lower())}
        loose = self.env["account.move"].search(
            [
                ("company_id", "=", company.id),
                ("journal_id.dealership_source_id", "!=", False),
                ("payment_reference", "in", list(written)),
                ("settles_id", "=", False),
                ("state", "=", "posted"),
            ]
        )
        found = {(fold_source_key(move.payment_reference), move.commercial_partner_id): move.id for move in loose}
        return [found.get((fold_source_key(values[KEY]), self._find_payer(values))) for values in values_list]

    def _find_payer(self, values):
        """Return whose payment it is: the customer's, else whose invoice it is for."""
        if values.get("partner_id"):
            return self.env["res.partner"].browse(values["partner_id"]).commercial_partner_id
        return self.env["account.move"].browse(values.get("settles_id")).commercial_partner_id

    # -- what is written --------------------------------------------------------------------------------

    @api.model
    def _prepare_values(self, values, context):
        vals = super()._prepare_values(values, context)
        vals["source_status"] = values.get("source_status") or PAID
        if vals.get("settles_id") and not vals.get("partner_id"):
            vals["partner_id"] = self.env["account.move"].browse(vals["settles_id"]).partner_id.id
        return vals

    @api.model
    def _find_problem(self, vals, record):
        if not vals.get("partner_id", record.partner_id):
            return _lt("Nothing says whose payment it is: a customer, or an invoice, is needed.")
        if not vals.get("date", record.date):
            return _lt("Nothing says when it was paid.")
        return "" if vals.get("source_settled", record.source_settled) else _lt("A payment of nothing.")

    @api.model
    def _prepare_new(self, values, context):
        journals = as_source(context.env["account.journal"])
        return {
            "move_type": "entry",
            "journal_id": journals._get_of_source(context.feed.source_id, "bank").id,
            "company_id": context.company.id,
            "payment_reference": values[KEY],
        }

    @api.model
    def _create(self, vals_list):
        moves = as_source(self.env[self._feed_model])
        return moves.create([{**vals, **self._prepare_entry_vals(vals)} for vals in vals_list])

    def _prepare_entry_vals(self, vals):
        """Return the values of the entry, in the currency and at the rate of what it is for."""
        journal = self.env["account.journal"].browse(vals["journal_id"])
        item = self.env["account.move"].browse(vals.get("settles_id"))
        currency, rate = journal.company_id.currency_id, 1.0
        amount = -vals["source_settled"]
        if item:
            currency, rate = item.currency_id, get_rate(item)
            if item.move_type == "out_refund":
                amount = abs(amount)  # paid back
        partner = self.env["res.partner"].browse(vals["partner_id"])
        return prepare_entry_vals(partner, currency, amount, rate, journal)

    @api.model
    def _write(self, record, vals):
        record = as_source(record)
        if "settles_id" in vals:
            get_terms(record).remove_move_reconcile()
        booked = {name: vals[name] for name in _BOOKED if name in vals}
        record.write({name: value for name, value in vals.items() if name not in ("partner_id", "date")})
        if booked or "settles_id" in vals:
            fields = ("partner_id", "settles_id", "journal_id")
            now = {**{name: record[name].id for name in fields}, "source_settled": record.source_settled, **booked}
            OpenItems(self.env, None).rewrite(
                record, {**{name: booked[name] for name in booked}, **self._prepare_entry_vals(now)}
            )

    @api.model
    def _follow_up(self, records, context):
        OpenItems(self.env, context.get_day()).follow(records)
