"""What becomes of what a source gives: of each enquiry that it posts, and of each row of its files."""

CREATED, UPDATED, UNCHANGED, WAITING, REFUSED = "created", "updated", "unchanged", "waiting", "refused"
OUTCOMES = (CREATED, UPDATED, UNCHANGED, WAITING, REFUSED)
# As answers and records count them: name → outcome.
COUNTS = {f"{outcome}_count": outcome for outcome in OUTCOMES}
