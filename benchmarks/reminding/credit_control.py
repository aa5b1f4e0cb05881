"""OCA's ``account_credit_control`` on the same invoices.

``python credit_control.py <company> <day> <customers> <odoo options>``. It is fetched from PyPI and run, never part of
this addon: its licence is the AGPL. It is installed in the database for as long as it takes, and uninstalled again.
"""

import subprocess
import sys
import time
import zipfile
from pathlib import Path

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.tools import config

MODULE = "account_credit_control"
LEVELS = (("net_days", 3), ("previous_date", 7), ("previous_date", 7))
# What would keep the module's own templates from being deleted with it.
LEFTOVERS = (
    "DELETE FROM credit_control_line",
    "DELETE FROM credit_control_communication",
    "DELETE FROM credit_control_run",
    "UPDATE res_company SET credit_policy_id = NULL",
    "DELETE FROM credit_control_policy_level",
)
PACKAGE = "odoo-addon-account-credit-control==19.0.*"


def fetch(folder):
    """Return the folder of addons that holds it, downloading it once.

    :param Path folder: where to keep it
    :raise CalledProcessError: when PyPI can't be reached
    """
    addons = Path(folder) / "odoo" / "addons"
    if not (addons / MODULE / "__manifest__.py").exists():
        Path(folder).mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), PACKAGE]
        subprocess.run(command, check=True)
        for wheel in Path(folder).glob("*.whl"):
            zipfile.ZipFile(wheel).extractall(folder)
    return addons


def main(company_id, day, customers, *options):
    config.parse_config(list(options), setup_logging=True)
    database = config["db_name"][0]
    with Registry.new(database, install_modules=[MODULE]).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"allowed_company_ids": [int(company_id)], "tracking_disable": True})
        try:
            figures = _measure(env, int(company_id), day, int(customers))
        finally:
            cr.rollback()
            for statement in LEFTOVERS:
                cr.execute(statement)
            env["ir.module.module"].search([("name", "=", MODULE)]).button_immediate_uninstall()
    words = " ".join(f"{figure:.1f}" for figure in figures)
    sys.stdout.write(f"done {words}\n")


def _measure(env, company_id, day, customers):
    """Return seconds and lines of its run, seconds and e-mails of a part, and the memory at most before and after."""
    company = env["res.company"].browse(company_id)
    run = env["credit.control.run"].create(
        {"date": day, "policy_ids": [Command.set(_make_policy(env, company).ids)], "company_id": company.id}
    )
    env.cr.commit()
    before = _get_peak()
    started = time.perf_counter()
    run.generate_credit_lines()
    env.flush_all()
    env.cr.commit()
    planning = time.perf_counter() - started
    peak = _get_peak()
    count = len(run.line_ids)
    some = run.line_ids.partner_id[:customers]
    lines = run.line_ids.filtered(lambda line: line.partner_id in some)
    env.invalidate_all()
    started = time.perf_counter()
    lines.write({"state": "to_be_sent"})
    communications = env["credit.control.communication"]._generate_comm_from_credit_lines(lines)
    communications._generate_emails()
    env.flush_all()
    env.cr.commit()  # its e-mails leave after the commit, or with the queue
    env["mail.mail"].search([("state", "=", "outgoing")]).send()
    env.cr.commit()
    return planning, count, time.perf_counter() - started, len(communications), before, peak


def _make_policy(env, company):
    """Return its three levels as near as can be to our reminders, without a PDF to print for each."""
    template = env.ref(f"{MODULE}.email_template_credit_control_base")
    template.write({"report_template_ids": [Command.clear()], "email_from": "accountant@sender.example"})
    level = {"email_template_id": template.id, "channel": "email", "custom_text": "Please pay."}
    level |= {"custom_mail_text": "<p>Please pay.</p>", "mail_show_invoice_detail": True}
    receivable = env["account.account"].search([("account_type", "=", "asset_receivable")])
    policy = env["credit.control.policy"].create(
        {
            "name": "Benchmark",
            "company_id": company.id,
            "account_ids": [Command.set(receivable.ids)],
            "level_ids": [
                Command.create({**level, "name": mode, "level": number, "computation_mode": mode, "delay_days": days})
                for number, (mode, days) in enumerate(LEVELS, 1)
            ],
        }
    )
    company.credit_policy_id = policy
    return policy


def _get_peak():
    """Return the most memory this process has had, in MB; ``getrusage`` would count that of its parent."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
