import json
import random
from datetime import timedelta, timezone
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import config, mute_logger

from ...engine.call.generic import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign
from .common import CallCommon, get_path, make_request
from .sequences import FRONT_DESK, OURS, SEQUENCES, START, THEIRS, get_expected


@tagged("post_install", "-at_install")
class TestCallWebhook(CallCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("web.base.url", self.base_url())

    def _send(self, provider, payload, step="", secret=None, headers=None, **changes):
        account = self.accounts[provider]
        path = get_path(account, step)
        body, sent_headers = make_request(account, payload, self.base_url() + path, secret, changes.get("now"))
        return self.url_open(path, data=changes.get("body", body), headers={**sent_headers, **(headers or {})})

    def _process(self):
        events = self.env["dealership.call.event"]
        while events._process_batch(40):
            pass

    def _get_calls(self):
        return self.env["dealership.call"].search([("tracking_number_id", "=", self.number.id)])

    @freeze_time(START + timedelta(seconds=90))
    def test_each_sequence_over_http(self):
        for provider, kinds in SEQUENCES.items():
            for kind, sequence in kinds.items():
                chance = random.Random(f"{provider} {kind}")
                mixed = [payload for _at, payload in sequence + chance.choices(sequence, k=2)]
                chance.shuffle(mixed)
                for payload in mixed:
                    self.assertEqual(self._send(provider, payload).status_code, 200, f"{provider} {kind}")
                    self._process()
                call = self.env["dealership.call"].search([("account_id", "=", self.accounts[provider].id)])
                told = (call.direction, call.outcome, call.reason or "", call.duration)
                self.assertEqual(told, get_expected(provider, kind), f"{provider} {kind}")
                self.assertEqual(call.caller_number, THEIRS)
                self.assertEqual(call.tracking_number_id, self.number)
                self.assertEqual(bool(call.lead_id), call.is_missed, f"{provider} {kind}")
                events = self.env["dealership.call.event"].search([("call_id", "=", call.id)])
                self.assertEqual(len(events), len(sequence), "each message is kept once")
                self.assertEqual(set(events.mapped("state")), {"done"})
                events.unlink()
                call.lead_id.unlink()
                call.unlink()

    def test_who_answered(self):
        for _at, payload in SEQUENCES["aircall"]["transferred"]:
            self._send("aircall", payload)
        self._process()
        self.assertEqual(self._get_calls().user_id, self.user_adviser)

    def test_bad_signatures(self):
        payloads = {provider: kinds["missed"][0][1] for provider, kinds in SEQUENCES.items()}
        for provider, payload in payloads.items():
            for secret in ("wrong", "", "é"):
                response = self._send(provider, payload, secret=secret)
                self.assertEqual(response.status_code, 403, f"{provider} {secret}")
        self.assertEqual(self._send("twilio", payloads["twilio"], body="CallSid=CA1&To=x").status_code, 403)
        headers = {"X-Twilio-Signature": ""}
        self.assertEqual(self._send("twilio", payloads["twilio"], headers=headers).status_code, 403)
        self.assertFalse(
            self.env["dealership.call.event"].search([("account_id", "in", [a.id for a in self.accounts.values()])])
        )

    def test_account_without_secret_takes_nothing(self):
        for provider, account in self.accounts.items():
            account.auth_token = False
            payload = SEQUENCES[provider]["missed"][0][1]
            self.assertEqual(self._send(provider, payload, secret="").status_code, 403, provider)

    def test_wrong_address(self):
        payload = SEQUENCES["twilio"]["missed"][0][1]
        body, headers = make_request(self.accounts["twilio"], payload, "https://elsewhere.example/")
        for path in ("/dealership/call/twilio/nobody", get_path(self.accounts["twilio"]).replace("twilio", "aircall")):
            self.assertEqual(self.url_open(path, data=body, headers=headers).status_code, 404)
        self.assertEqual(self.url_open(get_path(self.accounts["twilio"])).status_code, 405)

    def test_signed_for_the_public_address(self):
        """Behind a proxy that says nothing, Twilio signs the address it knows: that of ``web.base.url``."""
        self.env["ir.config_parameter"].set_param("web.base.url", "https://crm.garage.example")
        account = self.accounts["twilio"]
        payload = SEQUENCES["twilio"]["missed"][0][1]
        body, headers = make_request(account, payload, account._get_call_url("voice"))
        self.assertEqual(self.url_open(get_path(account, "voice"), data=body, headers=headers).status_code, 200)

    def test_forwarded_headers_count_in_proxy_mode_only(self):
        account = self.accounts["twilio"]
        payload = SEQUENCES["twilio"]["missed"][0][1]
        path = get_path(account)
        body, headers = make_request(account, payload, "https://proxy.example" + path)
        headers |= {"X-Forwarded-Host": "proxy.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
        self.assertEqual(self.url_open(path, data=body, headers=headers).status_code, 403)
        with patch.dict(config.options, {"proxy_mode": True}):
            self.assertEqual(self.url_open(path, data=body, headers=headers).status_code, 200)

    def test_replay(self):
        payload = SEQUENCES["generic"]["missed"][0][1]
        account = self.accounts["generic"]
        now = fields.Datetime.now()
        for age, status in ((0, 200), (4, 200), (6, 403), (-4, 200), (-6, 403)):
            response = self._send("generic", payload, now=now - timedelta(minutes=age))
            self.assertEqual(response.status_code, status, age)
        body = json.dumps(payload).encode()
        for timestamp in ("", "soon", "-5", "9" * 30, "1e9"):
            headers = {TIMESTAMP_HEADER: timestamp, SIGNATURE_HEADER: sign("generic-secret", timestamp, body)}
            response = self.url_open(get_path(account), data=body, headers=headers)
            self.assertEqual(response.status_code, 403, timestamp)
        self.assertEqual(self.env["dealership.call.event"].search_count([("account_id", "=", account.id)]), 1)

    def test_signed_nonsense_is_refused(self):
        for body in ("[]", "5", "{", '{"call_id": 1e999}', '{"call_id": "1", "status": "gone"}', "{}", "[" * 5000):
            headers = self._sign_generic(body)
            response = self.url_open(get_path(self.accounts["generic"]), data=body, headers=headers)
            self.assertEqual(response.status_code, 400, body[:40])

    def _sign_generic(self, body):
        timestamp = str(int(fields.Datetime.now().replace(tzinfo=timezone.utc).timestamp()))
        return {
            "Content-Type": "application/json",
            TIMESTAMP_HEADER: timestamp,
            SIGNATURE_HEADER: sign("generic-secret", timestamp, body.encode()),
        }

    def test_too_large(self):
        response = self._send("generic", {**SEQUENCES["generic"]["missed"][0][1], "summary": "x" * 300_000})
        self.assertEqual(response.status_code, 413)
        for path in (get_path(self.accounts["twilio"]), f"/dealership/sms/twilio/inbound/{self.company_a.id}"):
            response = self.url_open(path, data={"Body": "x" * 300_000})
            self.assertEqual(response.status_code, 413, path)

    def test_addresses_that_no_database_can_hold(self):
        for path in ("call/twilio/a%00b", "call/twilio/%00", "sms/twilio/report/a%00b", f"sms/twilio/inbound/{10**30}"):
            self.assertEqual(self.url_open(f"/dealership/{path}", data={"CallSid": "CA1"}).status_code, 404, path)

    def test_unknown_numbers_are_ignored(self):
        payload = {**SEQUENCES["generic"]["missed"][1][1], "to": "+33565990000"}
        self.assertEqual(self._send("generic", payload).status_code, 200)
        self._process()
        event = self.env["dealership.call.event"].search([("account_id", "=", self.accounts["generic"].id)])
        self.assertEqual(event.state, "ignored")
        self.assertFalse(event.call_id)

    def test_call_back_from_an_untracked_line_reported_first(self):
        """It is nobody's business until the missed call shows up that it answered."""
        back = [
            {**payload, "from": "+33565990000", "started_at": "2026-11-20T10:00:00Z"}
            for _at, payload in SEQUENCES["generic"]["outgoing"]
        ]
        for payload in back:
            self._send("generic", payload)
        self._process()
        self.assertFalse(self.env["dealership.call"].search([("account_id", "=", self.accounts["generic"].id)]))
        for _at, payload in SEQUENCES["generic"]["missed"]:
            self._send("generic", payload)
        self._process()
        calls = self.env["dealership.call"].search([("account_id", "=", self.accounts["generic"].id)])
        self.assertEqual(sorted(calls.mapped("outcome")), ["connected", "missed"])
        self.assertEqual(calls.lead_id.mapped("lead_state"), ["done"])

    def test_what_one_call_provokes_does_not_stop_the_others(self):
        for kind in ("missed", "busy"):
            self._send("generic", SEQUENCES["generic"][kind][-1][1])
        calls = type(self.env["dealership.call"])
        register = calls._register

        def fail_for_the_first(model, values):
            if values["external_id"] == "pbx-2":
                raise ZeroDivisionError("boom")
            return register(model, values)

        with (
            patch.object(calls, "_register", fail_for_the_first),
            mute_logger("odoo.addons.crm_dealership.models.call.call_processing"),
        ):
            self._process()
        events = self.env["dealership.call.event"].search([("account_id", "=", self.accounts["generic"].id)])
        self.assertEqual(sorted(events.mapped("state")), ["done", "failed"])
        failed = events.filtered(lambda event: event.state == "failed")
        self.assertEqual(failed.error, "boom")
        failed.action_retry()
        self._process()
        self.assertEqual(failed.state, "done")

    def test_silent_calls_are_concluded(self):
        self._send("generic", SEQUENCES["generic"]["missed"][0][1])
        self._process()
        call = self.env["dealership.call"].search([("account_id", "=", self.accounts["generic"].id)])
        # Rang two days ago, and nothing was heard since.
        self.assertEqual(call.outcome, "missed")
        self.assertTrue(call.lead_id)

    def test_kept_for_thirty_days(self):
        events = self.env["dealership.call.event"]
        now = fields.Datetime.now()
        account = self.accounts["generic"]
        for days, key in ((31, "old"), (29, "young"), (31, "waits")):
            events._store(account, key, key, {}, now - timedelta(days=days))
        events.search([("key", "in", ("old", "young"))]).state = "done"
        events._gc_events()
        self.assertEqual(events.search([("account_id", "=", account.id)]).mapped("key"), ["waits", "young"])


@tagged("post_install", "-at_install")
class TestTwilioAnswers(CallCommon, HttpCase):
    """What Twilio is told to do with a caller."""

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("web.base.url", self.base_url())

    def _ask(self, step, **fields_sent):
        account = self.accounts["twilio"]
        payload = {"CallSid": "CA1", "Direction": "inbound", "From": THEIRS, "To": OURS, **fields_sent}
        body, headers = make_request(account, payload, account._get_call_url(step))
        response = self.url_open(get_path(account, step), data=body, headers=headers)
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.headers["Content-Type"].startswith("text/xml"))
        return response.text

    def test_put_through(self):
        answer = self._ask("voice", CallStatus="ringing")
        url = self.accounts["twilio"]._get_call_url
        self.assertIn(f">{FRONT_DESK}</Number>", answer)
        self.assertIn(f'action="{url("dial")}"', answer)
        self.assertIn(f'statusCallback="{url("leg")}"', answer)
        self.assertNotIn("record", answer)
        self.assertNotIn("<Say", answer)

    def test_recording_is_announced(self):
        self.number.write({"recording": True, "announcement": "This call is recorded <here> & now."})
        answer = self._ask("voice", CallStatus="ringing")
        self.assertIn("This call is recorded &lt;here&gt; &amp; now.</Say>", answer)
        self.assertIn('record="record-from-answer-dual"', answer)

    def test_12_05_spoken_in_the_language_of_the_number(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company_a.partner_id.lang = "fr_FR"
        self.number.write({"lang": "en_US", "announcement": "Welcome"})
        self.number.with_context(lang="fr_FR").announcement = "Bienvenue"
        for lang, code, said in (("en_US", "en-US", "Welcome"), ("fr_FR", "fr-FR", "Bienvenue")):
            self.number.lang = lang
            self.assertIn(f'<Say language="{code}">{said}</Say>', self._ask("voice", CallStatus="ringing"))
            self.assertIn(f'<Say language="{code}">', self._ask("dial", DialCallStatus="busy"))

    def test_12_05_nobody_is_recorded_unawares(self):
        """The account that asks may be another one than the number's, which could not record."""
        self.number.account_id = self.accounts["aircall"]
        self.number.recording = True
        self.assertNotIn("record=", self._ask("voice", CallStatus="ringing"))

    def test_nobody_answers(self):
        for status in ("no-answer", "busy", "failed", "canceled"):
            self.assertIn("<Record", self._ask("dial", DialCallStatus=status))
        self.number.voicemail = False
        self.assertIn("<Hangup", self._ask("dial", DialCallStatus="no-answer"))

    def test_somebody_answered(self):
        self.assertIn("<Hangup", self._ask("dial", DialCallStatus="completed"))
        self.assertIn("<Hangup", self._ask("voicemail", RecordingUrl="https://x", RecordingDuration="3"))

    def test_reports_are_just_taken(self):
        self.assertIn("<Response />", self._ask("status", CallStatus="completed"))
        self.assertIn("<Response />", self._ask("leg", ParentCallSid="CA1", CallSid="CB1", CallStatus="ringing"))

    def test_whose_number_it_is_does_not_matter(self):
        """Twilio reports to whom it asked: another account has another secret, and a number may name none."""
        url = self.accounts["twilio"]._get_call_url("dial")
        for account in (self.env["dealership.provider.account"], self.accounts["aircall"]):
            self.number.account_id = account
            self.assertIn(f'action="{url}"', self._ask("voice", CallStatus="ringing"))
            self.assertIn("<Record", self._ask("dial", DialCallStatus="no-answer"))

    def test_point_of_sale_known_by_the_number_itself(self):
        self.team_a.phone = "05 65 42 00 00"
        self.assertIn("<Redirect", self._ask("voice", CallStatus="ringing"))

    def test_number_that_is_not_ours(self):
        self.assertIn("<Response />", self._ask("voice", CallStatus="ringing", To="+33565990000"))

    def test_point_of_sale_without_telephone(self):
        self.team_a.phone = False
        self.assertIn("<Redirect", self._ask("voice", CallStatus="ringing"))
