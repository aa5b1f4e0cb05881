import re
from datetime import datetime, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.crm_dealership.engine.local_time import to_local, to_utc
from odoo.addons.crm_dealership.engine.opening_hours import next_common_opening
from odoo.addons.crm_dealership.models.contact.contact_windows import ContactWindows

from ..common import DealershipCommon
from . import law_tables

NOW = datetime(2026, 9, 15, 9, 0)  # Tuesday, 11:00 in Paris
CARRIERS = {"email": "email", "sms": "sms", "phone": "call", "letter": "letter"}
LISTS = {"BE": "Do not call me", "CH": "Directory with stars", "CA": "National DNCL"}
CLOCKS = {"FR": "Europe/Paris", "QC": "America/Toronto", "PT": "Europe/Lisbon"}
FORMAT = "%a %Y-%m-%d %H:%M"
PLACES = {
    "rodez": ("fr", None, "12000"),
    "strasbourg": ("fr", None, "67000"),
    "reunion": ("fr", None, "97400"),
    "montreal": ("ca", "state_ca_qc", "H2X 1Y4"),
    "vancouver": ("ca", "state_ca_bc", "V5K 0A1"),
    "nowhere": (None, None, False),
}


def read_table(text):
    """Yield the heading and each line of the blocks of a table, as cells, which two blanks or more keep apart."""
    for block in text.strip("\n").split("\n\n"):
        heading, *lines = (re.split(r"\s{2,}", line.strip()) for line in block.splitlines())
        yield from ((heading, line) for line in lines)


@tagged("post_install", "-at_install")
class TestLawTables(TransactionCase):
    """The law of each country, as its data say it, against tables written by hand (13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.companies = {name: cls._make_company(name) for name in ("FR", "BE", "LU", "CH", "CA", "QC", "PT")}
        cls.numbers = iter(range(100_000))

    @classmethod
    def _make_company(cls, name):
        country = cls.env.ref("base.ca" if name == "QC" else f"base.{name.lower()}")
        company = cls.env["res.company"].create({"name": f"Company {name}", "country_id": country.id})
        if name in ("QC", "CA"):
            company.state_id = cls.env.ref("base.state_ca_qc" if name == "QC" else "base.state_ca_on")
        company.resource_calendar_id.tz = CLOCKS.get(name, "Europe/Paris")
        return company

    # -- what there is between a company and a customer ------------------------------------------------

    def make_customer(self, kind, place="rodez"):
        number = next(self.numbers)
        country, state, postcode = PLACES[place]
        customer = self.env["res.partner"].create(
            {
                "name": f"Customer {number}",
                "email": f"customer.{number}@law.test",
                "phone": f"+336{number:08}",
                "street": "1 rue de la Loi",
                "city": "Ville",
                "zip": postcode,
                "state_id": self.env.ref(f"base.{state}").id if state else False,
                "country_id": self.env.ref(f"base.{country}").id if country else False,
                "tz": "Europe/Paris",
            }
        )
        customer.customer_kind = kind
        return customer

    def relate(self, company, customer, relation, channel):
        if relation in ("yes", "no"):
            for purpose in ("marketing", "service", "payment"):
                self.decide(company, customer, purpose, channel, relation == "yes", NOW - timedelta(days=200))
        elif relation in ("sale", "old_sale"):
            closed_at = NOW - relativedelta(months=3 if relation == "sale" else 25)
            order = {"name": "RO", "partner_id": customer.id, "company_id": company.id, "team_id": False}
            order = self.env["dealership.repair.order"].create({**order, "opened_at": closed_at, "status": "closed"})
            order.closed_at = closed_at
        elif relation in ("enquiry", "old_enquiry"):
            lead = {"name": "Enquiry", "partner_id": customer.id, "company_id": company.id, "team_id": False}
            lead = self.env["crm.lead"].create(lead)
            asked_at = NOW - relativedelta(months=3 if relation == "enquiry" else 7)
            self.env.flush_all()
            self.env.cr.execute(SQL("UPDATE crm_lead SET create_date = %s WHERE id = %s", asked_at, lead.id))

    def decide(self, company, customer, purpose, channel, granted, moment, **options):
        self.env["dealership.consent"].with_company(company)._record(
            customer, purpose, channel, granted, "form", now=moment, **options
        )

    def look_up(self, country, customer, days, listed=False):
        if country in LISTS:
            self.env["dealership.list.check"].create(
                {
                    "list_name": LISTS[country],
                    "number": customer.phone,
                    "checked_on": NOW.date() - timedelta(days=days),
                    "listed": listed,
                }
            )

    def try_to_reach(self, company, customer, purpose, channel, count, days):
        """Note attempts, the first of them so many days ago, the others since."""
        scenario = self.env["dealership.scenario"].search([("company_id", "=", company.id)], limit=1)
        if not scenario:
            targeting = self.env["dealership.targeting"].create(
                {"name": "Everybody", "company_id": company.id, "rule_tree": {"match": "all", "rules": []}}
            )
            step = {"channel": "task", "task_summary": "Look"}
            scenario = self.env["dealership.scenario"].create(
                {"name": "Law", "company_id": company.id, "targeting_id": targeting.id, "step_ids": [(0, 0, step)]}
            )
        for number in range(count):
            sent_at = NOW - timedelta(days=days if not number else min(days, 9) - number)
            run = scenario.run_ids or scenario.run_ids.create({"scenario_id": scenario.id, "started_at": NOW})
            place = {"company_id": company.id, "partner_id": customer.id, "scenario_id": scenario.id, "run_id": run.id}
            about = {**place, "res_model": "res.partner", "res_id": customer.id}
            enrolment = {**about, "occurrence": f"{purpose} {channel} {number}", "enrolled_at": sent_at}
            delivery = self.env["dealership.delivery"].create(
                {
                    **about,
                    "enrolment_id": self.env["dealership.enrolment"].create(enrolment).id,
                    "step_id": scenario.step_ids.id,
                    "purpose": purpose,
                    "channel": CARRIERS[channel],
                    "planned_at": sent_at,
                }
            )
            DealershipCommon.put(delivery, "sent", sent_at=sent_at)

    def get_reasons(self, company, customers, purpose, channel, now=NOW, rules=None):
        """Return the reason that each of some customers gets, ``-`` for none."""
        people = SQL("SELECT id AS partner_id, TRUE AS within FROM res_partner WHERE id = ANY(%s)", customers.ids)
        rules = self.env["dealership.contact.rules"] if rules is None else rules
        found = dict(self.env.execute_query(rules._get_reasons(people, purpose, CARRIERS[channel], company, now)))
        return [found[customer.id] or "-" for customer in customers]

    # -- the tables ------------------------------------------------------------------------------------

    def test_13_who(self):
        seen = 0
        for (about, *relations), (kind, *expected) in read_table(law_tables.WHO):
            country, channel, purpose = about.split()
            company = self.companies[country]
            customers = self.env["res.partner"]
            for relation in relations:
                customer = self.make_customer(kind)
                self.relate(company, customer, relation, channel)
                self.look_up(country, customer, 1)
                customers += customer
            with self.subTest(f"{about} {kind}"):
                self.assertEqual(self.get_reasons(company, customers, purpose, channel), expected)
            seen += len(expected)
        self.assertEqual(seen, 7 * 34)

    def test_13_proof(self):
        """A "yes" of a file is one, but where the law asks for one that can be proved."""
        options = {
            "told": {"origin": "counter"},
            "imported": {"origin": "import"},
            "fed": {"origin": "feed"},
            "proved": {"origin": "import", "evidence": "form 17"},
        }
        for heading, (kind, *expected) in read_table(law_tables.PROOF):
            about, *histories = heading
            country, channel, purpose = about.split()
            company, customers = self.companies[country], self.env["res.partner"]
            for history in histories:
                customer = self.make_customer(kind)
                for day, said in enumerate(history.split("+")):
                    moment = NOW - timedelta(days=100 - day)
                    self.decide(company, customer, purpose, channel, True, moment, **options[said])
                customers += customer
            with self.subTest(f"{about} {kind}"):
                self.assertEqual(self.get_reasons(company, customers, purpose, channel), expected)

    def test_13_proof_of_a_topic(self):
        company, customer = self.companies["FR"], self.make_customer("consumer")
        topic = self.env["dealership.topic"].create({"name": "Tyres"})
        rules = self.env["dealership.contact.rules"]._about(topic)
        people = SQL("SELECT %s AS partner_id, TRUE AS within", customer.id)
        for origin, expected in (("import", "no_consent"), ("call", None)):
            moment = NOW - timedelta(days=9 if origin == "import" else 8)
            self.decide(company, customer, "marketing", "phone", True, moment, origin=origin, topic=topic)
            found = self.env.execute_query(rules._get_reasons(people, "marketing", "call", company, NOW))
            self.assertEqual(found, [(customer.id, expected)])

    def test_13_national_lists(self):
        for heading, (about, *expected) in read_table(law_tables.LISTS):
            country, channel, purpose, kind, relation = about.split()
            company, customers = self.companies[country], self.env["res.partner"]
            for answer in heading:
                customer = self.make_customer(kind)
                self.relate(company, customer, relation, channel)
                result, _, days = answer.partition("_")
                if days:
                    self.look_up(country, customer, int(days), listed=result == "listed")
                customers += customer
            with self.subTest(about):
                self.assertEqual(self.get_reasons(company, customers, purpose, channel), expected)

    def test_13_the_last_look_counts(self):
        customer = self.make_customer("consumer")
        self.look_up("BE", customer, 4, listed=True)
        self.look_up("BE", customer, 2)
        self.assertEqual(self.get_reasons(self.companies["BE"], customer, "marketing", "phone"), ["-"])

    def test_13_attempts(self):
        for heading, (about, *expected) in read_table(law_tables.ATTEMPTS):
            country, channel, purpose, kind = about.split()
            company, customers = self.companies[country], self.env["res.partner"]
            for attempts in heading:
                count, days = attempts.split(" in ")
                customer = self.make_customer(kind)
                self.relate(company, customer, "yes", channel)
                self.look_up(country, customer, 1)
                self.try_to_reach(company, customer, purpose, channel, int(count), int(days))
                customers += customer
            with self.subTest(about):
                self.assertEqual(self.get_reasons(company, customers, purpose, channel), expected)

    def test_13_calls_are_attempts(self):
        for heading, (about, *expected) in read_table(law_tables.CALLED):
            country, channel, purpose, kind = about.split()
            company, customers = self.companies[country], self.env["res.partner"]
            for attempts in heading:
                customer = self.make_customer(kind)
                self.relate(company, customer, "yes", channel)
                words = attempts.split()
                for count, how in zip(words[::2], words[1::2], strict=True):
                    if how == "done":
                        self.try_to_reach(company, customer, purpose, "phone", int(count), 9)
                    else:
                        caller = self.companies["BE"] if how == "elsewhere" else company
                        called_for = how if how in ("service", "payment") else purpose
                        self.call(caller, customer, called_for, int(count))
                customers += customer
            with self.subTest(about):
                self.assertEqual(self.get_reasons(company, customers, purpose, channel), expected)

    def call(self, company, customer, purpose, count):
        call = {"direction": "outgoing", "outcome": "refused", "company_id": company.id, "partner_id": customer.id}
        self.env["dealership.call"].create(
            [
                {**call, "to_number": customer.phone, "purpose": purpose, "started_at": NOW - timedelta(days=days)}
                for days in range(count)
            ]
        )

    def test_13_how_long_a_yes_holds(self):
        """From the last word of the customer where it has to be proved, else from whoever said it last."""
        for heading, (about, *expected) in read_table(law_tables.VALIDITY):
            country, channel, purpose, kind, months = about.split()
            company, customers = self.companies[country], self.env["res.partner"]
            if rule := self.env["dealership.contact.rule"].search([("company_id", "=", company.id)]):
                rule.unlink()
            DealershipCommon.decide_rule.__func__(
                type(self), company, "validity", channel=channel, months_after_yes=int(months)
            )
            for day in heading:
                said_at = datetime.fromisoformat(f"{day} 12:00:00")
                customer = self.make_customer(kind)
                self.decide(company, customer, purpose, channel, True, said_at, origin="counter")
                self.decide(company, customer, purpose, channel, True, said_at + timedelta(days=1), origin="import")
                customers += customer
            with self.subTest(about):
                self.assertEqual(self.get_reasons(company, customers, purpose, channel), expected)

    def test_13_a_year_in_france_is_off_until_somebody_has_verified_it(self):
        company, customer = self.companies["FR"], self.make_customer("consumer")
        self.decide(company, customer, "marketing", "phone", True, NOW - timedelta(days=700))
        self.assertEqual(self.get_reasons(company, customer, "marketing", "phone"), ["-"])
        rule = self.env.ref("crm_dealership.contact_rule_fr_phone_validity").with_company(company)
        self.assertEqual((rule.verified, rule.status), (False, "unverified"))
        own = rule.action_change()["context"]
        vals = {name.removeprefix("default_"): value for name, value in own.items()}
        self.env["dealership.contact.rule"].create({**vals, "note": "Read in the Journal officiel"})
        self.assertEqual(self.get_reasons(company, customer, "marketing", "phone"), ["no_consent"])

    def test_13_silence(self):
        for heading, (about, *expected) in read_table(law_tables.SILENCE):
            country, channel, purpose, kind = about.split()
            company, customers = self.companies[country], self.env["res.partner"]
            for refused in heading:
                days, said_since = refused.split()
                customer = self.make_customer(kind)
                self.look_up(country, customer, 1)
                self.decide(company, customer, purpose, channel, False, NOW - timedelta(days=int(days)))
                if said_since == "yes":
                    self.decide(company, customer, purpose, channel, True, NOW - timedelta(days=5))
                customers += customer
            with self.subTest(about):
                self.assertEqual(self.get_reasons(company, customers, purpose, channel), expected)

    def test_13_full_days_begin_after_that_of_the_refusal(self):
        """Whoever refused at one minute before midnight in Paris is left alone just as long as at one past."""
        company, customers = self.companies["FR"], self.env["res.partner"]
        for minute in (datetime(2026, 7, 16, 22, 1), datetime(2026, 7, 17, 21, 59)):  # 17 July in Paris
            customer = self.make_customer("consumer")
            self.decide(company, customer, "marketing", "phone", False, minute)
            self.decide(company, customer, "marketing", "phone", True, NOW - timedelta(days=5))
            customers += customer
        last_evening, morning = datetime(2026, 9, 15, 21, 59), datetime(2026, 9, 15, 22, 0)
        for moment, reason in ((last_evening, "refused_recently"), (morning, "-")):
            self.assertEqual(self.get_reasons(company, customers, "marketing", "phone", moment), [reason] * 2)

    def test_13_attempts_of_another_company_do_not_count(self):
        customer = self.make_customer("consumer")
        self.relate(self.companies["FR"], customer, "yes", "phone")
        self.try_to_reach(self.companies["BE"], customer, "marketing", "phone", 5, 9)
        self.assertEqual(self.get_reasons(self.companies["FR"], customer, "marketing", "phone"), ["-"])

    def test_13_when(self):
        for _heading, (about, due, leaves) in read_table(law_tables.WHEN):
            country, channel, purpose, kind, place = about.split()
            company, clock = self.companies[country], pytz.timezone(CLOCKS[country])
            moment = to_utc(datetime.strptime(due, FORMAT), clock)  # noqa: DTZ007 it is the clock on the wall
            windows = ContactWindows(company, channel, purpose, self.env["crm.team"], moment)
            opening = next_common_opening(windows.get_windows(self.make_customer(kind, place)), moment)
            found = to_local(opening, clock).strftime(FORMAT)
            with self.subTest(f"{about} {due}"):
                self.assertEqual("-" if found == due else found, leaves)

    def test_13_running_contract(self):
        for heading, (about, *expected) in read_table(law_tables.CONTRACTS):
            country, channel, purpose, what = about.split()
            company, customers = self.companies[country], self.env["res.partner"]
            for contract in heading:
                customer = self.make_customer("consumer")
                self.make_contract(company, customer, contract, channel)
                customers += customer
            scenario = self.env["dealership.scenario"].new({"about_contract": what == "about"})
            rules = self.env["dealership.contact.rules"]._of(scenario)
            with self.subTest(about):
                self.assertEqual(self.get_reasons(company, customers, purpose, channel, rules=rules), expected)
                self.check_held(company, customers)

    def check_held(self, company, customers):
        """With whom a contract runs for the law, a purge holds on to."""
        running = customers.search(
            self.env["dealership.contact.rules"]._get_contract_domain(company, NOW) & Domain("id", "in", customers.ids)
        )
        free = self.env["dealership.retention"]._get_free_domain(NOW.date()) & Domain("id", "in", running.ids)
        self.assertTrue(running)
        self.assertFalse(customers.search(free))

    def make_contract(self, company, customer, contract, channel):
        """Give a customer a contract; the day of ``NOW`` is its last, or the day after its last."""
        over = contract.endswith("_over")
        last_day = NOW.date() - timedelta(days=1 if over else 0)
        if contract == "elsewhere":
            company = self.companies["BE"]
        if contract.startswith("warranty") or contract in ("elsewhere", "refused"):
            self.make_vehicle(company, customer, warranty_end=last_day)
        if contract.startswith("leasing"):
            values = {"vehicle_id": self.make_vehicle(company, customer).id, "company_id": company.id, "state": "open"}
            values |= {"start_date": NOW.date() - timedelta(days=90), "expiration_date": last_day}
            self.env["fleet.vehicle.log.contract"].create(values)
        if contract.startswith("repair"):
            order = {"name": "RO", "partner_id": customer.id, "company_id": company.id, "team_id": False}
            order |= {"opened_at": NOW - timedelta(days=2), "status": "closed" if contract == "repaired" else "ready"}
            self.env["dealership.repair.order"].create(order).closed_at = (
                NOW - timedelta(days=1) if contract == "repaired" else False
            )
        if contract == "order":
            order = self.env["sale.order"].create(
                {"partner_id": customer.id, "company_id": company.id, "team_id": False}
            )
            order.state = "sale"
        if contract == "refused":
            self.decide(company, customer, "marketing", "phone", False, NOW - timedelta(days=200))

    def make_vehicle(self, company, customer, **vals):
        brand = self.env["fleet.vehicle.model.brand"].create({"name": "Brand"})
        model = self.env["fleet.vehicle.model"].create({"name": "Model", "brand_id": brand.id})
        vals = {"model_id": model.id, "owner_id": customer.id, "company_id": company.id, "sale_type": "vn", **vals}
        return self.env["fleet.vehicle"].create({"team_id": False, **vals})

    def test_13_agreed_time(self):
        for _heading, (about, due, leaves) in read_table(law_tables.AGREED):
            country, channel, purpose, after = about.split()
            company, clock = self.companies[country], pytz.timezone(CLOCKS[country])
            customer = self.make_customer("consumer")
            agreed_time = (datetime(2026, 9, 19, 8, 30), datetime(2026, 9, 19, 9, 30))
            asked_by = self.companies["BE"] if after == "to_another" else company
            self.env["dealership.consent"]._record(
                customer,
                purpose,
                channel,
                True,
                "Call me on Saturday at half past ten",
                NOW,
                asked_by,
                origin="import" if after == "from_a_file" else "call",
                agreed_time=agreed_time,
            )
            if after == "refused":
                self.decide(company, customer, purpose, channel, False, NOW + timedelta(hours=1))
            moment = to_utc(datetime.strptime(due, FORMAT), clock)  # noqa: DTZ007 it is the clock on the wall
            windows = ContactWindows(company, channel, purpose, self.env["crm.team"], moment)
            found = to_local(next_common_opening(windows.get_windows(customer), moment), clock).strftime(FORMAT)
            with self.subTest(f"{about} {due}"):
                self.assertEqual("-" if found == due else found, leaves)

    def test_13_agreed_time_needs_its_proof(self):
        start = datetime(2026, 9, 19, 8, 30)
        for source, end, granted in (("", 1, True), ("At the counter", 25, True), ("At the counter", 1, False)):
            with self.subTest(source=source, hours=end, granted=granted), self.assertRaises(ValidationError):
                self.env["dealership.consent"]._record(
                    self.make_customer("consumer"),
                    "marketing",
                    "phone",
                    granted,
                    source,
                    company=self.companies["FR"],
                    agreed_time=(start, start + timedelta(hours=end)),
                )

    def test_13_holidays_of_ones_own(self):
        """A company of Québec that calls nobody on public holidays: on 24 June customers in Vancouver have none."""
        company, clock = self.companies["QC"], pytz.timezone(CLOCKS["QC"])
        rules = self.env["dealership.contact.rule"]
        rules.create({"company_id": company.id, "kind": "holidays", "channel": "phone", "note": "As we always did"})
        moment = to_utc(datetime(2026, 6, 24, 13), clock)
        found = {}
        for place in ("montreal", "vancouver"):
            windows = ContactWindows(company, "phone", "marketing", self.env["crm.team"], moment)
            opening = next_common_opening(windows.get_windows(self.make_customer("consumer", place)), moment)
            found[place] = to_local(opening, clock).strftime(FORMAT)
        self.assertEqual(found, {"montreal": "Thu 2026-06-25 09:00", "vancouver": "Wed 2026-06-24 13:00"})

    def test_13_a_purchase_from_another_company_is_none(self):
        customer = self.make_customer("consumer")
        self.relate(self.companies["BE"], customer, "sale", "email")
        for name, reason in (("FR", "no_consent"), ("BE", "-")):
            self.assertEqual(self.get_reasons(self.companies[name], customer, "marketing", "email"), [reason], name)

    def test_13_an_enquiry_that_a_scenario_opened_is_none(self):
        customer = self.make_customer("consumer")
        self.relate(self.companies["CA"], customer, "enquiry", "email")
        self.assertEqual(self.get_reasons(self.companies["CA"], customer, "marketing", "email"), ["-"])
        self.try_to_reach(self.companies["CA"], customer, "marketing", "email", 1, 9)
        delivery = self.env["dealership.delivery"].search([("partner_id", "=", customer.id)])
        lead = self.env["crm.lead"].search([("partner_id", "=", customer.id)])
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE crm_lead SET dealership_delivery_id = %s WHERE id = %s", delivery.id, lead.id))
        self.assertEqual(self.get_reasons(self.companies["CA"], customer, "marketing", "email"), ["no_consent"])

    def test_13_all_at_once(self):
        """Of several reasons the first of the order is given: each consent with each number of attempts."""
        company, customers, expected = self.companies["FR"], self.env["res.partner"], []
        consents = {"nothing": "no_consent", "yes": "-", "no": "refused", "sale": "no_consent"}
        attempts = {2: "-", 3: "-", 4: "too_many_attempts"}
        for kind in ("consumer", "professional"):
            for relation, consent in consents.items():
                for count, reason in attempts.items():
                    customer = self.make_customer(kind)
                    self.relate(company, customer, relation, "phone")
                    self.try_to_reach(company, customer, "marketing", "phone", count, 9)
                    customers += customer
                    if kind == "consumer":
                        expected.append(reason if consent == "-" else consent)
                    else:
                        expected.append("refused" if consent == "refused" else "-")
        self.assertEqual(self.get_reasons(company, customers, "marketing", "phone"), expected)
