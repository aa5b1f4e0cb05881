"""The states of a load, and what becomes of its rows."""

DRAFT, RUNNING, TRIED, DONE, STOPPED, FAILED = "draft", "running", "tried", "done", "stopped", "failed"

STATES = [
    (DRAFT, "File"),
    (RUNNING, "Running"),
    (TRIED, "Tried"),
    (DONE, "Loaded"),
    (STOPPED, "Stopped"),
    (FAILED, "Failed"),
]

CREATED, UPDATED, UNCHANGED, WAITING, REFUSED = "created", "updated", "unchanged", "waiting", "refused"
# Not an outcome: the row was taken in, without one of its values.
REMARK, JOINED = "remark", "joined"

# Field of the load → outcome that it counts.
COUNTS = {f"{outcome}_count": outcome for outcome in (CREATED, UPDATED, UNCHANGED, WAITING, REFUSED)}

ROW_STATES = [
    (REFUSED, "Refused"),
    (WAITING, "Waiting"),
    (REMARK, "Value Left Out"),
    (JOINED, "Taken In Later"),
]
