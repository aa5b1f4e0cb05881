"""What customers write back: texts that nobody asked for, and answers to messages that were sent."""

from datetime import timedelta
from email.message import EmailMessage

from ..models.ledger.claim import write_surely
from .world import World

OUR_NUMBER = "+33756000001"
STRANGER = "+33799990001"
# (minutes ago, site of the customer or None for somebody unknown, text): STOP needs no message either.
UNASKED = [
    (1500, "rodez", "Bonjour, la pièce pour ma voiture est-elle arrivée ? Merci"),
    (380, "millau", "STOP"),
    (95, None, "Bonjour, la 208 de votre annonce est-elle encore disponible ? On peut passer samedi."),
]
# (minutes after the message, text); the message asks to answer it when something has come up.
ANSWERS_BY_SMS = [
    (4, "Merci, à demain !"),
    (11, "C'est noté, merci"),
    (26, "Bonjour, un empêchement demain. Est-ce possible jeudi à la même heure ?"),
    (45, "OK. Auriez-vous un véhicule de prêt ?"),
    (70, "Stop"),
    (130, "Bonjour, j'arriverai avec 20 min de retard, merci de m'attendre"),
]
ANSWERS_BY_EMAIL = [
    "Bonjour,\n\nMerci pour votre message ! La voiture roule très bien, rien à redire.\n\nBien cordialement",
    "Bonjour,\n\nUn voyant s'allume de temps en temps depuis une semaine. Quand puis-je passer ?\n\nMerci",
]


def make_unasked(world):
    """Texts of customers and of somebody unknown, as the provider hands them over."""
    company = world.sites[0].company
    writers = world.env["res.partner"]
    for number, (minutes, key, text) in enumerate(UNASKED, start=1):
        sender = _get_writer(world, key).phone_sanitized if key else STRANGER
        moment = world.now - timedelta(minutes=minutes)
        writers += _receive(world.env, company, f"demo-{number}", sender, text, moment).partner_id
    # Nobody is to get an e-mail about what never happened.
    world.env["mail.mail"].search([("state", "=", "outgoing"), ("author_id", "in", writers.ids)]).cancel()


def _get_writer(world, key):
    """Return a customer whose number nobody else has."""
    site = next(site for site in world.sites if site.key == key)
    numbers = [customer.phone_sanitized for customer in site.customers]
    return next(
        customer
        for customer in reversed(site.customers)
        if customer.has_mobile and not customer.phone_blacklisted and numbers.count(customer.phone_sanitized) == 1
    )


def make_answers(env, now, settle):
    """Write to those who had an appointment today, as of yesterday, and have some answer, and some to e-mails of today.

    Needs a provider and a mail server that take everything.

    :param env: an environment of the superuser
    :param datetime now: naive UTC
    :param settle: called once all is sent, to wait for what the provider reports of it
    """
    world = World(env, now)
    sent = _write_yesterday(world)
    settle()
    _answer_by_sms(world, sent)
    anniversary = env.ref("crm_dealership.scenario_demo_delivery_anniversary")
    _open_emails(world, anniversary)
    _answer_by_email(world, anniversary)


def _write_yesterday(world):
    """Run the scenario of appointments at its hour of yesterday; return what it sent, one message per customer."""
    yesterday = world.utc(world.before(days=1), 10)
    scenario = world.ref("scenario_demo_appointment_sms")
    run = scenario._run(yesterday)
    scenario._plan_next_run(world.now)
    while world.env["dealership.delivery"]._process_due(yesterday):
        pass
    sent = run.delivery_ids.filtered(lambda delivery: delivery.state == "sent").sorted("id")
    return [deliveries[-1] for deliveries in sent.grouped("address").values()]


def _answer_by_sms(world, deliveries):
    for delivery, (minutes, text) in zip(deliveries, ANSWERS_BY_SMS, strict=False):
        moment = delivery.sent_at + timedelta(minutes=minutes)
        answer = (delivery.company_id, f"demo-answer-{delivery.id}", delivery.address, text, moment)
        # The provider may still be reporting on the same messages.
        write_surely(world.env, lambda answer=answer: _receive(world.env, *answer))


def _receive(env, company, reference, sender, text, moment):
    # sudo: the number is in the settings
    number = company.sudo().sms_twilio_number_ids[:1].number or OUR_NUMBER
    return env["dealership.reply"]._receive_sms(company, reference, sender, number, text, moment)


def _open_emails(world, scenario):
    """Two in three of those whose openings may be noted have opened theirs."""
    measured = world.env["dealership.delivery"].search(
        [("scenario_id", "=", scenario.id), ("state", "=", "sent"), ("measured", "=", True)], order="id"
    )
    opened = [delivery.id for place, delivery in enumerate(measured) if place % 3 < 2]
    world.env["mailing.trace"].search([("dealership_delivery_id", "in", opened)]).set_opened()


def _answer_by_email(world, scenario):
    """Hand the answers to Odoo's mail gateway."""
    sent = world.env["dealership.delivery"].search(
        [("scenario_id", "=", scenario.id), ("state", "=", "sent"), ("channel", "=", "email")], order="id"
    )
    for delivery, text in zip(sent, ANSWERS_BY_EMAIL, strict=False):
        email = _prepare_email(delivery, text).as_bytes()
        write_surely(world.env, lambda email=email: world.env["mail.thread"].message_process(False, email))


def _prepare_email(delivery, text):
    email = EmailMessage()
    email["From"] = f"{delivery.partner_id.name} <{delivery.address}>"
    email["To"] = delivery.mail_message_id.reply_to
    email["Subject"] = f"Re: {delivery.mail_message_id.subject}"
    email["Message-Id"] = f"<demo-answer-{delivery.id}@{delivery.address.rpartition('@')[2]}>"
    email["In-Reply-To"] = email["References"] = delivery.email_message_id
    email.set_content(text)
    return email
