"""The states of a scenario, its choices of timing and re-entry, and the units of a step's delay."""

DRAFT = "draft"
SUBMITTED = "submitted"
ACTIVE = "active"
PAUSED = "paused"
ENDED = "ended"

SCENARIO_STATES = [
    (DRAFT, "Draft"),
    (SUBMITTED, "Awaiting Approval"),
    (ACTIVE, "Active"),
    (PAUSED, "Paused"),
    (ENDED, "Ended"),
]

SIGNATORIES = [
    ("user", "One Person"),
    ("responsible", "Responsible for the Record"),
    ("team", "Point of Sale"),
]

RE_ENTRY_NEVER = "never"
RE_ENTRY_OCCURRENCE = "occurrence"
RE_ENTRY_INTERVAL = "interval"
RE_ENTRIES = [
    (RE_ENTRY_NEVER, "Never"),
    (RE_ENTRY_OCCURRENCE, "At Each New Occurrence"),
    (RE_ENTRY_INTERVAL, "After a Number of Days"),
]

# What one message of a scenario stands for.
PER_RECORD = "record"
PER_CUSTOMER = "customer"
MESSAGES_PER = [
    (PER_RECORD, "Record"),
    (PER_CUSTOMER, "Customer"),
]

# What a scenario asks its customers for.
OPINION = "opinion"
REVIEW = "review"
QUESTIONS = [
    (OPINION, "Their Opinion"),
    (REVIEW, "A Review on the Web"),
]

BASIS_ENROLMENT = "enrolment"
BASIS_ANCHOR = "anchor"
BASIS_PREVIOUS = "previous"
# Steps that count from these are planned when a record enters.
BASES_AT_ENROLMENT = (BASIS_ENROLMENT, BASIS_ANCHOR)
DELAY_BASES = [
    (BASIS_ENROLMENT, "From the Enrolment"),
    (BASIS_ANCHOR, "From the Date of the Record"),
    (BASIS_PREVIOUS, "After the Previous Step Was Done"),
]

# Units below a day are exact lengths of time; from a day on, the message leaves at the scenario's hour.
EXACT_UNITS = ("minute", "hour")
WORKING_DAY = "working_day"
DELAY_UNITS = [
    ("minute", "Minutes"),
    ("hour", "Hours"),
    ("day", "Days"),
    ("working_day", "Working Days"),
    ("week", "Weeks"),
    ("month", "Months"),
    ("year", "Years"),
]
