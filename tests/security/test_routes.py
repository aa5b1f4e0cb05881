import json
import re
from urllib.parse import urlencode

from odoo import Command, fields
from odoo.http import _generate_routing_rules
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from ...engine.provider.twilio_signature import sign
from ..call.common import CallCommon, get_path, make_request
from ..call.sequences import SEQUENCES
from ..sms.sms_common import AUTH_TOKEN, SmsCommon
from ..targeting.import_common import ImportCommon
from .roles import NOBODY, ROLES, RolesCommon

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

# ruff: noqa: E501 the table
# Who gets what they ask for, at each address of ours. What decides is a form of the page, or a provider's report.
WHO = """
                   nobody portal internal user user_b director director_b director_foreign accountant administrator administrator_foreign
unsubscribe          x      x       x      x     x       x         x              x             x           x               x
unsubscribing        x      x       x      x     x       x         x              x             x           x               x
preferences          x      x       x      x     x       x         x              x             x           x               x
saving_preferences   x      x       x      x     x       x         x              x             x           x               x
withdrawing          x      x       x      x     x       x         x              x             x           x               x
confirmation         x      x       x      x     x       x         x              x             x           x               x
confirming           x      x       x      x     x       x         x              x             x           x               x
hidden_link          x      x       x      x     x       x         x              x             x           x               x
call                 x      x       x      x     x       x         x              x             x           x               x
call_step            x      x       x      x     x       x         x              x             x           x               x
call_unsigned        .      .       .      .     .       .         .              .             .           .               .
sms_report           x      x       x      x     x       x         x              x             x           x               x
sms_unsigned         .      .       .      .     .       .         .              .             .           .               .
sms_inbound          x      x       x      x     x       x         x              x             x           x               x
inbound_unsigned     .      .       .      .     .       .         .              .             .           .               .
lead_of_the_user     .      .       .      x     .       .         .              .             .           .               .
taking_the_lead      .      .       .      x     .       .         .              .             .           .               .
targeting_export     .      .       .      .     .       x         .              .             .           x               .
run_export           .      .       .      .     .       x         .              .             .           x               .
import_report        .      .       .      .     .       x         .              .             .           x               .
customer_file        .      .       .      .     .       .         .              .             .           x               .
adf                  x      x       x      x     x       x         x              x             x           x               x
lead                 x      x       x      x     x       x         x              x             x           x               x
feed                 x      x       x      x     x       x         x              x             x           x               x
adf_other_key        .      .       .      .     .       .         .              .             .           .               .
"""
# The rows of each route. Reading needs no more than GET; a pair is what a POST says, and how it must be asked.
ROUTES = {
    "/dealership/unsubscribe/<string:token>": ("unsubscribe", "unsubscribing"),
    "/dealership/preferences/<string:token>": ("preferences", "saving_preferences", "withdrawing"),
    "/dealership/preferences/<string:token>/confirm/<string:confirmation>": ("confirmation", "confirming"),
    "/dealership/hidden-link": ("hidden_link",),
    "/dealership/call/<string:provider>/<string:token>": ("call", "call_unsigned"),
    "/dealership/call/<string:provider>/<string:token>/<string:step>": ("call_step",),
    "/dealership/sms/<string:provider>/report/<string:reference>": ("sms_report", "sms_unsigned"),
    "/dealership/sms/<string:provider>/inbound/<int:company_id>": ("sms_inbound", "inbound_unsigned"),
    "/dealership/lead/<int:lead_id>/take": ("lead_of_the_user", "taking_the_lead"),
    "/dealership/targeting/<int:targeting_id>/export.<string:kind>": ("targeting_export",),
    "/dealership/run/<int:run_id>/export.<string:kind>": ("run_export",),
    "/dealership/targeting/import/<int:import_id>/report.<string:kind>": ("import_report",),
    "/dealership/customer/<int:partner_id>/file.json": ("customer_file",),
    "/dealership/adf/<string:source>": ("adf", "adf_other_key"),
    "/dealership/lead/<string:source>": ("lead",),
    "/dealership/feed/<string:source>": ("feed",),
}
PAGES = {
    "unsubscribe",
    "preferences",
    "confirmation",
    "hidden_link",
    "lead_of_the_user",
    "targeting_export",
    "run_export",
    "import_report",
    "customer_file",
}
# A key is the right: with it, whatever is posted means something.
ORDER = "Order;Opened;Customer\n1;2026-11-20;Jeanne\n"
KEYED = {"adf", "lead", "feed"}
METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "POST")


@tagged("post_install", "-at_install")
class TestRoutes(RolesCommon, SmsCommon, CallCommon, ImportCommon, HttpCase):
    """Every address of ours, asked as anybody may: who is answered, and what a request can change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.targeting.write({"mode": "query", "name": "Townspeople", "visibility": "team", "team_id": cls.team_a.id})
        cls.targeting.rule_tree = {"match": "all", "rules": [{"attribute": "customer.city", "operator": "set"}]}
        cls.jeanne = cls.make_townsman("Jeanne", phone="+33 6 12 34 56 78")
        scenario = cls.make_scenario(cls.targeting, purpose="service")
        cls.scenario_run = scenario._run(fields.Datetime.now())
        cls.delivery = cls.scenario_run.delivery_ids[:1]
        cls.text_message = cls.make_sms_scenario()._run(fields.Datetime.now()).delivery_ids[:1]
        cls.put(cls.text_message, "sent", sms_reference="reference-1")
        cls.lead = cls.make_lead(name="Essai 208", user_id=False)
        people = cls.make_targeting(name="Open day", mode="import", visibility="everyone")
        source = cls.env["dealership.source"].create({"name": "Portal", "company_id": cls.company_a.id})
        cls.secret = source.action_make_key()["context"]["default_secret"]
        source.key_ids.may_post_feed = True
        cls.make_orders_feed(source)
        cls.imported = cls.run_import("Mail;Nom\njeanne@customer.test;Jeanne\n", targeting=people)

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("web.base.url", self.base_url())
        payload = SEQUENCES["generic"]["missed"][0][1]
        twilio_payload = SEQUENCES["twilio"]["missed"][0][1]
        topics = self.env["dealership.topic"]
        self.requests = {
            "unsubscribe": (self._local(self.delivery._get_unsubscribe_url()), None, {}),
            "unsubscribing": (self._local(self.delivery._get_unsubscribe_url()), "decision=refuse", FORM),
            "preferences": (self._local(self.delivery._get_preferences_url()), None, {}),
            "saving_preferences": (self._local(self.delivery._get_preferences_url()), "decision=save&ticked=sms", FORM),
            "withdrawing": (self._local(self.delivery._get_preferences_url()), "decision=withdraw", FORM),
            "confirmation": (self._local(self.delivery._get_confirmation_url([topics])), None, {}),
            "confirming": (self._local(self.delivery._get_confirmation_url([topics])), "decision=confirm", FORM),
            "hidden_link": ("/dealership/hidden-link", None, {}),
            "call": self._make_call("generic", payload),
            "call_step": self._make_call("twilio", twilio_payload, "voice"),
            "call_unsigned": self._make_call("generic", payload, secret="wrong"),
            "sms_report": self._make_sms("report/reference-1", {"MessageStatus": "delivered", "MessageSid": "SM1"}),
            "sms_inbound": self._make_sms(
                f"inbound/{self.company_a.id}",
                {"MessageSid": "SM2", "From": "+33612345678", "To": "+33756000000", "Body": "Merci"},
            ),
            "lead_of_the_user": (self._local(self.lead._get_take_url(self.user_sales)), None, {}),
            "taking_the_lead": (self._local(self.lead._get_take_url(self.user_sales)), "decision=take", FORM),
            "targeting_export": (f"/dealership/targeting/{self.targeting.id}/export.csv", None, {}),
            "run_export": (f"/dealership/run/{self.scenario_run.id}/export.csv", None, {}),
            "import_report": (f"/dealership/targeting/import/{self.imported.id}/report.csv", None, {}),
            "customer_file": (f"/dealership/customer/{self.jeanne.id}/file.json", None, {}),
            "adf": ("/dealership/adf/portal", "<adf/>", self._get_keyed(self.secret)),
            "lead": ("/dealership/lead/portal", '{"phone": "0644556677"}', self._get_keyed(self.secret)),
            "feed": ("/dealership/feed/portal", ORDER, self._get_keyed(self.secret)),
            "adf_other_key": ("/dealership/adf/portal", "<adf/>", self._get_keyed(self.secret[:-1])),
        }
        for signed, unsigned in (("sms_report", "sms_unsigned"), ("sms_inbound", "inbound_unsigned")):
            path, body, headers = self.requests[signed]
            self.requests[unsigned] = (path, body, {**headers, "X-Twilio-Signature": "x"})

    @classmethod
    def make_orders_feed(cls, source):
        columns = {"Order": "key", "Opened": "opened_at", "Customer": "customer.name"}
        cls.env["dealership.feed"].create(
            {
                "name": "Repair orders",
                "kind": "repair_order",
                "source_id": source.id,
                "column_ids": [
                    Command.create({"header": header, "meaning": f"repair_order.{path}"})
                    for header, path in columns.items()
                ],
            }
        )

    def _get_keyed(self, secret):
        return {"Content-Type": "application/xml", "Authorization": f"Bearer {secret}"}

    def _local(self, url):
        return url[url.index("/dealership/") :]

    def _make_call(self, provider, payload, step="", secret=None):
        account = self.accounts[provider]
        path = get_path(account, step)
        body, headers = make_request(account, payload, self.base_url() + path, secret)
        return path, body, headers

    def _make_sms(self, path, form):
        path = f"/dealership/sms/twilio/{path}"
        signature = sign(AUTH_TOKEN, self.base_url() + path, form)
        return path, urlencode(form), {**FORM, "X-Twilio-Signature": signature}

    def ask(self, name, method=None, body=None):
        path, deciding, headers = self.requests[name]
        method = method or ("GET" if name in PAGES else "POST")
        body = deciding if body is None else body
        if name == "taking_the_lead":
            body = urlencode({"csrf_token": self._get_csrf_token(path)}) + "&" + (body or "")
        return self.url_open(path, data=body or None, headers=headers, method=method, allow_redirects=False)

    def _get_csrf_token(self, path):
        found = re.search(r'name="csrf_token" value="(\w+)"', self.url_open(path).text)
        return found[1] if found else ""

    def is_answered(self, answer):
        opens_lead = answer.status_code == 303 and "/odoo/crm.lead/" in answer.headers["Location"]
        return answer.status_code == 200 or opens_lead

    def count_changes(self):
        """Return how many rows were written so far, by table: what PostgreSQL has counted in this transaction."""
        self.env.flush_all()
        written = SQL("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return {table: count for table, count in self.env.execute_query(written) if count}

    def test_11_01_every_route_has_a_line(self):
        rules = {path for path, _endpoint in _generate_routing_rules(["crm_dealership"], nodb_only=False)}
        self.assertEqual(rules, set(ROUTES), "add the new route to ROUTES and WHO, by hand")
        table = self.read_table(WHO)
        self.assertEqual(set(table), {name for names in ROUTES.values() for name in names})
        self.assertEqual(set(table), set(self.requests))

    @mute_logger("odoo.http", "odoo.addons.crm_dealership.controllers.sms")
    def test_11_01_who_is_answered(self):
        for name, expected in self.read_table(WHO).items():
            allowed = set()
            for role in ROLES:
                with self.env.cr.savepoint(flush=True) as savepoint:
                    self.log_in(role)
                    if self.is_answered(self.ask(name)):
                        allowed.add(role)
                    savepoint.rollback()
                self.env.invalidate_all()
            with self.subTest(name):
                self.assertEqual(allowed, expected)

    @mute_logger("odoo.http", "odoo.addons.crm_dealership.controllers.sms")
    def test_11_15_only_a_post_that_says_what_decides(self):
        """Scanners open links, caches ask again, and Odoo adds OPTIONS to whatever methods a route names."""
        self.log_in("user")
        for name, [path, deciding, headers] in self.requests.items():
            for method in METHODS:
                bodies = {None, deciding, "decision=maybe"} - {deciding if method == "POST" else ""}
                for body in {None} if name in KEYED and method == "POST" else bodies:
                    before = self.count_changes()
                    addresses = [path, f"{path}{'&' if '?' in path else '?'}{body or ''}"]
                    answers = [
                        self.url_open(address, data=body, headers=headers, method=method, allow_redirects=False)
                        for address in addresses
                    ]
                    with self.subTest(name=name, method=method, body=body):
                        self.assertEqual(self.count_changes(), before)
                        if method not in ("GET", "HEAD", "POST"):
                            self.assertEqual({answer.status_code for answer in answers}, {405})

    @mute_logger("odoo.http")
    def test_11_15_what_a_decision_changes(self):
        """Or else nothing would be seen above."""
        for name, role in (
            # Before any "no": a link that was asked for before is good no more after it.
            ("confirming", NOBODY),
            ("unsubscribing", NOBODY),
            ("withdrawing", NOBODY),
            ("saving_preferences", NOBODY),
            ("call", NOBODY),
            ("sms_report", NOBODY),
            ("sms_inbound", NOBODY),
            ("taking_the_lead", "user"),
            ("adf", NOBODY),
            ("lead", NOBODY),
            ("feed", NOBODY),
        ):
            self.log_in(role)
            before = self.count_changes()
            self.ask(name)
            with self.subTest(name):
                self.assertNotEqual(self.count_changes(), before)

    def test_11_15_undecided_leads_to_the_question(self):
        path, _body, _headers = self.requests["unsubscribing"]
        for body in ("", "decision=", "decision=maybe", "List-Unsubscribe=", json.dumps({"decision": "refuse"})):
            answer = self.url_open(path, data=body, headers=FORM, method="POST", allow_redirects=False)
            self.assertEqual(answer.status_code, 303, body)
            self.assertIn("No more offers and news?", self.url_open(path, data=body, headers=FORM, method="POST").text)
