"""Who wrote an answer, told by whom was written to at its number and whose number it is."""

SHARED = "shared"
UNKNOWN = "unknown"
STAFF = "staff"

# Why a person has to look.
DOUBTS = [
    (SHARED, "Number of Several People"),
    (UNKNOWN, "Unknown Number"),
    (STAFF, "Number of One of Your Staff"),
]


def tell_writer(written_to, holders, staff):
    """Return who wrote, and the doubt there is; ``None`` for what a person has to say.

    Whom we wrote to answers, as long as they have the number still or nobody else has it. Of several who share it, it
    is any of them; where only one of them was written to it is taken for theirs, and said to be a guess.

    :param set written_to: customers who were written to at the number lately
    :param set holders: customers whose number it is
    :param set staff: people of ours whose number it is

    >>> tell_writer({"Zoé"}, {"Zoé"}, set()), tell_writer({"Zoé"}, set(), set()), tell_writer(set(), {"Zoé"}, set())
    (('Zoé', ''), ('Zoé', ''), ('Zoé', ''))
    >>> tell_writer({"Zoé"}, {"Zoé", "Paul"}, set()), tell_writer({"Zoé"}, {"Zoé"}, {"Adrien"})
    (('Zoé', 'shared'), ('Zoé', 'shared'))
    >>> tell_writer({"Zoé"}, {"Paul"}, set()), tell_writer({"Zoé", "Paul"}, {"Zoé"}, set())
    ((None, 'shared'), (None, 'shared'))
    >>> tell_writer(set(), {"Zoé", "Paul"}, set()), tell_writer(set(), {"Zoé"}, {"Adrien"})
    ((None, 'shared'), (None, 'shared'))
    >>> tell_writer(set(), set(), {"Adrien"}), tell_writer(set(), set(), set())
    ((None, 'staff'), (None, 'unknown'))
    """
    if not written_to and not holders:
        return None, STAFF if staff else UNKNOWN
    if len(written_to | holders | staff) == 1:
        return next(iter(written_to | holders)), ""
    if len(written_to) == 1 and written_to <= holders:
        return next(iter(written_to)), SHARED
    return None, SHARED
