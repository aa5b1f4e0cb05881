"""Values of a message that are more than a text."""


class Rich:
    """Content with a form for HTML and one for plain text; each kind of message prints its own.

    Jinja2 takes ``__html__`` where it escapes, ``__str__`` where it does not.
    """

    __slots__ = ("html", "text")

    def __init__(self, html, text):
        self.html, self.text = html, text

    def __html__(self):
        return self.html

    def __str__(self):
        return self.text
