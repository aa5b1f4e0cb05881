from odoo import fields
from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_dealership.demo.enquiries import make_enquiries
from odoo.addons.crm_dealership.demo.world import World


@tagged("post_install", "-at_install")
class TestDemoEnquiries(TransactionCase):
    def test_10_1_two_enquiries_are_read_and_one_is_for_a_person(self):
        if not self.env.ref("crm_dealership.demo_team_rodez", raise_if_not_found=False):
            return  # a database without demo data: test_demo_data.py makes them
        world = World(self.env, fields.Datetime.now())
        source, profile = make_enquiries(world)
        self.assertEqual(source.team_id, world.sites[0].team)
        meanings = set(profile.label_ids.mapped("meaning"))
        self.assertLessEqual({"first_name", "last_name", "email", "phone", "vehicle", "message"}, meanings)
        leads = self.env["crm.lead"].search([("original_id", "!=", False), ("team_id", "=", source.team_id.id)])
        self.assertLessEqual({"Maëlys Cabrol", "Thibault Lacombe", "Gabin Fabre"}, set(leads.mapped("contact_name")))
        self.assertEqual(leads.filtered("is_to_read").mapped("contact_name"), ["Gabin Fabre"])
