"""STOP ends all text messages now: that the vehicle is ready is said even then, as on a new database."""


def migrate(cr, version):
    cr.execute("""
        UPDATE dealership_scenario_model SET sent_after_stop = TRUE
         WHERE purpose != 'marketing'
           AND id IN (SELECT res_id FROM ir_model_data
                       WHERE module = 'crm_dealership' AND name = 'scenario_model_vehicle_ready');
        UPDATE dealership_scenario scenario SET sent_after_stop = TRUE FROM dealership_scenario_model model
         WHERE model.id = scenario.scenario_model_id AND model.sent_after_stop AND scenario.purpose != 'marketing'
    """)
