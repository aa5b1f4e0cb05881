import re

_TAG = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*)\s*=\s*(.*?)\s*\Z", re.S)


def parse_tags(text):
    """Return the tags of a record, name → value, in their order (RFC 6376, section 3.2), and the parts that are none.

    Names are in lower case. A tag that comes twice is none the second time.
    """
    tags, bad = {}, []
    for part in text.rstrip("; \t").split(";"):
        match = _TAG.match(part)
        if not match or match[1].lower() in tags:
            bad.append(part.strip() or ";")
        else:
            tags[match[1].lower()] = match[2]
    return tags, bad
