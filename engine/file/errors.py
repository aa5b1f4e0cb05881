class TableFileError(Exception):
    """A file that cannot be read as a table; the only argument is a ``LazyGettext`` that says what to do."""

    @property
    def message(self):
        return self.args[0]
