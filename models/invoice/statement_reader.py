from collections import defaultdict

from odoo.tools import SQL

from ...engine.customer_kind import LATE_PAYERS
from ...engine.invoice.late_payment import LatePaymentTerms
from ...engine.invoice.statement import CREDIT_NOTE, INVOICE, PAYMENT, StatementLine, make_statement
from ...engine.invoice.steps import NOTICE, THANKS
from ..ledger.look_up import look_up
from .receivables import DUE_ON, IS_OPEN, LINES, get_disputed_sql

KINDS = {"out_invoice": INVOICE, "out_refund": CREDIT_NOTE}


class StatementReader:
    """Reads what many messages to customers are about, in a constant number of queries.

    :param env: as superuser: the scenario's responsible chose the invoices, and a message prints their figures
    :param delivery_ids: deliveries that carry a message, with those gathered into them
    :param dict carriers: delivery → the one that will carry its message, of those that are not gathered yet
    :param previews: ``(partner_id, company_id)`` of messages shown without a delivery: all that is open
    """

    def __init__(self, env, delivery_ids=(), previews=(), carriers=None):
        self.env = env
        self.concerned = self._read_concerned([*delivery_ids, *(carriers or ())], carriers or {})
        self.customers = self._read_customers([partner_id for partner_id, _company_id in previews])
        self.currencies = {}
        self.lines = self._read_lines(previews)
        self.receipts = self._read_receipts()

    def get(self, delivery_id, today):
        """Return the ``Statement`` of a delivery on a local day."""
        concerned = self.concerned[delivery_id]
        company = self._get_company(concerned["company_id"])
        if concerned["role"] == THANKS:
            keys, lines = concerned["keys"], self.receipts.get(delivery_id, [])
            return make_statement(lines, keys, today, company.currency_id.name, net_credits=False)
        return self._make(
            concerned["customer_id"],
            company,
            concerned["keys"],
            today,
            net_credits=concerned["role"] != NOTICE,
            add_fees=concerned["add_late_fees"] and concerned["customer_kind"] in LATE_PAYERS,
        )

    def get_owed(self, delivery_id, today):
        """Return what is owed by the statement of a delivery, in the company's currency."""
        company = self._get_company(self.concerned[delivery_id]["company_id"])
        totals = self.get(delivery_id, today).totals
        return sum(
            self._get_currency(total.currency)._convert(total.due, company.currency_id, company, today, round=False)
            for total in totals
        )

    def _get_currency(self, name):
        if name not in self.currencies:
            currencies = self.env["res.currency"].with_context(active_test=False)
            self.currencies[name] = currencies.search([("name", "=", name)], limit=1)
        return self.currencies[name]

    def show_to(self, viewer):
        """Leave what somebody may see: all that is owed to their companies if receivables are theirs to see, and of the
        rest the invoices that they may read.
        """
        sees_all = viewer.companies.ids if viewer["dealership.receivable"].has_access("read") else []
        hidden = {key: lines for key, lines in self.lines.items() if key[1] not in sees_all}
        moves = viewer["account.move"].browse({line.move_id for lines in hidden.values() for line in lines})
        shown = set(moves._filtered_access("read").ids)
        for key, lines in hidden.items():
            self.lines[key] = [line for line in lines if line.move_id in shown]

    def get_preview(self, partner_id, company, today):
        """Return the ``Statement`` of all that a customer owes a company."""
        customer_id = self.customers.get(partner_id, partner_id)
        keys = {(line.move_id, line.due_on) for line in self.lines[customer_id, company.id]}
        return self._make(customer_id, company, keys, today, net_credits=True, add_fees=False)

    def _make(self, customer_id, company, keys, today, net_credits, add_fees):
        terms = None
        if add_fees:
            terms = LatePaymentTerms(
                company.dealership_late_interest_rate, company.dealership_recovery_fee, company.currency_id.name
            )
        lines = self.lines[customer_id, company.id]
        return make_statement(lines, keys, today, company.currency_id.name, net_credits, terms)

    def _get_company(self, company_id):
        return self.env["res.company"].browse(company_id)

    # -- reading --------------------------------------------------------------------------------------

    def _read_concerned(self, delivery_ids, carriers):
        """Return delivery → what its message is about."""
        if not delivery_ids:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT delivery.id, COALESCE(delivery.gathered_into_id, delivery.id), delivery.company_id,
                          partner.commercial_partner_id, customer.customer_kind, step.reminder_role,
                          COALESCE(step.add_late_fees, FALSE), delivery.res_id, instalment.date_maturity
                     FROM dealership_delivery delivery CROSS JOIN %(step)s CROSS JOIN %(enrolment)s
                     JOIN res_partner partner ON partner.id = delivery.partner_id
                     JOIN res_partner customer ON customer.id = partner.commercial_partner_id
                     JOIN account_move_line instalment ON instalment.move_id = delivery.res_id
                          AND instalment.display_type = 'payment_term'
                          AND (enrolment.due_on IS NULL OR instalment.date_maturity = enrolment.due_on)
                    WHERE delivery.res_model = 'account.move'
                      AND (delivery.id = ANY(%(ids)s) OR delivery.gathered_into_id = ANY(%(ids)s))""",
                ids=delivery_ids,
                step=look_up("dealership_scenario_step", "step", SQL("id = delivery.step_id")),
                enrolment=look_up("dealership_enrolment", "enrolment", SQL("id = delivery.enrolment_id")),
            )
        )
        concerned = {}
        for delivery_id, carrier_id, company_id, customer_id, kind, role, add_late_fees, move_id, due_on in rows:
            entry = concerned.setdefault(
                carriers.get(delivery_id, carrier_id),
                {
                    "company_id": company_id,
                    "customer_id": customer_id,
                    "customer_kind": kind,
                    "role": role,
                    "add_late_fees": add_late_fees,
                    "keys": set(),
                },
            )
            entry["keys"].add((move_id, due_on))
        return concerned

    def _read_customers(self, partner_ids):
        partners = self.env["res.partner"].browse(partner_ids)
        return {partner.id: partner.commercial_partner_id.id for partner in partners}

    def _read_lines(self, previews):
        """Return (customer, company) → ``StatementLine`` of all that is open between them."""
        pairs = {(entry["customer_id"], entry["company_id"]) for entry in self.concerned.values()}
        pairs |= {(self.customers[partner_id], company_id) for partner_id, company_id in previews}
        lines = defaultdict(list)
        if not pairs:
            return lines
        customer_ids = sorted({customer_id for customer_id, _company_id in pairs})
        company_ids = sorted({company_id for _customer_id, company_id in pairs})
        where = SQL(
            "line.partner_id = ANY(%s) AND line.company_id = ANY(%s) AND %s", customer_ids, company_ids, IS_OPEN
        )
        for customer_id, company_id, line in self._read(where, paid=False):
            lines[customer_id, company_id].append(line)
        return lines

    def _read_receipts(self):
        """Return delivery → ``StatementLine`` of the due dates that its thank-you is for."""
        thanked = {key: entry for key, entry in self.concerned.items() if entry["role"] == THANKS}
        move_ids = sorted({move_id for entry in thanked.values() for move_id, _due_on in entry["keys"]})
        if not move_ids:
            return {}
        where = SQL("line.move_id = ANY(%s) AND line.display_type = 'payment_term'", move_ids)
        by_key = defaultdict(list)
        for _customer_id, _company_id, line in self._read(where, paid=True):
            by_key[line.move_id, line.due_on].append(line)
        return {
            delivery_id: [line for key in entry["keys"] for line in by_key[key]]
            for delivery_id, entry in thanked.items()
        }

    def _read(self, where, paid):
        """Yield (customer, company, line); what is left of a line is its whole amount when ``paid``."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT line.partner_id, line.company_id, move.id, move.move_type,
                          COALESCE(NULLIF(move.name, '/'), line.name), COALESCE(move.invoice_date, line.date),
                          %s, line.amount_currency,
                          line.amount_residual_currency, currency.name, currency.rounding,
                          line.discount_date, line.discount_amount_currency, %s
                     FROM %s
                     JOIN res_currency currency ON currency.id = line.currency_id
                    WHERE %s ORDER BY line.id""",
                DUE_ON,
                get_disputed_sql("line"),
                LINES,
                where,
            )
        )
        for row in rows:
            line = self._make_line(*row[2:], paid)
            if line:
                yield row[0], row[1], line

    def _make_line(
        self,
        move_id,
        move_type,
        number,
        dated,
        due_on,
        amount,
        left,
        currency,
        rounding,
        discount_until,
        discounted,
        disputed,
        paid,
    ):
        """Return the ``StatementLine``; None for a debt that is no invoice, which reminders leave alone."""
        kind = KINDS.get(move_type, PAYMENT)
        if kind == PAYMENT and left >= 0:
            return None
        early = discount_until if discount_until and left == amount else None
        return StatementLine(
            kind=kind,
            number=number or "",
            dated=dated,
            due_on=due_on,
            amount=amount,
            due=amount if paid else left,
            currency=currency,
            digits=max(0, len(f"{rounding:.6f}".rstrip("0").partition(".")[2])),
            discount_until=early,
            discounted=discounted or 0.0 if early else 0.0,
            move_id=move_id,
            disputed=disputed and kind == INVOICE,
        )
