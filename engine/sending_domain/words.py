"""What each finding is like, how it is said, what to do about it, and by which standard."""

from dataclasses import dataclass

from odoo.tools.translate import LazyTranslate

from .findings import OK, PROBLEM, REMARK, UNKNOWN

_lt = LazyTranslate(__name__, default_lang="en_US")

AREAS = {
    "spf": _lt("SPF: who may send"),
    "dkim": _lt("DKIM: signatures"),
    "dmarc": _lt("DMARC: what is forged"),
    "aligned": _lt("Do they match the sender?"),
    "mx": _lt("Answers"),
    "rules": _lt("What large mailbox providers ask for"),
}

# Of one finding; what the domain as a whole is like, its field says.
LABELS = {OK: _lt("In Order"), REMARK: _lt("Remark"), UNKNOWN: _lt("Unclear"), PROBLEM: _lt("Problem")}

_ASK_AGAIN = _lt("Check again later. If it stays so, whoever runs the name servers of the domain has to look into it.")
_ONE_SPF = _lt("Join them into one, and delete the others: receivers take several for none.")
_FEWER = _lt("Take out what is no longer used, or write addresses (ip4:…) in place of names.")
_NEW_KEY = _lt("Have your provider make a new key, and publish the record it names.")
_RULES = "Google, Yahoo, Microsoft"


@dataclass(frozen=True)
class Kind:
    """
    :ivar state: one of ``STATES``
    :ivar source: the standard that says so
    """

    state: str
    source: str
    said: object
    advice: object = ""


_SPF = {
    "spf_good": Kind(
        OK, "RFC 7208", _lt("%(domain)s has one SPF record. Receivers ask DNS %(lookups)s times for it, of 10.")
    ),
    "spf_permitted": Kind(OK, "RFC 7208, 5", _lt("%(host)s may send for %(domain)s (%(by)s).")),
    "spf_missing": Kind(
        PROBLEM,
        "RFC 7208, 3",
        _lt("%(domain)s has no SPF record: nobody can tell your servers from those of others."),
        _lt("Publish this record, completed by what else sends for the domain:"),
    ),
    "spf_several": Kind(PROBLEM, "RFC 7208, 3.2", _lt("%(place)s has several SPF records."), _ONE_SPF),
    "spf_syntax": Kind(
        PROBLEM,
        "RFC 7208, 4.6",
        _lt("The SPF record of %(place)s can't be read at “%(about)s”: receivers take it for an error."),
        _lt("Correct this part. Parts stand one space apart, without quotation marks."),
    ),
    "spf_lookups": Kind(
        PROBLEM,
        "RFC 7208, 4.6.4",
        _lt("The SPF record of %(domain)s makes receivers ask DNS more than %(about)s times: they stop with an error."),
        _FEWER,
    ),
    "spf_voids": Kind(
        PROBLEM,
        "RFC 7208, 4.6.4",
        _lt("The SPF record of %(place)s names more than two names without an address, %(about)s among them."),
        _FEWER,
    ),
    "spf_exchanges": Kind(
        PROBLEM, "RFC 7208, 4.6.4", _lt("“mx” in the SPF record of %(place)s stands for more than ten servers."), _FEWER
    ),
    "spf_missing_include": Kind(
        PROBLEM,
        "RFC 7208, 5.2",
        _lt("The SPF record of %(place)s includes %(about)s, which has none: receivers take that for an error."),
        _lt("Take it out, or correct the name."),
    ),
    "spf_unreachable": Kind(UNKNOWN, "RFC 7208, 2.6.6", _lt("SPF: %(place)s does not answer (%(about)s)."), _ASK_AGAIN),
    "spf_open": Kind(
        PROBLEM,
        "RFC 7208, 5.1",
        _lt("“+all” in the SPF record of %(domain)s lets everybody send in your name."),
        _lt("Publish this instead:"),
    ),
    "spf_neutral": Kind(
        REMARK,
        "RFC 7208, 8.2",
        _lt("The SPF record of %(domain)s says nothing about servers that are not yours."),
        _lt("Let it end in “~all”."),
    ),
    "spf_ptr": Kind(
        REMARK,
        "RFC 7208, 5.5",
        _lt("“ptr” in the SPF record of %(domain)s is slow, and some receivers pass it over."),
        _lt("Name the servers by “a”, “mx” or their addresses."),
    ),
    "spf_relay": Kind(
        REMARK,
        "RFC 7208, 2.4",
        _lt(
            "E-mails leave by %(host)s, in your own network: which address receivers see, and whether SPF lets it "
            "send for %(domain)s, can't be told from here."
        ),
        _lt("Make sure that the record permits the public address that this server sends from."),
    ),
    "spf_host_absent": Kind(
        UNKNOWN,
        "RFC 7208, 5",
        _lt("The outgoing server %(host)s is not in DNS: whether it may send for %(domain)s can't be told."),
        _lt("Check the name of the outgoing server in the settings."),
    ),
    "spf_host_unreachable": Kind(
        UNKNOWN, "RFC 7208, 5", _lt("DNS does not answer for the outgoing server %(host)s (%(about)s)."), _ASK_AGAIN
    ),
    "spf_partly": Kind(
        REMARK,
        "RFC 7208, 8",
        _lt("Some addresses of %(host)s may not send for %(domain)s: %(addresses)s (%(result)s)."),
        _lt("If it sends from these as well, publish this instead:"),
    ),
    "spf_provider": Kind(
        PROBLEM,
        "RFC 7208, 8",
        _lt("The SPF record of %(domain)s does not include the provider that your e-mails leave by, %(host)s."),
        _lt("Publish this instead:"),
    ),
    "spf_refused": Kind(
        PROBLEM,
        "RFC 7208, 8",
        _lt("The outgoing server %(host)s may not send for %(domain)s: %(addresses)s (%(result)s)."),
        _lt("Publish this instead. If that server only hands on to another, ask its provider what SPF has to include:"),
    ),
}

_DKIM = {
    "dkim_good": Kind(OK, "RFC 6376, 3.6.1", _lt("The key of the selector %(selector)s is in DNS, and long enough.")),
    "dkim_selector": Kind(
        REMARK,
        "RFC 6376, 3.1",
        _lt("Nobody has said by which selector e-mails of %(domain)s are signed, and no common one was found."),
        _lt("Your provider names it. Enter it above; if nothing signs yet, have signatures switched on."),
    ),
    "dkim_guess": Kind(
        REMARK,
        "RFC 6376, 3.1",
        _lt("Nobody has said by which selector e-mails of %(domain)s are signed. There are keys for: %(selectors)s."),
        _lt("A guess by common names: enter above the one that your provider signs with."),
    ),
    "dkim_missing": Kind(
        PROBLEM,
        "RFC 6376, 3.6.2",
        _lt("There is no key at %(name)s."),
        _lt("Publish the record that your provider names for this selector, or correct the selector above."),
    ),
    "dkim_several": Kind(
        PROBLEM,
        "RFC 6376, 3.6.2.2",
        _lt("There are several records at %(name)s: which key counts is left to chance."),
        _lt("Delete all but the one that your provider names."),
    ),
    "dkim_revoked": Kind(
        PROBLEM, "RFC 6376, 3.6.1", _lt("The key at %(name)s has been revoked (%(about)s)."), _NEW_KEY
    ),
    "dkim_syntax": Kind(
        PROBLEM,
        "RFC 6376, 3.6.1",
        _lt("The record at %(name)s is no key that receivers can read (%(about)s)."),
        _lt("Publish it once more, exactly as your provider gives it: one text, without line breaks."),
    ),
    "dkim_other_use": Kind(
        PROBLEM, "RFC 6376, 3.6.1", _lt("The key at %(name)s is not for e-mails (%(about)s)."), _NEW_KEY
    ),
    "dkim_old_hash": Kind(
        PROBLEM,
        "RFC 8301, 3.1",
        _lt("The key at %(name)s allows only for signatures that receivers take for none (%(about)s)."),
        _NEW_KEY,
    ),
    "dkim_short": Kind(
        PROBLEM,
        "RFC 8301, 3.2",
        _lt("The key at %(name)s has %(length)s bits: receivers take it for none below 1024."),
        _NEW_KEY,
    ),
    "dkim_weak": Kind(
        REMARK, "RFC 8301, 3.2", _lt("The key at %(name)s has %(length)s bits; 2048 are recommended."), _NEW_KEY
    ),
    "dkim_testing": Kind(
        REMARK,
        "RFC 6376, 3.6.1",
        _lt("The key at %(name)s is marked as a test (t=y): receivers may pass over its signatures."),
        _lt("Take “t=y” out once everything works."),
    ),
    "dkim_unreachable": Kind(
        UNKNOWN, "RFC 6376, 6.1.2", _lt("DKIM: %(name)s does not answer (%(about)s)."), _ASK_AGAIN
    ),
}

_DMARC = {
    "dmarc_good": Kind(
        OK, "RFC 9989, 4.7", _lt("%(place)s has a DMARC record: what is forged meets “%(policy)s”, and reports come.")
    ),
    "dmarc_missing": Kind(
        PROBLEM,
        "RFC 9989, 5.1",
        _lt("%(domain)s has no DMARC record."),
        _lt("Publish this record, with an address of yours for the reports. It changes nothing yet for who receives:"),
    ),
    "dmarc_several": Kind(
        PROBLEM,
        "RFC 9989, 4.10",
        _lt("%(place)s has several DMARC records: receivers take them for none."),
        _lt("Delete all but one."),
    ),
    "dmarc_syntax": Kind(
        PROBLEM,
        "RFC 9989, 4.7",
        _lt("The DMARC record of %(place)s has neither a valid policy (p=) nor an address for reports."),
        _lt("Publish this instead, with an address of yours for the reports:"),
    ),
    "dmarc_part": Kind(
        REMARK,
        "RFC 9989, 4.7",
        _lt("A part of the DMARC record of %(place)s is no “name=value”: receivers pass it over."),
        _lt("Correct it. Parts stand a semicolon apart."),
    ),
    "dmarc_none": Kind(
        REMARK,
        "RFC 9989, 5.1.6",
        _lt("The DMARC policy of %(domain)s is “none”: forged e-mails in your name arrive like yours."),
        _lt("Once the reports show none of your own that fail, go on to “quarantine”."),
    ),
    "dmarc_testing": Kind(
        REMARK,
        "RFC 9989, 4.7",
        _lt("The DMARC record of %(place)s is marked as a test (t=y): a milder policy than “%(policy)s” is applied."),
        _lt("Take “t=y” out once everything works."),
    ),
    "dmarc_share": Kind(
        REMARK,
        "RFC 9989, A.6",
        _lt("“pct” in the DMARC record of %(place)s has been abolished: some receivers go by it, others don't."),
        _lt("Publish this instead:"),
    ),
    "dmarc_reports": Kind(
        REMARK,
        "RFC 9989, 4.7",
        _lt("The DMARC record of %(place)s asks for no reports: you would not hear of e-mails of yours that fail."),
        _lt("Publish this instead, with an address of yours:"),
    ),
    "dmarc_unreachable": Kind(
        UNKNOWN, "RFC 9989, 4.10.1", _lt("DMARC: %(place)s does not answer (%(about)s)."), _ASK_AGAIN
    ),
}

_ALIGNED = {
    "aligned_both": Kind(
        OK,
        "RFC 9989, 4.4",
        _lt("DMARC passes in both ways: SPF and DKIM both prove the domain of the sender, %(domain)s."),
    ),
    "aligned_dkim": Kind(
        OK, "RFC 9989, 4.4", _lt("DMARC passes by DKIM: the signature proves the domain of the sender, %(domain)s.")
    ),
    "aligned_spf": Kind(
        REMARK,
        "RFC 9989, 4.4",
        _lt("DMARC passes by SPF alone, for the domain of the sender, %(domain)s: forwarded e-mails fail."),
        _lt("Have your provider sign e-mails (DKIM) in the name of this domain."),
    ),
    "aligned_none": Kind(
        PROBLEM,
        "RFC 9989, 4.4",
        _lt("DMARC passes in neither way: neither SPF nor DKIM proves the domain of the sender, %(domain)s."),
        _lt("Put one of the two in order, as said above. DKIM lasts when e-mails are forwarded."),
    ),
    "aligned_unknown": Kind(
        UNKNOWN,
        "RFC 9989, 4.4",
        _lt("Whether DMARC passes for %(domain)s can't be told, as long as SPF and DKIM can't."),
        _lt("Enter the selector of DKIM above, and check again."),
    ),
    "aligned_envelope": Kind(
        REMARK,
        "RFC 9989, 4.4.2",
        _lt("The envelope names %(other)s, not %(domain)s: SPF does not count for the sender."),
        _lt("Choose an alias domain of this domain for the company, or rely on DKIM."),
    ),
    "aligned_signature": Kind(
        REMARK,
        "RFC 9989, 4.4.1",
        _lt("E-mails are signed in the name of %(other)s, not of %(domain)s: DKIM does not count for the sender."),
        _lt("Have your provider sign in the name of your domain."),
    ),
}

_MX = {
    "mx_good": Kind(OK, "RFC 5321, 5.1", _lt("Answers to %(domain)s come in by %(hosts)s.")),
    "mx_implicit": Kind(
        REMARK,
        "RFC 5321, 5.1",
        _lt("%(domain)s has no MX record: answers go to the address of the domain itself."),
        _lt("Publish an MX record with the server that takes in e-mails."),
    ),
    "mx_missing": Kind(
        PROBLEM,
        "RFC 5321, 5.1",
        _lt("%(domain)s takes in no e-mails: no answer arrives, and no notice of one that failed."),
        _lt("Publish an MX record with the server that takes in e-mails."),
    ),
    "mx_null": Kind(
        PROBLEM,
        "RFC 7505",
        _lt("%(domain)s says that it takes in no e-mails: answers are refused, and some refuse what it sends."),
        _lt("Publish an MX record with the server that takes in e-mails."),
    ),
    "mx_dead": Kind(
        PROBLEM,
        "RFC 5321, 5.1",
        _lt("The servers that take in e-mails for %(domain)s have no address: %(hosts)s."),
        _lt("Correct the MX record."),
    ),
    "mx_unreachable": Kind(
        UNKNOWN, "RFC 5321, 5.1", _lt("Answers: %(domain)s does not answer (%(about)s)."), _ASK_AGAIN
    ),
}

_RULES_KINDS = {
    "rules_met": Kind(
        OK,
        _RULES,
        _lt("%(domain)s has what Google, Yahoo and Microsoft ask of those who write to many."),
    ),
    "rules_unmet": Kind(
        REMARK,
        _RULES,
        _lt(
            "Google, Yahoo and Microsoft refuse more than 5,000 e-mails a day of domains that lack one of these: "
            "%(missing)s. Below that they go to the spam folder more often."
        ),
        _lt("Put it in order before you write to many."),
    ),
    "rules_unknown": Kind(
        UNKNOWN,
        _RULES,
        _lt("Whether %(domain)s has what Google, Yahoo and Microsoft ask for can't be told yet."),
    ),
}

KINDS = {**_SPF, **_DKIM, **_DMARC, **_ALIGNED, **_MX, **_RULES_KINDS}


def get_area(code):
    """Return the area of a finding, a key of ``AREAS``."""
    return code.partition("_")[0]
