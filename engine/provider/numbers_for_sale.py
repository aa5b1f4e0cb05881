"""What a shop of telephone numbers offers and takes, whoever runs it."""

from dataclasses import dataclass

LOCAL = "local"
MOBILE = "mobile"
TOLL_FREE = "toll_free"
NATIONAL = "national"
KINDS = [(LOCAL, "Local"), (MOBILE, "Mobile"), (TOLL_FREE, "Toll-free"), (NATIONAL, "National")]


@dataclass(frozen=True)
class AvailableNumber:
    """``number`` in E.164; ``papers_needed`` says that an address or papers have to be filed at the provider."""

    number: str
    place: str = ""
    papers_needed: bool = False


@dataclass(frozen=True)
class NumberOrder:
    """What is ordered: a number in E.164, its name, and the papers filed for it where the provider wants some."""

    number: str
    name: str
    address_reference: str = ""
    papers_reference: str = ""


class NumberShop:
    """Where a provider sells telephone numbers."""

    def search(self, country, kind, contains="", area=""):
        """Return ``AvailableNumber``s that can take calls.

        :param str country: ISO code
        :param str kind: one of ``KINDS``
        :param str contains: digits in the number; ``*`` stands for any digit
        :param str area: a town, or an area code in North America
        :raise ProviderError: it said no, or nothing
        """
        raise NotImplementedError

    def buy(self, order):
        """Order a number, let it report to our addresses, and return the provider's reference of it.

        The order is binding once the provider has answered.

        :param NumberOrder order:
        :raise ProviderError: it said no; ``OutOfReach`` without ``nothing_left`` when it may have taken the order
        """
        raise NotImplementedError
