# Run in the Odoo shell by ./dev demo: the main job once, on the demo data.
import time

PATIENCE_SECONDS = 60
UNDER_WAY = [
    ("channel", "=", "sms"),
    ("state", "=", "sent"),
    ("delivered_at", "=", False),
    ("bounced_at", "=", False),
]


def wait_for_reports():
    """The provider reports every text message to the server beside us, which writes on the same rows as the answers."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    env.cr.commit()  # noqa: F821
    while env["dealership.delivery"].search_count(UNDER_WAY) and time.monotonic() < deadline:  # noqa: F821
        env.cr.commit()  # noqa: F821 (what comes next sees what others have written)
        time.sleep(0.2)
    env.cr.commit()  # noqa: F821


for name in ("delivery_anniversary", "appointment_sms"):
    scenario = env.ref(f"crm_dealership.scenario_demo_{name}")  # noqa: F821
    if scenario.state == "draft":
        scenario.action_activate()
    scenario._run()
while env["dealership.delivery"]._process_due():  # noqa: F821
    pass
env["dealership.demo"]._answer(wait_for_reports)  # noqa: F821
env["dealership.demo"]._check_domains()  # noqa: F821
env.cr.commit()  # noqa: F821
