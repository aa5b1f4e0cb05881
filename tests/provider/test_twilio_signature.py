from odoo.tests import BaseCase, tagged

from ...engine.provider.public_url import get_called_urls
from ...engine.provider.twilio_signature import is_signed, sign

# The example that Twilio publishes with its libraries.
TOKEN = "12345"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
PARAMS = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675309",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
}
SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@tagged("post_install", "-at_install")
class TestTwilioSignature(BaseCase):
    def test_published_example(self):
        self.assertTrue(is_signed(TOKEN, URL, PARAMS, SIGNATURE))
        self.assertEqual(sign(TOKEN, URL, PARAMS), SIGNATURE)

    def test_values_of_one_name(self):
        """A name sent several times: each value once, in their order. The second example of Twilio's libraries."""
        params = {"Sid": "CA123", "SidAccount": "AC123", "Digits": ["5678", "1234", "1234"]}
        self.assertTrue(is_signed(TOKEN, URL, params, "IK+Dwps556ElfBT0I3Rgjkr1wJU="))

    def test_port_signed_or_not(self):
        for signed in ("https://mycompany.com/a", "https://mycompany.com:443/a"):
            for seen in ("https://mycompany.com/a", "https://mycompany.com:443/a"):
                self.assertTrue(is_signed(TOKEN, seen, PARAMS, sign(TOKEN, signed, PARAMS)), (signed, seen))

    def test_anything_else_is_refused(self):
        self.assertFalse(is_signed(TOKEN, URL, {**PARAMS, "Digits": "1235"}, SIGNATURE))
        self.assertFalse(is_signed(TOKEN, URL + "&more=1", PARAMS, SIGNATURE))
        self.assertFalse(is_signed("54321", URL, PARAMS, SIGNATURE))
        for signature in ("", None, SIGNATURE.lower(), "é", "\udc80", SIGNATURE + "="):
            self.assertFalse(is_signed(TOKEN, URL, PARAMS, signature), signature)

    def test_host_that_is_none(self):
        """Anybody may write anything in the header ``Host``."""
        for host in ("[x", "[::1", "a]b", ""):
            url = f"https://{host}/call"
            self.assertFalse(is_signed(TOKEN, url, PARAMS, "abc"), host)
            [called] = get_called_urls({"wsgi.url_scheme": "https", "HTTP_HOST": host, "RAW_URI": "/call"}, None)
            self.assertEqual(called, url)
            whole = {"wsgi.url_scheme": "https", "HTTP_HOST": "a.example", "RAW_URI": f"http://{host}/call?x=1"}
            self.assertEqual(get_called_urls(whole, None), ["https://a.example/call?x=1"])

    def test_without_secret_nothing_is_signed(self):
        for token in ("", None, False):
            self.assertFalse(is_signed(token, URL, PARAMS, sign("", URL, PARAMS)))


@tagged("post_install", "-at_install")
class TestPublicUrl(BaseCase):
    def test_target_is_kept_as_it_came(self):
        environ = {
            "wsgi.url_scheme": "http",
            "HTTP_HOST": "10.0.0.7:8069",
            "RAW_URI": "/call/a%2Fb?x=%C3%A9+1",
            "PATH_INFO": "/call/a/b",
            "QUERY_STRING": "x=é 1",
        }
        self.assertEqual(
            get_called_urls(environ, "https://crm.garage.example"),
            ["http://10.0.0.7:8069/call/a%2Fb?x=%C3%A9+1", "https://crm.garage.example/call/a%2Fb?x=%C3%A9+1"],
        )

    def test_same_origin_is_named_once(self):
        environ = {"wsgi.url_scheme": "https", "HTTP_HOST": "crm.garage.example", "RAW_URI": "/call"}
        self.assertEqual(get_called_urls(environ, "https://crm.garage.example/"), ["https://crm.garage.example/call"])

    def test_request_line_with_a_whole_address(self):
        environ = {"wsgi.url_scheme": "https", "HTTP_HOST": "a.example", "RAW_URI": "http://b.example/call?x=1"}
        self.assertEqual(get_called_urls(environ, ""), ["https://a.example/call?x=1"])

    def test_server_without_request_line(self):
        environ = {"wsgi.url_scheme": "https", "HTTP_HOST": "a.example", "PATH_INFO": "/call", "QUERY_STRING": "x=1"}
        self.assertEqual(get_called_urls(environ, None), ["https://a.example/call?x=1"])
