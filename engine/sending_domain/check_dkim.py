"""Whether there are keys that signatures can be checked by."""

from .dkim import COMMON_SELECTORS, RECOMMENDED_BITS, SHORTEST_BITS, KeyProblem, get_key_name, read_key
from .findings import Finding, all_of
from .lookup import FAILED, FOUND


def check_dkim(ask, domain, selectors):
    """Return the findings, and whether each selector has a good key: True, False, None where that can't be told.

    :param ask: ``(name, type) -> Answer``
    :param str domain: that signs
    :param selectors: none: common ones are tried
    """
    if not selectors:
        return _guess(ask, domain)
    verdicts = [_judge(ask, domain, selector) for selector in selectors]
    return [finding for finding, _passes in verdicts], all_of(passes for _finding, passes in verdicts)


def _guess(ask, domain):
    found = [name for name in COMMON_SELECTORS if _judge(ask, domain, name)[1]]
    if found:
        return [Finding("dkim_guess", {"domain": domain, "selectors": ", ".join(found)})], None
    return [Finding("dkim_selector", {"domain": domain})], None


def _judge(ask, domain, selector):
    name = get_key_name(selector, domain)
    answer = ask(name, "TXT")
    values = {"domain": domain, "selector": selector, "name": name}
    if answer.status == FAILED:
        return Finding("dkim_unreachable", {**values, "about": answer.why}), None
    if answer.status != FOUND:
        return Finding("dkim_missing", values), False
    if len(answer.records) > 1:
        return Finding("dkim_several", values, "\n".join(answer.records)), False
    return _judge_record(answer.records[0], values)


def _judge_record(record, values):
    try:
        key = read_key(record)
    except KeyProblem as error:
        code, about = error.args
        return Finding(f"dkim_{code}", {**values, "about": about}, record), False
    values = {**values, "length": key.bits}
    if key.bits and key.bits < SHORTEST_BITS:
        return Finding("dkim_short", values, record), False
    if key.is_testing:
        return Finding("dkim_testing", values, record), True
    if key.bits and key.bits < RECOMMENDED_BITS:
        return Finding("dkim_weak", values, record), True
    return Finding("dkim_good", values, record), True
