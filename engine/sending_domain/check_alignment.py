"""By which of the two ways DMARC passes: SPF and DKIM each prove a domain, and it has to be that of From."""

from dataclasses import dataclass

from . import dmarc
from .findings import Finding, all_of, any_of


@dataclass(frozen=True)
class Way:
    """What SPF or DKIM proves.

    :ivar walk: of the domain that is proved
    :ivar passes: True, False, None where that can't be told
    """

    walk: object
    passes: bool | None


def check_alignment(found, envelopes, signature):
    """Return the findings, and whether DMARC passes: True, False, None where that can't be told.

    :param found: the ``Walk`` of the domain in From
    :param envelopes: a ``Way`` for each domain of the envelope
    :param signature: the ``Way`` of DKIM
    """
    spf = all_of(_is_proved(found, way, "aspf") for way in envelopes)
    dkim = _is_proved(found, signature, "adkim")
    findings = [_sum_up(found, spf, dkim)]
    findings += [
        Finding("aligned_envelope", {"domain": found.domain, "other": way.walk.domain})
        for way in envelopes
        if not _is_aligned(found, way, "aspf")
    ]
    if not _is_aligned(found, signature, "adkim"):
        findings.append(Finding("aligned_signature", {"domain": found.domain, "other": signature.walk.domain}))
    return findings, any_of((spf, dkim))


def _is_aligned(found, way, tag):
    policy = found.policy
    return dmarc.are_aligned(way.walk, found, strict=bool(policy) and policy.get(tag) == "s")


def _is_proved(found, way, tag):
    return way.passes if _is_aligned(found, way, tag) else False


def _sum_up(found, spf, dkim):
    values = {"domain": found.domain}
    if spf and dkim:
        return Finding("aligned_both", values)
    if dkim:
        return Finding("aligned_dkim", values)
    if spf:
        return Finding("aligned_spf", values)
    return Finding("aligned_unknown" if None in (spf, dkim) else "aligned_none", values)
