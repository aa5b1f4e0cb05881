"""Telephone numbers at Twilio."""

from .errors import OutOfReach
from .numbers_for_sale import LOCAL, MOBILE, NATIONAL, TOLL_FREE, AvailableNumber, NumberShop

_KINDS = {LOCAL: "Local", MOBILE: "Mobile", TOLL_FREE: "TollFree", NATIONAL: "National"}
_LIMIT = 20


class TwilioNumbers(NumberShop):
    """Finds telephone numbers and orders them.

    :param TwilioClient client: used in a ``with`` by whoever made it
    :param str voice_url: where a number asks what to do with a call
    :param str status_url: where it reports what became of one
    """

    def __init__(self, client, voice_url, status_url):
        self._client = client
        self._voice_url = voice_url
        self._status_url = status_url

    def search(self, country, kind, contains="", area=""):
        params = {"VoiceEnabled": "true", "PageSize": str(_LIMIT)}
        if contains:
            params["Contains"] = contains
        if area:
            params["AreaCode" if area.isdecimal() else "InLocality"] = area
        answer = self._client.fetch(f"AvailablePhoneNumbers/{country}/{_KINDS[kind]}.json", params)
        return [
            AvailableNumber(
                number=found["phone_number"],
                place=", ".join(filter(None, (found.get("locality"), found.get("region")))),
                papers_needed=found.get("address_requirements", "none") != "none",
            )
            for found in answer.get("available_phone_numbers", [])
        ]

    def buy(self, order):
        values = {
            "PhoneNumber": order.number,
            "FriendlyName": order.name[:64],
            "VoiceUrl": self._voice_url,
            "VoiceMethod": "POST",
            "StatusCallback": self._status_url,
            "StatusCallbackMethod": "POST",
        }
        if order.address_reference:
            values["AddressSid"] = order.address_reference
        if order.papers_reference:
            values["BundleSid"] = order.papers_reference
        try:
            return self._client.order("IncomingPhoneNumbers.json", values)["sid"]
        except OutOfReach as error:
            # It may have been ordered all the same: Twilio knows.
            sid = None if error.nothing_left else self._find_bought(order.number)
            if not sid:
                raise
            return sid

    def _find_bought(self, number):
        """Return the reference of a number of ours, ``None`` when it is not ours, or Twilio is still out of reach."""
        try:
            answer = self._client.fetch("IncomingPhoneNumbers.json", {"PhoneNumber": number})
        except OutOfReach:
            return None
        return next((found["sid"] for found in answer.get("incoming_phone_numbers", [])), None)
