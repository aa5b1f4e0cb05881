from functools import partial

from odoo.tests import HttpCase, tagged
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME

from ...benchmarks.webhooks import SECRET, Load, Signed, check_books, make_messages
from .common import CallCommon, get_path

MESSAGES, CALLERS, CONNECTIONS, PARTS = 360, 12, 6, 4
RATE = 1000


@tagged("post_install", "-at_install")
class TestManyCallers(CallCommon, HttpCase):
    """The benchmark ``webhooks`` in small: what it checks at its end holds with every change."""

    def test_11_24_one_caller_one_open_lead(self):
        """Shuffled and doubled messages over several connections, taken up batch by batch while they come in."""
        account = self.accounts["generic"]
        account.auth_token = SECRET
        messages = make_messages(self.number, MESSAGES, CALLERS)
        events = self.env["dealership.call.event"]
        statuses = []
        for part in range(PARTS):
            statuses += self._send(account, messages[part::PARTS])
            events._process_batch(20)
        while events._process_batch(20):
            pass
        self.assertEqual(statuses, [200] * MESSAGES)
        check_books(self.env, account, messages)
        calls = self.env["dealership.call"].search([("account_id", "=", account.id)])
        self.assertEqual(len(set(calls.mapped("caller_number"))), CALLERS)
        self.assertGreater(len(calls.lead_id), 2 * CALLERS)

    def _send(self, account, messages):
        path = get_path(account)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.allow_requests():
            cookie = f"{TEST_CURSOR_COOKIE_NAME}={self.http_request_key}"

            def sign(signed):
                body, headers = signed()
                return body, {**headers, "Cookie": cookie}

            load = Load(self.http_port(), RATE, CONNECTIONS)
            taken = load.run([(path, partial(sign, Signed(message))) for message in messages])
        return taken.statuses
