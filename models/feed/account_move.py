from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.feed.invoice_states import STATUSES
from ..client.inner_context import get_inner


class AccountMove(models.Model):
    """Invoices, credit notes and payments that a source has told of: they follow what it says, and are nobody's books.

    A loaded invoice is one in a journal of a source. Its number is the source's; it has one line, without tax, on the
    counterpart of its receivable. What the source says has been settled of it is kept beside it, and the accounts
    follow (``OpenItems``).
    """

    _inherit = "account.move"

    dealership_source_id = fields.Many2one(related="journal_id.dealership_source_id", string="Loaded From")
    source_status = fields.Selection(
        STATUSES, string="Status There", readonly=True, copy=False, help="What the source says of it."
    )
    source_settled = fields.Monetary(
        string="Settled There",
        readonly=True,
        copy=False,
        help="How much of it is settled, as the source says; of a payment, how much it is: negative when paid back.",
    )
    source_settled_on = fields.Date(string="Settled There On", readonly=True, copy=False)
    settles_id = fields.Many2one(
        "account.move",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The loaded invoice that this payment or credit note is for.",
    )
    is_balancing = fields.Boolean(
        readonly=True, copy=False, help="Settles what the source says is settled and tells no payment of."
    )
    reminders_held = fields.Boolean(
        string="Not Reminded Of",
        readonly=True,
        copy=False,
        help="Was there when its feed went live: nobody is reminded of it before somebody says so on the feed.",
    )

    @api.constrains("journal_id")
    def _check_journal_of_source(self):
        """What stands in a journal of a source comes from it; a payment noted here of its invoices is a payment."""
        if get_inner(self.env, "dealership_feed"):
            return
        for move in self:
            source = move.journal_id.sudo().dealership_source_id  # sudo: whose journal it is, no more
            if source and not move.origin_payment_id:
                raise ValidationError(
                    self.env._(
                        "What stands in the journal %(journal)s comes from %(origin)s: choose another journal, or "
                        "enter it there.",
                        journal=move.journal_id.display_name,
                        origin=source.name,
                    )
                )

    def _compute_display_send_button(self):
        res = super()._compute_display_send_button()
        self.filtered(lambda move: move._is_loaded()).display_send_button = False
        return res

    # -- Odoo's own ways -------------------------------------------------------------------------------

    def _is_loaded(self):
        return bool(self.journal_id.sudo().dealership_source_id)  # sudo: as above

    def _must_check_constrains_date_sequence(self):
        """The number is the source's, whatever it says of the year."""
        return super()._must_check_constrains_date_sequence() and not self._is_loaded()

    def _sequence_matches_date(self):
        return self._is_loaded() or super()._sequence_matches_date()

    def _post(self, soft=True):
        """Keep what sources tell of out of the books, and the books out of what sources tell of."""
        for move in self:
            company = move.company_id.sudo()  # sudo: which accounts they are, no more
            ours = company.dealership_open_items_account_id + company.dealership_open_items_counterpart_id
            accounts = move.line_ids.account_id if ours else ours
            if accounts & ours and accounts - ours:
                raise UserError(
                    self.env._(
                        "%(move)s: the accounts %(accounts)s stand for what is kept elsewhere, and go with no other. A "
                        "payment of such an invoice is noted in a journal of its source.",
                        move=move.display_name,
                        accounts=", ".join(ours.mapped("display_name")),
                    )
                )
        return super()._post(soft=soft)
