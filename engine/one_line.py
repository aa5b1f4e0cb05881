import re

# French asks for no-break spaces before its marks: they are no place to break, and stay.
BREAKS = re.compile(r"[^\S\u00a0\u202f]+")
# Nobody sees these: marks of direction, of no width, and a soft hyphen. A name can hide with them what it is.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069]")


def one_line(text):
    """Return a text without line breaks and repeated spaces: none of it can start a new header."""
    return BREAKS.sub(" ", text).strip(" ")


def seen_line(text):
    """Return the same without signs that nobody sees."""
    return one_line(_UNSEEN.sub("", text))


def describe_error(error):
    """Return what an exception says, on one line; its kind where it says nothing."""
    return one_line(str(error)) or type(error).__name__
