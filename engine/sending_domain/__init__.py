"""What DNS says of a domain that e-mails are sent from, and whether those who receive them can tell they are genuine.

==================  ================================================================================
file                what
==================  ================================================================================
``lookup.py``       asks DNS, within bounds; every outcome is an ``Answer``, none an exception
``names.py``        what a domain name is
``spf_record.py``   the grammar of RFC 7208
``spf_macros.py``   its macros
``spf.py``          its ``check_host()``, for the addresses of outgoing servers
``dkim.py``         keys by RFC 6376, RFC 8301, RFC 8463
``dmarc.py``        policies and organisational domains by RFC 9989, which replaced RFC 7489
``findings.py``     what a check finds
``check_….py``      judges what was found, one file per area
``check.py``        the whole check of a domain
``words.py``        how each finding is said, and what to do
==================  ================================================================================

All of it takes ``ask(name, type) -> Answer``: a ``Lookup``, or in tests a table.
"""
