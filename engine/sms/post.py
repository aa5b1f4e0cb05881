"""Whom text messages are handed over to; each provider has a class of its own."""


class SmsPost:
    """Hands over the text messages of a company; to be used in a ``with``.

    :cvar sessions: how many hand over at the same time. With more than one ``hand_over`` runs in threads, where no
        record may be read: ``prepare`` is called before, and not there
    :cvar load_size: how many go into one request; all of them are in doubt when the process dies before its answer
    """

    sessions = 1
    load_size = 1

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        """Nothing is kept open."""

    def prepare(self, number, body, reference):
        """Return one message as ``hand_over`` takes it.

        :param str reference: our own name for this attempt, which the provider's reports name
        """
        return number, body, reference

    def hand_over(self, messages):
        """Return the ``Outcome`` of each message, also for errors of the network.

        :param messages: list of at most ``load_size`` messages that ``prepare`` has returned
        """
        raise NotImplementedError
