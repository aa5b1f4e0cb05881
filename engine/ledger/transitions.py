"""Who may go where: all transitions of a delivery, in one table.

``models/ledger/transitions.py`` carries them out, and nothing else writes a state. What is sent or left out stays so:
only ``DISPROVE`` and ``SHOW`` lead out of a final state, and each says why.
"""

from dataclasses import dataclass

from .states import FAILED, PLANNED, SENDING, SENT, SKIPPED, WAITING

# Nothing more follows from itself.
FINAL = (SENT, SKIPPED)


class ForbiddenTransition(Exception):
    """A fault of the program: it asks for a transition that the table lacks."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table.

    :ivar name: for errors
    :ivar origins: the states it leads from; none when the row is new
    :ivar targets: the states it leads to; none when the state stays as it is
    """

    name: str
    origins: tuple
    targets: tuple = ()

    def check(self, origin, target):
        """Refuse what the table lacks.

        :param str origin: the state; None for a new row
        :param str target: the state to come; None when it stays
        :raise ForbiddenTransition:
        """
        if origin not in (self.origins or (None,)):
            raise ForbiddenTransition(f"{self.name}: leads from {self.origins or 'nothing'}, not from {origin}.")
        if target not in (self.targets or (None,)):
            raise ForbiddenTransition(f"{self.name}: leads to {self.targets or 'the same state'}, not to {target}.")

    def get_origins(self, target=None, among=()):
        """Return the states that what goes to ``target`` may be in.

        :param among: only these of them
        :raise ForbiddenTransition: when the table lacks one of these pairs
        """
        if not self.origins:
            raise ForbiddenTransition(f"{self.name}: for new rows only.")
        for origin in among or self.origins:
            self.check(origin, target)
        return tuple(among) or self.origins


# A new row.
PLAN = Transition("plan", (), (PLANNED, WAITING, SKIPPED))
# Taken up by a worker; given back, at once or put off.
CLAIM = Transition("claim", (PLANNED,))
GIVE_BACK = Transition("give back", (PLANNED,))
# Due at another moment: the record's date has moved, or a person wants it later.
RESCHEDULE = Transition("reschedule", (PLANNED, WAITING, FAILED))
# About to leave.
SEND = Transition("send", (PLANNED,), (SENDING,))
# What became of it in the hands of a worker. What staff does goes there without "sending": nothing leaves the database.
SETTLE = Transition("settle", (PLANNED, SENDING), (PLANNED, WAITING, SENT, FAILED))
# What a person decides: once more, or it was done.
DECIDE = Transition("decide", (WAITING, FAILED), (PLANNED, SENT))
# Left out, with a reason: by the rules, or by a person.
LEAVE_OUT = Transition("leave out", (PLANNED, WAITING, FAILED), (SKIPPED,))
# What travels in the message of another shares its fate.
SHARE_FATE = Transition("share the fate", (PLANNED, WAITING, FAILED), (PLANNED, WAITING, FAILED, SENT, SKIPPED))
# The provider has reported that it left, or that it never did.
PROVE = Transition("prove", (PLANNED, WAITING), (SENT,))
DISPROVE = Transition("disprove", (SENT,), (FAILED,))
# Left out, but somebody has to see it.
SHOW = Transition("show", (SKIPPED,), (FAILED,))
# Taken off the ledger, so that the step can be planned anew.
FORGET = Transition("forget", (SKIPPED,))

TRANSITIONS = (
    PLAN,
    CLAIM,
    GIVE_BACK,
    RESCHEDULE,
    SEND,
    SETTLE,
    DECIDE,
    LEAVE_OUT,
    SHARE_FATE,
    PROVE,
    DISPROVE,
    SHOW,
    FORGET,
)
