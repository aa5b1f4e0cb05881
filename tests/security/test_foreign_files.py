"""A message holds its own files, and nobody else's, whatever its text and its attachments name."""

from base64 import b64encode

from odoo import Command
from odoo.tests import tagged

from ..common import DIRECTOR, DealershipCommon

PIXEL = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestForeignFiles(DealershipCommon):
    """What a message names cannot be deleted or replaced: so it must not name the files of others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        director = cls._make_user("test_millau", "Didier Millau", DIRECTOR, cls.company_a)
        cls.team_b.member_ids = [Command.link(director.id)]
        cls.messages = cls.env["dealership.message"].with_user(director)
        cls.vals = {"name": "Mine", "subject": "Look", "body_html": "<p>Look</p>"}

    def name_in_text(self, files):
        pictures = "".join(f'<img src="/web/image/{file.id}"/>' for file in files)
        return self.messages.create({**self.vals, "body_html": f"<p>Look</p>{pictures}"})

    def make_asset(self):
        vals = {"name": "web.assets.min.js", "raw": b"x", "url": "/web/assets/1/x.js", "public": True}
        return self.env["ir.attachment"].create({**vals, "res_model": "ir.ui.view", "res_id": 0})

    def test_11_07_a_text_holds_no_file_of_others(self):
        lead = self.make_lead(team_id=self.team_foreign.id, user_id=self.user_foreign.id)
        files = self.env["ir.attachment"].with_user(self.user_foreign)
        file = files.create({"name": "id.pdf", "raw": b"x", "res_model": "crm.lead", "res_id": lead.id})
        loose = files.create({"name": "loose.pdf", "raw": b"x"})
        customer = self.make_customer(image_1920=PIXEL)
        owned = [("res_model", "=", "res.partner"), ("res_id", "=", customer.id), ("res_field", "!=", False)]
        avatar = self.env["ir.attachment"].search(owned)
        self.assertTrue(avatar)
        letter = self.env["ir.attachment"].create({"name": "a.pdf", "raw": b"x", "res_model": "dealership.delivery"})
        letter.res_id = self.make_scenario(self.make_targeting("customer"))._run().delivery_ids[:1].id
        self.assertTrue(letter.res_id)
        message = self.name_in_text((file | loose | avatar | letter | self.make_asset()).sudo())
        self.assertFalse(message.sudo().picture_ids)
        file.name = "other.pdf"
        (file | loose).unlink()
        customer.with_user(self.user_sales).image_1920 = False

    def test_11_10_a_text_holds_its_own(self):
        own = self.env["ir.attachment"].with_env(self.messages.env).create({"name": "car.png", "raw": b"x"})
        message = self.name_in_text(own)
        self.assertEqual(message.picture_ids, own)
        message.with_user(self.user_administrator).body_html = f'<p>Other</p><img src="/web/image/{own.id}"/>'
        self.assertEqual(message.sudo().picture_ids, own.sudo(), "whoever changes the text")

    def test_11_07_the_files_of_others_are_copied(self):
        customer = self.make_customer()
        files = self.env["ir.attachment"]
        sheet = files.create({"name": "sheet.pdf", "raw": b"%PDF", "res_model": "res.partner", "res_id": customer.id})
        asset = self.make_asset()
        message = self.messages.create({**self.vals, "attachment_ids": (sheet | asset).ids})
        taken = message.sudo().attachment_ids
        self.assertEqual(sorted(taken.mapped("name")), ["sheet.pdf", "web.assets.min.js"])
        self.assertFalse(taken & (sheet | asset))
        self.assertEqual(set(taken.mapped(lambda file: (file.res_model, file.res_id))), {(message._name, message.id)})
        self.assertFalse(any(taken.mapped("url")) or any(taken.mapped("public")))
        self.assertEqual((asset.res_model, asset.res_id), ("ir.ui.view", 0))
        sheet.with_user(self.user_sales).datas = b64encode(b"new")
        (sheet | asset).unlink()
        self.assertEqual(set(taken.mapped("raw")), {b"%PDF", b"x"})
