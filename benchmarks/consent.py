"""./dev bench consent: random decisions of many customers against a plain-Python model of what they come to; then what
lists, purchases and purges cost on the group of ``dealership_group``.

See ``docs/benchmarks.md``. Everything is rolled back.
"""

import argparse
import time
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random
from typing import NamedTuple

from odoo.tools import SQL

from .dealership_group.contacting import ContactingBench

START = datetime(2026, 1, 5, 8, 0)
DAYS = 120
# A day in the midst, of which the state is asked, too.
THIRD_OF_MARCH = datetime(2026, 3, 3, 23, 59, 59)
PURPOSES, CHANNELS = ("marketing", "service"), ("email", "sms")
FIRST_HAND, SECOND_HAND = ("form", "counter", "call", "keyword", "page"), ("import", "feed")
# How many decisions come in between two mergers, and between two erasures.
MERGE_EVERY, ERASE_EVERY = 150, 400


def main(env, arguments):
    """Decide, merge, erase and import at random, compare, and print how long the ledger took.

    :raise AssertionError: which names the first differences
    """
    parser = argparse.ArgumentParser(prog="./dev bench consent")
    parser.add_argument("--customers", type=int, default=10_000)
    parser.add_argument("--decisions", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--lines", type=int, default=100_000, help="of a do-not-contact list")
    parser.add_argument("--runs", type=int, default=5, help="of each query")
    parser.add_argument("--plans", type=Path, help="a folder to keep the plans in")
    parser.add_argument("--only", choices=("model", "volume"))
    options = parser.parse_args(arguments)
    if options.only != "volume":
        _compare_with_model(env, options)
    if options.only != "model":
        ContactingBench(env, options.lines, options.runs, options.plans).run()
    env.cr.rollback()


def _compare_with_model(env, options):
    life = RandomLife(env, options.customers, options.seed)
    started = time.monotonic()
    life.go_on(options.decisions)
    print(f"{options.decisions:,} decisions of {options.customers:,} customers, {life.merged} merged, "
          f"{len(life.erased)} lines of erased ones: {time.monotonic() - started:.0f} s")  # fmt: skip
    started = time.monotonic()
    print(f"{life.compare():,} states as in the model: {time.monotonic() - started:.0f} s")
    env.cr.rollback()


class Line(NamedTuple):
    """A decision as the model keeps it; ``number`` is the order of arrival."""

    at: datetime
    number: int
    granted: bool
    origin: str
    proof: bool
    key: tuple
    company: int
    topic: int


class RandomLife:
    """Customers of three companies who decide, are merged and erased, in the database and in plain Python."""

    def __init__(self, env, customers, seed):
        self.env = env(context={**env.context, "tracking_disable": True, "mail_create_nosubscribe": True})
        self.random = Random(seed)
        self.consents = self.env["dealership.consent"].sudo()
        currency = env.company.currency_id.id
        self.companies = self.env["res.company"].create(
            [{"name": f"Company {number} of {seed}", "currency_id": currency} for number in range(3)]
        )
        self.topics = self.env["dealership.topic"].create([{"name": name} for name in ("Tyres", "News")])
        vals_list = [{"name": f"Customer {number}", "email": f"c{number}@{seed}.test"} for number in range(customers)]
        partners = self.env["res.partner"].create(vals_list)
        self.lines = {partner.id: [] for partner in partners}
        self.customer_of = {partner.id: partner.id for partner in partners}
        addresses = [
            {"name": "Workshop", "type": "other", "parent_id": partner.id}
            for partner in self.random.sample(list(partners), customers // 20)
        ]
        for address in self.env["res.partner"].create(addresses):
            self.customer_of[address.id] = address.parent_id.id
        self.before = self._count_lines()
        self.before_erased = self.consents.search_count([("partner_id", "=", False), ("email_hash", "!=", False)])
        self.erased = []
        self.merged = self.number = 0

    def go_on(self, decisions):
        """Have so many lines written, at random dates in no order, many at once as imports and one by one."""
        until = self.number + decisions
        while self.number < until:
            count = min(self.random.choice((1, 1, 3, 200)), until - self.number)
            self._decide(count)
            self._happen(count, MERGE_EVERY, self._merge)
            self._happen(count, ERASE_EVERY, self._erase)

    def _happen(self, count, every, act):
        for _each in range(count):
            if len(self.lines) > 2 and self.random.random() < 1 / every:
                act()

    # -- what happens ---------------------------------------------------------------------------------

    def _decide(self, count):
        partners = self.random.choices(list(self.customer_of), k=count)
        vals_list = [self._draw_decision(partner) for partner in partners]
        if count == 3:  # one decision of several, by our own way in
            vals = vals_list[0]
            people = self.env["res.partner"].browse(partners)
            self._record(people, vals)
            partners = [partner.id for partner in people.same_customer_id]
            vals_list = [vals] * len(partners)
        else:
            self.consents.create(vals_list)
        for partner, vals in zip(partners, vals_list, strict=True):
            self._note(self.customer_of[partner], vals)

    def _record(self, people, vals):
        self.consents._record(
            people,
            vals["purpose"],
            vals["channel"],
            vals["granted"],
            f"said {self.number}",
            vals["decided_at"],
            self.companies.browse(vals["company_id"] or []),
            topic=self.topics.browse(vals["topic_id"] or []),
            origin=vals["origin"],
            wording=vals["wording"],
            evidence=vals["evidence"],
        )

    def _draw_decision(self, partner):
        draw = self.random
        company = draw.choice([*self.companies.ids, False])
        granted = draw.random() < 0.6
        return {
            "partner_id": partner,
            "company_id": company,
            "purpose": draw.choice(PURPOSES),
            "channel": draw.choice(CHANNELS),
            "topic_id": draw.choice([False, False, *self.topics.ids]),
            "granted": granted,
            "decided_at": START + timedelta(hours=draw.randrange(DAYS * 24)),
            "origin": draw.choice(FIRST_HAND if draw.random() < 0.6 else SECOND_HAND),
            "wording": "The group may write to me." if granted and not company else False,
            "evidence": draw.choice([False, "form 17"]),
        }

    def _note(self, customer, vals):
        self.lines[customer].append(
            Line(
                vals["decided_at"],
                self.number,
                vals["granted"],
                vals["origin"],
                bool(vals["wording"] or vals["evidence"]),
                (vals["purpose"], vals["channel"]),
                vals["company_id"],
                vals["topic_id"],
            )
        )
        self.number += 1

    def _merge(self):
        kept, gone = self.random.sample(list(self.lines), 2)
        partners = self.env["res.partner"].browse((kept, gone))
        self.env["base.partner.merge.automatic.wizard"]._merge(partners.ids, partners[0], extra_checks=False)
        self.lines[kept] += self.lines.pop(gone)
        del self.customer_of[gone]
        self.customer_of = {who: kept if owner == gone else owner for who, owner in self.customer_of.items()}
        self.merged += 1

    def _erase(self):
        have_addresses = {owner for who, owner in self.customer_of.items() if who != owner}
        gone = self.random.choice([each for each in self.lines if each not in have_addresses])
        self.env["res.partner"].browse(gone).unlink()
        self.erased += self.lines.pop(gone)
        del self.customer_of[gone]

    # -- what it comes to -----------------------------------------------------------------------------

    def compare(self):
        """Return how many states of how many moments were compared.

        :raise AssertionError: when one differs, or a line is lost
        """
        assert self._count_lines() - self.before == self.number, "lines were lost"
        domain = [("partner_id", "=", False), ("email_hash", "!=", False)]
        erased = self.consents.search_count(domain) - self.before_erased
        assert erased == len(self.erased), "lines of erased customers were lost"
        everybody = self.env["res.partner"].browse(self.customer_of)
        compared = 0
        keys = product(PURPOSES, CHANNELS, self.companies, [self.topics.browse(), *self.topics], (None, THIRD_OF_MARCH))
        for purpose, channel, company, topic, at in keys:
            found = self.consents._get_state(everybody, purpose, channel, at, company, topic)
            expected = self._tell_all((purpose, channel), company.id, topic.id, at)
            wrong = {who: (found[who], expected[who]) for who in found if found[who] is not expected[who]}
            assert found.keys() == expected.keys() and not wrong, (purpose, channel, company.id, topic.id, at, wrong)
            compared += len(found)
        return compared

    def _tell_all(self, key, company, topic, at):
        told = {customer: tell(lines, key, company, topic, at) for customer, lines in self.lines.items()}
        return {who: told[customer] for who, customer in self.customer_of.items()}

    def _count_lines(self):
        [[count]] = self.env.execute_query(SQL("SELECT count(*) FROM dealership_consent"))
        return count


def tell(lines, key, company, topic, at):
    """Return what a customer's lines come to, one after the other; a "no" of theirs locks the door to hearsay."""
    verdict, is_locked = None, False
    for line in sorted(lines):
        speaks = line.key == key and line.company in (company, False) and line.topic in (topic, False)
        if not speaks or (at and line.at > at):
            continue
        if line.origin in FIRST_HAND or (line.granted and line.proof):
            verdict, is_locked = line.granted, not line.granted
        elif not is_locked:
            verdict = line.granted
    return verdict
