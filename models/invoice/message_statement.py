from odoo import models

from ...engine.scenario.printing import Amount, printers
from ...engine.scenario.rich import Rich
from .recipient_statements import RecipientStatements


class DealershipMessageValues(models.AbstractModel):
    """The statement of a reminder: its table, its totals, and what a sentence needs of them."""

    _inherit = "dealership.message.values"

    def _contents_statement(self, source):
        statement = self._get_statement(source)
        if not statement.lines:
            return {}
        printer = StatementPrinter(self.env, source.customer.env.lang, statement)
        return {
            "table": printer.print_table(),
            "total_due": printer.print_totals("due"),
            "total_with_fees": printer.print_totals("with_fees"),
            "count": len(statement.move_ids),
            "numbers": ", ".join(dict.fromkeys(late.line.number for late in statement.lines)),
            "due_date": statement.lines[0].line.due_on,
            "days_late": statement.days_late,
        }

    def _get_statement(self, source):
        """Return the statement of one recipient; those of all recipients of the message are read together."""
        cache = source.batch.cache
        if "statements" not in cache:
            cache["statements"] = RecipientStatements(
                self.env, source.batch.recipients, source.now, source.batch.viewer
            )
        return cache["statements"].get(source.recipient, source.company, source.point_of_sale)


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
