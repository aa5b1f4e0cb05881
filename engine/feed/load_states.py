"""The states of a load, and of the rows that somebody has to look at."""

from ..source.outcomes import REFUSED, WAITING

DRAFT, RUNNING, TRIED, DONE, STOPPED, FAILED = "draft", "running", "tried", "done", "stopped", "failed"
UNDOING, UNDONE = "undoing", "undone"
# What the scheduler goes on with.
WORKING = (RUNNING, UNDOING)

STATES = [
    (DRAFT, "File"),
    (RUNNING, "Running"),
    (TRIED, "Tried"),
    (DONE, "Loaded"),
    (STOPPED, "Stopped"),
    (FAILED, "Failed"),
    (UNDOING, "Being Undone"),
    (UNDONE, "Undone"),
]

# How a file came. By whichever but the first, nobody is looking when it is loaded.
PERSON, HTTP, MAIL, FOLDER = "person", "http", "mail", "folder"

WAYS = [
    (PERSON, "Upload"),
    (HTTP, "HTTP"),
    (MAIL, "E-mail"),
    (FOLDER, "Folder"),
]

# Not an outcome: the row was taken in, without one of its values.
REMARK = "remark"
# Nor this: a later row of the same file says it anew.
SUPERSEDED = "superseded"
# Of a load that was undone: what it has made or changed, and stays.
KEPT = "kept"

ROW_STATES = [
    (REFUSED, "Refused"),
    (WAITING, "Waiting"),
    (REMARK, "Value Left Out"),
    (SUPERSEDED, "Superseded in the Same File"),
    (KEPT, "Stays"),
]
