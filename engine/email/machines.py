"""Whether a picture was loaded, or a link followed, by a person or by a machine.

Scanners, previews and prefetchers load and follow everything; they get what they ask for, and count apart. Each rule
says one thing that people's programs don't do; in doubt it is a person.

============  ======================================================================================================
rule          what tells the machine, and where that is written
============  ======================================================================================================
method        HEAD asks for no content, OPTIONS for what there is to ask (RFC 9110, 9.3.2, 9.3.7): no browser does
              either to show a page
prefetch      the request says that nobody looks yet: ``Sec-Purpose: prefetch`` (Fetch standard), before it
              ``Purpose`` (Chrome), ``X-Purpose: preview`` (Safari) and ``X-Moz: prefetch`` (Firefox)
agent         the program says its name (``agents.py``), or none
early         within seconds of leaving, or before the other server has taken it: scanners look while they accept
              (live-direct-marketing.online, "Bot clicks from security scanners": within 5 seconds)
burst         several links at one go: three, or all of a message with two (Adobe Marketo's "proximity pattern": at
              most 3 seconds apart; wordtothewise.com, "Barracuda filters clicking all links")
hidden link   followed a link that no person can see, or was there around the time of whoever did
proxy         loads the pictures of what has come in, whether or not anybody reads (Apple's Mail Privacy Protection)
============  ======================================================================================================

A scanner that looks like a browser and follows one link alone, minutes later, is told by none of these.

What comes through a **proxy** is no opening and no proof that nobody read: whether that e-mail is opened is not known.
Google's proxy loads a picture when somebody reads: that is an opening.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .agents import find_machine, is_privacy_proxy

METHOD = "method"
PREFETCH = "prefetch"
AGENT = "agent"
EARLY = "early"
BURST = "burst"
HIDDEN_LINK = "hidden_link"
PROXY = "proxy"
APPLE = "Apple Mail Privacy Protection"

PURPOSE_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
# Nobody gets a message, reads it and follows a link of it faster.
EARLY_SECONDS = 5
# As long as the other server has not said that it has taken it; longer, only that its answer is lost.
HANDING_OVER_SECONDS = 60
BURST_SECONDS = 3
BURST_LINKS = 3
# How long before and after it followed the hidden link a visitor is the same machine.
AROUND_SECONDS = 60
# What is looked at of the visits before: both of the above.
REMEMBERED = timedelta(seconds=max(BURST_SECONDS, AROUND_SECONDS))


@dataclass(frozen=True, slots=True)
class Request:
    """What a request says of whoever makes it.

    :ivar agent: of its program, empty without one
    :ivar purposes: what it says it is for, lower case, each empty or a word
    :ivar visitor: what is the same for one address and program; nothing else is told by it
    """

    method: str
    agent: str = ""
    purposes: tuple[str, ...] = ()
    visitor: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What is known of the message when it is visited.

    :ivar seconds: since it was about to leave
    :ivar is_leaving: whether the other server has not yet said that it has it
    """

    seconds: float
    is_leaving: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """A picture that was loaded or a link that was followed, with what tells it from others of the same message.

    :ivar link: number of its address, 0 of the picture
    :ivar is_hidden: whether no person can see it
    """

    at: datetime
    link: int
    visitor: str = ""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """:ivar rule: which told the machine; empty of a person
    :ivar name: of the machine, where it is known
    """

    rule: str = ""
    name: str = ""


PERSON = Verdict()


def judge(request, sent, visit):
    """Return the ``Verdict`` on a visit by itself."""
    if visit.is_hidden:
        return Verdict(HIDDEN_LINK)
    if request.method != "GET":
        return Verdict(METHOD)
    if any(purpose.startswith(("prefetch", "preview")) for purpose in request.purposes):
        return Verdict(PREFETCH)
    if is_privacy_proxy(request.agent):
        return Verdict(AGENT) if visit.link else Verdict(PROXY, APPLE)
    name = find_machine(request.agent)
    if name is not None:
        return Verdict(AGENT, name)
    limit = HANDING_OVER_SECONDS if sent.is_leaving else EARLY_SECONDS
    return Verdict(EARLY) if sent.seconds < limit else PERSON


def judge_together(visit, earlier, count_links):
    """Return the rule by which a visit and some before it are a machine's, and those; empty and none of a person's.

    :param earlier: visits of the same message within ``REMEMBERED``, whoever made them
    :param count_links: call that returns how many links of the message people can follow; asked for only if it matters
    """
    if companions := _find_companions(visit, earlier):
        return HIDDEN_LINK, companions
    recent = [other for other in earlier if visit.at - other.at <= timedelta(seconds=BURST_SECONDS)]
    links = {other.link for other in (*recent, visit) if other.link and not other.is_hidden}
    if visit.link and len(links) > 1 and (len(links) >= BURST_LINKS or len(links) >= count_links()):
        return BURST, recent
    return "", []


def _find_companions(visit, earlier):
    """Return the visits around that of the hidden link by the same visitor, if there is one."""
    around = timedelta(seconds=AROUND_SECONDS)
    same = [other for other in earlier if other.visitor == visit.visitor and visit.at - other.at <= around]
    return same if visit.is_hidden or any(other.is_hidden for other in same) else []
