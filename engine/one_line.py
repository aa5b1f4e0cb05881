import re

# French asks for no-break spaces before its marks: they are no place to break, and stay.
BREAKS = re.compile(r"[^\S\u00a0\u202f]+")


def one_line(text):
    """Return a text without line breaks and repeated spaces: none of it can start a new header."""
    return BREAKS.sub(" ", text).strip(" ")


def describe_error(error):
    """Return what an exception says, on one line; its kind where it says nothing."""
    return one_line(str(error)) or type(error).__name__
