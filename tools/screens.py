"""The screens ./dev screenshots goes through. Add a line to get a picture.

`at` is an address below the root of Odoo, or the XML id of an action. A step is a method of Browser with its
arguments: ("click", selector), ("type", selector, text), ("press", key), ("hover", selector), ("wait", selector);
("shot", suffix) saves one more picture on the way.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    name: str
    at: str
    steps: tuple = ()
    lang: str = "en_US"
    login: str = "director"

    @property
    def address(self):
        return self.at if self.at.startswith("/") else f"/odoo/action-{self.at}"


SCREENS = [
    Screen("gallery", "crm_dealership.dealership_scenario_model_action"),
    Screen("configure", "crm_dealership.dealership_scenario_model_action", (("click", "text=Configure"),)),
    Screen("scenarios", "crm_dealership.dealership_scenario_action"),
    Screen("scenario", "crm_dealership.dealership_scenario_action", (("click", ".o_data_cell"),)),
    Screen("run", "crm_dealership.dealership_scenario_run_action", (("click", ".o_data_cell"),)),
    Screen("deliveries", "crm_dealership.dealership_delivery_action"),
    Screen("targetings", "crm_dealership.dealership_targeting_action"),
    Screen("targeting", "crm_dealership.dealership_targeting_action", (("click", ".o_data_cell"),)),
    Screen("why", "crm_dealership.dealership_targeting_action", (("click", ".o_data_cell"), ("click", "text=Why? / Why Not?"))),
    Screen("customers", "crm_dealership.res_partner_action"),
    Screen("vehicles", "crm_dealership.fleet_vehicle_action"),
    Screen("appointments", "crm_dealership.calendar_event_action"),
    Screen("repair-orders", "crm_dealership.dealership_repair_order_action"),
    Screen("leads", "crm.crm_lead_all_leads"),
    Screen("gallery-fr", "crm_dealership.dealership_scenario_model_action", lang="fr_FR"),
    Screen("targeting-fr", "crm_dealership.dealership_targeting_action", (("click", ".o_data_cell"),), lang="fr_FR"),
]
