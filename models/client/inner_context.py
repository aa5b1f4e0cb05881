"""What our own code tells itself through an environment, and no client can say.

A context comes from clients too, in every call by RPC: as JSON, of which nothing becomes an :class:`Inner`. So whatever
decides anything travels as one, and what is only shown may travel as it likes (``tests/security/test_context_keys.py``
lists it).
"""

from dataclasses import dataclass

# What says in which company, language and time zone somebody works; the rest of a client's context ends at our doors.
KEPT_KEYS = ("allowed_company_ids", "lang", "tz", "uid")


@dataclass(frozen=True)
class Inner:
    value: object


def with_inner(records, **values):
    """Return records in an environment that holds these values for :func:`get_inner`."""
    return records.with_context(**{key: Inner(value) for key, value in values.items()})


def get_inner(env, key, default=None):
    """Return a value that our own code has put there; the default when a client has written something of that name."""
    value = env.context.get(key)
    return value.value if isinstance(value, Inner) else default


def without_client_context(records):
    """Return records in an environment where nothing decides but our own code and Odoo's defaults.

    For work that goes on after a click: ``active_test``, ``default_…`` and whatever else a client has sent would change
    whom it finds and what it writes down.
    """
    context = records.env.context
    kept = {key: value for key, value in context.items() if key in KEPT_KEYS or isinstance(value, Inner)}
    return records.with_env(records.env(context=kept))
