"""./dev bench webhooks: how fast webhooks of calls are answered, and whether one is lost or doubled.

A real Odoo server with two workers and a cron process takes messages of a telephone system at a steady rate, over so
many connections; some come twice. Odoo's plainest JSON route takes the same rate before. See ``docs/benchmarks.md``.
"""

import argparse
import http.client
import json
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlsplit

from odoo.tools import SQL, config

from odoo.addons.crm_dealership.engine.call.generic import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign

PLAIN_ROUTE = "/web/webclient/version_info"
SECRET = "bench-secret"
CALLERS = 400
REPEATED = 0.05
START_SECONDS = 90
SETTLE_SECONDS = 600
LAUNCHER = "import odoo.cli\n\nodoo.cli.main()\n"


def main(env, arguments):
    """Measure and print; an ``AssertionError`` says what was lost or doubled."""
    options = _parse(arguments)
    account, number = _prepare(env)
    messages = make_messages(number, options.rate * options.seconds, CALLERS)
    path = urlsplit(account._get_call_url()).path
    with _serve(env.cr.dbname, options.workers) as port:
        load = Load(port, options.rate, options.connections)
        plain = load.run([(PLAIN_ROUTE, _ask_plainly)] * (options.rate * options.seconds))
        taken = load.run([(path, Signed(message)) for message in messages])
        seconds = _wait_until_settled(env, account)
    print(f"{options.rate} a second for {options.seconds} s, {options.connections} connections, milliseconds:\n")
    _print_row("", "sent", "answered 200", "p50", "p95", "max")
    _print_row("---", "---:", "---:", "---:", "---:", "---:")
    _print_row("plainest JSON route", *plain.tell())
    _print_row("webhook", *taken.tell())
    assert taken.statuses.count(200) == len(messages), "not all were answered 200"
    env.cr.rollback()
    env.invalidate_all()
    sent, calls = check_books(env, account, messages)
    print(f"\n{sent} different messages of {calls} calls: none lost, none doubled.")
    print(f"\nAll {len(messages)} messages were registered as calls {seconds:.0f} s after the last one came in.")


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench webhooks")
    parser.add_argument("--rate", type=int, default=200, help="messages a second")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--connections", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args(arguments)


# -- what is sent -------------------------------------------------------------------------------------------


def _prepare(env):
    """Create an account and a number of its own, and forget the calls of earlier runs."""
    accounts = env["dealership.provider.account"].with_context(active_test=False).search([("name", "=", "Benchmark")])
    env["dealership.call"].search([("account_id", "in", accounts.ids)]).lead_id.unlink()
    env["dealership.call"].search([("account_id", "in", accounts.ids)]).unlink()
    numbers = env["dealership.tracking.number"].search([("account_id", "in", accounts.ids)])
    numbers.unlink()
    accounts.unlink()
    teams = env["crm.team"]
    team = teams.search([("company_id", "!=", False)], limit=1)
    team = team or teams.create({"name": "Benchmark", "company_id": env.company.id})
    account = env["dealership.provider.account"].create(
        {"name": "Benchmark", "provider": "generic", "auth_token": SECRET, "company_id": team.company_id.id}
    )
    number = env["dealership.tracking.number"].create(
        {"name": "Benchmark", "number": "+33536490001", "team_id": team.id, "account_id": account.id}
    )
    env.cr.commit()
    return account, number


def make_messages(number, count, callers):
    """Return bodies: calls of two or three messages each, in a mixed order, one in twenty of them twice."""
    dice = random.Random(1)
    start = datetime.now(timezone.utc).replace(microsecond=0) - timedelta(hours=1)
    bodies = []
    for call in range(count // 2):
        bodies += _tell_call(f"{start:%H%M%S}-{call}", number.number, start + timedelta(seconds=call), callers, dice)
        if len(bodies) >= count * (1 - REPEATED):
            break
    bodies += dice.choices(bodies, k=count - len(bodies))
    dice.shuffle(bodies)
    return bodies


def _tell_call(call_id, number, at, callers, dice):
    caller = f"+336399{dice.randrange(callers):05d}"
    answered = dice.random() < 0.6
    common = {"call_id": call_id, "direction": "incoming", "from": caller, "to": number, "started_at": at.isoformat()}
    talk = {"answered_at": (at + timedelta(seconds=9)).isoformat()} if answered else {}
    events = [{"status": "ringing", "at": at.isoformat()}]
    if answered:
        events.append({"status": "answered", "at": (at + timedelta(seconds=9)).isoformat(), **talk})
    end = (at + timedelta(seconds=60)).isoformat()
    events.append({"status": "answered" if answered else "no-answer", "ended_at": end, "at": end, **talk})
    return [json.dumps({**common, "event_id": f"{call_id}-{place}", **event}) for place, event in enumerate(events)]


class Signed:
    """A message that is signed when it is sent."""

    def __init__(self, body):
        self.body = body

    def __call__(self):
        timestamp = str(int(time.time()))
        signature = sign(SECRET, timestamp, self.body.encode())
        headers = {"Content-Type": "application/json", TIMESTAMP_HEADER: timestamp, SIGNATURE_HEADER: signature}
        return self.body, headers


def _ask_plainly():
    return json.dumps({"jsonrpc": "2.0", "method": "call", "params": {}}), {"Content-Type": "application/json"}


# -- sending ------------------------------------------------------------------------------------------------


class Load:
    """Sends at a steady rate, whether the server keeps up or not.

    A time counts from the moment at which the message was due: who waits for a free connection has waited.
    """

    def __init__(self, port, rate, connections):
        self.port = port
        self.rate = rate
        self.connections = connections

    def run(self, requests):
        """Send each request, (path, callable that makes body and headers); return the ``Taken``."""
        taken = Taken()
        started = time.monotonic() + 0.5
        threads = [
            threading.Thread(target=self._send_some, args=(requests, place, started, taken))
            for place in range(self.connections)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return taken

    def _send_some(self, requests, place, started, taken):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for index in range(place, len(requests), self.connections):
            due = started + index / self.rate
            time.sleep(max(0, due - time.monotonic()))
            path, make = requests[index]
            taken.add(self._send(connection, path, *make()), time.monotonic() - due)
        connection.close()

    def _send(self, connection, path, body, headers):
        """Return the HTTP status; a connection that the server has closed is opened again, as providers do."""
        for _attempt in range(3):
            try:
                connection.request("POST", path, body=body, headers=headers)
                response = connection.getresponse()
                response.read()
                return response.status
            except (http.client.HTTPException, OSError):
                connection.close()
        return 0


class Taken:
    """What came back: statuses and times."""

    def __init__(self):
        self.statuses = []
        self.seconds = []

    def add(self, status, seconds):
        self.statuses.append(status)
        self.seconds.append(seconds)

    def tell(self):
        ordered = sorted(self.seconds)
        p50, p95 = (ordered[int(len(ordered) * share)] for share in (0.5, 0.95))
        times = [f"{seconds * 1000:.1f}" for seconds in (p50, p95, ordered[-1])]
        return [str(len(ordered)), str(self.statuses.count(200)), *times]


# -- the server ---------------------------------------------------------------------------------------------


@contextmanager
def _serve(database, workers):
    """Run an Odoo server on this database; yield its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        log, launcher = Path(folder) / "odoo.log", Path(folder) / "odoo_server.py"
        # A file, and not "-m odoo": the server starts its process for live messages by the name it was started by.
        launcher.write_text(LAUNCHER)
        process = subprocess.Popen(
            [sys.executable, launcher, *_make_options(database, workers, port, log)], stdout=subprocess.DEVNULL
        )
        try:
            _wait_for(port, process, log)
            yield port
        finally:
            _stop(process)


def _stop(process):
    """Stop the server, at once if it takes its time."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _make_options(database, workers, port, log):
    values = {
        "database": database,
        "db_host": config["db_host"] or "",
        "db_port": config["db_port"] or "",
        "db_user": config["db_user"] or "",
        "data-dir": config["data_dir"],
        "addons-path": ",".join(config["addons_path"]),
        "http-interface": "127.0.0.1",
        "http-port": port,
        "workers": workers,
        "max-cron-threads": 1,
        "gevent-port": port + 1 if port < 65535 else port - 1,
        "logfile": log,
        "log-level": "warn",
    }
    return ["server", *(f"--{name}={value}" for name, value in values.items() if value != "")]


def _wait_for(port, process, log):
    """Wait until every worker has loaded the database: their first requests are not what is measured."""
    load = Load(port, 20, 4)
    end = time.monotonic() + START_SECONDS
    statuses = []
    while time.monotonic() < end and process.poll() is None:
        statuses = load.run([(PLAIN_ROUTE, _ask_plainly)] * 40).statuses
        if set(statuses) == {200}:
            return
        time.sleep(1)
    raise AssertionError(f"The server didn't start, it answers {set(statuses)}: {log.read_text()[-2000:]}")


# -- the outcome --------------------------------------------------------------------------------------------


def _wait_until_settled(env, account):
    """Wait for the cron; return the seconds it took."""
    start = time.monotonic()
    events = env["dealership.call.event"]
    env.cr.rollback()  # this transaction is older than the messages
    while events.search_count([("account_id", "=", account.id), ("state", "=", "waiting")], limit=1):
        if time.monotonic() > start + SETTLE_SECONDS:
            raise AssertionError("Messages still wait")
        env.cr.rollback()
        time.sleep(0.5)
        env.invalidate_all()
    return time.monotonic() - start


def check_books(env, account, messages):
    """Check what became of the messages of an account, all of them answered 200 and processed.

    :return: the number of different messages, and of calls
    :raise AssertionError: a message is not stored once, a call not registered once and as what it was, or a caller has
        two open leads
    """
    sent = [json.loads(message) for message in set(messages)]
    states = env["dealership.call.event"]._read_group([("account_id", "=", account.id)], ["state"], ["__count"])
    assert states == [("done", len(sent))], f"messages stored: {states}, sent: {len(sent)}"
    outcomes = {}
    for message in sorted(sent, key=lambda message: message["at"]):
        known = outcomes.get(message["call_id"])
        told = {"ringing": "ongoing", "answered": "connected", "no-answer": "missed"}[message["status"]]
        outcomes[message["call_id"]] = known if told == "ongoing" and known else told
    calls = env["dealership.call"].search([("account_id", "=", account.id)])
    assert {call.external_id: call.outcome for call in calls} == outcomes, "the calls are others than those sent"
    assert len(calls) == len(outcomes), "calls are lost or doubled"
    doubled = env.execute_query(
        SQL(
            """SELECT caller_number FROM dealership_call JOIN crm_lead AS lead ON lead.id = lead_id
                WHERE account_id = %s AND lead.lead_state = 'open' GROUP BY 1 HAVING COUNT(DISTINCT lead.id) > 1""",
            account.id,
        )
    )
    assert not doubled, f"callers with two open leads: {doubled}"
    return len(sent), len(calls)


def _print_row(*cells):
    print(f"| {' | '.join(cells)} |")
