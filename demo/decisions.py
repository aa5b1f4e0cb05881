"""What customers decided in all the ways there are, what marketing is about, and who was erased and came back."""

from datetime import timedelta

# Their names, of which i18n/ has the French, and how many messages in how many days.
TOPICS = {
    "tyres": ("Tyres and seasons", 2, 90),
    "new_cars": ("New cars", 0, 30),
    "workshop": ("Offers of the workshop", 0, 30),
}
MEASURING = "J'accepte que l'ouverture des e-mails que je reçois soit enregistrée."
WORDING = "J'accepte que {company} m'adresse ses offres par {channel}. Je peux changer d'avis à tout moment."
CHANNELS = {"email": "e-mail", "sms": "SMS", "phone": "téléphone"}
# Who of the point of sale writes it down; all else comes without them.
WRITERS = {"form": "seller", "counter": "adviser", "call": "seller"}
# For one customer each: (days ago, channel, topic, yes or no, origin, where it comes from, where the proof is).
STORIES = [
    [
        (402, "email", None, True, "form", "Bon de commande signé", "Dossier VN 4127"),
        (211, "sms", None, True, "counter", "Accueil atelier", None),
        (58, "email", "tyres", False, "page", "Page des préférences : Permutation des pneus", None),
        (9, "phone", None, False, "call", "Appel de relance du vendeur", None),
    ],
    [
        (320, "email", None, True, "form", "Formulaire du site", "Formulaire web 2025-09"),
        (4, "email", None, False, "mail_program", "Bouton de désinscription de la messagerie", None),
    ],
    [(37, "phone", None, True, "call", "Appel entrant au standard", "Enregistrement du standard")],
    [(150, "email", None, True, "import", "Salon de l'auto de Rodez", "Bulletin papier, classeur 2")],
    [
        (90, "email", None, True, "feed", "Logiciel de gestion de la concession", "Commande 25-1033"),
        (16, "email", "new_cars", False, "page", "Page des préférences : Nouveautés", None),
    ],
]
# Somebody who wished to be erased, and came back a month later by a file of the manufacturer.
ERASED = {"name": "Nathalie Vidal", "email": "nathalie.vidal@example.org", "phone": "07 99 99 00 12"}
ERASED_DAYS_AGO = 45


def make_decisions(world):
    site = world.sites[0]
    topics = {key: _make_topic(world, *names) for key, names in TOPICS.items()}
    for customer, story in zip(_get_undecided(site), STORIES, strict=False):
        for decision in story:
            _decide(world, site, customer, topics, *decision)
    _agree_to_measuring(world)
    _make_erased(world, site)
    _decide_otherwise(world, site.company)
    return topics


def _make_topic(world, name, cap, days):
    return world.env["dealership.topic"].create({"name": name, "contact_cap": cap, "contact_cap_days": days})


def _get_undecided(site):
    """Return people who can be written to and were not asked yet."""
    return [
        customer
        for customer in site.customers
        if customer.email and customer.phone_sanitized and not customer.is_company and not customer.consent_ids
    ]


def _decide(world, site, customer, topics, days_ago, channel, topic, granted, origin, source, evidence):
    wording = WORDING.format(company=customer.company_id.name, channel=CHANNELS[channel]) if granted else None
    consents = world.env["dealership.consent"]
    if origin in WRITERS:
        consents = consents.with_user(getattr(site, WRITERS[origin]))
    consents._record(
        customer.with_env(consents.env),
        "marketing",
        channel,
        granted,
        source,
        world.utc(world.working_day(world.before(days=days_ago)), 9 + days_ago % 8, days_ago % 60),
        customer.company_id,
        topic=topics.get(topic),
        origin=origin,
        wording=wording,
        evidence=evidence,
    )


def _agree_to_measuring(world):
    """Three in five of those with an e-mail address let their openings be noted, when they signed an order."""
    for site in world.sites:
        people = [customer for customer in site.customers if customer.email and not customer.is_company]
        agreed = [customer.id for place, customer in enumerate(people) if place % 5 < 3]
        world.env["dealership.consent"]._record(
            world.env["res.partner"].browse(agreed),
            "measuring",
            "email",
            True,
            "Bon de commande signé",
            world.utc(world.working_day(world.before(days=30)), 11),
            site.company,
            origin="form",
            wording=MEASURING,
        )


def _make_erased(world, site):
    vals = {**ERASED, "team_id": site.team.id, "company_id": site.company.id, "lang": "fr_FR"}
    partners = world.env["res.partner"].with_context(lang="fr_FR")
    partners.create(vals)._erase(world.now - timedelta(days=ERASED_DAYS_AGO))
    partners.create({**vals, "ref": "C90001", "comment": "Fichier du constructeur"})


def _decide_otherwise(world, company):
    """The group is stricter than the law."""
    world.env["dealership.contact.rule"].create(
        {
            "company_id": company.id,
            "kind": "attempts",
            "channel": "phone",
            "purpose": "marketing",
            "attempts": 3,
            "days": 30,
            "note": "Comité de direction : trois appels suffisent, au quatrième les clients se plaignent.",
        }
    )
