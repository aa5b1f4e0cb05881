"""Who signs, who gets the answers, whose work it is: one order for all.

The person in charge of the record, then of the customer; the person named in the scenario; the point of sale; the
company. Whoever has left is passed over wherever they stand: archived, no longer one of the staff, no longer in the
company, or (where something leaves in their name) without an e-mail address.
"""

# Whom a record's customer knows: the field that holds the person in charge.
RESPONSIBLE_FIELDS = {
    "res.partner": "user_id",
    "crm.lead": "user_id",
    "calendar.event": "user_id",
    "fleet.vehicle": "manager_id",
    "dealership.repair.order": "advisor_id",
    "account.move": "invoice_user_id",
}


def is_present(user, company):
    """Return whether a user still works in a company; in any, when it is empty."""
    user = user.sudo()  # whether a colleague has left is no secret, whatever else of them is
    works = bool(user) and user.active and not user.share
    return works and (not company or company in user.company_ids)


def can_sign(user, company):
    return is_present(user, company) and bool(user.email_normalized)


def get_people_in_charge(record, customer):
    """Return the users in charge of a record and of its customer, in this order, whether they have left or not."""
    nobody = customer.user_id.browse()
    field = RESPONSIBLE_FIELDS.get(record._name) if record else None
    return [record[field] if field else nobody, customer.user_id]


def choose_signatory(signatory, person, company, record, customer):
    """Return the ``res.users`` who signs and gets the answers; none when that is for the point of sale.

    :param str signatory: a key of ``SIGNATORIES``
    :param person: the user named in the scenario, perhaps none
    :param record: what it is about, as superuser
    """
    candidates = []
    if signatory == "responsible":
        candidates += get_people_in_charge(record, customer)
    if signatory != "team":
        candidates.append(person)
    return next((user for user in candidates if can_sign(user, company)), person.browse())
