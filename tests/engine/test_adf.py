import random
import time
import tracemalloc
from datetime import datetime

import pytz

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_dealership.engine.intake.adf import read_adf
from odoo.addons.crm_dealership.engine.intake.moments import read_moment
from odoo.addons.crm_dealership.engine.intake.request import LeadRequest, UnreadableError

from ..intake.common import SAMPLES

PARIS = pytz.timezone("Europe/Paris")
NOW = datetime(2026, 11, 30, 9, 0)
ENQUIRY = "<prospect><customer><contact><name>{}</name><phone>0644556677</phone></contact></customer></prospect>"


def read(content):
    return read_adf(content, PARIS, NOW)


@tagged("post_install", "-at_install")
class TestHostileAdf(BaseCase):
    """What is meant to do harm does none: it costs little time and memory, and reaches nothing outside."""

    def check_cheap(self, content):
        tracemalloc.start()
        started = time.process_time()
        try:
            return read(content)
        except UnreadableError:
            return []
        finally:
            _now, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            self.assertLess(time.process_time() - started, 10)
            self.assertLess(peak, 120_000_000)

    def test_10_1_entities_expand_to_nothing(self):
        laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
        content = f'<!DOCTYPE adf [<!ENTITY l0 "lol">{laughs}]><adf>{ENQUIRY.format("Solange &l9;")}</adf>'
        (request,) = self.check_cheap(content.encode())
        self.assertEqual(request.full_name, "Solange &l9;")

    def test_10_1_nothing_outside_is_read(self):
        for entity in ('SYSTEM "file:///etc/hostname"', 'PUBLIC "x" "http://127.0.0.1:9/x"'):
            content = f"<!DOCTYPE adf [<!ENTITY x {entity}>]><adf>{ENQUIRY.format('[&x;]')}</adf>"
            (request,) = self.check_cheap(content.encode())
            self.assertEqual(request.full_name, "[&x;]")
        content = '<!DOCTYPE adf SYSTEM "file:///dev/zero" [<!ENTITY % p SYSTEM "file:///dev/zero">%p;]>'
        (request,) = self.check_cheap(f"{content}<adf>{ENQUIRY.format('Solange')}</adf>".encode())
        self.assertEqual(request.full_name, "Solange")
        included = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>'
        (request,) = self.check_cheap(f"<adf>{ENQUIRY.format(included)}</adf>".encode())
        self.assertEqual(request.full_name, "")

    def test_10_1_depth_and_size_have_bounds(self):
        deep = "<a>" * 10_000 + "</a>" * 10_000
        self.check_cheap(f"<adf>{deep}</adf>".encode())
        self.check_cheap(f"<adf>{'<prospect>' * 10_000}</adf>".encode())
        for huge in (
            f'<adf><prospect status="{"x" * 1_900_000}">',
            f"<adf>{ENQUIRY.format('x' * 1_900_000)}</adf>",
            f"<adf><prospect>{'<b/>' * 400_000}</prospect></adf>",
            f"<adf>{'<!DOCTYPE' * 200_000}",
            f"<adf>{'<![CDATA[' * 200_000}",
            f"<adf>{'&' * 1_900_000}",
            f"<adf>{'<' * 1_900_000}",
            f"{'<adf' * 400_000}",
            f"<adf>{'</adf ' * 300_000}",
        ):
            with self.subTest(huge[:30]):
                self.check_cheap(huge.encode())
        with self.assertRaises(UnreadableError):
            read(b"<adf>" + b"x" * 300_000_000)

    def test_10_1_no_change_of_a_sample_raises(self):
        chance = random.Random(15)
        samples = [path.read_bytes() for path in sorted(SAMPLES.iterdir())]
        pieces = [
            b"<",
            b">",
            b"&",
            b"\0",
            b"<!DOCTYPE x [",
            b"]]>",
            b"<![CDATA[",
            b"</prospect>",
            b"<prospect>",
            b'"',
            b"\xff",
        ]
        for turn in range(1500):
            content = bytearray(chance.choice(samples))
            for _change in range(chance.randint(1, 6)):
                place = chance.randrange(len(content) or 1)
                kind = chance.random()
                if kind < 0.4:
                    content[place:place] = chance.choice(pieces)
                elif kind < 0.7:
                    del content[place : place + chance.randint(1, 40)]
                else:
                    content[place : place + 1] = bytes([chance.randrange(256)])
            try:
                requests = read(bytes(content))
            except UnreadableError:
                continue
            self.assertTrue(all(isinstance(request, LeadRequest) for request in requests), turn)


@tagged("post_install", "-at_install")
class TestMoments(BaseCase):
    def test_10_1_dates_of_all_countries(self):
        for text, expected in {
            "2000-03-30T15:30:20-08:00": datetime(2000, 3, 30, 23, 30, 20),
            "2000-03-30T15:30:20-08:0": datetime(2000, 3, 30, 23, 30, 20),
            "2026-11-30T08:00:00Z": datetime(2026, 11, 30, 8),
            "2026-11-30T07:30:20.123+01": datetime(2026, 11, 30, 6, 30, 20),
            "2026-11-30 8:47": datetime(2026, 11, 30, 7, 47),
            "20261130T083000+0530": datetime(2026, 11, 30, 3),
            "2026-07-14T12:00:00": datetime(2026, 7, 14, 10),
            "30/11/2026 09:05": datetime(2026, 11, 30, 8, 5),
            "30.11.2026, 9h05": datetime(2026, 11, 30, 8, 5),
            "11/29/2026 6:26PM": datetime(2026, 11, 29, 17, 26),
            "11/2/2026 12:00 AM": datetime(2026, 11, 1, 23),
            "Mon, 30 Nov 2026 08:00:00 +0100": datetime(2026, 11, 30, 7),
            "2026-11-30T09:04:00Z": NOW,  # their clock is fast
            "2026-10-25T02:30:00": datetime(2026, 10, 25, 0, 30),  # twice that night
            "2026-12-24": None,
            "1601-01-01": None,
            "0000-00-00": None,
            "2026-02-30": None,
            "99/99/9999 99:99": None,
            "hier": None,
            "": None,
        }.items():
            with self.subTest(text):
                self.assertEqual(read_moment(text, PARIS, NOW), expected)
