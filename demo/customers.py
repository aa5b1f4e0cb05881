"""The single customer file, as dirty as real ones."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tools import remove_accents

from . import words

# Five notations. Odoo takes the French range for fiction (06 39 98) for invalid; this one, at the very end of
# the numbering plan, is valid to it.
PHONE_NOTATIONS = ["07 99 99 {} {}", "079999{}{}", "+33 7 99 99 {} {}", "07.99.99.{}.{}", "+33(0)79999{}{}"]
MAIL_HOSTS = ["example.com", "example.org", "example.net"]
CONSENT_SOURCES = {"Bon de commande signé": "form", "Formulaire du site": "form", "Accueil atelier": "counter"}


def make_customers(world):
    """Create the customers of all sites, then what they decided about being written to."""
    company_names = iter(words.COMPANY_NAMES)
    vals_list = []
    for site in world.sites:
        of_site = [
            _company_vals(world, site, next(company_names)) if index % 9 == 8 else _person_vals(world, site, index)
            for index in range(site.size)
        ]
        _share_addresses(of_site)
        vals_list += of_site
    for number, vals in enumerate(vals_list, start=1):
        vals["ref"] = f"C{number:05}"
    customers = world.env["res.partner"].create(vals_list)
    for site in world.sites:
        site.customers = list(customers.filtered(lambda customer, site=site: customer.team_id == site.team))
        _make_contacts(world, site)
    _make_consents(world, customers)
    _make_unreachable(world)


def _person_vals(world, site, index):
    female = world.chance(0.5)
    first = world.dice.choice(words.FEMALE_NAMES if female else words.MALE_NAMES)
    last = world.dice.choice(words.LAST_NAMES).replace("_", " ")
    shown = last.upper() if world.chance(0.25) else last
    title = "madam" if female else "sir"
    return {
        **_common_vals(world, site),
        "name": f"{first} {shown}",
        "firstname": first,
        "lastname": shown,
        "courtesy_title": title if world.chance(0.85) else False,
        "email": _email(world, f"{first}.{last}") if world.chance(0.84) else False,
        "birthdate_date": _birthday(world, site, index),
    }


def _company_vals(world, site, name):
    return {
        **_common_vals(world, site),
        "name": f"{name} {world.dice.choice(words.LEGAL_FORMS)}",
        "is_company": True,
        "vat": _vat(world),
        "email": _email(world, f"contact@{name}"),
        "phone": f"05 36 49 {world.dice.randrange(10, 100)} {world.dice.randrange(10, 100)}",
        "customer_profile_id": world.ref("demo_profile_companies").id,
    }


def _common_vals(world, site):
    postcode, town = world.dice.choice(words.TOWNS[site.key]).split(" ", 1)
    day = world.before(days=world.dice.randrange(20, 3000))
    return {
        "street": f"{world.dice.randrange(1, 90)} {world.dice.choice(words.STREETS)}",
        "zip": postcode,
        "city": town.upper() if world.chance(0.2) else town,
        "country_id": world.env.ref("base.fr").id if world.chance(0.9) else False,
        "phone": _mobile(world) if world.chance(0.9) else False,
        "lang": "en_US" if world.chance(0.03) else "fr_FR",
        "tz": "Europe/Paris",
        "team_id": site.team.id,
        "company_id": site.company.id,
        "user_id": site.seller.id,
        # Odoo takes the date of creation from the superuser while a module is being installed.
        "create_date": world.opening_hour(day),
    }


def _mobile(world):
    return world.dice.choice(PHONE_NOTATIONS).format(world.dice.randrange(10, 100), world.dice.randrange(10, 100))


def _email(world, text):
    """Return an address of a reserved domain: nothing sent by mistake can reach anybody."""
    local, _at, name = remove_accents(text).replace(" ", "-").replace("'", "").lower().partition("@")
    if name:
        return f"{local}@{name}.{world.dice.choice(MAIL_HOSTS)}"
    address = f"{local}{world.dice.randrange(1, 99)}@{world.dice.choice(MAIL_HOSTS)}"
    return address.upper() if world.chance(0.06) else address


def _birthday(world, site, index):
    """The first customers of Rodez celebrate today, tomorrow…; a third of the others never told."""
    age = world.dice.randrange(20, 88)
    if site.key == "rodez" and index < 35:
        return world.today + timedelta(days=index) - relativedelta(years=age)
    return world.before(years=age, days=world.dice.randrange(365)) if world.chance(0.65) else False


def _vat(world):
    """Return a French VAT number whose two checks (Luhn of the SIREN, and the key) are right."""
    digits = [world.dice.randrange(1, 10) for _digit in range(8)]
    doubled = [sum(divmod(digit * 2, 10)) if place % 2 else digit for place, digit in enumerate(digits)]
    siren = int("".join(map(str, digits)) + str(-sum(doubled) % 10))
    return f"FR{(12 + 3 * (siren % 97)) % 97:02}{siren:09}"


def _share_addresses(vals_list):
    """Couples: two people at one street and, in part, one e-mail address and one telephone."""
    persons = [vals for vals in vals_list if not vals.get("is_company")]
    for place, (one, other) in enumerate(zip(persons[40:50], persons[50:60], strict=False)):
        other.update({key: one[key] for key in ("lastname", "street", "zip", "city")})
        other["name"] = f"{other['firstname']} {other['lastname']}"
        if place % 2:
            other.update(email=one["email"], phone=one["phone"])


def _make_contacts(world, site):
    """Give the first company of the site three contacts, and some others one."""
    companies = [customer for customer in site.customers if customer.is_company]
    vals_list = []
    for place, company in enumerate(companies[:6]):
        for function in ["Gérante", "Comptable", "Responsable du parc"] if place == 0 else ["Gérant"]:
            vals = _person_vals(world, site, 99)
            vals.update(parent_id=company.id, function=function, birthdate_date=False)
            vals_list.append(vals)
    world.env["res.partner"].create(vals_list)


def _make_consents(world, customers):
    """Six in ten decided about marketing, most of them in our favour; few refuse service messages.

    Whose birthday it is said yes: without it the law lets nobody congratulate who never bought anything.
    """
    vals_list = []
    for customer in customers.filtered(lambda customer: not customer.is_company):
        decisions = [("marketing", "email", 0.6, 0.78), ("marketing", "sms", 0.5, 0.65), ("service", "sms", 0.3, 0.9)]
        birthday = customer.birthdate_date
        celebrates = bool(birthday) and (birthday.month, birthday.day) == (world.today.month, world.today.day)
        for purpose, channel, asked, granted in decisions:
            if world.chance(asked) or celebrates:
                source = world.dice.choice(list(CONSENT_SOURCES))
                vals_list.append(
                    {
                        "partner_id": customer.id,
                        "company_id": customer.company_id.id,
                        "purpose": purpose,
                        "channel": channel,
                        "granted": world.chance(granted) or celebrates,
                        "source": source,
                        "origin": CONSENT_SOURCES[source],
                        "decided_at": world.opening_hour(world.before(days=world.dice.randrange(1, 900))),
                    }
                )
    world.env["dealership.consent"].create(vals_list)


def _make_unreachable(world):
    """Some moved away (archived), some are on the blacklists."""
    for site in world.sites:
        with_email = [customer for customer in site.customers if customer.email and not customer.is_company]
        for customer in with_email[-3:]:
            world.env["mail.blacklist"]._add(customer.email)
        with_phone = [customer for customer in site.customers if customer.phone_sanitized]
        world.env["phone.blacklist"]._add([customer.phone_sanitized for customer in with_phone[-5:-3]])
        archived = site.customers[-8:-5]
        for customer in archived:
            customer.active = False
        site.customers = [customer for customer in site.customers if customer.active]
