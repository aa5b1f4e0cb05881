from dataclasses import dataclass


class TableFileError(Exception):
    """A file that cannot be read as a table; the only argument is a ``LazyGettext`` that says what to do."""

    @property
    def message(self):
        return self.args[0]


@dataclass(frozen=True)
class RowProblem:
    """What could not be used of a row.

    :ivar int line: of the row, as in the file
    :ivar str value: as it stands there; empty: the whole row
    :ivar reason: a ``LazyGettext``
    """

    line: int
    value: str
    reason: object
