"""Why a provider does not do what it is asked to. The texts are the provider's or the network's, for people to read."""


class ProviderError(Exception):
    """A provider did not do what it was asked to."""


class RefusedByProvider(ProviderError):
    """The provider said no, in its own words; ``code`` is its number of the error, where it has one."""

    def __init__(self, words, code=None):
        super().__init__(words)
        self.code = code


class OutOfReach(ProviderError):
    """The provider gave no answer that says yes or no.

    :ivar nothing_left: whether it certainly has not got what was asked; otherwise nobody knows
    """

    def __init__(self, words, nothing_left):
        super().__init__(words)
        self.nothing_left = nothing_left
