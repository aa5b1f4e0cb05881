"""What the benchmarks of sending need: a company, customers with an address each, a message and its scenarios."""

from odoo import Command
from odoo.tools import SQL

COMPANY = "Sending Benchmark"
SENDER = "bench_sender"
SENTENCE = "Your next service is due soon: tyres, brakes and oil are checked while you have a coffee. "
LINKS = {
    "Book a date": "https://garage.example/book",
    "Offers": "https://garage.example/offers?season=winter&kind=tyres",
}
# The body of a plain newsletter: 5 kB, three links and the unsubscribe link.
BODY = (
    "<div><h2>Hello {first_name}</h2>"
    + "".join(f"<p>{SENTENCE * 3}</p>" for _paragraph in range(14))
    + "".join(f'<p><a href="{url}" style="color: #1d4ed8">{label}</a></p>' for label, url in LINKS.items()).replace(
        "&", "&amp;"
    )
    + '<p><a href="https://garage.example/contact">Write to us</a></p>'
    + '<p><small><a href="{unsubscribe}">Unsubscribe</a></small></p></div>'
)


class Stage:
    """Makes what is missing, in a company of its own that no other benchmark sees, and takes away what was sent.

    :param env: of the superuser
    :param int port: of the mail server
    """

    def __init__(self, env, port):
        self.company = env["res.company"].search([("name", "=", COMPANY)]) or env["res.company"].create(
            {"name": COMPANY, "currency_id": env.ref("base.EUR").id}
        )
        self.env = env(context={"allowed_company_ids": self.company.ids, "tracking_disable": True})
        self._lift_law()
        self.sender = self._ensure_sender()
        self.env["ir.mail_server"].search([]).active = False
        self.server = self.env["ir.mail_server"].create(
            {"name": COMPANY, "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_encryption": "none"}
        )
        self.message = self.env["dealership.message"].create(
            {
                "name": COMPANY,
                "subject": "{{ customer.first_name }}, your next service",
                "body_html": BODY.format(first_name="{{ customer.first_name }}", unsubscribe="{{ unsubscribe_link }}"),
            }
        )
        self.scenarios = self.env["dealership.scenario"]
        self.env.cr.commit()

    def _lift_law(self):
        """Have the company write to whoever has not refused: its customers never bought anything."""
        rules = self.env["dealership.contact.rule"]
        if not rules.search_count([("company_id", "=", self.company.id)]):
            decision = {"kind": "consent", "need": "opt_out", "purpose": False, "note": "For benchmarks"}
            rules.create({"company_id": self.company.id, **decision})

    def _ensure_sender(self):
        users = self.env["res.users"].with_context(no_reset_password=True)
        return users.search([("login", "=", SENDER)]) or users.create(
            {
                "name": "Benchmark Sender",
                "login": SENDER,
                "email": "sender@sender.example",
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [Command.set(self.env.ref("crm_dealership.group_dealership_administrator").ids)],
            }
        )

    def ensure_customers(self, count):
        """Return the town in which as many customers live."""
        town = f"Town of {count}"
        self.env.cr.execute(
            SQL(
                """WITH place AS (
                       SELECT count(*) AS settled FROM res_partner WHERE company_id = %(company)s AND city = %(town)s)
                   INSERT INTO res_partner (
                       company_id, name, complete_name, firstname, lastname, type, active, is_company, partner_share,
                       employee, lang, city, email, email_normalized, autopost_bills, color, customer_rank,
                       supplier_rank, message_bounce, create_uid, create_date, write_uid, write_date)
                   SELECT %(company)s, 'Anna Nom' || number, 'Anna Nom' || number, 'Anna', 'Nom' || number, 'contact',
                          TRUE, FALSE, TRUE, FALSE, 'en_US', %(town)s, 'c' || number || '@' || %(count)s || '.example',
                          'c' || number || '@' || %(count)s || '.example', 'ask', 0, 1, 0, 0, 1, now(), 1, now()
                     FROM place, generate_series(settled + 1, %(count)s) AS number""",
                company=self.company.id,
                town=town,
                count=count,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET commercial_partner_id = id, same_customer_id = id"
                " WHERE commercial_partner_id IS NULL AND city = %s",
                town,
            )
        )
        self.env.cr.commit()
        return town

    def make_scenario(self, count, **vals):
        """Return an active scenario for a town of ``count`` customers that has not run yet."""
        rule = {"attribute": "customer.city", "operator": "is", "value": self.ensure_customers(count)}
        targeting = self.env["dealership.targeting"].create(
            {"name": COMPANY, "subject": "customer", "rule_tree": {"match": "all", "rules": [rule]}}
        )
        scenario = self.env["dealership.scenario"].create(
            {
                "name": COMPANY,
                "targeting_id": targeting.id,
                "user_id": self.sender.id,
                "signatory": "user",
                "signatory_user_id": self.sender.id,
                "mail_server_id": self.server.id,
                "step_ids": [Command.create({"message_id": self.message.id})],
                "state": "active",
                **vals,
            }
        )
        self.scenarios += scenario
        self.env.cr.commit()
        return scenario

    def clean(self):
        """Delete all but the company and its customers."""
        cr = self.env.cr
        cr.rollback()
        for statement in (
            SQL("DELETE FROM dealership_scenario WHERE company_id = %s", self.company.id),
            SQL("DELETE FROM dealership_targeting WHERE name = %s", COMPANY),
            SQL("DELETE FROM dealership_message WHERE name = %s", COMPANY),
            SQL("DELETE FROM mailing_mailing WHERE subject = %s", COMPANY),
            SQL("DELETE FROM mail_message WHERE model = 'res.partner' AND record_company_id = %s", self.company.id),
            SQL("DELETE FROM ir_mail_server WHERE name = %s", COMPANY),
        ):
            cr.execute(statement)
        cr.commit()
        self.env.invalidate_all(flush=False)
