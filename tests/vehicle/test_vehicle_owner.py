from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from ..common import DealershipCommon

LEASE = {
    "financing_kind": "lease_purchase",
    "financing_end": date(2027, 3, 15),
    "residual_value": 9500.0,
    "remaining_amount": 4200.0,
}
NONE = {"financing_kind": False, "financing_end": False, "residual_value": 0.0, "remaining_amount": 0.0}


@tagged("post_install", "-at_install")
class TestVehicleOwner(DealershipCommon):
    """Who owned a vehicle when, and how they paid for it, as it is entered by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anne, cls.paul = cls.make_customer("Anne Roux"), cls.make_customer("Paul Cayla")
        cls.zoe = cls.make_customer("Zoé Vidal")

    def give(self, vehicle, owner, day, **vals):
        with freeze_time(f"{day} 10:00:00"):
            vehicle.write({"owner_id": owner.id, **vals})

    def assertOwners(self, vehicle, *owners):  # noqa: N802
        """Compare the owners, in their order, as ``(customer, since, until)``, and who owns it now, since when."""
        chain = vehicle.ownership_ids.sorted(lambda owner: (owner.until or date.max, owner.id))
        known = [
            (owner, since and date.fromisoformat(since), until and date.fromisoformat(until))
            for owner, since, until in owners
        ]
        self.assertEqual([(owner.partner_id, owner.since, owner.until) for owner in chain], known)
        present = chain.filtered(lambda owner: not owner.until)
        self.assertEqual((vehicle.owner_id, vehicle.owner_since), (present.partner_id, present.since))

    # -- changes that are taken back --------------------------------------------------------------------

    def test_15_whoever_was_entered_by_mistake_never_owned_it(self):
        vehicle = self.make_vehicle(self.anne, delivery_date=date(2020, 5, 4), **LEASE)
        self.give(vehicle, self.paul, "2026-03-10")
        self.give(vehicle, self.zoe, "2026-03-10")
        self.assertOwners(vehicle, (self.anne, "2020-05-04", "2026-03-10"), (self.zoe, "2026-03-10", False))

    def test_15_given_back_on_the_same_day_it_never_was_anybody_elses(self):
        vehicle = self.make_vehicle(self.anne, delivery_date=date(2020, 5, 4), **LEASE)
        self.give(vehicle, self.paul, "2026-03-10")
        self.assertRecordValues(vehicle, [NONE])
        self.give(vehicle, self.anne, "2026-03-10")
        self.assertOwners(vehicle, (self.anne, "2020-05-04", False))
        self.assertRecordValues(vehicle, [LEASE])
        self.assertRecordValues(vehicle.ownership_ids, [LEASE])

    def test_15_given_back_where_nobody_knows_since_when(self):
        vehicle = self.make_vehicle(self.anne, delivery_date=False)
        self.give(vehicle, self.paul, "2026-03-10")
        self.give(vehicle, self.anne, "2026-03-10")
        self.assertOwners(vehicle, (self.anne, False, False))

    def test_15_given_back_with_what_is_said_of_it(self):
        vehicle = self.make_vehicle(self.anne, delivery_date=date(2020, 5, 4), **LEASE)
        self.give(vehicle, self.paul, "2026-03-10")
        self.give(vehicle, self.anne, "2026-03-10", owner_since=date(2021, 5, 4), financing_kind="loan")
        self.assertEqual((vehicle.owner_since, vehicle.financing_kind), (date(2021, 5, 4), "loan"))

    def test_15_bought_back_later_it_was_somebody_elses(self):
        vehicle = self.make_vehicle(self.anne, delivery_date=date(2020, 5, 4), **LEASE)
        self.give(vehicle, self.paul, "2026-03-10")
        self.give(vehicle, self.anne, "2026-03-12")
        self.assertOwners(
            vehicle,
            (self.anne, "2020-05-04", "2026-03-10"),
            (self.paul, "2026-03-10", "2026-03-12"),
            (self.anne, "2026-03-12", False),
        )
        self.assertRecordValues(vehicle, [NONE])

    def test_15_a_sale_stays_however_short(self):
        vehicle = self.make_vehicle(self.anne, delivery_date=date(2026, 3, 10))
        vehicle.ownership_ids.sale_state = "sold"
        self.give(vehicle, self.paul, "2026-03-10")
        self.assertOwners(vehicle, (self.anne, "2026-03-10", "2026-03-10"), (self.paul, "2026-03-10", False))

    # -- how they pay for it ----------------------------------------------------------------------------

    def test_15_what_is_entered_of_the_financing_stays_with_the_owner(self):
        vehicle = self.make_vehicle(self.anne, delivery_date=date(2020, 5, 4), financing_kind="loan")
        vehicle.write(LEASE)
        [first] = vehicle.ownership_ids
        self.assertRecordValues(first, [LEASE])
        self.give(vehicle, self.paul, "2026-03-10", financing_kind="loan")
        self.assertRecordValues(first, [LEASE])
        self.assertRecordValues(vehicle.ownership_ids - first, [{**NONE, "financing_kind": "loan"}])
        vehicle.financing_kind = False
        self.assertRecordValues(vehicle.ownership_ids - first, [NONE])

    def test_15_the_financing_of_many_costs_as_much_as_of_one(self):
        vehicles = self.env["fleet.vehicle"].concat(*[self.make_vehicle(self.anne) for _vehicle in range(10)])
        self.env.flush_all()
        with self.assertQueryCount(__system__=12):
            vehicles.write(LEASE)
            self.env.flush_all()
