from collections import Counter
from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from ..ledger.common import NOW
from .mail_world import Received, RenamingRelay
from .test_machines import BODY
from .visitor_common import IPHONE, VisitorCommon

# What was done with the e-mail of each, and what must stand in the ledger then: by hand, from the specification.
# "rest" is what becomes of the second step, which is for whoever has not answered.
OUTCOMES = """
    customer  opened  clicked  replied  automatic  bounced  opted_out  machines  reason        odoo    rest
    Answerer  yes     -        yes      -          -        -          0         -             reply   replied
    Bare      yes     -        yes      -          -        -          0         -             reply   replied
    Absent    -       -        -        yes        -        -          0         -             sent    sent
    Delayed   -       -        -        -          -        -          0         -             sent    sent
    Dead      -       -        -        -          yes      -          0         dead_address  bounce  dead_address
    Spam      -       -        -        -          -        yes        0         -             sent    refused
    Gate      -       -        -        -          -        -          15        -             sent    sent
    Scanner   -       -        -        -          -        -          15        -             sent    sent
    Both      yes     yes      -        -          -        -          15        -             open    sent
    Reader    yes     yes      -        -          -        -          0         -             open    sent
    Nobody    -       -        -        -          -        -          0         -             sent    sent
"""
# Counted in the table. Rates are over the ten that were delivered.
FIGURES = {
    "targeted_count": 11,
    "sent_count": 11,
    "bounced_count": 1,
    "delivered_count": 10,
    "measured_count": 10,
    "opened_count": 4,
    "clicked_count": 2,
    "replied_count": 2,
    "unsubscribed_count": 1,
    "machine_count": 3,
    "opened_rate": 40,
    "clicked_rate": 20,
    "replied_rate": 20,
}
MOMENTS = {
    "opened": "opened_at",
    "clicked": "clicked_at",
    "replied": "replied_at",
    "automatic": "auto_replied_at",
    "bounced": "bounced_at",
    "opted_out": "unsubscribed_at",
}


def read_table(text):
    names, *rows = (line.split() for line in text.strip().splitlines())
    return {row[0]: dict(zip(names[1:], row[1:], strict=True)) for row in rows}


@tagged("post_install", "-at_install")
class TestMailWorld(VisitorCommon):
    """One mailing into the mail world: by a real SMTP server, back through Odoo's gateway, and by real HTTP."""

    sink_class = RenamingRelay

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.dealership_contact_cap = 0
        cls.jeanne.active = False
        cls.expected = read_table(OUTCOMES)
        for name in cls.expected:
            cls.make_townsman(name)
        cls.message = cls.make_message(body_html=BODY)

    def setUp(self):
        super().setUp()
        steps = [{}, {"delay_basis": "previous", "delay_count": 3}]
        scenario = self.make_scenario(self.targeting, steps=steps, message=self.message)
        self.run = scenario._run(NOW)
        self.send()
        self.mails = {
            recipient.partition("@")[0].capitalize(): Received(sender, recipient, content)
            for sender, [recipient], content in self.sink.messages
        }
        self.assertEqual(self.mails.keys(), self.expected.keys())
        by_step = self.run.delivery_ids.grouped("step_id")
        self.first, self.second = (by_step[step] for step in scenario.step_ids)

    # -- what happens ---------------------------------------------------------------------------------

    def take_in(self, content, hours=1):
        """Hand an e-mail to Odoo's gateway as its fetching does."""
        with freeze_time(NOW + timedelta(hours=hours)):
            fetching = self.env["mail.thread"].with_context(fetchmail_cron_running=True)
            fetching.message_process(False, content, save_original=False, strip_attachments=False)

    def scan(self, name):
        """Ask for all there is in every way, as a browser by its name; nothing of it says "decide"."""
        urls = [url for url in self.mails[name].find_urls() if url.startswith(self.base)]
        for url in urls:
            for method in ("HEAD", "OPTIONS", "GET"):
                self.assertIn(self.fetch(url, method=method).status_code, (200, 204, 301, 405), (method, url))
        return urls

    def open_and_click(self, name):
        """As a person does, on a telephone: the first of the links."""
        urls = self.mails[name].find_urls()
        [picture] = [url for url in urls if url.endswith("/blank.gif")]
        self.fetch(picture, IPHONE)
        self.fetch(next(url for url in urls if "/r/" in url), IPHONE)

    def tell_story(self):
        for name in ("Gate", "Both"):  # while their servers take it in
            urls = self.scan(name)
        self.assertEqual(len([url for url in urls if "/r/" in url]), 4, "three links, and the one nobody sees")
        self.let_pass(600)
        self.take_in(self.mails["Answerer"].answer("With pleasure!"))
        self.take_in(self.mails["Bare"].answer("Call me.", with_references=False))
        self.take_in(self.mails["Absent"].answer_automatically("I am away until Monday."))
        self.take_in(self.mails["Delayed"].report("delayed", "4.4.1", "connect to mx: Connection timed out"))
        self.take_in(self.mails["Dead"].report("failed", "5.1.1", "550 5.1.1 User unknown"))
        self.take_in(self.mails["Spam"].complain())
        self.scan("Scanner")
        self.let_pass(120)
        for name in ("Both", "Reader"):
            self.open_and_click(name)

    # -- what comes of it -----------------------------------------------------------------------------

    def look(self):
        """Return the table as it is."""
        self.env.invalidate_all()
        traces = {trace.dealership_delivery_id: trace.trace_status for trace in self.get_traces()}
        rest = {each.partner_id: each.reason or each.state for each in self.second}
        return {
            each.partner_id.name: {
                **{name: "yes" if each[field] else "-" for name, field in MOMENTS.items()},
                "machines": str(each.machine_count),
                "reason": each.reason or "-",
                "odoo": traces[each],
                "rest": rest[each.partner_id],
            }
            for each in self.first
        }

    def get_traces(self):
        return self.env["mailing.trace"].search([("dealership_delivery_id", "in", self.first.ids)])

    def test_14_the_mail_world_as_it_is(self):
        self.tell_story()
        answered = [recipient for recipient in self.sink.recipients[11:] if recipient.endswith("@customer.test")]
        self.assertFalse(answered, "nobody is told off, and no machine answered")
        self.assertEqual({name: self.run[name] for name in FIGURES}, FIGURES)
        self.assertAnalysed()
        self.assertOthersSeePeople()
        self.sink.messages.clear()
        self.send(NOW + timedelta(days=3))
        self.assertEqual(self.look(), self.expected)
        self.assertEqual(set(self.first.mapped("state")), {"sent"})
        sent = [name for name, row in self.expected.items() if row["rest"] == "sent"]
        self.assertEqual(sorted(self.sink.recipients), sorted(f"{name.lower()}@customer.test" for name in sent))

    def assertAnalysed(self):
        """The analysis adds up to the same."""
        names = ("sent", "delivered", "opened", "clicked", "replied", "bounced", "unsubscribed", "machine")
        rates = ("opened_rate", "clicked_rate", "replied_rate")
        measures = [*(f"{name}:sum" for name in names), *(f"{name}:avg" for name in rates)]
        self.env.flush_all()
        report = self.env["dealership.delivery.report"]
        [figures] = report._read_group([("run_id", "=", self.run.id), ("state", "=", "sent")], [], measures)
        self.assertEqual(list(figures), [*(FIGURES[f"{name}_count"] for name in names), *(FIGURES[n] for n in rates)])

    def assertOthersSeePeople(self):
        """Odoo's count of clicks, rules, and the addresses that are dead."""
        self.assertEqual(len(self.get_traces().links_click_ids), 2)
        for attribute, names in (("clicked", {"Both", "Reader"}), ("replied", {"Answerer", "Bare"})):
            rules = [{"attribute": f"message.{attribute}", "operator": "set"}]
            found = self.env["res.partner"].search(self.make_targeting(rules=rules)._get_domain())
            self.assertEqual(set(found.mapped("name")) & self.expected.keys(), names)
        dead = self.env["dealership.dead.address"].search([("delivery_id", "in", self.first.ids)])
        self.assertEqual(dead.mapped("address"), ["dead@customer.test"])
        kept = Counter(self.first.partner_id.message_ids.mapped("message_type"))
        self.assertEqual((kept["auto_comment"], kept["email"]), (1, 2), "what came in is kept")
