"""./dev demo: Odoo on the demo database beside a local mailbox, until Ctrl-C."""

import json
import shutil
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from . import cache, workshop_day, workspace
from .console import DevError, say, step
from .kept import KeptDatabase
from .processes import background, chosen_port, free_port, tail

HTTP_PORT = 8069
MAILBOX_PORT = 8025
SMTP_PORT = 1025
SMS_PORT = 8026
LOGINS = ("sales", "adviser", "director", "admin")
RUNNING = "The demo of this checkout is running already. Stop it with Ctrl-C where it was started."
START_SECONDS = 120
MAIN_JOB = Path(__file__).with_name("main_job.py")
SETUP = Path(__file__).with_name("demo_setup.py")


def run(port=None, lang=None, fresh=False, day=None):
    """``day``: in how many minutes a day of the workshop is played."""
    with (
        cache.only_one(f"demo-{cache.CHECKOUT_ID}", RUNNING),
        workspace.opened() as space,
        started(space, "demo", fresh, port, lang) as (http_port, mailbox, odoo),
    ):
        _announce(http_port, mailbox)
        if day:
            address = f"http://127.0.0.1:{http_port}"
            workshop_day.play(address, space.databases.name("demo"), mailbox, say, day)
        _wait(odoo)


@contextmanager
def started(space, kind, fresh=False, port=None, lang=None):
    """Odoo on the database `kind` and its mailbox, with the main job done: (port, address of the mailbox, process)."""
    database = KeptDatabase(space, kind, SETUP)
    database.ensure(fresh)
    with _mailbox(space, kind, fresh) as (smtp_port, sms_port, mailbox):
        http_port = chosen_port(port) if port else free_port(HTTP_PORT)
        _configure(space, database.name, http_port, smtp_port, lang)
        _configure_sms(space, database.name, kind, http_port, sms_port)
        if database.is_new:
            # A letter on paper gets its style sheets from the server, whose cron would do the same job beside us.
            with _odoo(space, kind, database.name, http_port, crons=0):
                _run_main_job(database)
        with _odoo(space, kind, database.name, http_port, crons=1) as odoo:
            yield http_port, mailbox, odoo


@contextmanager
def _mailbox(space, kind, fresh):
    smtp_port, http_port, sms_port = free_port(SMTP_PORT), free_port(MAILBOX_PORT), free_port(SMS_PORT)
    folder = _mail_folder(kind)
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    command = [space.odoo.python, "-m", "tools.mailbox", smtp_port, http_port, sms_port, folder]
    log = cache.log_file(f"{kind}-mailbox")
    environment = space.odoo.environment(PYTHONDONTWRITEBYTECODE="1")
    with background(command, log, cwd=cache.REPO, env=environment) as process:
        address = f"http://127.0.0.1:{http_port}/"
        with step("Starting the mailbox"):
            _wait_for_page(address, process, log)
        yield smtp_port, sms_port, address


def _mail_folder(kind):
    return cache.CHECKOUT / f"{kind}-mails"


def _configure(space, database, http_port, smtp_port, lang):
    """The ports may differ from one start to the next; `lang` is the language of the demo logins."""
    address = f"http://127.0.0.1:{http_port}"
    space.server.sql(f"UPDATE ir_mail_server SET smtp_port = {smtp_port} WHERE name = 'Local mailbox'", database)
    space.server.sql(f"UPDATE ir_config_parameter SET value = '{address}' WHERE key = 'web.base.url'", database)
    if lang:
        logins = ", ".join(f"'{login}'" for login in LOGINS)
        partners = f"SELECT partner_id FROM res_users WHERE login IN ({logins})"
        space.server.sql(f"UPDATE res_partner SET lang = '{lang}' WHERE id IN ({partners})", database)


def _configure_sms(space, database, kind, http_port, sms_port):
    """Text messages go to the mailbox, and it is told where answers to each number go."""
    url = f"http://127.0.0.1:{sms_port}"
    parameter = "crm_dealership.twilio_api_url"
    space.server.sql(f"UPDATE ir_config_parameter SET value = '{url}' WHERE key = '{parameter}'", database)
    numbers = space.server.query_text("SELECT number, company_id FROM sms_twilio_number", database)
    address = f"http://127.0.0.1:{http_port}/dealership/sms/twilio/inbound"
    entered = {
        number: f"{address}/{company}" for number, company in (line.split("\t") for line in numbers.splitlines())
    }
    (_mail_folder(kind) / "numbers.json").write_text(json.dumps(entered))


def _run_main_job(database):
    with step("Running the main job on the demo data"):
        database.run_script(MAIN_JOB)
    database.set_used()


@contextmanager
def _odoo(space, kind, database, port, crons):
    config = space.odoo.write_config(
        kind, space.server, database, http_port=port, workers=0, max_cron_threads=crons, proxy_mode=False
    )
    log = cache.log_file(kind)
    command = space.odoo.command("server", config)
    with background(command, log, cwd=cache.CACHE, env=space.odoo.environment()) as process:
        with step("Starting Odoo"):
            _wait_for_page(f"http://127.0.0.1:{port}/web/login", process, log)
        yield process


def _wait_for_page(address, process, log):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=60).close()
            return
        except urllib.error.HTTPError as error:
            raise DevError(f"{address} answers {error.code}. Log: {log}\n{tail(log)}") from error
        except OSError:
            time.sleep(0.1)
    raise DevError(f"{address} does not answer. Log: {log}\n{tail(log)}")


def _announce(http_port, mailbox):
    say()
    say(f"  Odoo      http://127.0.0.1:{http_port}/")
    say(f"  Mailbox   {mailbox}")
    say(f"  Logins    {', '.join(LOGINS)} (the password is the login)")
    say(f"  Logs      {cache.LOGS}")
    say()
    say("Ctrl-C stops everything.")


def _wait(odoo):
    while odoo.poll() is None:
        time.sleep(0.5)
    log = cache.log_file("demo")
    raise DevError(f"Odoo stopped by itself. Log: {log}\n{tail(log)}")
