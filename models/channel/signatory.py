"""Who signs, who gets the answers, whose work it is: one order for all.

The person in charge of the record (its category says which field holds them), then of the customer; the person named in
the scenario; the point of sale; the company. Whoever has left is passed over wherever they stand: archived, no longer
one of the staff, no longer in the company, or (where something leaves in their name) without an e-mail address.

==================  ====================================================================================================
question            candidates, in order
==================  ====================================================================================================
who signs           as the scenario says: those in charge and the person named, that person only, nobody; then the point
                    of sale does
who hears answers   whoever the scenario says (``models/reply/scenario_receivers.py``), who signed, those in charge, the
                    person named, the point of sale
whose work it is    those in charge, who leads the point of sale, who answers for the scenario
==================  ====================================================================================================

Work and answers go to the first of them who is available; where nobody is, to the first who has not left.
"""

from odoo.exceptions import MissingError


def is_present(user, company):
    """Return whether a user still works in a company; in any, when it is empty."""
    user = user.sudo()  # whether a colleague has left is no secret, whatever else of them is
    works = bool(user) and user.active and not user.share
    return works and (not company or company in user.company_ids)


def is_available(user, company):
    """Return whether a user takes new work: they still work there, and have not said that they are away."""
    user = user.sudo()  # as above
    return is_present(user, company) and user.dealership_available and not user.is_out_of_office


def can_sign(user, company):
    return is_present(user, company) and bool(user.email_normalized)


def get_people_in_charge(record, customer):
    """Return the users in charge of a record and of its customer, in this order, whether they have left or not.

    :param record: perhaps None, or one of a model that no category is of
    """
    return [*_get_responsible(record), customer.user_id]


def _get_responsible(record):
    category = record.env["dealership.catalogue"]._find_category(record._name) if record else None
    if category is None:
        return []
    try:
        return [category._get_responsible(record)]
    except MissingError:  # deleted at this moment
        return []


def choose_signatory(signatory, person, company, record, customer):
    """Return the ``res.users`` who signs; none when that is for the point of sale.

    :param str signatory: a key of ``SIGNATORIES``
    :param person: the user named in the scenario, perhaps none
    :param record: what it is about, as superuser
    """
    candidates = []
    if signatory == "responsible":
        candidates += get_people_in_charge(record, customer)
    if signatory != "team":
        candidates.append(person)
    return _choose(candidates, company, can_sign) or person.browse()


def choose_reader(delivery, record, customer, company):
    """Return the ``res.users`` who hears of an answer; perhaps none.

    :param delivery: the message that it answers, as superuser; perhaps none
    :param record: what that is about, perhaps None
    :param customer: who wrote, perhaps none
    """
    place = delivery._get_place_users() if delivery else ()
    charged = get_people_in_charge(record, customer)
    said = delivery._get_receivers() if delivery and delivery.scenario_id.answers_to != "signatory" else ()
    candidates = [*said, delivery.signatory_id, *charged, delivery.scenario_id.signatory_user_id, *place]
    return choose_available(candidates, company) or customer.env["res.users"]


def choose_worker(delivery, record):
    """Return the ``res.users`` whose work a delivery is.

    :param delivery: as superuser
    :param record: what it is about
    """
    scenario = delivery.scenario_id
    candidates = [
        *get_people_in_charge(record, delivery.partner_id),
        (scenario.team_id or delivery.team_id).user_id,
        scenario.user_id,
        *scenario._get_told_users(),
    ]
    return choose_available(candidates, delivery.company_id) or scenario.user_id


def choose_available(candidates, company):
    """Return the first user who is available; where nobody is, the first who has not left; None where all have."""
    return _choose(candidates, company, is_available) or _choose(candidates, company, is_present)


def _choose(candidates, company, suits):
    return next((user for user in candidates if suits(user, company)), None)
