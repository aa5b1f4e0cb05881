from .matching import AMBIGUOUS, CREATED, MATCHED, UNKNOWN, UNREADABLE

DRAFT = "draft"  # the file is read, its columns are being matched
RUNNING = "running"  # rows are being recognised
DONE = "done"
CREATING = "creating"  # done, and the unknown are becoming customers
FAILED = "failed"  # the file could not be read to its end
STOPPED = "stopped"  # by hand

STATES = [
    (DRAFT, "Columns"),
    (RUNNING, "Matching"),
    (DONE, "Done"),
    (CREATING, "Creating Customers"),
    (FAILED, "Failed"),
    (STOPPED, "Stopped"),
]
AT_WORK = (RUNNING, CREATING)

STATUSES = [
    (MATCHED, "Matched"),
    (AMBIGUOUS, "Ambiguous"),
    (UNKNOWN, "Unknown"),
    (UNREADABLE, "Unreadable"),
    (CREATED, "Created"),
]
