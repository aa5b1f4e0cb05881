"""Incoming leads and the opportunities some of them became."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command

from . import words

ATTRIBUTE_WEIGHTS = {"vn": 40, "vo": 32, "vd": 6, "apv": 22}


def make_leads(world):
    sources = _make_sources(world)
    for site in world.sites:
        _share_enquiries(world, site)
        customers = site.customers[:]
        world.dice.shuffle(customers)
        people = iter(customers * 3)
        _make_incoming(world, site, people, sources)
        _make_opportunities(world, site, people, sources)
        _make_neglected(world, site, customers[-2:])


def _share_enquiries(world, site):
    """Where there are two, the seller answers for cars and the adviser for the workshop."""
    types = {kind.key: kind.id for kind in world.env["dealership.enquiry.type"].search([])}
    if site.seller == site.adviser:
        return
    shares = {site.seller: ["vn", "vo", "vd"], site.adviser: ["apv"]}
    for member in site.team.crm_team_member_ids.filtered(lambda member: member.user_id in shares):
        member.enquiry_type_ids = [Command.set([types[key] for key in shares[member.user_id]])]


def _make_sources(world):
    Source = world.env["utm.source"]
    existing = {source.name: source for source in Source.search([("name", "in", words.LEAD_SOURCES)])}
    return [existing.get(name) or Source.create({"name": name}) for name in words.LEAD_SOURCES]


def _make_incoming(world, site, people, sources):
    """Leads of today that wait, of the last weeks that were handled, and abandoned ones, some exactly yesterday."""
    now = world.now
    open_leads = [
        _waiting_vals(world, site, next(people), sources, now - timedelta(minutes=minutes))
        for minutes in (7, 25, 48, 90, 170, 300, 1500, 3000)
    ]
    handled = []
    for _lead in range(site.size // 6):
        received = world.opening_hour(world.before(days=world.dice.randrange(1, 90)))
        vals = _lead_vals(world, site, next(people), sources, received)
        vals["handled_at"] = received + timedelta(minutes=world.dice.randrange(4, 400))
        if world.chance(0.7):
            vals["done_at"] = vals["handled_at"] + timedelta(days=world.dice.randrange(1, 6))
        handled.append(vals)
    leads = world.env["crm.lead"].create(open_leads + handled)
    for lead in leads.filtered("deadline_at"):
        lead.is_overdue = lead.deadline_at <= now
    lost_days = [1, 1, 1, 2, 3, 9, 20, 45]
    _make_abandoned(world, site, "lead", people, sources, lost_days)


def _make_opportunities(world, site, people, sources):
    """A pipeline in all stages, sales of the last months, and abandoned ones, some exactly 30 days ago."""
    stages = world.env["crm.stage"].search([])
    going = stages.filtered(lambda stage: not stage.is_won)
    won = stages.filtered("is_won")[:1]
    vals_list = []
    for index in range(site.size // 4):
        received = world.opening_hour(world.before(days=world.dice.randrange(2, 80)))
        vals = _opportunity_vals(world, site, next(people), sources, received)
        if won and index % 4 == 3:
            closed = min(received + timedelta(days=world.dice.randrange(3, 25)), world.now - timedelta(hours=2))
            vals.update(stage_id=won.id, probability=100, date_closed=closed)
        else:
            vals["stage_id"] = world.dice.choice(going).id
            vals["date_deadline"] = world.today + timedelta(days=world.dice.randrange(-5, 40))
        vals_list.append(vals)
    opportunities = world.env["crm.lead"].create(vals_list)
    _make_activities(world, site, opportunities.filtered(lambda lead: lead.lead_state == "open"))
    _make_abandoned(world, site, "opportunity", people, sources, [30, 30, 30, 29, 31, 32, 60, 120])


def _make_neglected(world, site, customers):
    """Two that nobody has touched for a week and more: too young for the scenario that asks where the offer stands."""
    site.team.neglected_after_days = 5
    world.env["crm.lead"].create(
        [
            {
                "type": "opportunity",
                "name": f"{model.brand_id.name} {model.name} – {customer.name}",
                "partner_id": customer.id,
                "company_id": site.company.id,
                "team_id": site.team.id,
                "user_id": site.seller.id,
                "business_attribute": "vn",
                "brand_id": model.brand_id.id,
                "expected_revenue": price,
                **dict.fromkeys(("create_date", "handled_at", "acted_at"), world.opening_hour(world.before(days=days))),
            }
            for customer, days, (model, _energies, price) in zip(customers, (10, 13), site.models, strict=False)
        ]
    )


def _make_activities(world, site, opportunities):
    """Two in three have a next step; some of these are late."""
    activity_type = world.ref("mail.mail_activity_data_call")
    world.env["mail.activity"].create(
        [
            {
                "activity_type_id": activity_type.id,
                "summary": world.dice.choice(["Relancer l'offre", "Proposer un essai", "Estimer la reprise"]),
                "date_deadline": world.today + timedelta(days=world.dice.randrange(-3, 9)),
                "user_id": site.seller.id,
                "res_model_id": world.env["ir.model"]._get_id("crm.lead"),
                "res_id": opportunity.id,
            }
            for opportunity in opportunities
            if world.chance(0.66)
        ]
    )


def _make_abandoned(world, site, kind, people, sources, days):
    reasons = world.env["crm.lost.reason"].search([])
    make_vals = _lead_vals if kind == "lead" else _opportunity_vals
    vals_list = []
    for days_ago in days:
        lost = world.now - timedelta(days=days_ago)
        vals = make_vals(world, site, next(people), sources, lost - timedelta(days=world.dice.randrange(2, 20)))
        reason = world.dice.choice(reasons) if reasons else reasons
        vals.update(active=False, probability=0, lost_reason_id=reason.id, abandoned_at=lost, date_closed=lost)
        vals_list.append(vals)
    world.env["crm.lead"].create(vals_list)


def _lead_vals(world, site, customer, sources, received):
    attribute = world.dice.choices(list(ATTRIBUTE_WEIGHTS), weights=list(ATTRIBUTE_WEIGHTS.values()))[0]
    vehicle = customer.vehicle_ids[:1] if attribute == "apv" else customer.env["fleet.vehicle"]
    model = vehicle.model_id or world.dice.choice(site.models)[0]
    recent = received > world.now - timedelta(hours=3)
    return {
        "type": "lead",
        "name": f"{world.dice.choice(words.LEAD_TITLES[attribute])} – {model.brand_id.name} {model.name}",
        "partner_id": customer.id,
        "company_id": site.company.id,
        "team_id": site.team.id,
        "user_id": False if recent else (site.adviser if attribute == "apv" else site.seller).id,
        "business_attribute": attribute,
        "brand_id": model.brand_id.id,
        "vehicle_id": vehicle.id,
        "lead_status": "follow_up" if world.chance(0.25) else "new",
        "source_id": world.dice.choice(sources).id,
        "create_date": received,
    }


def _waiting_vals(world, site, customer, sources, received):
    """Its clock has run since it came in."""
    return {**_lead_vals(world, site, customer, sources, received), "lifetime_started_at": received}


def _opportunity_vals(world, site, customer, sources, received):
    vals = _lead_vals(world, site, customer, sources, received)
    model, _energies, price = world.dice.choice(site.models)
    return {
        **vals,
        "type": "opportunity",
        "name": f"{model.brand_id.name} {model.name} – {customer.name}",
        "business_attribute": world.dice.choice(["vn", "vn", "vo", "vd"]),
        "brand_id": model.brand_id.id,
        "vehicle_id": False,
        "user_id": site.seller.id,
        "expected_revenue": price + world.dice.randrange(-30, 60) * 100,
        "handled_at": received + relativedelta(minutes=world.dice.randrange(5, 500)),
        # Some were left alone for weeks; what is planned for them is said by their activities.
        "acted_at": max(received, world.now - timedelta(days=customer.id % 25)),
    }
