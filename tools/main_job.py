# Run in the Odoo shell by ./dev demo: the main job once, on the demo data.
for name in ("delivery_anniversary", "appointment_sms"):
    scenario = env.ref(f"crm_dealership.scenario_demo_{name}")  # noqa: F821
    if scenario.state == "draft":
        scenario.action_activate()
    scenario._run()
while env["dealership.delivery"]._process_due():  # noqa: F821
    pass
env["dealership.demo"]._answer()  # noqa: F821
env.cr.commit()  # noqa: F821
