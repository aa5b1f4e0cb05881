"""Reminders of the demo's overdue invoices: three weeks of them behind us, an accountant's morning ahead."""

from datetime import datetime, time, timedelta

# The days that our accountant lets pass before a reminder is done.
WORK = timedelta(days=1, hours=8)


def make_reminders(world):
    for company in sorted({site.company for site in world.sites}, key=lambda company: company.id):
        pair = make_pair(world, company)
        first = datetime.combine(world.before(days=21), time(1))
        for night in (first, world.now):
            for scenario in pair:
                scenario._run(night)
        for level, share in ((1, 0.5), (2, 0.5)):
            _do_reminders(world, pair, level, share, first)


def make_pair(world, company):
    """Return the two scenarios of the standard profile, active; the accountant reads each reminder before it leaves."""
    setups = world.env["dealership.reminder.setup"].with_user(world.ref("base.user_admin")).with_company(company)
    setup = setups.create(
        {
            "profile_id": world.ref("customer_profile_standard").id,
            "company_id": company.id,
            # Whoever leads the first of its points of sale: the administrator of a new database has no e-mail address.
            "signatory_user_id": next(site.team.user_id.id for site in world.sites if site.company == company),
        }
    )
    pair = setup._create_scenarios()
    pair.step_ids.filtered(lambda step: step.reminder_role == "reminder" and step.channel == "email").automatic = False
    for scenario in pair:
        scenario.action_activate()
    return pair.sudo()


def _do_reminders(world, pair, level, share, first):
    """Have a part of the reminders of a level done, each the day after it was due, none before the first night."""
    waiting = world.env["dealership.delivery"].search(
        [
            ("scenario_id", "in", pair.ids),
            ("state", "=", "waiting"),
            ("step_id.reminder_level", "=", level),
            ("planned_at", "<", world.now - 2 * WORK),
            # The others of a message share its fate.
            ("gathered_into_id", "=", False),
        ],
        order="id",
    )
    for delivery in waiting:
        if world.chance(share):
            delivery._mark_done(max(delivery.planned_at, first) + WORK)
