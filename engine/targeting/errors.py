class RuleError(Exception):
    """A rule tree that cannot be read.

    ``path`` is the node's place (``rules[1].rules[0]``, empty for the root) and ``message`` a
    ``LazyGettext`` that the caller translates.
    """

    def __init__(self, path, message):
        super().__init__(path, message)
        self.path = path
        self.message = message

    def __str__(self):
        return f"{self.path or 'rule'}: {self.message}"


class ValueProblem(Exception):
    """A value that an operator cannot read; the only argument is a ``LazyGettext``."""
