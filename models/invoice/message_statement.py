from typing import NamedTuple

from odoo import models

from ...engine.scenario.printing import Amount, printers
from ...engine.scenario.rich import Rich
from ...engine.scenario.values import Value, ValueField
from .recipient_statements import RecipientStatements


class CategoryInvoice(models.AbstractModel):
    """The statement of a reminder: its table, its totals, and what a sentence needs of them."""

    _inherit = "dealership.category.invoice"

    def _get_message_values(self):
        return [*super()._get_message_values(), self._get_statement_value()]

    def _get_statement_value(self):
        return Value(
            "statement",
            self.env._("Statement"),
            lambda source: _read_statement(self.env, source),
            {
                "table": ValueField(self.env._("Table of the invoices"), lambda it, source: it.printer.print_table()),
                "total_due": ValueField(self.env._("Total due"), lambda it, source: it.printer.print_totals("due")),
                "total_with_fees": ValueField(
                    self.env._("Total due with late interest and fee"),
                    lambda it, source: it.printer.print_totals("with_fees"),
                ),
                "count": ValueField(self.env._("Number of invoices"), lambda it, source: len(it.statement.move_ids)),
                "numbers": ValueField(
                    self.env._("Numbers of the invoices"),
                    lambda it, source: ", ".join(dict.fromkeys(late.line.number for late in it.statement.lines)),
                ),
                "due_date": ValueField(
                    self.env._("Oldest due date"), lambda it, source: it.statement.lines[0].line.due_on
                ),
                "days_late": ValueField(self.env._("Days late"), lambda it, source: it.statement.days_late),
            },
        )


class _Stated(NamedTuple):
    statement: object
    printer: object


def _read_statement(env, source):
    """Return the statement of one recipient, None when nothing is due; those of a whole message are read together."""
    cache = source.batch.cache
    if "statements" not in cache:
        cache["statements"] = RecipientStatements(env, source.batch.recipients, source.now, source.viewer)
    statement = cache["statements"].get(source.recipient, source.company, source.point_of_sale)
    if not statement.lines:
        return None
    return _Stated(statement, StatementPrinter(env, source.customer.env.lang, statement))


class StatementPrinter:
    """Prints a statement in the language of its reader.

    :param env: as superuser
    :param str lang: an installed Odoo language code
    :param statement: ``engine.invoice.statement.Statement``
    """

    def __init__(self, env, lang, statement):
        self.env = env
        self.lang = lang
        self.statement = statement
        self.printers = printers(lang)

    def print_amount(self, value, currency):
        return self.printers[Amount](Amount(value, currency))

    def print_date(self, day):
        return self.printers["short_date"](day)

    def print_totals(self, what):
        return " + ".join(self.print_amount(getattr(total, what), total.currency) for total in self.statement.totals)

    def print_table(self):
        """Return the table as ``Rich``: HTML by a template that administrators may change, plain text line by line."""
        html = self.env["ir.qweb"]._render(
            "crm_dealership.statement_table", {"statement": self.statement, "printer": self}, lang=self.lang
        )
        return Rich(html, "\n".join(self._get_text_lines()))

    def _get_text_lines(self):
        env = self.env(context={**self.env.context, "lang": self.lang})
        for late in self.statement.lines:
            line = late.line
            yield env._(
                "%(number)s of %(date)s, due on %(due_date)s: %(amount)s",
                number=line.number,
                date=self.print_date(line.dated),
                due_date=self.print_date(line.due_on),
                amount=self.print_amount(line.due, line.currency),
            )
        for late in self.statement.credits:
            line = late.line
            yield env._(
                "%(number)s of %(date)s, in your favour: %(amount)s",
                number=line.number,
                date=self.print_date(line.dated),
                amount=self.print_amount(line.due, line.currency),
            )
        yield env._("Total due: %s", self.print_totals("due"))
