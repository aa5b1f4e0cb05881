"""./dev bench sms: text messages by mass mailing over sms_twilio and by our channel, to the same local provider.

See ``docs/benchmarks.md``.
"""

import argparse
import time
from unittest.mock import patch

from odoo.addons.sms_twilio.tools import sms_api

from .dealership_group.measuring import MILLISECONDS, print_row
from .mailing.sms_stage import TEXT, LocalSession, Provider, SmsStage
from .mailing.stage import COMPANY


def main(env, arguments):
    """Measure and print; an ``AssertionError`` tells of messages that did not arrive."""
    options = _parse(arguments)
    for delay in options.delays:
        print(f"\nA provider that answers after {delay * MILLISECONDS:.0f} ms:\n")
        print_row(["way", "messages", "seconds", "messages per second", "times mass mailing", "ms of CPU per message"])
        print_row(["---"] * 6)
        with Provider(delay) as provider:
            stage = SmsStage(env, provider.url)
            try:
                _compare(stage, provider, options.messages)
            finally:
                stage.clean()


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench sms")
    parser.add_argument("--messages", type=int, default=1000, help="of ours; mass mailing sends a fifth of it")
    parser.add_argument("--delays", type=float, nargs="+", default=[0, 0.1], help="seconds the provider takes")
    return parser.parse_args(arguments)


def _compare(stage, provider, count):
    rates = {}
    for send, share in ((send_mass_mailing, count // 5), (send_mass_mailing_at_once, count // 5), (send_ours, count)):
        stage.ensure_customers(share)
        before, cpu, started = provider.count(), time.process_time(), time.perf_counter()
        send(stage, share)
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
        arrived = provider.count() - before
        assert arrived == share, f"{send.__name__}: {arrived} of {share} arrived"
        rates[send] = share / seconds
        faster = rates[send] / rates[send_mass_mailing]
        print_row([send.__name__, share, seconds, rates[send], faster, cpu / share * MILLISECONDS])


def send_ours(stage, count):
    """Run a scenario and send all it plans, as the scheduled action does."""
    stage.make_scenario(count, purpose="service")._run()
    stage.env.cr.commit()
    while stage.env["dealership.delivery"]._process_due():
        pass


def send_mass_mailing(stage, count):
    """Send an SMS mailing as it comes: by the queue, called again until it is empty."""
    _send_mailing(stage, count, at_once=False)
    outgoing = [("state", "=", "outgoing"), ("record_company_id", "=", stage.company.id)]
    texts = stage.env["sms.sms"]
    with _local(stage):
        while texts.search_count(outgoing, limit=1):
            texts._process_queue()
    stage.env.cr.commit()


def send_mass_mailing_at_once(stage, count):
    """Send an SMS mailing with the option that spares it the queue."""
    _send_mailing(stage, count, at_once=True)


def _send_mailing(stage, count, at_once):
    mailing = stage.env["mailing.mailing"].create(
        {
            "name": COMPANY,
            "subject": COMPANY,
            "mailing_type": "sms",
            "mailing_model_id": stage.env["ir.model"]._get("res.partner").id,
            "mailing_domain": repr([("city", "=", f"Town of {count}"), ("company_id", "=", stage.company.id)]),
            "body_plaintext": TEXT.format(name="{{ object.firstname }}"),
            "sms_force_send": at_once,
            "keep_archives": True,
        }
    )
    with _local(stage):
        mailing.action_send_sms()
    stage.env.cr.commit()


def _local(stage):
    return patch.object(sms_api.requests, "Session", lambda: LocalSession(stage.url))
