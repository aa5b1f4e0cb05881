"""Addresses at which nothing arrives, and a day on which it was the server."""

from datetime import timedelta

# What servers said: (days ago, what decided, their words, who said so).
DEAD = [
    (6, "Status: 5.1.1", "550 5.1.1 Adresse d au moins un destinataire invalide", "smtp-in.example.com"),
    (19, "Status: 5.4.4", "Domain not found", "mx.causse-automobiles.example"),
]
# A provider that moved house: for a while it knew nobody.
PAUSED_DOMAIN = "courriel-aveyron.example.net"
PAUSED_DAYS_AGO = 12
PAUSED_FOR = timedelta(hours=3, minutes=20)
SAID = ((15, "550 5.1.1 Recipient address rejected: User unknown"), (2, "550 5.1.1 Adresse inconnue"))
LEFT = 44


def make_dead_addresses(world):
    _make_dead(world, world.sites[0])
    _make_pause(world)


def _make_dead(world, site):
    """Have the last few with an address be out of reach at it, since some day of the last weeks."""
    people = [customer for customer in site.customers if customer.email_normalized and not customer.is_company]
    for customer, (days_ago, why, words, server) in zip(reversed(people), DEAD, strict=False):
        world.env["dealership.dead.address"]._note(
            {
                "address": customer.email_normalized,
                "channel": "email",
                "company_id": site.company.id,
                "since": world.now - timedelta(days=days_ago),
                "why": why,
                "words": words,
                "server": server,
            }
        )


def _make_pause(world):
    """A pause that an Administrator has ended: nobody was taken for dead."""
    paused_at = world.utc(world.before(days=PAUSED_DAYS_AGO), 9, 31)
    pause = world.env["dealership.sending.pause"].create(
        {
            "domain": PAUSED_DOMAIN,
            "begun_at": paused_at - timedelta(minutes=29),
            "paused_at": paused_at,
            "dead_count": sum(count for count, _words in SAID),
            "message_count": LEFT,
            "words": "\n".join(f"{count} × {words}" for count, words in SAID),
            "resumed_at": paused_at + PAUSED_FOR,
            "resumed_by_id": world.ref("base.user_admin").id,
        }
    )
    pause = pause.with_context(lang="fr_FR")
    pause.message_post(body=pause._describe())
    pause.message_post(body=pause.env._("Resumed: what waits is sent."), author_id=pause.resumed_by_id.partner_id.id)
