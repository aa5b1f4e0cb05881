# Run in the Odoo shell by ./dev demo: the main job once, on the demo data.
scenario = env.ref("crm_dealership.scenario_demo_delivery_anniversary")  # noqa: F821
if scenario.state == "draft":
    scenario.action_activate()
scenario._run()
while env["dealership.delivery"]._process_due():  # noqa: F821
    pass
env.cr.commit()  # noqa: F821
