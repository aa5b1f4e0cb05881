from odoo.fields import Command
from odoo.tools.translate import LazyTranslate

from ...engine.feed.invoice_states import ABSENT, CANCELLED
from ..client.inner_context import with_inner

_lt = LazyTranslate(__name__, default_lang="en_US")

# Why undoing a load takes none of them back.
LASTING = _lt("It is posted: load a file that says it is cancelled.")

_QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True, "mail_notrack": True}


def as_source(records):
    """Return moves, or their model, in an environment in which the journals of sources can be written."""
    return with_inner(records.with_context(**_QUIET, no_exchange_difference=True), dealership_feed=True)


def get_terms(moves):
    """Return the lines of moves that stand for what is owed, or for what settles it."""
    return moves.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")


def get_rate(item):
    """Return the rate of an item; what settles it elsewhere has the same, and makes no difference of exchange here."""
    terms = get_terms(item)
    in_currency = sum(terms.mapped("amount_currency"))
    return sum(terms.mapped("balance")) / in_currency if in_currency else 1.0


class OpenItems:
    """Has the accounts follow what sources say of invoices, credit notes and payments.

    Of each invoice so much is settled as its source says: by the payments and credit notes that it tells of, by what
    somebody has noted here, and for the rest by *balancing* entries of ours. What the source tells of later takes the
    place of these, so that nothing is settled twice; what was paid here stays paid, whatever the
    source has not heard of yet.

    :param env: as superuser, in the company
    :param date day: on which what is settled without a date is taken to be
    """

    def __init__(self, env, day):
        self.env = env
        self.day = day

    def follow(self, moves):
        """Bring invoices, credit notes and payments of one company to where their source says that they are."""
        moves = as_source(moves)
        self._put_in_state(moves)
        items = moves.filtered(lambda move: move.is_invoice()) | moves.settles_id
        gone = items.filtered(lambda item: item.state == "cancel")
        self._find_balancing(gone).button_cancel()
        self._match(items - gone)
        self._balance(items - gone)

    def rewrite(self, move, vals):
        """Change what stands in a posted entry; what it was matched with is matched with it again.

        :raise UserError: it lies in a period that is closed
        """
        move = as_source(move)
        terms = get_terms(move)
        matched = terms.matched_debit_ids.debit_move_id + terms.matched_credit_ids.credit_move_id
        terms.remove_move_reconcile()
        if move.state != "draft":
            move.button_draft()
        move.write(vals)
        if move.source_status != CANCELLED:
            move._post(soft=False)
            self._reconcile([get_terms(move) + matched])

    # -- which state they are in ------------------------------------------------------------------------

    def _put_in_state(self, moves):
        cancelled = moves.filtered(lambda move: move.source_status == CANCELLED)
        going = cancelled.filtered(lambda move: move.state != "cancel" and not self._is_locked(move))
        if going:
            going.button_cancel()
        back = (moves - cancelled).filtered(lambda move: move.state == "cancel")
        if back:
            back.button_draft()
        drafts = (moves - going).filtered(lambda move: move.state == "draft")
        if drafts:
            drafts._post(soft=False)

    def _is_locked(self, move):
        """Nothing is taken out of a period that is closed: what is cancelled in it is settled today instead."""
        return move.state == "posted" and bool(move._get_violated_lock_dates(move.date, False))

    # -- what settles them ------------------------------------------------------------------------------

    def _find_balancing(self, items):
        return as_source(
            self.env["account.move"].search(
                [("settles_id", "in", items.ids), ("is_balancing", "=", True), ("state", "=", "posted")]
            )
        )

    def _match(self, items):
        """Match payments and credit notes with what they are for; they take the place of what stood for them."""
        telling = self.env["account.move"].search(
            [("settles_id", "in", items.ids), ("is_balancing", "=", False), ("state", "=", "posted")]
        )
        loose = get_terms(telling).filtered(lambda line: not line.reconciled)
        if not loose:
            return
        self._find_balancing(loose.move_id.settles_id).button_cancel()
        self._reconcile(
            [get_terms(item) + lines for item, lines in loose.grouped(lambda line: line.move_id.settles_id).items()]
        )

    def _reconcile(self, groups):
        plan = [lines.filtered(lambda line: not line.reconciled) for lines in groups]
        plan = [lines for lines in plan if len(set(lines.mapped(lambda line: line.balance > 0))) == 2]
        if plan:
            as_source(self.env["account.move.line"])._reconcile_plan(plan)

    def _balance(self, items):
        """Have entries of ours settle what is settled there and by nothing else here.

        What is settled by and by is so by one entry each; where less is settled than it was, the last ones go.
        """
        there = self._find_balancing(items).sorted("id").grouped("settles_id")
        superseded, wanted = self.env["account.move"], {}
        for item in items:
            entries = there.get(item, superseded.browse())
            balanced = sum(entries.mapped("amount_total"))
            missing = self._get_missing(item, balanced)
            while item.currency_id.compare_amounts(balanced, missing) > 0:
                superseded |= entries[-1]
                balanced -= entries[-1].amount_total
                entries = entries[:-1]
            if item.currency_id.compare_amounts(missing, balanced) > 0:
                wanted[item] = item.currency_id.round(missing - balanced)
        if superseded:
            as_source(superseded).button_cancel()
        if wanted:
            vals_list = [self._prepare_balancing_vals(item, amount) for item, amount in wanted.items()]
            entries = as_source(self.env["account.move"]).create(vals_list)
            entries._post(soft=False)
            self._reconcile([get_terms(entry.settles_id) + get_terms(entry) for entry in entries])

    def _get_missing(self, item, balanced):
        """Return how much of an item has to be settled by balancing entries.

        :param float balanced: by those that there are
        """
        settled = item.amount_total if item.source_status in (CANCELLED, ABSENT) else item.source_settled
        missing = item.amount_residual + balanced - (item.amount_total - settled)
        return max(item.currency_id.round(missing), 0)

    def _get_journal(self, item):
        """Money that came in goes through the journal of payments; nobody is thanked for what has only vanished."""
        if item.source_status in (CANCELLED, ABSENT):
            return item.journal_id
        return as_source(self.env["account.journal"])._get_of_source(item.dealership_source_id, "bank")

    def _prepare_balancing_vals(self, item, amount):
        journal = self._get_journal(item)
        signed = -amount if item.move_type == "out_invoice" else amount
        named = {"name": self._find_name(item)} if journal == item.journal_id else {}
        day = item.source_settled_on if journal != item.journal_id else None
        return {
            **prepare_entry_vals(item.commercial_partner_id, item.currency_id, signed, get_rate(item), journal),
            **named,
            "date": max(day or self.day, item.invoice_date),
            "ref": item.name,
            "settles_id": item.id,
            "is_balancing": True,
        }

    def _find_name(self, item):
        """Return what an entry among the invoices is called, where Odoo would count on from the source's numbers."""
        return f"{item.name} - {self.env['account.move'].search_count([('settles_id', '=', item.id)]) + 1}"


def prepare_entry_vals(partner, currency, amount, rate, journal):
    """Return the values of an entry that adds an amount to what a customer owes, negative when it settles some.

    :param float amount: in ``currency``
    :param float rate: of the company's currency for one of it
    :param journal: of a source
    """
    company = journal.company_id
    accounts = company._get_open_items_accounts()
    balance = company.currency_id.round(amount * rate)
    return {
        "move_type": "entry",
        "journal_id": journal.id,
        "company_id": company.id,
        "partner_id": partner.id,
        "currency_id": currency.id,
        "line_ids": [Command.clear()]
        + [
            Command.create(
                {
                    "account_id": account.id,
                    "partner_id": partner.id,
                    "currency_id": currency.id,
                    "amount_currency": sign * amount,
                    "balance": sign * balance,
                }
            )
            for account, sign in zip(accounts, (1, -1), strict=True)
        ],
    }
