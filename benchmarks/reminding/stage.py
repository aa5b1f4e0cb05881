"""What the benchmark of reminders needs: a company whose customers owe it money, and its reminder scenario."""

from odoo import Command
from odoo.tools import SQL

from ..dealership_group.seeding import NOW
from ..mailing.processes import run_odoo_script

COMPANY = "Reminder Benchmark"
LOGIN = "bench_accountant"
# One credit note for so many invoices.
CREDIT_NOTES = 50

CUSTOMERS = """
INSERT INTO res_partner (
    company_id, name, complete_name, type, active, is_company, partner_share, employee, lang, email, email_normalized,
    autopost_bills, color, customer_rank, supplier_rank, message_bounce, create_uid, create_date, write_uid, write_date)
SELECT %(company)s, 'Claire Nom' || number, 'Claire Nom' || number, 'contact', TRUE, FALSE, TRUE, FALSE, 'en_US',
       'd' || number || '@' || %(customers)s || '.example', 'd' || number || '@' || %(customers)s || '.example',
       'ask', 0, 1, 0, 0, 1, now(), 1, now()
  FROM generate_series(1, %(customers)s) AS number
"""
WHOLE = """
UPDATE res_partner SET commercial_partner_id = id, same_customer_id = id
 WHERE email LIKE 'd%%' AND company_id = %(company)s
"""
INVOICES = """
INSERT INTO account_move (
    journal_id, company_id, currency_id, partner_id, commercial_partner_id, counts_for_id, invoice_user_id, name, state,
    move_type, auto_post, payment_state, date, invoice_date, invoice_date_due, amount_untaxed, amount_total,
    amount_residual, amount_total_signed, amount_residual_signed, checked, create_uid, create_date, write_uid,
    write_date)
SELECT %(journal)s, %(company)s, %(currency)s, customer.id, customer.id, customer.id, %(user)s, 'BENCH/' || number,
       'posted', move_type, 'no', 'not_paid', due_on - 30, due_on - 30, due_on, amount, amount, amount, sign * amount,
       sign * amount, TRUE, 1, now(), 1, now()
  FROM (SELECT number, %(today)s::date - (5 + number %% 120) AS due_on, 100 + number %% 900 AS amount,
               CASE WHEN number > %(invoices)s THEN 'out_refund' ELSE 'out_invoice' END AS move_type,
               CASE WHEN number > %(invoices)s THEN -1 ELSE 1 END AS sign
          FROM generate_series(1, %(invoices)s + %(credit_notes)s) AS number) AS invoice
  JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM res_partner WHERE company_id = %(company)s
           AND email LIKE 'd%%.example') AS customer ON customer.place = 1 + number %% %(customers)s
"""
# What is owed and what was sold: the two sides of each invoice.
LINES = """
INSERT INTO account_move_line (
    move_id, move_name, journal_id, company_id, company_currency_id, currency_id, partner_id, account_id, parent_state,
    display_type, name, date, invoice_date, date_maturity, debit, credit, balance, amount_currency, amount_residual,
    amount_residual_currency, reconciled, quantity, sequence, create_uid, create_date, write_uid, write_date)
SELECT move.id, move.name, move.journal_id, move.company_id, move.currency_id, move.currency_id, move.partner_id,
       side.account, 'posted', side.display_type, move.name, move.date, move.invoice_date,
       CASE WHEN side.is_owed THEN move.invoice_date_due END, GREATEST(balance, 0), GREATEST(-balance, 0), balance,
       balance, CASE WHEN side.is_owed THEN balance ELSE 0 END, CASE WHEN side.is_owed THEN balance ELSE 0 END,
       FALSE, 1, 1, 1, now(), 1, now()
  FROM account_move move
  JOIN (VALUES (%(receivable)s, 'payment_term', TRUE, 1), (%(income)s, 'product', FALSE, -1))
       AS side (account, display_type, is_owed, sign) ON TRUE
  JOIN LATERAL (SELECT side.sign * move.amount_total_signed AS balance) AS value ON TRUE
 WHERE move.company_id = %(company)s
"""


class ReminderStage:
    """A company of its own for each number of customers; the invoices stay, what was planned is taken away.

    :param env: of the superuser
    :param int customers: of which each owes two or three invoices
    :param int invoices: all overdue
    :param int port: of the mail server
    """

    def __init__(self, env, customers, invoices, port):
        name = f"{COMPANY} {customers} {invoices}"
        company = env["res.company"].search([("name", "=", name)])
        self.is_new = not company
        self.company = company or env["res.company"].create({"name": name, "currency_id": env.ref("base.EUR").id})
        env.user.company_ids = [Command.link(self.company.id)]
        self.env = env(context={"allowed_company_ids": self.company.ids, "tracking_disable": True})
        self.customers = customers
        self.invoices = invoices
        self.user = self._ensure_user()
        if self.is_new:
            self._seed()
        self.env["ir.mail_server"].search([]).active = False
        self.server = self.env["ir.mail_server"].create(
            {"name": COMPANY, "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_encryption": "none"}
        )

    def __enter__(self):
        return self

    def __exit__(self, *_exc_info):
        self.clean()

    def _ensure_user(self):
        login = f"{LOGIN}_{self.company.id}"
        users = self.env["res.users"].with_context(no_reset_password=True)
        return users.search([("login", "=", login)]) or users.create(
            {
                "name": "Benchmark Accountant",
                "login": login,
                "email": "accountant@sender.example",
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [Command.set(self.env.ref("crm_dealership.group_dealership_administrator").ids)],
            }
        )

    def _seed(self):
        accounts = self.env["account.account"].with_company(self.company)
        receivable, income = accounts.create(
            [
                {"name": "Customers", "code": "411000", "account_type": "asset_receivable", "reconcile": True},
                {"name": "Sales", "code": "707000", "account_type": "income"},
            ]
        )
        journal = self.env["account.journal"].create(
            {
                "name": "Customer Invoices",
                "code": "BENCH",
                "type": "sale",
                "company_id": self.company.id,
                "default_account_id": income.id,
            }
        )
        self.env.flush_all()
        values = {
            "company": self.company.id,
            "currency": self.company.currency_id.id,
            "journal": journal.id,
            "receivable": receivable.id,
            "income": income.id,
            "user": self.user.id,
            "today": NOW.date(),
            "customers": self.customers,
            "invoices": self.invoices,
            "credit_notes": self.invoices // CREDIT_NOTES,
        }
        for statement in (CUSTOMERS, WHOLE, INVOICES, LINES):
            self.env.cr.execute(statement, values)
        self.env.cr.commit()

    def _make_scenario(self):
        """Return the active scenario of customers with an e-mail address, with the texts of the gallery."""
        setup = (
            self.env["dealership.reminder.setup"]
            .with_user(self.user)
            .create(
                {
                    "profile_id": self.env.ref("crm_dealership.customer_profile_standard").id,
                    "company_id": self.company.id,
                    "signatory_user_id": self.user.id,
                }
            )
        )
        scenario = setup._create_scenarios().filtered(lambda each: each.reminder_audience == "with_email").sudo()
        scenario.mail_server_id = self.server
        # Odoo prints the invoices once, for whoever sends them: that would be what is measured.
        scenario.step_ids.attach_invoices = False
        scenario.action_activate()
        return scenario

    def remind(self, batches):
        """Plan a night's reminders and send some of them, in a process of its own, by a scenario that is new.

        :return: seconds and deliveries of the planning, seconds and e-mails of the sending, then the memory: at the
            beginning, after planning, after sending, in MB at most
        """
        scenario = self._make_scenario()
        self.env.cr.commit()
        words = run_odoo_script("reminding/worker.py", self.env.cr.dbname, scenario.id, NOW.isoformat(), batches)
        return [float(word) for word in words]

    def take_back(self):
        """Delete what was planned and sent; the invoices stay for the next time."""
        cr = self.env.cr
        cr.rollback()
        for statement in (
            SQL("DELETE FROM dealership_scenario WHERE company_id = %s", self.company.id),
            SQL("DELETE FROM dealership_targeting WHERE company_id = %s", self.company.id),
            SQL("DELETE FROM dealership_message WHERE company_id = %s", self.company.id),
            SQL("DELETE FROM mail_message WHERE model = 'res.partner' AND record_company_id = %s", self.company.id),
        ):
            cr.execute(statement)
        cr.commit()
        self.env.invalidate_all(flush=False)

    def clean(self):
        """Take back what was sent, and the mail server."""
        self.take_back()
        self.env.cr.execute(SQL("DELETE FROM ir_mail_server WHERE name = %s", COMPANY))
        self.env.cr.commit()
