import doctest
from concurrent.futures import ThreadPoolExecutor

from odoo.tests import BaseCase, tagged

from ...engine.channel.outcome import ACCEPTED, DEFERRED, REFUSED, UNKNOWN
from ...engine.provider.twilio_client import TwilioClient
from ...engine.provider.twilio_messages import CONNECTIONS, OutgoingSms, TwilioMessages
from ...engine.sms import reports as sms_reports
from ...tools.local_twilio import ACCOUNT_SID, AUTH_TOKEN, LocalTwilio


@tagged("post_install", "-at_install")
class TestTwilioMessages(BaseCase):
    """The adapter alone, against a provider that speaks Twilio's API over HTTP."""

    def hand_over(self, numbers, answers=None, token=AUTH_TOKEN, connections=CONNECTIONS):
        self.pauses = []
        self.provider = self.enterContext(LocalTwilio(answers=answers))
        messages = [OutgoingSms(number, "+33700000000", "Été à 20 € & co", "https://a.test/r") for number in numbers]
        client = TwilioClient(ACCOUNT_SID, token, self.provider.url, connections, self.pauses.append)
        with TwilioMessages(client) as twilio, ThreadPoolExecutor(connections) as threads:
            return [outcome.kind for outcome in threads.map(twilio.hand_over, messages)]

    def test_doctests(self):
        self.assertFalse(doctest.testmod(sms_reports).failed)

    def test_order_and_text(self):
        numbers = [f"+3361200{number:04}" for number in range(100)]
        self.assertEqual(self.hand_over(numbers), [ACCEPTED] * 100)
        self.assertCountEqual(self.provider.recipients, numbers)
        self.assertEqual({message.body for message in self.provider.messages}, {"Été à 20 € & co"})

    def test_too_many_requests(self):
        """Asked again after a pause; given up after three."""
        kinds = self.hand_over(["+33612000001", "+33612000002"], {"+33612000001": [20429, 20429, "ok"]})
        self.assertEqual(kinds, [ACCEPTED, ACCEPTED])
        self.assertEqual(self.pauses, [0.5, 1])
        self.assertEqual(self.hand_over(["+33612000001"], {"+33612000001": 20429}), [DEFERRED])
        self.assertEqual(self.provider.requests, 4)

    def test_what_the_answers_mean(self):
        answers = {
            "+33612000001": 21211,
            "+33612000002": 21614,
            "+33612000003": 20500,
            "+33612000004": 20503,
            "+33612000005": "hang up",
            "+33612000006": "drop",
        }
        self.assertEqual(
            self.hand_over([*answers, "+33612000007"], answers),
            [REFUSED, REFUSED, UNKNOWN, DEFERRED, UNKNOWN, UNKNOWN, ACCEPTED],
        )
        self.assertEqual(self.provider.recipients.count("+33612000006"), 1)

    def test_account_trouble_stops_the_rest(self):
        kinds = self.hand_over([f"+3361200{number:04}" for number in range(50)], token="wrong", connections=2)
        self.assertEqual(kinds, [DEFERRED] * 50)
        self.assertLessEqual(self.provider.requests, 2)

    def test_nobody_listens(self):
        with TwilioMessages(TwilioClient(ACCOUNT_SID, AUTH_TOKEN, "http://127.0.0.1:1")) as twilio:
            message = OutgoingSms("+33612000001", "+33700000000", "Hello", "https://a.test/r")
            self.assertEqual([twilio.hand_over(message).kind for _time in range(3)], [DEFERRED] * 3)
