from datetime import datetime, timedelta
from functools import reduce

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.crm_dealership.models.customer.customer_matcher import CustomerMatcher

from ..common import DealershipCommon
from ..targeting.random_trees import find

NOW = datetime(2026, 5, 13, 8, 0)
# Who is who, said by hand: which customer each partner is, and for whom counts what names the partner.
#
# partner            is               invoice          vehicle, appointment, repair order, lead, call, message, consent
TABLE = """
Jean Vidal           Jean Vidal       Jean Vidal       Jean Vidal
Marie Vidal          Marie Vidal      Marie Vidal      Marie Vidal
Lucas Vidal          Lucas Vidal      Lucas Vidal      Lucas Vidal
Craftsman            Craftsman        Craftsman        Craftsman
Workshop yard        Craftsman        Craftsman        Craftsman
Company              Company          Company          Company
Accounts             Company          Company          Company
Depot                Company          Company          Company
Gate of the depot    Company          Company          Company
Manager              Manager          Company          Manager
Manager's home       Manager          Company          Manager
Subsidiary           Subsidiary       Subsidiary       Subsidiary
Accounts of it       Subsidiary       Subsidiary       Subsidiary
Lone address         Lone address     Lone address     Lone address
Leasing              Leasing          Leasing          Leasing
Driver               Driver           Leasing          Driver
"""
NONE = {"times": {"operator": "=", "value": 0}}
KEYS = ("vehicle", "appointment", "repair_order", "lead", "opportunity", "call", "message", "invoice")
DRIVERS = 5_000


class SameCustomerCommon(DealershipCommon):
    """A family, a craftsman in his own name, a company with contacts and addresses, and a leasing company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {}
        # A family shares mailbox and telephone, and is three customers all the same.
        for name in ("Jean Vidal", "Marie Vidal", "Lucas Vidal"):
            cls.add(name, email="famille.vidal@customer.test", phone="+33 5 65 42 00 01")
        cls.add("Craftsman", is_company=False, vat="FR23334175221")
        cls.add("Workshop yard", "Craftsman", type="delivery")
        cls.add("Company", is_company=True)
        cls.add("Accounts", "Company", type="invoice", team_id=False)
        cls.add("Depot", "Company", type="delivery")
        cls.add("Gate of the depot", "Depot", type="other")
        cls.add("Manager", "Company")
        cls.add("Manager's home", "Manager", type="other", email="manager@home.test")
        cls.add("Subsidiary", "Company", is_company=True)
        cls.add("Accounts of it", "Subsidiary", type="invoice")
        cls.add("Lone address", type="other")
        cls.add("Leasing", is_company=True)
        cls.add("Driver", "Leasing")
        cls.schema = cls.env["dealership.catalogue"]._get_schema()
        cls.everybody = reduce(lambda some, other: some | other, cls.people.values())

    @classmethod
    def add(cls, name, parent=None, **vals):
        parent_id = cls.people[parent].id if parent else False
        cls.people[name] = cls.make_customer(name, parent_id=parent_id, **vals)

    @classmethod
    def read_table(cls):
        """Return {partner: (customer, customer of invoices, customer of the rest)}, as partners."""
        names = sorted(cls.people, key=len, reverse=True)
        rows = {}
        for line in TABLE.strip().splitlines():
            found = []
            while line:
                name = next(name for name in names if line.startswith(name))
                found.append(cls.people[name])
                line = line.removeprefix(name).strip()
            rows[found[0]] = found[1:]
        return rows

    @classmethod
    def make_all(cls, partner):
        """Return one record of each category but customers that names a partner."""
        lead = cls.make_lead(partner)
        call = cls.env["dealership.call"].create(
            {"partner_id": partner.id, "team_id": cls.team_a.id, "started_at": NOW, "outcome": "missed"}
        )
        return {
            "vehicle": cls.make_vehicle(partner),
            "appointment": cls.make_appointment(partner, NOW - timedelta(days=9)),
            "repair_order": cls.make_repair_order(partner, opened_at=NOW - timedelta(days=5)),
            "lead": lead,
            "opportunity": cls.make_opportunity(partner),
            "call": call,
            "message": cls.make_message_received(partner),
            "invoice": cls.make_invoice(partner),
        }

    @classmethod
    def make_message_received(cls, partner):
        """Write to a partner as a scenario does, about a vehicle of theirs."""
        vehicle = cls.make_vehicle(partner)
        scenario = cls.make_scenario(cls.make_targeting("vehicle"), purpose="service")
        scenario._enrol_records(vehicle)
        delivery = cls.env["dealership.delivery"].search([("scenario_id", "=", scenario.id)])
        delivery._set_sent(NOW)
        return delivery

    def find(self, *rules, subject="customer", match="all"):
        """Return whom rules find of those made here."""
        tree = {"match": match, "rules": list(rules)}
        domain = find(self.schema, tree, subject, NOW, "Europe/Paris")
        return self.env[self.schema[subject].model].search(domain)


@tagged("post_install", "-at_install")
class TestSameCustomer(SameCustomerCommon):
    """Issue 12: the addresses of a customer are that customer, the contacts of a company are people."""

    def test_12_the_table_names_everybody(self):
        self.assertEqual(set(self.read_table()), set(self.everybody))

    def test_12_who_is_the_same_customer(self):
        for partner, [customer, _invoiced, _rest] in self.read_table().items():
            self.assertEqual(partner.same_customer_id, customer, partner.name)

    def test_12_targetings_find_each_customer_once(self):
        customers = {customer for customer, _invoiced, _rest in self.read_table().values()}
        self.assertEqual(set(self.find() & self.everybody), customers)

    def test_12_rules_links_and_reach_count_for_whom_the_table_says(self):
        """Each record is made for one partner alone, and looked for from both sides, each kind of it."""
        some = {"pick": "any", "match": "all", "rules": []}
        self.owning = {key: self.make_targeting("customer", [{"has": key, **some}]) for key in KEYS}
        self.targetings = {key: self.make_targeting(key) for key in KEYS if self.schema[key].subject}
        for partner, [_customer, invoiced, rest] in self.read_table().items():
            records = self.make_all(partner)
            for category, record in records.items():
                owner = invoiced if category == "invoice" else rest
                with self.subTest(partner=partner.name, category=category):
                    self.assertEqual(self.find_owners(category, record), owner)
            self.assertEqual(partner.vehicle_count, 2)
            self.assertEqual(rest.vehicle_count, 2)
            self.assertEqual(self.env["fleet.vehicle"].search_count(rest.action_view_vehicles()["domain"]), 2)
            for record in records.values():
                self.clear(record)

    def find_owners(self, category, record):
        """Return the customers of the test whose record this is, as several ways see it; they have to agree."""
        has_one = {"has": category, "pick": "any", "match": "all", "rules": []}
        found = self.find(has_one) & self.everybody
        self.assertEqual(self.everybody.same_customer_id - self.find({**has_one, **NONE}), found)
        other = next(customer for customer in self.everybody.same_customer_id if customer not in found)
        for customer in (*found, other):
            self.assertEqual(self.owning[category]._explain(customer, NOW).holds, customer in found)
        if category in self.targetings:
            named = {"attribute": "customer.name", "operator": "is", "value": found.name}
            self.assertIn(record, self.find(named, subject=category))
            self.assertTrue(self.targetings[category]._finds_customer(found.id, NOW))
        return found

    def clear(self, record):
        """Take a record away from its partner."""
        if record._name == "account.move":
            record.button_draft()
        elif record._name == "dealership.delivery":
            self.env["fleet.vehicle"].browse(record.res_id).unlink()
            record.sudo().enrolment_id.unlink()
        else:
            record.unlink()
        self.env.flush_all()

    def test_12_a_company_invoiced_at_an_invoice_address_was_invoiced(self):
        never = {"has": "invoice", "pick": "any", "match": "all", "rules": [], **NONE}
        company, accounts = self.people["Company"], self.people["Accounts"]
        self.assertIn(company, self.find(never))
        invoice = self.make_invoice(accounts)
        self.assertEqual(invoice.partner_id, accounts)
        self.assertNotIn(company, self.find(never))
        self.assertIn(self.people["Manager"], self.find(never), "a contact is a person, never invoiced")

    def test_12_what_counts_follows_when_the_address_book_changes(self):
        vehicle = self.make_vehicle(self.people["Depot"])
        self.assertEqual(vehicle.counts_for_id, self.people["Company"])
        self.people["Depot"].type = "contact"
        self.assertEqual(vehicle.counts_for_id, self.people["Depot"])
        self.people["Depot"].write({"type": "delivery", "parent_id": self.people["Craftsman"].id})
        self.assertEqual(vehicle.counts_for_id, self.people["Craftsman"])
        vehicle.owner_id = self.people["Accounts"]
        self.assertEqual(vehicle.counts_for_id, self.people["Company"])
        vehicle.owner_id = False
        self.assertFalse(vehicle.counts_for_id)

    def test_12_an_address_whose_customer_is_deleted_is_a_customer(self):
        person = self.make_customer("Person")
        address = self.make_customer("Address", parent_id=person.id, type="other")
        vehicle = self.make_vehicle(address)
        person.unlink()
        self.env.flush_all()
        self.assertEqual(address.same_customer_id, address)
        self.assertEqual(vehicle.counts_for_id, address)
        self.assertIn(address, self.find())

    def test_12_merged_partners_take_what_counts_along(self):
        """Odoo moves what names them by SQL."""
        depot, yard = self.people["Depot"], self.people["Workshop yard"]
        vehicle = self.make_vehicle(depot)
        child = self.people["Gate of the depot"]
        depot.parent_id = False  # Odoo merges no family
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((depot | yard).ids, yard)
        self.assertFalse(depot.exists())
        self.assertEqual(vehicle.owner_id, yard)
        self.assertEqual(vehicle.counts_for_id, self.people["Craftsman"])
        self.assertEqual(child.same_customer_id, self.people["Craftsman"])

    # -- decisions, caps, duplicates ------------------------------------------------------------------

    def test_12_an_address_decides_for_its_customer(self):
        consents = self.env["dealership.consent"]
        company, accounts = self.people["Company"], self.people["Accounts"]
        consents._record(accounts, "marketing", "email", False, "unsubscribe link")
        self.assertEqual(company.consent_state_ids.mapped("granted"), [False])
        consents.create({"partner_id": self.people["Depot"].id, "purpose": "service", "channel": "sms"})
        self.assertEqual(company.consent_state_ids.mapped("purpose"), ["marketing", "service"])
        refused = {"attribute": "customer.consent_marketing_email", "operator": "is", "value": "refused"}
        self.assertEqual(self.find(refused) & self.everybody, company)
        self.assertFalse(self.people["Manager"].consent_ids, "a contact decides for himself")

    def test_12_a_refusal_holds_at_every_address_of_the_customer(self):
        self.env["dealership.consent"]._record(self.people["Company"], "marketing", "email", False, "form")
        self.assertEqual(
            self.judge(["Company", "Accounts", "Manager", "Manager's home", "Accounts of it"]),
            {
                "Company": "refused",
                "Accounts": "refused",
                "Manager": None,
                "Manager's home": None,
                "Accounts of it": None,
            },
        )

    def judge(self, names):
        people = SQL("SELECT unnest(%s) AS partner_id, TRUE AS within", self._ids(names))
        query = self.env["dealership.contact.rules"]._get_reasons(people, "marketing", "email", self.company_a, NOW)
        return {self.env["res.partner"].browse(key).name: reason for key, reason in self.env.execute_query(query)}

    def _ids(self, names):
        return [self.people[name].id for name in names]

    def test_12_one_decision_is_left_when_a_contact_becomes_an_address(self):
        consents = self.env["dealership.consent"]
        company, manager = self.people["Company"], self.people["Manager"]
        consents._record(company, "marketing", "email", True, "form", NOW)
        consents._record(manager, "marketing", "email", False, "STOP", NOW + timedelta(days=1))
        manager.type = "other"
        self.assertRecordValues(company.consent_state_ids, [{"granted": False, "source": "STOP"}])

    def test_12_marketing_writes_to_a_customer_once_a_day_whatever_the_address(self):
        """Two addresses with mailboxes of their own: one message; the contact is somebody else."""
        company, accounts, manager = (self.people[name] for name in ("Company", "Accounts", "Manager"))
        for partner in (company, accounts, manager):
            self.make_vehicle(partner, license_plate="ONE")
        deliveries = self.send_about("ONE", "marketing")
        self.assertEqual(
            [(one.partner_id, one.state, one.reason) for one in deliveries],
            [(company, "sent", False), (accounts, "skipped", "duplicate_address"), (manager, "sent", False)],
        )

    def test_12_a_service_message_goes_to_the_address_named(self):
        accounts = self.people["Accounts"]
        self.make_vehicle(accounts, license_plate="TWO")
        self.assertRecordValues(
            self.send_about("TWO", "service"),
            [{"partner_id": accounts.id, "state": "sent", "address": accounts.email, "team_id": self.team_a.id}],
        )

    def test_12_the_cap_counts_what_all_addresses_got(self):
        self.company_a.write({"dealership_contact_cap": 1, "dealership_contact_cap_days": 30})
        self.make_vehicle(self.people["Accounts"], license_plate="THREE")
        self.send_about("THREE", "marketing")
        self.assertEqual(self.judge(["Company", "Manager"]), {"Company": "too_many", "Manager": None})

    def send_about(self, plate, purpose):
        rule = {"attribute": "vehicle.license_plate", "operator": "is", "value": plate}
        scenario = self.make_scenario(self.make_targeting("vehicle", [rule]), purpose=purpose)
        run = scenario._run(NOW)
        while self.env["dealership.delivery"]._process_due(NOW):
            pass
        return run.delivery_ids.sorted("id")

    def test_12_reach_counts_customers_who_can_be_written_to_in_some_way(self):
        """The company itself has no mailbox, its accounts department has: an invoice can be written about."""
        self.people["Company"].email = False
        for name in ("Company", "Accounts", "Manager"):
            self.make_invoice(self.people[name], ref="REACH")
        rule = {"attribute": "invoice.ref", "operator": "is", "value": "REACH"}
        tree = {"match": "all", "rules": [rule]}
        targeting = self.env["dealership.targeting"].with_user(self.user_director)
        found = targeting.preview_rule("invoice", tree, self.team_a.id)
        self.assertEqual((found["count"], found["customer_count"]), (3, 1))
        reach = targeting.preview_reach("invoice", tree, self.team_a.id, "service")["channels"][0]
        self.assertEqual((reach["key"], reach["reached"], reach["total"]), ("email", 1, 1))

    # -- recognising ----------------------------------------------------------------------------------

    def test_12_who_is_recognised_by_an_address_is_its_customer(self):
        self.people["Accounts"].phone = "+33 5 65 42 00 77"
        matcher = CustomerMatcher(self.env, "FR", company=self.company_a)
        found = matcher.match([{"phone": "05 65 42 00 77"}, {"email": "manager@home.test"}])
        self.assertEqual([one.partner_id for one in found], self._ids(["Company", "Manager"]))

    def test_12_a_mailbox_of_customer_and_address_is_no_doubt(self):
        self.people["Accounts"].email = self.people["Company"].email
        [found] = CustomerMatcher(self.env, "FR").match([{"email": self.people["Company"].email}])
        self.assertEqual(found.partner_id, self.people["Company"].id)

    def test_12_an_address_of_ones_own_company_is_nobody(self):
        own = self.make_customer("Our depot", parent_id=self.company_a.partner_id.id, type="delivery")
        [found] = CustomerMatcher(self.env, "FR").match([{"email": own.email}])
        self.assertEqual(found.status, "unknown")


@tagged("post_install", "-at_install")
class TestLeasingCompany(SameCustomerCommon):
    """Issue 12: 5,000 drivers of one company are 5,000 people, and cost no more questions than five."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        leasing = cls.people["Leasing"]
        driver = cls.make_customer("One driver", parent_id=leasing.id)
        cls.drivers = cls.multiply(driver, DRIVERS, same_customer_id=SQL("new_id"))
        owner = SQL("%s + place - 1", cls.drivers[0].id)
        cls.vehicles = cls.multiply(cls.make_vehicle(driver), DRIVERS, owner_id=owner, counts_for_id=owner)
        cls.invoice = cls.make_invoice(cls.drivers[0])
        cls.env.flush_all()

    @classmethod
    def multiply(cls, record, count, **changes):
        """Return copies of a record, made by SQL: by the ORM it would take minutes."""
        cls.env.flush_all()
        table = SQL.identifier(record._table)
        kept = [name for name, field in record._fields.items() if field.store and field.column_type and name != "id"]
        values = [changes.get(name, SQL.identifier("original", name)) for name in kept]
        rows = cls.env.execute_query(
            SQL(
                """INSERT INTO %(table)s (id, %(columns)s)
                   SELECT new_id, %(values)s FROM %(table)s original,
                          (SELECT nextval(%(sequence)s) AS new_id, place FROM generate_series(1, %(count)s) place) copy
                    WHERE original.id = %(id)s ORDER BY new_id RETURNING id""",
                table=table,
                columns=SQL(", ").join(map(SQL.identifier, kept)),
                values=SQL(", ").join(values),
                sequence=f"{record._table}_id_seq",
                count=count,
                id=record.id,
            )
        )
        return record.browse(row[0] for row in rows)

    def test_12_drivers_are_people_and_the_company_is_invoiced(self):
        leasing = self.people["Leasing"]
        has = {"pick": "any", "match": "all", "rules": []}
        self.assertEqual(self.find({"has": "invoice", **has}) & (self.drivers | leasing), leasing)
        self.assertEqual(len(self.find({"has": "vehicle", **has}) & self.drivers), DRIVERS)
        self.assertNotIn(leasing, self.find({"has": "vehicle", **has}))
        self.assertEqual(leasing.vehicle_count, 0)

    def test_12_questions_do_not_grow_with_the_drivers(self):
        counted = {}
        for size in (5, DRIVERS):
            some = self.drivers[:size]
            self.env.invalidate_all()
            with self.count_queries() as queries:
                some.mapped("vehicle_count")
                some.mapped("same_customer_id")
            counted[size] = len(queries)
        # Odoo reads 1,000 records at a time.
        self.assertLessEqual(counted[DRIVERS], counted[5] * 5)

    def test_12_the_company_moving_as_a_whole_is_one_recount(self):
        """A contact in between becomes an address: its own cars count for the company, in few statements."""
        hub = self.make_customer("Hub", parent_id=self.people["Leasing"].id)
        self.vehicles[:2_000].owner_id = hub
        self.env.flush_all()
        with self.count_queries() as queries:
            hub.type = "other"
            self.env.flush_all()
        self.assertEqual(self.vehicles[:2_000].counts_for_id, self.people["Leasing"])
        self.assertLess(len(queries), 60)

    def count_queries(self):
        return _Queries(self.env.cr)


class _Queries:
    """Counts the statements sent to the database."""

    def __init__(self, cr):
        self.cr = cr
        self.before = 0

    def __enter__(self):
        self.before = self.cr.sql_log_count
        return self

    def __exit__(self, *exception):
        self.count = self.cr.sql_log_count - self.before

    def __len__(self):
        return self.count
