"""Tasks that two scenarios have given to staff in the last days: some done, some overdue, some due today."""

from random import Random

from ..models.ledger.claim import claim

# How many days ago the first tasks were given: what is due in so many days is due today.
DAYS = 3
# How many tasks may be given at a time.
LIMIT = 1000
ANSWERS = {
    "scenario_demo_unpaid_invoices": [
        "Virement parti hier.",
        "Facture non reçue, renvoyée par e-mail.",
        "Règlement promis en fin de semaine.",
        "Messagerie, je rappelle demain.",
    ],
    "scenario_demo_quiet_opportunities": [
        "Hésite encore sur la finition, essai proposé.",
        "Attend l'accord de sa banque.",
        "Décision en fin de mois.",
        "Compare avec une offre de Montpellier, reprise à revoir.",
    ],
}
SHARE_DONE = 0.65


def make_staff_tasks(world):
    # Dice of its own: the rest of the demo dealership stays as it is.
    dice = Random(31)
    scenarios = {
        "scenario_demo_unpaid_invoices": _make_unpaid_invoices(world),
        "scenario_demo_quiet_opportunities": world.ref("scenario_demo_quiet_opportunities"),
    }
    for scenario in scenarios.values():
        scenario.targeting_id.with_user(scenario.user_id).action_refresh_count()
        scenario.with_user(scenario.user_id).action_activate()
    for days in range(DAYS, -1, -1):
        _make_day(world, scenarios.values(), world.before(days=days))
    for name, scenario in scenarios.items():
        _do_tasks(world, scenario, ANSWERS[name], dice)


def _make_unpaid_invoices(world):
    """Have the director configure the card of the gallery."""
    director = world.ref("demo_user_director")
    configure = world.env["dealership.scenario.configure"].with_user(director).with_company(director.company_id)
    wizard = configure.create(
        {
            "model_id": world.ref("scenario_model_unpaid_invoice_task").id,
            "name": "Unpaid invoice: ask the customer",
            "signatory_user_id": director.id,
            "start_date": world.before(months=1),
        }
    )
    return wizard._create_scenario().with_env(world.env)


def _make_day(world, scenarios, day):
    """Run the scenarios at their hour of a day, unless that is still to come."""
    for scenario in scenarios:
        hour, minutes = divmod(round(scenario.run_hour * 60), 60)
        moment = world.utc(day, hour, minutes)
        if moment <= world.now:
            scenario._run(moment)
            _give_tasks(world, moment)


def _give_tasks(world, moment):
    """Do what the scheduler does, but for its commits: demo data is loaded in one transaction."""
    with claim(world.env) as number:
        claimed = world.env["dealership.delivery"]._claim_due(number, moment, LIMIT)
        ready = claimed.filtered(lambda delivery: delivery._is_ready(number))
        world.env["dealership.channel.task"]._send(ready, moment)


def _do_tasks(world, scenario, answers, dice):
    """Have some of the tasks done, by whose they are; none that is not due yet."""
    domain = [("dealership_delivery_id.scenario_id", "=", scenario.id), ("date_deadline", "<=", world.today)]
    tasks = world.env["mail.activity"].search(domain, order="id")
    for task in tasks:
        if dice.random() < SHARE_DONE:
            task.with_user(task.user_id).action_feedback(feedback=dice.choice(answers))
