from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged
from odoo.tools import email_normalize

from odoo.addons.crm_dealership.engine.customer import email_address
from odoo.addons.crm_dealership.engine.customer.email_address import normalise_email, read_emails


@tagged("post_install", "-at_install")
class TestEmailAddress(BaseCase):
    def test_15_addresses_as_people_write_them(self):
        for text in (
            "a@customer.test",
            " A@Customer.TEST ",
            "<a@customer.test>",
            "'a@customer.test'",
            "mailto:a@customer.test",
            "a@customer.test (perso)",
            "a@customer.test.",
            '"Bonnet, Jeanne" <a@customer.test>',
            "Bonnet, Jeanne <a@customer.test>",
        ):
            with self.subTest(text):
                self.assertEqual(read_emails(text), ["a@customer.test"])

    def test_15_several_in_one_field(self):
        for separator in (",", ", ", "; ", ";", " ", "/", " / ", "|", "\n", " ::: ", " ou "):
            with self.subTest(separator):
                text = f"a@customer.test{separator}b@customer.test"
                self.assertEqual(read_emails(text), ["a@customer.test", "b@customer.test"])
        self.assertEqual(read_emails("a@customer.test, A@customer.test"), ["a@customer.test"])

    def test_15_wrong_addresses(self):
        for text in (
            "zoe5@orc,example",
            "zoe5@orc,example.fr",
            "zoe,5@orc.example",
            "a@b@c.example",
            "a@customer",
            "a@customer..test",
            "a@-customer.test",
            "a @customer.test",
            "nobody@",
            "@customer.test",
            "nobody",
            "",
        ):
            with self.subTest(text):
                self.assertEqual(normalise_email(text), "")

    def test_15_rare_and_right(self):
        for text in ("o'brien@customer.test", "élodie@customer.test", "a+b@x.co.uk", "a/b@customer.test", "a@éx.test"):
            with self.subTest(text):
                self.assertEqual(read_emails(text), [text])

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(st.text("aZ9-_+", min_size=1, max_size=4), min_size=1, max_size=3),
        st.lists(st.text("aZ9-", min_size=1, max_size=4), min_size=2, max_size=3),
    )
    @example(["1"], ["2", "3"])
    @example(["-a", "b-"], ["c-d", "E", "f"])
    def test_15_what_is_not_looked_into_odoo_reads_alike(self, local, domain):
        text = f"{'.'.join(local)}@{'.'.join(domain)}"
        if email_address._PLAIN.fullmatch(text):
            self.assertEqual(read_emails(text), [email_normalize(text, strict=False)])
