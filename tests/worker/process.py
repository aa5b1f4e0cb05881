"""A process of Odoo's beside the tests: ``python process.py WHAT ARGUMENTS… <odoo options>``.

It says "ready" and waits for a line before each of its turns; it says "done" and ends once there is nothing to do.
"""

import sys
from datetime import datetime

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tools import config


def send(env, now, limit):
    """Send what is due, a batch at each turn."""
    ledger = env["dealership.delivery"]
    ledger._recover_interrupted()
    env.cr.commit()  # pylint: disable=invalid-commit
    processed = True
    while processed:
        _wait_for_turn()
        processed = ledger._process_due(datetime.fromisoformat(now), limit=int(limit))


def run(env, scenario_id, now):
    """Run a scenario as the scheduled action does, all that it has missed at one turn."""
    scenario = env["dealership.scenario"].browse(int(scenario_id))
    now = datetime.fromisoformat(now)
    _wait_for_turn()
    while scenario.next_run_at <= now:
        scenario._run_in_turn(now)
        env.cr.commit()  # pylint: disable=invalid-commit
        scenario.invalidate_recordset()


def be_a_copy(env, purchase_id):
    """Do at each turn all that leaves, after what it is told: "nothing", "moved", "copy" or "switch_on"."""
    while told := _wait_for_turn():
        if told == "switch_on":
            _switch_on(env)
        elif told != "nothing":
            administrator = env.ref("base.user_admin")
            getattr(env["dealership.database"].with_user(administrator).search([]), f"action_{told}")()
        _let_leave(env)
        bought = _buy(env, int(purchase_id))
        env.cr.commit()  # pylint: disable=invalid-commit
        _say(f"did {env['dealership.database']._get_status()} {bought}")


def _let_leave(env):
    """Run the scheduled actions from which anything leaves, though they may be switched off."""
    env["dealership.scenario"]._cron_run_scenarios()
    env["dealership.delivery"]._cron_process()
    env["crm.lead"]._cron_process_clocks()
    env["mail.mail"].process_email_queue()
    env["sms.sms"]._process_queue()
    env["mailing.mailing"]._process_mass_mailing_queue()


def _buy(env, purchase_id):
    try:
        env["dealership.number.purchase"].browse(purchase_id).action_buy()
    except UserError:
        return "refused"
    return "bought"


def _switch_on(env):
    """Switch on again by hand what neutralising has switched off, with the right passwords."""
    servers = env["ir.mail_server"].with_context(active_test=False).search([])
    servers.filtered(lambda server: server.name == "Sink").active = True
    # As TwilioServer of tests/provider knows them.
    secrets = {"account_sid": f"AC{1:030}", "auth_token": "right-token"}
    env["dealership.provider.account"].search([]).write(secrets)


def main(what, *arguments):
    options = [argument for argument in arguments if argument.startswith("--")]
    config.parse_config(options, setup_logging=True)
    with Registry(config["db_name"][0]).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        {"send": send, "run": run, "be_a_copy": be_a_copy}[what](env, *arguments[: len(arguments) - len(options)])
        _say("done")


def _wait_for_turn():
    _say("ready")
    return sys.stdin.readline().strip()


def _say(word):
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
