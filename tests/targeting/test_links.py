from odoo.tests import tagged

from .common import TargetingCommon, condition, scope

KEYS = ("customer", "lead", "opportunity", "appointment", "vehicle", "repair_order", "invoice")


@tagged("post_install", "-at_install")
class TestLinks(TargetingCommon):
    """Every pair of categories: which records a rule about the other category speaks of."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Linked")
        cls.stranger = cls.make_customer("Stranger")
        cls.mine = cls._make_all(cls.customer)
        cls.theirs = cls._make_all(cls.stranger)

    @classmethod
    def _make_all(cls, customer):
        """Return one record of each category, all linked to the customer and, where they can be, directly."""
        vehicle = cls.make_vehicle(customer)
        lead = cls.make_lead(customer)
        opportunity = cls.make_opportunity(customer)
        return {
            "customer": customer,
            "vehicle": vehicle,
            "lead": lead,
            "opportunity": opportunity,
            "appointment": cls.make_appointment(customer, vehicle_id=vehicle.id, opportunity_id=lead.id),
            "repair_order": cls.make_repair_order(customer, vehicle),
            "invoice": cls.make_invoice(customer),
        }

    def is_found(self, subject, node, records):
        return records[subject] in self.find(node, subject=subject)

    def test_each_pair_is_linked(self):
        for subject in KEYS:
            for other in KEYS:
                if (subject, other) in (("opportunity", "appointment"), ("appointment", "opportunity")):
                    continue  # the appointment is the lead's
                self.assertTrue(self.is_found(subject, scope(other), self.mine), f"{subject} → {other}")

    def test_each_pair_through_the_customer_is_that_customers(self):
        """The stranger's record is not found by what only the linked customer has."""
        marks = {
            "customer": ("customer.city", {"city": "Conques"}),
            "lead": ("lead.contact_name", {"contact_name": "Conques"}),
            "opportunity": ("opportunity.contact_name", {"contact_name": "Conques"}),
            "appointment": ("appointment.location", {"location": "Conques"}),
            "vehicle": ("vehicle.vin_sn", {"vin_sn": "Conques"}),
            "repair_order": ("repair_order.dms_status_code", {"dms_status_code": "Conques"}),
            "invoice": ("invoice.ref", {"ref": "Conques"}),
        }
        for other, (attribute, vals) in marks.items():
            self.mine[other].write(vals)
            rule = condition(attribute, "is", "Conques")
            for subject in KEYS:
                linked = {subject, other} != {"opportunity", "appointment"}
                self.assertEqual(self.is_found(subject, rule, self.mine), linked, f"{subject} → {other}")
                self.assertFalse(self.is_found(subject, rule, self.theirs), f"{subject} → {other}")

    def test_direct_links_do_not_go_through_the_customer(self):
        """A second vehicle of the same customer has neither the first one's appointment nor its repair order."""
        second = self.make_vehicle(self.customer)
        for other in ("appointment", "repair_order"):
            found = self.find(scope(other), subject="vehicle")
            self.assertIn(self.mine["vehicle"], found)
            self.assertNotIn(second, found)
        self.assertIn(second, self.find(scope("invoice"), subject="vehicle"))
        self.assertNotIn(self.mine["opportunity"], self.find(scope("appointment"), subject="opportunity"))

    def test_direct_links_need_no_customer(self):
        """An appointment is its vehicle's even when it is another customer's."""
        appointment = self.make_appointment(self.stranger, vehicle_id=self.mine["vehicle"].id)
        rule = condition("vehicle.vin_sn", "is", "VF3X")
        self.mine["vehicle"].vin_sn = "VF3X"
        self.assertIn(appointment, self.find(rule, subject="appointment"))

    def test_own_category_in_a_scope_goes_through_the_customer(self):
        alone = self.make_vehicle(self.make_customer("One car"))
        self.make_vehicle(self.customer)
        found = self.find(scope("vehicle", times=(">=", 2)), subject="vehicle")
        self.assertIn(self.mine["vehicle"], found)
        self.assertNotIn(alone, found)

    def test_records_without_customer_are_linked_to_nothing(self):
        orphan = self.make_vehicle(None)
        self.assertNotIn(orphan, self.find(scope("vehicle"), subject="vehicle"))
        self.assertIn(orphan, self.find(scope("customer", times=("=", 0)), subject="vehicle"))

    def test_lost_leads_count_and_archived_vehicles_do_not(self):
        self.mine["lead"].action_set_lost()
        self.assertIn(self.mine["lead"], self.find(condition("lead.state", "is", "abandoned"), subject="lead"))
        self.assertIn(self.customer, self.find(condition("lead.state", "is", "abandoned")))
        self.mine["vehicle"].active = False
        self.assertNotIn(self.customer, self.find(scope("vehicle")))
