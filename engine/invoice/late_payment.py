"""What the law adds to an invoice that a professional pays late.

French law, for contracts between professionals: interest runs from the day after the due date, without a reminder being
needed, and a fixed compensation for recovery costs is due for each invoice paid late
(Code de commerce, articles L441-10 and D441-5; the amount, 40 euros, by décret n° 2012-1115 of 2 October 2012).
Nothing of this is owed by a private person.
"""

from dataclasses import dataclass

DAYS_OF_YEAR = 365


@dataclass(frozen=True, slots=True)
class LatePaymentTerms:
    """The terms of one company.

    :param float rate: yearly rate of the interest, in percent
    :param float fee: fixed compensation for each late invoice, in the company's currency
    :param str fee_currency: ISO code of the currency the fee is owed in
    """

    rate: float = 0.0
    fee: float = 0.0
    fee_currency: str = "EUR"

    def get_interest(self, amount, days_late):
        """Return the interest on an amount, unrounded.

        >>> round(LatePaymentTerms(rate=12.0).get_interest(1000, 73), 2)
        24.0
        >>> LatePaymentTerms(rate=12.0).get_interest(1000, -3)
        0.0
        """
        return max(amount, 0) * self.rate / 100 * max(days_late, 0) / DAYS_OF_YEAR
