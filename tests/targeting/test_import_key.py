from odoo import models
from odoo.orm.model_classes import add_to_registry
from odoo.tests import tagged

from odoo.addons.crm_dealership.engine.targeting.customer_keys import CustomerKey, letters, normalise_letters

from .import_common import ImportCommon


class DealershipCustomerKeys(models.AbstractModel):
    """One key more, as another addon adds it: the number plate, which leads to the owner of the vehicle."""

    _module = None
    _name = "dealership.customer.keys"
    _inherit = ["dealership.customer.keys"]

    def _get_keys(self):
        plate = CustomerKey(
            "plate",
            "Number plate",
            "number plate",
            "plate|immatriculation",
            normalise_letters,
            letters("license_plate"),
            looks_like=r"^[A-Z]{2}-\d{3}-[A-Z]{2}$",
            model="fleet.vehicle",
            customer="counts_for_id",
        )
        return [*super()._get_keys(), plate]


@tagged("post_install", "-at_install")
class TestImportKey(ImportCommon):
    """Issue 12: a key of imports is one declaration."""

    def setUp(self):
        super().setUp()
        keys = self.registry["dealership.customer.keys"]
        originals = keys._base_classes__

        def restore():
            keys._base_classes__ = originals
            keys._setup_done__ = False
            self.registry._setup_models__(self.env.cr, [])

        self.addCleanup(restore)
        add_to_registry(self.registry, DealershipCustomerKeys)
        self.registry._setup_models__(self.env.cr, [])
        self.env["dealership.customer.keys"]._create_indexes()
        self.jeanne = self.make_customer(phone=False)
        self.home = self.make_customer("Home", parent_id=self.jeanne.id, type="other", email=False, phone=False)
        self.make_vehicle(self.home, license_plate="AB-123-CD")

    def test_12_a_key_of_another_addon_goes_the_whole_way(self):
        """Known by its header, recognised however it is written, by an address of the owner."""
        record = self.make_import("Immatriculation;Ville\nab 123 cd;Rodez\nZZ-999-ZZ;Rodez\n;Rodez\n")
        self.assertEqual(record.column_ids.mapped("meaning"), ["plate", False])
        self.assertIn(("plate", "Number plate"), record.column_ids._fields["meaning"]._description_selection(self.env))
        record.action_start()
        nobody = self.env["res.partner"]
        self.assertRows(record, [(2, "matched", self.jeanne), (3, "unknown", nobody), (4, "unreadable", nobody)])

    def test_12_a_key_is_known_by_its_values(self):
        record = self.make_import("AB-123-CD;Rodez\nZZ-999-ZZ;Rodez\n")
        self.assertEqual(record.column_ids.mapped("meaning"), ["plate", False])

    def test_12_keys_that_disagree_are_named(self):
        luc = self.make_customer("Luc")
        record = self.run_import(f"Mail;Immatriculation\n{luc.email};AB-123-CD\n")
        self.assertRows(record, [(2, "ambiguous", self.env["res.partner"])])
        self.assertIn("This e-mail and this number plate belong to different customers.", record.row_ids.reason)

    def test_12_each_key_is_indexed(self):
        for key in self.env["dealership.customer.keys"]._get_keys():
            table = self.env[key.model]._table
            self.env.cr.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [table])
            definitions = " ".join(row[0] for row in self.env.cr.fetchall())
            column = {"email": "email_normalized", "ref": "ref", "vat": "vat", "plate": "license_plate"}
            self.assertRegex(definitions, rf"\(.*\b{column.get(key.key, 'phone_sanitized')}\b", key.key)
