"""What a source says of an invoice, or of a payment."""

OPEN, PAID, CANCELLED, ABSENT = "open", "paid", "cancelled", "absent"

STATUSES = [
    (OPEN, "Still Open"),
    (PAID, "Paid There"),
    (CANCELLED, "Cancelled"),
    (ABSENT, "No Longer Listed"),
]
