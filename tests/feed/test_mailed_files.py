import base64
import io
from datetime import datetime, timedelta
from email.message import EmailMessage
from unittest.mock import patch

from freezegun import freeze_time
from openpyxl import Workbook

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.feed import source_mailbox
from .test_feed import ORDERS, FeedCommon

SENDER = "exports@dms.example"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-20 07:00:00")
class TestMailedFiles(FeedCommon):
    """Files by e-mail, through Odoo's mail gateway."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_a.alias_domain_id = cls.env["mail.alias.domain"].create({"name": "sites.test"})
        cls.feed = cls.make_feed(ORDERS)
        cls.source.write({"alias_name": "dms-files", "mail_senders": SENDER})
        cls.number = 0

    def make_mail(self, *files, sender=SENDER, date="Fri, 20 Nov 2026 06:30:00 +0000", **headers):
        """An e-mail with files, each ``(name, content, type)``."""
        type(self).number += 1
        message = EmailMessage()
        message["From"] = f"DMS <{sender}>"
        message["To"] = "dms-files@sites.test"
        message["Subject"] = "Export of the night"
        message["Date"] = date
        message["Message-Id"] = f"<export-{self.number}@dms.example>"
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content("The export of the night.\n")
        for name, content, kind in files:
            content = content.encode() if isinstance(content, str) else content
            maintype, _slash, subtype = kind.partition("/")
            message.add_attachment(content, maintype, subtype, filename=name)
        return message

    def deliver(self, message):
        """Return the loads that an e-mail makes."""
        before = self.feed.load_ids
        content = message if isinstance(message, bytes) else message.as_bytes()
        self.env["mail.thread"].message_process(None, content)
        self.env.flush_all()
        self.feed.invalidate_recordset()
        return self.feed.load_ids - before

    def run_loads(self):
        """What the scheduler does with what was queued, but committing."""
        for load in self.feed.load_ids.filtered(lambda load: load.state == "running").sorted("as_of"):
            load._process(load._read_file())

    def get_notes(self):
        return "\n".join(self.source.message_ids.mapped(lambda message: str(message.body)))

    def assertLookedFor(self, summary):  # noqa: N802
        self.assertIn(summary, self.source.activity_ids.mapped("summary"))

    def test_a_table_is_loaded(self):
        load = self.deliver(self.make_mail(("orders.csv", ORDERS, "text/csv"), ("logo.png", b"\x89PNG", "image/png")))
        self.assertEqual((load.feed_id, load.filename, load.came_by), (self.feed, "orders.csv", "mail"))
        self.assertEqual(load.state, "running")
        self.assertEqual(load.as_of, datetime(2026, 11, 20, 6, 30), "when it was sent")
        self.run_loads()
        self.assertCounts(load, created=3)
        self.assertFalse(self.source.activity_ids)
        self.assertIn("Export of the night", self.get_notes())
        # The table is with its load; what else came stays with the e-mail.
        self.assertEqual(self.source.message_ids.attachment_ids.mapped("name"), ["logo.png"])
        # Nobody follows, nobody is written to.
        self.assertFalse(self.env["mail.mail"].search([("model", "=", "dealership.source")]))

    def test_every_form_of_a_table(self):
        book = Workbook()
        for line in ORDERS.splitlines():
            book.active.append(line.split(";"))
        xlsx = io.BytesIO()
        book.save(xlsx)
        headers, first = (line.split(";") for line in ORDERS.splitlines()[:2])
        rows = str([dict(zip(headers, first, strict=True))]).replace("'", '"')
        for name, content, kind in (
            ("orders.xlsx", xlsx.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("orders.json", rows, "application/json"),
            ("ORDERS.DAT", ORDERS.encode("latin-1"), "application/octet-stream"),
            ("orders.txt", ORDERS.encode("utf-16"), "text/plain"),
        ):
            with self.subTest(name):
                load = self.deliver(self.make_mail((name, content, kind)))
                self.assertEqual(len(load), 1)
                self.run_loads()
                self.assertFalse(load.refused_count)
                self.assertEqual(self.get_orders()["OR-1"].partner_id.name, "Zoé Vidal")

    def test_latin_1_without_a_charset(self):
        """As real programs write it: Odoo itself takes text without a charset for UTF-8."""
        for number, encoding in enumerate(("8bit", "base64")):
            with self.subTest(encoding):
                content = ORDERS.encode("latin-1")
                body = base64.encodebytes(content) if encoding == "base64" else content.replace(b"\n", b"\r\n")
                message = (
                    f"From: {SENDER}\r\nTo: dms-files@sites.test\r\nSubject: Nuit\r\n"
                    f"Message-Id: <raw-{number}@x.test>\r\n"
                    "Date: Fri, 20 Nov 2026 06:30:00 +0000\r\n"
                    'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
                    '--b\r\nContent-Type: text/csv; name="orders.csv"\r\n'
                    f"Content-Disposition: attachment\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
                ).encode()
                self.assertEqual(len(self.deliver(message + body + b"\r\n--b--\r\n")), 1)
                self.run_loads()
                self.assertEqual(self.get_orders()["OR-1"].partner_id.name, "Zoé Vidal")

    def test_the_same_twice_is_nothing_twice(self):
        message = self.make_mail(("orders.csv", ORDERS, "text/csv"), ("copy.csv", ORDERS, "text/csv"))
        self.assertEqual(len(self.deliver(message)), 1, "one of two attachments that are the same")
        self.assertFalse(self.deliver(message), "the same e-mail")
        self.run_loads()
        again = self.deliver(self.make_mail(("orders.csv", ORDERS, "text/csv")))
        self.run_loads()
        self.assertCounts(again, unchanged=3)
        self.assertEqual(len(self.get_orders()), 3)

    def test_strangers_are_not_read_and_not_answered(self):
        for sender, permitted, words in (
            ("somebody@else.example", SENDER, "not among those"),
            ("exports@evil-dms.example", "@dms.example", "not among those"),
            ("exports@dms.example.evil.example", "@dms.example", "not among those"),
            ("exports@sub.dms.example", "@dms.example", "not among those"),
            (SENDER, "", "no sender is permitted yet"),
        ):
            with self.subTest(sender):
                self.source.mail_senders = permitted
                mail = self.make_mail(("orders.csv", ORDERS, "text/csv"), sender=sender)
                self.assertFalse(self.deliver(mail))
                note, received = self.source.message_ids[:2].sorted("id")
                self.assertIn(words, note.body)
                # Nothing that came is lost.
                self.assertEqual(received.attachment_ids.mapped("name"), ["orders.csv"])
                self.assertEqual(received.message_id, mail["Message-Id"])
        self.assertLookedFor("An e-mail with data was refused")
        per_person = self.source.activity_ids.grouped("user_id").values()
        self.assertEqual({len(activities) for activities in per_person}, {1}, "asked once until somebody has looked")
        self.assertFalse(self.env["mail.mail"].search([("email_to", "ilike", "example")]))

    def test_whole_domains_are_permitted(self):
        self.source.mail_senders = "other@else.example\n@DMS.example"
        self.assertEqual(len(self.deliver(self.make_mail(("orders.csv", ORDERS, "text/csv")))), 1)
        with self.assertRaises(ValidationError):
            self.source.mail_senders = "dms.example, everybody"

    def test_two_senders_are_none(self):
        message = self.make_mail(("orders.csv", ORDERS, "text/csv"))
        message.replace_header("From", f"DMS <{SENDER}>, Evil <evil@else.example>")
        self.assertFalse(self.deliver(message))

    def test_what_the_mail_server_found_counts(self):
        genuine = "mx.sites.test; spf=softfail (said) smtp.mailfrom=x.example; dkim=pass header.d=dms.example"
        cases = [
            # named server, notes, whether it is read
            ("", ["mx.sites.test; dmarc=fail header.from=dms.example"], False),
            ("", [], True),
            ("mx.sites.test", [], False),
            ("mx.sites.test", [genuine], True),
            ("mx.sites.test", ["mx.sites.test; dmarc=pass header.from=dms.example"], True),
            ("mx.sites.test", ["mx.sites.test; dmarc=pass header.from=evil.example"], False),
            ("mx.sites.test", ["mx.sites.test; dkim=pass header.d=evil.example"], False),
            ("mx.sites.test", ["mx.sites.test 1; spf=pass smtp.mailfrom=bounce@dms.example"], True),
            ("mx.sites.test", ["evil.example; dmarc=pass header.from=dms.example"], False),
            ("mx.sites.test", ["mx.sites.test; none", genuine], False),  # below the server's own: the sender's
            ("mx.sites.test", ["mx.sites.test; none (dmarc=pass header.from=dms.example; )"], False),
        ]
        for checker, notes, is_read in cases:
            with self.subTest(checker=checker, notes=notes):
                self.source.mail_checker = checker
                mail = self.make_mail(("orders.csv", ORDERS, "text/csv"))
                for note in notes:
                    mail["Authentication-Results"] = note
                self.assertEqual(bool(self.deliver(mail)), is_read)

    def test_what_has_no_table_is_looked_at(self):
        self.assertFalse(self.deliver(self.make_mail(("offer.pdf", b"%PDF-1.7", "application/pdf"))))
        self.assertLookedFor("An e-mail with data could not be read")
        self.assertIn("There is no table in it", self.get_notes())

    def test_one_file_that_cannot_be_read_keeps_no_other_from_it(self):
        other = "Couleur;Taille\nrouge;3\n"
        load = self.deliver(self.make_mail(("colours.csv", other, "text/csv"), ("orders.csv", ORDERS, "text/csv")))
        self.assertEqual(load.filename, "orders.csv")
        self.assertIn("colours.csv", self.source.message_ids.attachment_ids.mapped("name"))
        self.assertLookedFor("An e-mail with data could not be read")

    def test_whatever_goes_wrong_the_e_mail_is_kept(self):
        mail = self.make_mail(("orders.csv", ORDERS, "text/csv"))
        with (
            patch.object(self.env.registry["dealership.source"], "_find_feed", side_effect=ZeroDivisionError),
            mute_logger(source_mailbox.__name__),
        ):
            self.assertFalse(self.deliver(mail))
        self.assertEqual(self.source.message_ids.attachment_ids.mapped("name"), ["orders.csv"])
        self.assertLookedFor("An e-mail with data could not be read")

    def test_many_in_an_hour_are_no_loop(self):
        """Odoo drops, and bounces, what one address writes more than 20 times in two hours."""
        for _number in range(25):
            self.assertEqual(len(self.deliver(self.make_mail(("orders.csv", ORDERS, "text/csv")))), 1)

    def test_clocks_that_are_wrong_date_nothing(self):
        for date in ("Thu, 1 Jan 1970 00:00:00 +0000", "Sat, 20 Nov 2027 06:30:00 +0000", "yesterday"):
            load = self.deliver(self.make_mail(("orders.csv", ORDERS, "text/csv"), date=date))
            self.assertEqual(load.as_of, datetime(2026, 11, 20, 7, 0))

    def test_an_archived_source_reads_nothing(self):
        self.source.active = False
        self.assertFalse(self.deliver(self.make_mail(("orders.csv", ORDERS, "text/csv"))))
        self.assertIn("the source is archived", self.get_notes())

    def test_files_are_forgotten_after_three_months(self):
        self.deliver(self.make_mail(("orders.csv", ORDERS, "text/csv"), sender="somebody@else.example"))
        self.env["dealership.source"]._gc_mailed_files()
        self.assertTrue(self.source.message_ids.attachment_ids)
        with freeze_time(datetime(2026, 11, 20) + timedelta(days=100)):
            self.env["dealership.source"]._gc_mailed_files()
        self.source.message_ids.invalidate_recordset()
        self.assertFalse(self.source.message_ids.attachment_ids.exists())

    def test_a_file_that_breaks_in_the_background_is_looked_at(self):
        load = self.deliver(self.make_mail(("orders.csv", ORDERS, "text/csv")))
        load._fail("Broken")
        self.assertEqual(set(load.activity_ids.mapped("summary")), {"A file was not loaded"})
        told = load.activity_ids.user_id
        self.assertIn(self.user_administrator, told)
        self.assertTrue(all(self.company_a in user.company_ids for user in told))

    def test_told_in_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company_a.partner_id.lang = "fr_FR"
        self.deliver(self.make_mail())
        self.assertIn("Il n'y a pas de tableau", self.get_notes())
