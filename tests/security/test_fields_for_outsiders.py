"""What we add to Odoo's records reads as nothing for people who may not see what it is made of."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import DealershipCommon
from .outsiders import PROFILES

ADDON = "crm_dealership"


@tagged("post_install", "-at_install")
class TestFieldsForOutsiders(DealershipCommon):
    """Exports, Studio and scripts of people without a role name fields of ours: on records that they may read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer()
        cls.vehicle = cls.make_vehicle(cls.customer, repair_order_ids=[])
        cls.make_repair_order(cls.customer, cls.vehicle)
        cls.make_appointment(cls.customer, vehicle_id=cls.vehicle.id)
        cls.make_lead(cls.customer, vehicle_id=cls.vehicle.id)
        cls.make_invoice(cls.customer)

    def get_own_fields(self, model):
        return [
            name
            for name, field in self.env[model]._fields.items()
            if field._modules[:1] == (ADDON,) and not field.inherited
        ]

    def test_11_13_customers_do_not_see_how_they_are_classed(self):
        """Whoever has an account on the portal reads their own contact, by RPC as well."""
        user = self._make_user("test_own_contact", "Paule Portal", "base.group_portal", self.company_a)
        own = user.partner_id
        self.assertTrue(own.customer_profile_id)
        mine = own.with_user(user)
        self.assertEqual(mine.read(["name"])[0]["name"], "Paule Portal")
        with self.assertRaises(AccessError):
            mine.read(["customer_profile_id"])
        with self.assertRaises(AccessError):
            mine.search([("customer_profile_id", "=", own.customer_profile_id.id)])

    def test_11_13_what_is_ours_reads_as_nothing(self):
        failed, read = [], 0
        models = [
            name
            for name, model in self.env.registry.items()
            if not model._abstract and not name.startswith("dealership.") and self.get_own_fields(name)
        ]
        for profile, groups in PROFILES.items():
            user = self._make_user(f"outsider_{profile.replace(' ', '_')}", profile, groups, self.company_a)
            for model in models:
                records = self.env[model].with_user(user)
                record = records.search([], limit=5) if records.has_access("read") else records
                described = record and records.fields_get(self.get_own_fields(model), ["type"])
                for name in described or ():
                    record.invalidate_recordset()
                    read += 1
                    try:
                        record.read([name])
                        record.web_read({name: {"fields": {"display_name": {}}}} if "ids" in name else {name: {}})
                    except AccessError as error:
                        failed.append(f"{profile}: {model}.{name}: {str(error).splitlines()[0]}")
        self.assertFalse(failed, "\n" + "\n".join(failed))
        self.assertGreater(read, 100)
