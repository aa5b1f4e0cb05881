"""Whom one may contact, and whom one keeps, at volume: lists, purchases and purges, cold and warm."""

import io
import time
from itertools import islice

from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_dealership.engine.contact.address_list import read_addresses
from odoo.addons.crm_dealership.models.retention.retention import KINDS

from .measuring import Plan, measure, print_row
from .seeding import ADMINISTRATOR, NOW
from .statistics import COLD, WARM, forgotten, undisturbed, vacuum

BATCH = 200
# Of the invoices so many are credited, half of these in part.
CREDITED_SHARE = 0.06


class ContactingBench:
    """The measures, as an Administrator of the group; of it all, two rules and the credit notes stay.

    :param int lines: of the do-not-contact list
    :param int runs: how often each query is timed
    """

    def __init__(self, env, lines, runs, folder=None):
        user = env["res.users"].search([("login", "=", ADMINISTRATOR)])
        self.env = env(user=user, context={**env.context, "allowed_company_ids": user.company_id.ids})
        self.company = user.company_id
        self.lines, self.runs, self.folder = lines, runs, folder
        self.rules = self.env["dealership.contact.rules"].sudo()
        self.entries = self.env["dealership.do.not.contact"]

    def run(self):
        """Measure and print.

        :raise AssertionError: when an address of the list is lost, or more goes than was counted
        """
        self._decide_law()
        self._credit_invoices()
        self._know_kinds()
        print_row(["what", "of", "warm (ms)", "cold, times as long", "beside", "ratio", "read from end to end"])
        print_row(["---"] * 7)
        with undisturbed(self.env):
            self._measure_purchases()
            self._measure_list()
            self._measure_purge()

    # -- the stage ------------------------------------------------------------------------------------

    def _decide_law(self):
        """A purchase is enough, as in France; prospects are kept for three years."""
        rules = self.env["dealership.contact.rule"]
        vals = {"company_id": self.company.id, "note": "Benchmark", "purpose": "marketing"}
        if not rules.search_count([("company_id", "=", self.company.id)]):
            rules.create(
                [{**vals, "kind": "retention", "years": 3}, {**vals, "kind": "consent", "need": "soft_opt_in"}]
            )

    def _credit_invoices(self):
        """Make credit notes of some invoices, in full and in part."""
        done = self.env.execute_query(SQL("SELECT 1 FROM account_move WHERE move_type = 'out_refund' LIMIT 1"))
        if done:
            return
        columns = SQL(
            """company_id, journal_id, currency_id, partner_id, commercial_partner_id, counts_for_id, state, date,
               invoice_date, auto_post"""
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO account_move (%(columns)s, move_type, amount_total, reversed_entry_id)
                   SELECT %(columns)s, 'out_refund',
                          CASE WHEN id %% 2 = 0 THEN amount_total ELSE amount_total / 2 END, id
                     FROM account_move
                    WHERE move_type = 'out_invoice' AND state = 'posted' AND id %% 100 < %(share)s""",
                columns=columns,
                share=int(CREDITED_SHARE * 100),
            )
        )
        vacuum(self.env.cr, ["account_move"])

    def _know_kinds(self):
        """The seed writes customers without what is computed of them: one in twelve is a company."""
        self.env.cr.execute(
            SQL(
                """UPDATE res_partner SET customer_kind = CASE WHEN is_company THEN 'professional' ELSE 'consumer' END
                    WHERE customer_kind IS NULL"""
            )
        )
        vacuum(self.env.cr, ["res_partner"])

    # -- measuring ------------------------------------------------------------------------------------

    def _compare(self, name, count, query, beside=None, looks=False):
        """Time a query warm and cold, beside another; print the row and return what it found.

        :param bool looks: the product has PostgreSQL look first, at what it has never seen
        """
        ways = {"ours": lambda: self.env.execute_query(query)}
        if beside is not None:
            ways["beside"] = lambda: self.env.execute_query(beside)
        found, warm = measure(ways, self.runs)
        plan = Plan(self.env, query)
        scanned = self._get_scanned(plan)
        if self.folder:
            plan.save(self.folder, f"{name} {WARM}")
        with forgotten(self.env):
            started = time.perf_counter()
            if looks:
                tables = self.env["dealership.retention"]._get_tables()
                self.env["dealership.delivery"]._look_at_unknown(tables)
            looking = (time.perf_counter() - started) * 1000
            _found, cold = measure({"ours": ways["ours"]}, 1)
            if self.folder:
                Plan(self.env, query).save(self.folder, f"{name} {COLD}")
        ratio = warm["ours"] / warm["beside"] if beside is not None else ""
        times = (cold["ours"] + looking) / warm["ours"]
        print_row([name, count, warm["ours"], times, warm.get("beside", ""), ratio, scanned])
        return found["ours"]

    def _get_scanned(self, plan):
        return ", ".join(sorted(plan.scanned)) or "–"

    def _time(self, name, count, call, scanned=""):
        started = time.perf_counter()
        result = call()
        print_row([name, count, (time.perf_counter() - started) * 1000, "", "", "", scanned])
        return result

    def _get_judging_query(self, limit=None):
        people = SQL(
            "SELECT id AS partner_id, TRUE AS within FROM res_partner WHERE company_id = %s ORDER BY id %s",
            self.company.id,
            SQL("LIMIT %s", limit) if limit else SQL(),
        )
        reasons = self.rules._get_reasons(people, "marketing", "email", self.company, NOW)
        return SQL("SELECT reason, count(*) FROM (%s) AS judged GROUP BY reason", reasons)

    # -- what is measured -----------------------------------------------------------------------------

    def _measure_purchases(self):
        """Who has bought, less what was credited; beside it, as if nothing ever were."""
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        buyers = partners._search(self.rules._get_buyers_domain(self.company, NOW.date().replace(year=2000), NOW))
        buyers.order = None
        count = SQL("SELECT count(*) FROM (%s) AS buyer", buyers.select())
        bought = SQL(
            """SELECT count(*) FROM res_partner WHERE EXISTS (SELECT FROM account_move bought
                WHERE bought.counts_for_id = res_partner.commercial_partner_id AND bought.company_id = %(company)s
                  AND bought.move_type IN ('out_invoice', 'out_receipt') AND bought.state = 'posted')
                OR EXISTS (SELECT FROM dealership_repair_order repaired WHERE repaired.counts_for_id = res_partner.id
                  AND repaired.company_id = %(company)s AND repaired.status = 'closed')""",
            company=self.company.id,
        )
        [[total]] = self.env.execute_query(SQL("SELECT count(*) FROM res_partner"))
        self._compare("who has bought, credited or not", total, count, bought)
        for limit in (BATCH, None):
            self._compare(f"judging {limit or 'all'}", limit or total, self._get_judging_query(limit))

    def _measure_list(self):
        """A list by file, and what it costs to look at it."""
        before = {limit: self._get_judging_query(limit) for limit in (BATCH, None)}
        content = self._write_list()
        keys = self.env["dealership.customer.keys"]._get_keys()
        addresses, problems = self._time("reading a list", self.lines, lambda: read_addresses(content, keys, "FR"))
        assert len(addresses) == self.lines and not problems, f"{len(addresses)} addresses, {problems[:3]}"
        for what, expected in (("adding it", self.lines), ("adding it again", 0)):
            added = self._time(what, self.lines, lambda: self.entries._add(addresses, self.company, "Benchmark"))
            assert added == expected, f"{added} of {expected} lines added"
        self.env.cr.execute("ANALYZE dealership_do_not_contact")
        for limit, query in before.items():
            found = self._compare(
                f"judging {limit or 'all'}, with the list", limit or "", self._get_judging_query(limit), query
            )
        assert dict(found)["do_not_contact"] > 0

    def _write_list(self):
        """Return a CSV of so many lines: one in four addresses of a customer, the others of nobody."""
        emails = self.env.execute_query(
            SQL("SELECT email_normalized FROM res_partner WHERE email_normalized LIKE 'client%%' ORDER BY id")
        )
        known = [email for (email,) in islice(emails, 0, None, 3)][: self.lines // 4]
        file = io.StringIO()
        file.write("Nom;Courriel;Téléphone\n")
        for number in range(self.lines):
            if number < len(known):
                file.write(f"Nom {number};{known[number].upper()};\n")
            elif number % 2:
                file.write(f"Nom {number};personne.{number}@example.net;\n")
            else:
                file.write(f"Nom {number};;06{20_000_000 + number}\n")
        return file.getvalue().encode()

    def _measure_purge(self):
        """Counting what could go, kind by kind; then a purge, batch by batch."""
        retention = self.env["dealership.retention"].sudo()
        counts = {}
        for kind, _label, model in KINDS:
            domain = retention._get_domain(kind, self.company, NOW)
            query = self.env[model].sudo().with_context(active_test=False)._search(Domain(domain))
            query.order = None
            counted = SQL("SELECT count(*) FROM (%s) AS counted", query.select())
            [[counts[kind]]] = self._compare(f"counting {kind}", "", counted, looks=True)
        purge = self.env["dealership.purge"]._make(self.company, NOW).sudo()
        assert {line.kind: line.counted_count for line in purge.line_ids} == counts
        purge._start(NOW)
        batches = min(10, -(-counts["prospect"] // 20))
        gone = self._time(f"purging {batches} batches", "", lambda: sum(purge._let_go_some() for _ in range(batches)))
        line = purge.line_ids.filtered(lambda one: one.kind == "prospect")
        assert gone == line.purged_count, f"{gone} went, {line.purged_count} noted"
        print_row(["  records of these", gone, "", "", "", "", ""])
        line.last_id = line.last_id + 10**9
