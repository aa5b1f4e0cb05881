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


TARGETINGS = "crm_dealership.dealership_targeting_action"
RICH_TARGETING = ("click", "text=Aveyron: Peugeot a year old today, or nothing booked")
NESTED_TARGETING = ("click", "text=Aveyron: service due, five levels of a rule")

SCREENS = [
    Screen("gallery", "crm_dealership.dealership_scenario_model_action"),
    Screen("configure", "crm_dealership.dealership_scenario_model_action", (("click", "text=Configure"),)),
    Screen(
        "configure-steps",
        "crm_dealership.dealership_scenario_model_action",
        (
            ("type", ".o_searchview_input", "Appointment Reminder"),
            ("press", "Enter"),
            ("click", ".o_kanban_record button[name=action_configure]"),
            ("wait", ".o_dealership_step .o_dealership_value_chip"),
        ),
    ),
    Screen("scenarios", "crm_dealership.dealership_scenario_action"),
    Screen("scenario", "crm_dealership.dealership_scenario_action", (("click", ".o_data_cell"),)),
    Screen(
        "rehearsal",
        "crm_dealership.dealership_scenario_action",
        (
            ("click", "text=Delivery anniversary"),
            ("click", "text=Rehearse"),
            ("wait", ".o_dealership_rehearsal_chart canvas"),
        ),
    ),
    Screen("staff-tasks", "crm_dealership.dealership_scenario_action_staff"),
    Screen(
        "staff-task",
        "crm_dealership.dealership_scenario_action_staff",
        (("click", "text=Ask where the offer stands"),),
    ),
    Screen("run", "crm_dealership.dealership_scenario_run_action", (("click", ".o_data_cell"),)),
    Screen("deliveries", "crm_dealership.dealership_delivery_action"),
    Screen("calendar", "crm_dealership.dealership_delivery_action", (("click", ".o_switch_view.o_calendar"),)),
    Screen("analysis", "crm_dealership.dealership_delivery_report_action"),
    Screen("calls-to-make", "crm_dealership.dealership_delivery_action_call"),
    Screen("targetings", TARGETINGS),
    Screen("targeting", TARGETINGS, (RICH_TARGETING,)),
    Screen(
        "why",
        TARGETINGS,
        (
            RICH_TARGETING,
            ("click", "text=Why? / Why Not?"),
            ("type", ".modal [name=partner_id] input", "Durand"),
            ("click", ".modal .o-autocomplete--dropdown-item"),
        ),
    ),
    Screen("targeting-nested", TARGETINGS, (NESTED_TARGETING,)),
    Screen("operation", TARGETINGS, (("click", "text=Service due or here tomorrow"), ("wait", ".o_rule_reach"))),
    Screen("sms", "crm_dealership.dealership_message_action", (("click", "text=Until tomorrow"),)),
    Screen(
        "sms-preview",
        "crm_dealership.dealership_message_action",
        (("click", "text=Until tomorrow"), ("click", "text=Preview and Test"), ("wait", ".o_dealership_bubble")),
    ),
    Screen("replies", "crm_dealership.dealership_reply_action"),
    Screen(
        "reply",
        "crm_dealership.dealership_reply_action",
        (("click", "text=C'est noté, merci"), ("wait", ".o_dealership_bubble")),
    ),
    Screen("customers", "crm_dealership.res_partner_action"),
    Screen("decisions", "crm_dealership.dealership_consent_action"),
    Screen(
        "consents",
        "crm_dealership.dealership_consent_action",
        (
            ("click", "text=Appel de relance du vendeur"),
            ("click", ".o_field_widget[name=partner_id] a"),
            ("click", "a[name=dealership_consents]"),
            ("evaluate", "document.querySelector('[name=consent_state_ids]').scrollIntoView({block: 'end'})"),
        ),
    ),
    Screen("law", "crm_dealership.dealership_contact_rule_action"),
    Screen(
        "source",
        "crm_dealership.dealership_source_action",
        (
            ("click", "text=Occasions Aveyron"),
            ("click", "button[name=action_make_key]"),
            ("wait", ".modal .o_form_view"),
            ("shot", "key"),
        ),
        login="admin",
    ),
    Screen(
        "mail-profile",
        "crm_dealership.dealership_lead_mail_profile_action",
        (("click", "text=Auto Rouergue"), ("wait", ".o_field_widget[name=label_ids]")),
        login="admin",
    ),
    Screen(
        "lead-to-read",
        "crm_dealership.crm_lead_action_task",
        (
            ("type", ".o_searchview_input", "Gabin"),
            ("press", "Enter"),
            ("click", ".o_data_cell[name=name]"),
            ("wait", ".alert-warning"),
        ),
    ),
    Screen("sending-domains", "crm_dealership.dealership_sending_domain_action_open", login="admin"),
    Screen(
        "sending-domain",
        "crm_dealership.dealership_sending_domain_action_open",
        (("click", "text=causse-automobiles.example.com"),),
        login="admin",
    ),
    Screen("vehicles", "crm_dealership.fleet_vehicle_action"),
    Screen("recalled-vehicles", "crm_dealership.dealership_recall_vehicle_action"),
    Screen("appointments", "crm_dealership.calendar_event_action"),
    Screen("repair-orders", "crm_dealership.dealership_repair_order_action"),
    Screen("leads", "crm_dealership.crm_lead_action_task"),
    Screen("missed-calls", "crm_dealership.dealership_call_action_missed"),
    Screen("connected-calls", "crm_dealership.dealership_call_action_connected"),
    Screen(
        "tracking-number",
        "crm_dealership.dealership_tracking_number_action",
        (("click", "text=Leboncoin, occasions"), ("wait", ".o_dealership_number_figures canvas")),
    ),
    Screen("leads-kanban", "crm_dealership.crm_lead_action_task", (("click", ".o_switch_view.o_kanban"),)),
    Screen(
        "lead-lifetime",
        "crm_dealership.dealership_lead_lifetime_action",
        (("click", ".o_data_cell[name=enquiry_type_ids]"),),
    ),
    Screen("reminders", "crm_dealership.dealership_reminder_todo_action"),
    Screen("reminder", "crm_dealership.dealership_reminder_todo_action", (("click", ".o_data_cell[name=partner_id]"),)),
    Screen("receivables", "crm_dealership.dealership_receivable_action"),
    Screen("feed", "crm_dealership.dealership_feed_action", (("click", ".o_data_cell[name=name]"),), login="admin"),
    Screen(
        "feed-load",
        "crm_dealership.dealership_feed_load_action",
        (
            ("type", ".o_searchview_input", "ordres_"),
            ("press", "Enter"),
            ("click", ".o_data_row .o_data_cell[name=filename]"),
        ),
        login="admin",
    ),
    Screen("leads-fr", "crm_dealership.crm_lead_action_task", lang="fr_FR"),
    Screen("law-fr", "crm_dealership.dealership_contact_rule_action", lang="fr_FR"),
    Screen("gallery-fr", "crm_dealership.dealership_scenario_model_action", lang="fr_FR"),
    Screen("targeting-fr", TARGETINGS, (RICH_TARGETING,), lang="fr_FR"),
]
