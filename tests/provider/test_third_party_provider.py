import json
from pathlib import Path
from urllib.parse import urlsplit

from odoo.exceptions import UserError
from odoo.orm.model_classes import add_to_registry
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import file_path, mute_logger

from ..call.common import CallCommon, get_path
from ..call.sequences import OURS, THEIRS
from ..sms.sms_common import SmsCommon
from . import adapter_pigeon
from .adapter_pigeon import OUTBOX, sign

SECRET = "coo"


@tagged("post_install", "-at_install")
class TestThirdPartyProvider(SmsCommon, CallCommon, HttpCase):
    """A provider of another addon is one file: it reports calls, is told what to say, sells numbers, sends SMS."""

    def setUp(self):
        super().setUp()
        base, company = self.registry["dealership.adapter"], self.registry["res.company"]
        originals = company._base_classes__

        def restore():
            self.env.flush_all()
            base._inherit_children.discard("dealership.adapter.pigeon")
            del self.registry["dealership.adapter.pigeon"]
            company._base_classes__ = originals
            company._setup_done__ = False
            self.registry._setup_models__(self.env.cr, [])

        self.addCleanup(restore)
        self.addCleanup(OUTBOX.clear)
        for model in (adapter_pigeon.AdapterPigeon, adapter_pigeon.ResCompany):
            add_to_registry(self.registry, model)
        self.registry._setup_models__(self.env.cr, [])
        self.env["ir.config_parameter"].set_param("web.base.url", self.base_url())
        self.account = self.env["dealership.provider.account"].create(
            {"name": "Our loft", "provider": "pigeon", "auth_token": SECRET, "company_id": self.company_a.id}
        )

    def post(self, url, payload, secret=SECRET):
        body = json.dumps(payload).encode()
        headers = {"Content-Type": "application/json", "X-Pigeon": sign(secret, body)}
        return self.url_open(urlsplit(url).path, data=body, headers=headers)

    def fly(self, secret=SECRET, home=True, **changes):
        payload = {"flight": "F1", "from": THEIRS, "to": OURS, "home": home, **changes}
        return self.post(get_path(self.account, "start"), payload, secret)

    def test_12_05_it_can_be_chosen_and_asks_for_what_it_needs(self):
        with Form(self.env["dealership.provider.account"]) as form:
            form.name = "Another loft"
            form.provider = "pigeon"
            self.assertEqual((form.asks_account_sid, form.asks_api_url), (False, False))
        self.number.account_id = self.account
        self.assertEqual((self.number.can_speak, self.number.can_record), (True, False))

    def test_12_05_nobody_asks_for_a_name(self):
        """What a provider can do is asked of its adapter."""
        root = Path(file_path("crm_dealership/models")).parent
        named = {
            str(path.relative_to(root))
            for folder in ("models", "controllers", "wizards", "views")
            for path in (root / folder).rglob("*.*")
            if path.suffix in (".py", ".xml")
            and any(f"{quote}{key}{quote}" in path.read_text() for key in ("twilio", "aircall") for quote in "\"'")
        }
        self.assertEqual(named, set())

    def test_12_05_it_reports_calls_by_its_own_signature(self):
        self.assertEqual(self.fly(secret="caw").status_code, 403)
        self.assertFalse(self.env["dealership.call.event"].search([("account_id", "=", self.account.id)]))
        self.assertEqual(self.fly().status_code, 200)
        self.env["dealership.call.event"]._process_batch(40)
        call = self.env["dealership.call"].search([("account_id", "=", self.account.id)])
        self.assertEqual(
            (call.provider, call.outcome, call.caller_number, call.tracking_number_id),
            ("pigeon", "missed", THEIRS, self.number),
        )
        self.assertTrue(call.lead_id)

    def test_12_05_it_is_told_what_to_say_in_its_own_words(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.number.write({"announcement": "Welcome", "lang": "fr_FR"})
        self.number.with_context(lang="fr_FR").announcement = "Bienvenue"
        answer = self.fly(home=False)
        self.assertEqual(answer.headers["Content-Type"], "application/json")
        self.assertEqual(answer.json(), {"say": "Bienvenue", "in": "fr-FR"})

    def buy(self, **vals):
        purchase = Form(self.env["dealership.number.purchase"].with_user(self.user_administrator))
        purchase.account_id = self.account
        purchase = purchase.save()
        self.assertEqual((purchase.sells_numbers, purchase.takes_papers), (True, False))
        purchase.action_search()
        purchase.line_ids.action_choose()
        purchase.write({"name": "Radio", "team_id": self.team_a.id, **vals})
        return self.env["dealership.tracking.number"].browse(purchase.action_buy()["res_id"])

    def test_12_05_numbers_are_bought(self):
        number = self.buy()
        self.assertEqual((number.number, number.external_id), ("+33565990001", "loft +33565990001"))
        self.assertEqual(number.account_id, self.account)

    def test_12_05_it_says_no_in_its_own_words(self):
        with self.assertRaisesRegex(UserError, "Our loft answers: no hawks"):
            self.buy(name="Hawk")

    def test_12_05_who_sells_no_numbers_says_so(self):
        accounts = self.env["dealership.provider.account"].search([("sells_numbers", "=", True)])
        self.assertIn(self.account, accounts)
        self.assertNotIn(self.accounts["aircall"], accounts)
        vals = {"account_id": self.accounts["aircall"].id, "country_id": self.env.ref("base.fr").id}
        purchase = self.env["dealership.number.purchase"].with_user(self.user_administrator).create(vals)
        with self.assertRaisesRegex(UserError, "aircall sells no numbers here. Order the number at the provider"):
            purchase.action_search()

    @mute_logger("odoo.addons.crm_dealership.controllers.sms", "odoo.http")
    def test_12_05_text_messages_are_sent_reported_and_answered(self):
        self.company_a.sms_provider = "pigeon"
        self.make_numbered("One", 1)
        delivery = self.run_and_send(self.make_sms_scenario())["One"]
        self.assertEqual((delivery.state, delivery.sms_sid), ("sent", "feather 1"))
        [[number, text, report_url]] = OUTBOX
        self.assertEqual((number, text), ("+33612000001", "Bonjour One"))
        self.assertEqual(self.post(report_url, {"landed": True}, "caw").status_code, 404)
        self.assertEqual(self.post(report_url, {"landed": True}).status_code, 200)
        self.assertTrue(delivery.delivered_at)
        answer = {"id": "A1", "from": "+33612000001", "to": OURS, "text": "STOP"}
        url = self.company_a.dealership_sms_inbound_url
        self.assertTrue(url.endswith(f"/dealership/sms/pigeon/inbound/{self.company_a.id}"))
        self.assertEqual(self.post(url, answer, "caw").status_code, 404)
        self.assertEqual(self.post(url, answer).status_code, 200)
        self.assertEqual(self.env["dealership.reply"].search([("provider_reference", "=", "A1")]).kind, "stop")

    @mute_logger("odoo.addons.crm_dealership.controllers.sms", "odoo.http")
    def test_12_05_what_was_sent_is_reported_after_another_provider_was_chosen(self):
        self.company_a.sms_provider = "pigeon"
        self.make_numbered("One", 1)
        delivery = self.run_and_send(self.make_sms_scenario())["One"]
        self.company_a.sms_provider = "twilio"
        self.assertEqual(self.post(OUTBOX[0][2].replace("pigeon", "twilio"), {"landed": True}).status_code, 404)
        self.assertEqual(self.post(OUTBOX[0][2], {"landed": True}).status_code, 200)
        self.assertTrue(delivery.delivered_at)
