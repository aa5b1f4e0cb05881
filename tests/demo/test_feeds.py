from odoo import fields
from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_dealership.demo.feeds import make_feeds
from odoo.addons.crm_dealership.demo.world import World
from odoo.addons.crm_dealership.tools.workshop_day import SOURCE


@tagged("post_install", "-at_install")
class TestDemoFeeds(TransactionCase):
    def test_15_a_file_was_tried_and_nothing_taken_in(self):
        if not self.env.ref("crm_dealership.demo_team_rodez", raise_if_not_found=False):
            return  # a database without demo data: test_demo_data.py makes them
        self.env["dealership.source"].search([("code", "=", SOURCE)]).code = "another"
        self.env.flush_all()
        before = self.env["dealership.repair.order"].search_count([])
        load = make_feeds(World(self.env, fields.Datetime.now())).feed_ids.load_ids
        self.assertEqual((load.state, load.created_count, load.refused_count), ("tried", 4, 2))
        self.assertEqual(self.env["dealership.repair.order"].search_count([]), before)
        [impossible, _unknown] = load.refused_ids.mapped("content")
        self.assertRegex(impossible, r"^OR-90005 · 31/02/\d{4} 10:00 · En cours · 8800 · Julien Fabre · C9005 · Gal")
