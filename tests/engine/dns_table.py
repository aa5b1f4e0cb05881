from ...engine.sending_domain.lookup import ABSENT, EMPTY, FAILED, FOUND, Answer


def make_ask(zone):
    """Return an ``ask`` that knows a table: name → type → records; "timeout" in place of types: it does not answer."""

    def ask(name, kind):
        found = zone.get(name.rstrip(".").lower())
        if found is None:
            return Answer(ABSENT)
        if found == "timeout":
            return Answer(FAILED, why="timeout")
        records = found.get(kind, ())
        return Answer(FOUND, tuple(records)) if records else Answer(EMPTY)

    return ask
