from datetime import date, datetime, timedelta

from odoo import Command
from odoo.tests import tagged

from .common import NOW, TargetingCommon, condition, group, scope

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestGroups(TargetingCommon):
    def setUp(self):
        super().setUp()
        self.rodez = self.make_customer("Rodez", city="Rodez")
        self.millau = self.make_customer("Millau", city="Millau")
        self.nowhere = self.make_customer("Nowhere", city=False)
        self.all = self.rodez + self.millau + self.nowhere
        self.in_rodez = condition("customer.city", "is", "Rodez")
        self.in_millau = condition("customer.city", "is", "Millau")

    def test_empty_groups(self):
        self.assertFinds(self.all, among=self.all)
        self.assertFinds(self.all.browse(), match="any", among=self.all)
        self.assertFinds(self.all, match="none", among=self.all)

    def test_all_any_none(self):
        self.assertFinds(self.all.browse(), self.in_rodez, self.in_millau, among=self.all)
        self.assertFinds(self.rodez + self.millau, self.in_rodez, self.in_millau, match="any", among=self.all)
        self.assertFinds(self.nowhere, self.in_rodez, self.in_millau, match="none", among=self.all)

    def test_nesting(self):
        rule = group(group(self.in_rodez, match="none"), group(self.in_millau, match="none"))
        self.assertFinds(self.nowhere, rule, among=self.all)
        self.assertFinds(self.rodez + self.millau, group(rule, match="none"), among=self.all)

    def test_depth_of_forty(self):
        rule = self.in_rodez
        for _level in range(38):
            rule = group(rule, match="none")
        self.assertFinds(self.rodez, rule, among=self.all)

    def test_two_thousand_conditions(self):
        rules = [condition("customer.city", "is", f"City {number}") for number in range(1990)]
        self.assertFinds(self.rodez, *rules, self.in_rodez, match="any", among=self.all)


@tagged("post_install", "-at_install")
class TestCustomers(TargetingCommon):
    """Who is a customer at all."""

    def test_staff_companies_and_further_addresses_are_no_customers(self):
        customer = self.make_customer("Jeanne")
        company = self.make_customer("SARL Aubrac", is_company=True)
        contact = self.make_customer("Contact", parent_id=company.id)
        others = (
            self.make_customer("Delivery", parent_id=company.id, type="delivery")
            + self.make_customer("Archived", active=False)
            + self.company_a.partner_id
            + self.user_sales.partner_id
        )
        self.assertFinds(customer + company + contact, among=customer + company + contact + others)

    def test_12_an_invoice_is_that_of_the_company_whose_address_it_is_made_out_to(self):
        company = self.make_customer("SARL Aubrac", is_company=True, city="Espalion")
        address = self.make_customer("Comptabilité", parent_id=company.id, type="invoice", city="Rodez")
        invoice = self.make_invoice(address)
        rule = condition("customer.city", "is", "Espalion")
        self.assertFinds(invoice, rule, subject="invoice", among=invoice)
        self.assertFinds(company, rule, {"has": "invoice", "rules": []}, among=company + address)
        scope = {"has": "customer", "rules": [rule]}
        self.assertFinds(invoice, scope, subject="invoice", among=invoice)


@tagged("post_install", "-at_install")
class TestSameRecord(TargetingCommon):
    """Conditions of one category side by side speak of one record."""

    def setUp(self):
        super().setUp()
        self.one = self.make_customer("One vehicle with both")
        self.make_vehicle(self.one, model_id=self.model_208.id, sale_type="vn")
        self.two = self.make_customer("Two vehicles with one each")
        self.make_vehicle(self.two, model_id=self.model_208.id, sale_type="vo")
        self.make_vehicle(self.two, model_id=self.model_clio.id, sale_type="vn")
        self.none = self.make_customer("No vehicle")
        self.all = self.one + self.two + self.none
        self.peugeot = condition("vehicle.brand", "is", self.brand_peugeot.id)
        self.new = condition("vehicle.sale_type", "is", "vn")

    def test_side_by_side_is_one_record(self):
        self.assertFinds(self.one, self.peugeot, self.new, among=self.all)

    def test_in_groups_of_their_own_they_are_other_records(self):
        self.assertFinds(self.one + self.two, group(self.peugeot), group(self.new), among=self.all)
        self.assertFinds(self.one + self.two, self.peugeot, group(self.new), among=self.all)

    def test_any_needs_one_of_them_on_any_record(self):
        self.assertFinds(self.one + self.two, self.peugeot, self.new, match="any", among=self.all)

    def test_none_is_not_any(self):
        self.assertFinds(self.none, self.peugeot, self.new, match="none", among=self.all)

    def test_not_all(self):
        self.assertFinds(self.two + self.none, group(self.peugeot, self.new), match="none", among=self.all)

    def test_a_condition_on_another_category_needs_a_record(self):
        other_brand = condition("vehicle.brand", "is_not", self.brand_peugeot.id)
        self.assertFinds(self.two, other_brand, among=self.all)


@tagged("post_install", "-at_install")
class TestScopes(TargetingCommon):
    """Pick first, then test what was picked, then count."""

    def setUp(self):
        super().setUp()
        self.customer = self.make_customer("Visited")
        for days, status in ((-20, "done"), (-10, "done"), (-5, "no_show"), (3, "cancelled"), (9, "planned")):
            self.make_appointment(self.customer, NOW + days * DAY, appointment_status=status)
        self.never = self.make_customer("Never came")
        self.all = self.customer + self.never

    def assertHolds(self, *rules, **options):
        """Assert that the scope is true of the visited customer, and its negation false."""
        node = scope("appointment", *rules, **options)
        self.assertIn(self.customer, self.find(node))
        self.assertNotIn(self.customer, self.find(group(node, match="none")))

    def assertFails(self, *rules, **options):
        node = scope("appointment", *rules, **options)
        self.assertNotIn(self.customer, self.find(node))
        self.assertIn(self.customer, self.find(group(node, match="none")))

    def status(self, value):
        return condition("appointment.status", "is", value)

    def test_the_last_is_picked_before_it_is_tested(self):
        self.assertHolds(self.status("no_show"), pick="last")
        self.assertFails(self.status("done"), pick="last")

    def test_the_next_and_the_first(self):
        self.assertHolds(self.status("cancelled"), pick="next")
        self.assertFails(self.status("planned"), pick="next")
        self.assertHolds(condition("appointment.date", "on", "2026-04-23"), pick="first")
        self.assertFails(condition("appointment.date", "on", "2026-05-03"), pick="first")

    def test_now_is_past(self):
        self.make_appointment(self.customer, NOW, appointment_status="arrived")
        self.assertHolds(self.status("arrived"), pick="last")
        self.assertFails(self.status("arrived"), pick="next")

    def test_of_two_at_one_time_the_later_entered_is_the_last(self):
        self.make_appointment(self.customer, NOW - 5 * DAY, appointment_status="done")
        self.assertHolds(self.status("done"), pick="last")

    def test_no_next_appointment(self):
        node = scope("appointment", pick="next", times=("=", 0))
        self.assertFinds(self.never, node, among=self.all)
        self.assertFinds(self.customer, group(node, match="none"), among=self.all)

    def test_picked_counts_as_one_or_none(self):
        self.assertHolds(pick="last", times=("=", 1))
        self.assertHolds(self.status("done"), pick="last", times=("<", 1))
        self.assertHolds(pick="last", times=("<=", 5))
        self.assertFails(pick="last", times=(">=", 2))
        self.assertFails(pick="last", times=("=", 2))
        self.assertHolds(pick="last", times=("!=", 2))

    def test_counts(self):
        done = self.status("done")  # twice
        for operator, number in ((">=", 2), (">", 1), ("=", 2), ("<=", 2), ("<", 3), ("!=", 3), (">=", 0), ("!=", 0)):
            self.assertHolds(done, times=(operator, number))
        for operator, number in ((">=", 3), (">", 2), ("=", 1), ("<=", 1), ("<", 2), ("!=", 2), ("<", 0), ("=", 0)):
            self.assertFails(done, times=(operator, number))

    def test_counts_that_nobody_reaches(self):
        for operator, number in (("=", 0), ("<", 1), ("<=", 0), ("<=", 2), ("!=", 1), (">=", 0)):
            node = scope("appointment", times=(operator, number))
            self.assertIn(self.never, self.find(node), (operator, number))

    def test_match_of_the_scope(self):
        rules = self.status("planned"), self.status("cancelled")
        self.assertHolds(*rules, match="any", times=("=", 2))
        self.assertHolds(*rules, match="none", times=("=", 3))
        self.assertFails(*rules, match="all")

    def test_by_day_the_last_includes_today(self):
        owner = self.make_customer("Owner")
        today = date(2026, 5, 13)
        self.make_vehicle(owner, delivery_date=today, sale_type="vn")
        self.make_vehicle(owner, delivery_date=today + DAY, sale_type="vo")
        self.make_vehicle(owner, delivery_date=False, sale_type="vd")
        for pick, sale_type in (("last", "vn"), ("next", "vo"), ("first", "vn")):
            node = scope("vehicle", condition("vehicle.sale_type", "is", sale_type), pick=pick)
            self.assertIn(owner, self.find(node), pick)


@tagged("post_install", "-at_install")
class TestValues(TargetingCommon):
    """Every operator on hand-made values."""

    def assertCustomers(self, expected, attribute, operator, *value):
        self.assertFinds(expected, condition(attribute, operator, *value), among=self.all)

    def test_text(self):
        names = ["Rodez", "rodez", "100% Rodez", "a_b", "axb", "Onet\\Château", "Espalion"]
        cities = {city: self.make_customer(f"In {city}", city=city) for city in names}
        nowhere = self.make_customer("Nowhere", city=False)
        blank = self.make_customer("Blank", city="")
        self.all = sum(cities.values(), nowhere + blank)
        rodez = cities["Rodez"] + cities["rodez"]
        self.assertCustomers(rodez, "customer.city", "is", "Rodez")
        self.assertCustomers(self.all - rodez, "customer.city", "is_not", "RODEZ")
        self.assertCustomers(rodez + cities["100% Rodez"], "customer.city", "contains", "RODEZ")
        self.assertCustomers(self.all - rodez - cities["100% Rodez"], "customer.city", "not_contains", "rodez")
        self.assertCustomers(rodez, "customer.city", "starts_with", "rod")
        self.assertCustomers(cities["a_b"], "customer.city", "contains", "_")
        self.assertCustomers(cities["100% Rodez"], "customer.city", "starts_with", "100%")
        self.assertCustomers(cities["Onet\\Château"], "customer.city", "contains", "t\\c")
        self.assertCustomers(self.all.browse(), "customer.city", "contains", "'; DELETE FROM res_partner; --")
        self.assertCustomers(self.all - nowhere - blank, "customer.city", "set")
        self.assertCustomers(nowhere + blank, "customer.city", "not_set")

    def test_numbers(self):
        vehicles = [self.make_vehicle(name=str(km), mileage=km, license_plate=str(km)) for km in (0, 10, 20, 30)]
        every = self.env["fleet.vehicle"].union(*vehicles)
        zero, ten, twenty, thirty = vehicles
        self.env.flush_all()
        self.env.cr.execute("UPDATE fleet_vehicle SET mileage = NULL WHERE id = %s", (zero.id,))
        self.env.invalidate_all()
        for operator, value, expected in (
            ("=", 10, ten),
            ("=", 10.5, every.browse()),
            ("!=", 10, zero + twenty + thirty),
            ("<", 10.5, zero + ten),
            ("<=", 10, zero + ten),
            (">", 19.5, twenty + thirty),
            (">=", 20, twenty + thirty),
            ("between", [10, 20], ten + twenty),
            ("=", 0, zero),
            (">=", -1e15, every),
            ("<", 1e15, every),
        ):
            rule = condition("vehicle.mileage", operator, value)
            self.assertFinds(expected, rule, subject="vehicle", among=every)

    def test_choices_and_links(self):
        peugeot = self.make_vehicle(license_plate="P", sale_type="vn")
        renault = self.make_vehicle(license_plate="R", model_id=self.model_clio.id, sale_type=False)
        every = peugeot + renault
        brand = self.brand_peugeot.id
        other = self.brand_renault.copy({"name": "Citroën (test)"}).id
        for attribute, operator, value, expected in (
            ("brand", "is", [brand], peugeot),
            ("brand", "is_not", [brand], renault),
            ("brand", "in", [[brand, self.brand_renault.id]], every),
            ("brand", "not_in", [[brand, other]], renault),
            ("sale_type", "is", ["vn"], peugeot),
            ("sale_type", "is_not", ["vn"], renault),
            ("sale_type", "in", [["vo", "vn"]], peugeot),
            ("sale_type", "not_in", [["vo"]], every),
            ("sale_type", "set", [], peugeot),
            ("sale_type", "not_set", [], renault),
        ):
            rule = condition(f"vehicle.{attribute}", operator, *value)
            self.assertFinds(expected, rule, subject="vehicle", among=every)

    def test_links_to_many(self):
        fleet, taxi = self.env["res.partner.category"].create([{"name": "Fleet"}, {"name": "Taxi"}])
        both = self.make_customer("Both", category_id=[Command.set((fleet + taxi).ids)])
        one = self.make_customer("One", category_id=[Command.set(fleet.ids)])
        none = self.make_customer("None")
        self.all = both + one + none
        self.assertCustomers(both, "customer.tags", "is", taxi.id)
        self.assertCustomers(one + none, "customer.tags", "is_not", taxi.id)
        self.assertCustomers(both + one, "customer.tags", "in", [fleet.id, taxi.id])
        self.assertCustomers(none, "customer.tags", "not_in", [fleet.id, taxi.id])
        self.assertCustomers(none, "customer.tags", "not_set")

    def test_dates_are_days_of_the_point_of_sale(self):
        self.team_a.tz = "America/New_York"
        late = datetime(2026, 5, 13, 3, 0)  # still 23:00 on the 12th in New York
        customer = self.make_customer()
        self.make_repair_order(customer, opened_at=late)
        rule = condition("repair_order.opened", "on", "2026-05-12")
        self.assertIn(customer, self.find(rule))
        rule = condition("repair_order.opened", "ago_exactly", {"n": 1, "unit": "day"})
        self.assertIn(customer, self.find(rule))

    def test_working_days_are_those_of_the_point_of_sale(self):
        calendar = self.env["resource.calendar"].create({"name": "Shop", "tz": "Europe/Paris"})
        self.team_a.resource_calendar_id = calendar
        customer = self.make_customer()
        self.make_repair_order(customer, opened_at=datetime(2026, 5, 11, 8), closed_at=datetime(2026, 5, 11, 16))
        rule = condition("repair_order.closed", "ago_exactly", {"n": 1, "unit": "working_day"})
        self.assertNotIn(customer, self.find(rule))
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Bridge day",
                "calendar_id": calendar.id,
                "date_from": datetime(2026, 5, 11, 22),
                "date_to": datetime(2026, 5, 12, 21, 59),
            }
        )
        self.assertIn(customer, self.find(rule))

    def test_birthday_on_29_february(self):
        customer = self.make_customer(birthdate_date=date(1992, 2, 29))
        rule = condition("customer.birthday", "anniversary", {"n": 0})
        for now, expected in (("2026-02-28", True), ("2026-03-01", False), ("2024-02-28", False), ("2024-02-29", True)):
            found = self.find(rule, now=datetime.fromisoformat(f"{now}T10:00:00"))
            self.assertEqual(customer in found, expected, now)

    def test_consent(self):
        yes, no, mute = (self.make_customer(name) for name in ("Yes", "No", "Mute"))
        consents = self.env["dealership.consent"]
        consents._record(yes, "marketing", "email", True, "form")
        consents._record(no, "marketing", "email", False, "link")
        consents._record(mute, "marketing", "sms", True, "form")
        self.all = yes + no + mute
        key = "customer.consent_marketing_email"
        self.assertCustomers(yes, key, "is", "granted")
        self.assertCustomers(no + mute, key, "is_not", "granted")
        self.assertCustomers(no, key, "is", "refused")
        self.assertCustomers(mute, key, "is", "undecided")
        self.assertCustomers(yes + mute, key, "in", ["granted", "undecided"])
        self.assertCustomers(no, key, "not_in", ["granted", "undecided"])
        self.assertCustomers(yes + no, key, "set")

    def test_reachable_and_blacklisted(self):
        good = self.make_customer("Good", email="good@example.com", phone="06 12 34 56 78")
        landline = self.make_customer("Landline", email=False, phone="05 65 68 00 00")
        blocked = self.make_customer("Blocked", email="Blocked@Example.com", phone=False)
        self.env["mail.blacklist"]._add("blocked@example.com")
        self.all = good + landline + blocked
        self.assertCustomers(good + blocked, "customer.email_present", "is", True)
        self.assertCustomers(landline, "customer.email_present", "is", False)
        self.assertCustomers(good, "customer.mobile_present", "is", True)
        self.assertCustomers(landline + blocked, "customer.mobile_present", "is_not", True)
        self.assertCustomers(blocked, "customer.blacklisted", "is", True)

    def test_days_overdue(self):
        customer = self.make_customer()

        def invoice(due, **vals):
            return self.make_invoice(
                customer, invoice_date=date(2026, 1, 1), invoice_date_due=due, invoice_payment_term_id=False, **vals
            )

        late, due_today, early = (invoice(date(2026, 5, day)) for day in (3, 13, 20))
        credit_note = invoice(date(2026, 5, 3), move_type="out_refund")
        every = late + due_today + early + credit_note
        for operator, value, expected in (
            ("=", 10, late),
            ("!=", 10, every - late),
            (">", 0, late),
            (">=", 0, late + due_today),
            ("<", 0, early),
            ("<=", 0.5, due_today + early),
            ("between", [0, 10], late + due_today),
        ):
            rule = condition("invoice.days_overdue", operator, value)
            self.assertFinds(expected, rule, subject="invoice", among=every)

    def test_age_of_a_vehicle(self):
        born = [date(2022, 5, 13), date(2022, 5, 14), date(2026, 6, 1)]
        four, three, unborn = (self.make_vehicle(license_plate=str(day), first_registration_date=day) for day in born)
        unknown = self.make_vehicle(license_plate="Unknown", first_registration_date=False)
        every = four + three + unborn + unknown
        for operator, value, expected in (
            ("=", 4, four),
            ("!=", 4, three + unborn + unknown),
            (">=", 3.5, four),
            ("<", 4, three + unborn),
            ("between", [0, 4], four + three),
        ):
            rule = condition("vehicle.age", operator, value)
            self.assertFinds(expected, rule, subject="vehicle", among=every)

    def test_age_from_29_february(self):
        leapling = self.make_vehicle(first_registration_date=date(2024, 2, 29))
        rule = condition("vehicle.age", "=", 2)
        for now, expected in (("2026-02-27", False), ("2026-02-28", True), ("2027-02-27", True), ("2027-02-28", False)):
            found = self.find(rule, subject="vehicle", now=datetime.fromisoformat(f"{now}T10:00:00"))
            self.assertEqual(leapling in found, expected, now)

    def test_more_fields(self):
        field = self.env["ir.model.fields"].create(
            {
                "name": "x_loyalty_points",
                "field_description": "Loyalty points",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "ttype": "integer",
            }
        )
        self.assertTrue(field)
        loyal = self.make_customer("Loyal", x_loyalty_points=50)
        new = self.make_customer("New")
        rule = condition("customer.x_loyalty_points", ">=", 10)
        self.assertFinds(loyal, rule, among=loyal + new)
