class ImportFileError(Exception):
    """A file of people that cannot be read; the only argument is a ``LazyGettext`` that says what to do."""

    @property
    def message(self):
        return self.args[0]
