"""Twilio's REST API, as far as telephone numbers go."""

from dataclasses import dataclass

import requests

VERSION = "2010-04-01"
TIMEOUT = 15


class TwilioError(Exception):
    """Twilio said no, or nothing at all; the text is for people, in Twilio's own words where it has some.

    ``code`` is Twilio's number of the error, ``None`` when it wasn't Twilio that answered.
    """

    def __init__(self, message, code=None):
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class AvailableNumber:
    number: str
    name: str
    place: str
    address_required: bool


@dataclass(frozen=True)
class BoughtNumber:
    number: str
    sid: str


class TwilioNumbers:
    """Finds telephone numbers and orders them.

    :param str api_url: where the API is, https://api.twilio.com
    """

    KINDS = ("Local", "Mobile", "TollFree", "National")

    def __init__(self, account_sid, auth_token, api_url):
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.base = f"{api_url}/{VERSION}/Accounts/{account_sid}"

    def search(self, country, kind="Local", contains="", area="", limit=20):
        """Return ``AvailableNumber``s of a country that can take calls.

        :param str contains: digits in the number; ``*`` stands for any digit
        :param str area: a town, or an area code in North America
        """
        params = {"VoiceEnabled": "true", "PageSize": str(limit)}
        if contains:
            params["Contains"] = contains
        if area:
            params["AreaCode" if area.isdecimal() else "InLocality"] = area
        answer = self._call("GET", f"AvailablePhoneNumbers/{country}/{kind}.json", params=params)
        return [
            AvailableNumber(
                number=found["phone_number"],
                name=found.get("friendly_name") or found["phone_number"],
                place=", ".join(filter(None, (found.get("locality"), found.get("region")))),
                address_required=found.get("address_requirements", "none") != "none",
            )
            for found in answer.get("available_phone_numbers", [])
        ]

    def buy(self, number, name, voice_url, status_url, address_sid="", bundle_sid=""):
        """Order a number, and let it report to our addresses; return the ``BoughtNumber``.

        The order is binding once Twilio has answered.
        """
        values = {
            "PhoneNumber": number,
            "FriendlyName": name[:64],
            "VoiceUrl": voice_url,
            "VoiceMethod": "POST",
            "StatusCallback": status_url,
            "StatusCallbackMethod": "POST",
        }
        if address_sid:
            values["AddressSid"] = address_sid
        if bundle_sid:
            values["BundleSid"] = bundle_sid
        answer = self._call("POST", "IncomingPhoneNumbers.json", data=values)
        return BoughtNumber(answer["phone_number"], answer["sid"])

    def _call(self, method, path, **options):
        try:
            response = requests.request(
                method, f"{self.base}/{path}", auth=(self.account_sid, self.auth_token), timeout=TIMEOUT, **options
            )
            answer = response.json()
        except requests.JSONDecodeError as error:
            raise TwilioError(f"HTTP {response.status_code}") from error
        except requests.RequestException as error:
            raise TwilioError(type(error).__name__) from error
        if not isinstance(answer, dict):
            raise TwilioError(f"HTTP {response.status_code}")
        if not response.ok:
            raise TwilioError(str(answer.get("message") or f"HTTP {response.status_code}"), answer.get("code"))
        return answer
