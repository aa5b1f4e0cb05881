from datetime import date

from odoo import models
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..invoice.common import ReminderCommon
from .test_named_ids import NamedIdsCommon

# Who may press what, written by hand: a button that is missing here fails. "see": whoever may read the record;
# "change": whoever may write it; "export": whoever may export as well.
BUTTONS = {
    "calendar.event": {
        "change": "action_confirm_appointment action_arrive_appointment action_finish_appointment "
        "action_miss_appointment action_cancel_appointment",
        "see": "action_create_repair_order",
    },
    "crm.lead": {
        "change": "action_mark_handled action_mark_done action_reopen action_take action_call action_called "
        "action_refuse_calls action_change_purpose action_mark_read action_follow_up action_plan_appointment "
        "action_plan_test_drive action_change_salesperson",
        "see": "action_view_calls action_view_deliveries",
    },
    "dealership.call": {
        "change": "action_mark_done action_create_lead action_call action_called action_refuse_calls "
        "action_change_purpose",
        "see": "action_open_lead",
    },
    "dealership.delivery": {
        "see": "action_send action_mark_done action_leave_out action_print action_view_record action_call "
        "action_called action_refuse_calls action_change_purpose",
    },
    "dealership.recall": {"change": "action_load_list", "see": "action_view_vehicles action_write_to_owners"},
    "dealership.recall.vehicle": {
        "change": "action_repaired action_gone action_reopen action_leave_order",
        "see": "action_view_deliveries",
    },
    "dealership.repair.order": {
        "change": "action_start action_ready action_close action_cancel action_reopen action_carry_out_recalls",
    },
    "dealership.reply": {"change": "action_attach", "see": "action_answer action_view_delivery"},
    "dealership.message": {"change": "action_convert_foreign_values", "see": "action_preview"},
    "dealership.provider.account": {"change": "action_renew_webhook_token"},
    "dealership.scenario": {
        "change": "action_activate action_approve action_pause action_resume action_end action_draft action_run "
        "action_dismiss_automation_error action_refuse action_switch action_rehearse action_take_over_rights",
        "see": "action_view_runs action_view_deliveries action_view_waiting action_view_enrolments "
        "action_preview_message action_view_sending_domains",
    },
    "dealership.scenario.run": {"see": "action_view_deliveries", "export": "action_export_xlsx action_export_csv"},
    "dealership.targeting": {
        "change": "action_refresh_count action_import_file action_take_over_rights",
        "see": "action_duplicate action_view_customers action_view_changes action_explain action_view_last_import "
        "action_view_imports",
        "export": "action_export_xlsx action_export_csv",
    },
    "dealership.targeting.import": {
        "change": "action_analyse action_start action_stop action_create_unknown",
        "see": "action_view_targeting action_view_rows",
        "export": "action_download_xlsx action_download_csv",
    },
    "dealership.tracking.number": {"see": "action_view_calls"},
    "fleet.vehicle": {"see": "action_view_repair_orders action_view_appointments action_view_deliveries"},
    "res.partner": {
        "change": "action_revive_email action_revive_mobile",
        "see": "action_view_vehicles action_view_repair_orders action_view_tasks action_view_appointments "
        "action_view_deliveries action_view_targetings action_view_reminders action_record_consent "
        "action_view_consents action_erase action_download_file action_print_file",
    },
}
# Cards of the gallery and events of calls are no business of one company; the rest stands in an open dialogue
# (test_own_dialogues.py) or in the list of what is owed (TestReminderButtons, test_reminder_rights.py).
ELSEWHERE = {
    "res.users",  # oneself and who leads them: tests/lead/test_available.py
    "crm.team.member",
    "dealership.contact.rule",  # the law is the same for everybody: tests/contact/test_contact_law.py
    "dealership.dead.address",  # Administrators': tests/email/test_dead_address.py
    "dealership.sending.pause",  # Administrators': tests/email/test_dead_bursts.py
    "dealership.duplicate",  # Directors': tests/customer/test_duplicates.py
    "dealership.database",  # of the whole system: tests/database/test_database.py
    "dealership.scenario.model",
    "dealership.call.event",
    "dealership.purge",  # Administrators': tests/retention/test_purge.py
    "dealership.purge.line",
    "dealership.receivable",
    "dealership.reminder.todo",
    "dealership.sending.domain",  # who reads it may ask: tests/email/test_sending_domain.py
    "dealership.feed",  # Administrators': tests/feed/test_feed.py
    "dealership.feed.load",
    "dealership.source",  # Administrators': tests/source/test_posting.py
    "dealership.source.key",
    "dealership.lead.mail.profile",  # Administrators': tests/intake/test_mail_profile.py
}
ARGUMENTS = {"action_refuse": ("No",), "action_switch": (True,)}
OURS = "odoo.addons.crm_dealership."


def get_buttons(model):
    """Return the buttons of ours; those that every model of Odoo's has write, and the ORM checks that."""
    return {
        name
        for name in dir(type(model))
        if name.startswith("action_") and not hasattr(models.BaseModel, name)
        if getattr(getattr(type(model), name), "__module__", "").startswith(OURS)
    }


@tagged("post_install", "-at_install")
class TestButtons(NamedIdsCommon):
    """What a client calls is not checked by the ORM: each button asks for the right itself."""

    def test_11_04_every_button_stands_in_the_table(self):
        known = {
            (model, name) for model, kinds in BUTTONS.items() for names in kinds.values() for name in names.split()
        }
        found = {
            (name, button)
            for name in self.env.registry
            if not self.env[name]._abstract and not self.env[name]._transient and name not in ELSEWHERE
            for button in get_buttons(self.env[name])
        }
        self.assertEqual(found - known, set())
        self.assertEqual(known - found, set())

    def press(self, record, button, user):
        with self.env.cr.savepoint(), self.assertRaises(AccessError):
            getattr(record.with_user(user), button)(*ARGUMENTS.get(button, ()))

    def test_11_04_strangers_press_nothing(self):
        """People of another company, of another site, of accounting, and customers."""
        accountant = self._make_user(
            "test_books", "Agnès Vernhet", "base.group_user,account.group_account_invoice", self.company_a
        )
        portal = new_test_user(self.env, "test_portal", "base.group_portal")
        strangers = (self.user_foreign, self.user_outside_director, self.user_sales_b, accountant, portal)
        for model, kinds in BUTTONS.items():
            record = self.env[model].browse(self.here[model].id)
            for user in strangers:
                if record.with_user(user).has_access("read"):
                    continue
                for button in " ".join(kinds.values()).split():
                    with self.subTest(model=model, button=button, user=user.login):
                        self.press(record, button, user)

    def test_11_04_whoever_reads_changes_nothing(self):
        for model, kinds in BUTTONS.items():
            record = self.here.get(model)
            if not record or record.with_user(self.user_sales).has_access("write"):
                continue
            if not record.with_user(self.user_sales).has_access("read"):
                continue
            for button in kinds.get("change", "").split():
                with self.subTest(model=model, button=button):
                    self.press(record, button, self.user_sales)

    def test_11_04_exports_need_the_permission(self):
        for model, kinds in BUTTONS.items():
            for button in kinds.get("export", "").split():
                with self.subTest(model=model, button=button):
                    self.press(self.here[model], button, self.user_sales)


@tagged("post_install", "-at_install")
class TestReminderButtons(ReminderCommon):
    """Whoever may not see the to-do list of reminders decides nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scenario.step_ids.automatic = False
        cls.customer = cls.make_customer("Jeanne Bonnet")
        invoice = cls.make_due_invoice(cls.customer, date(2026, 6, 10))
        cls.scenario._run(cls.get_night(date(2026, 6, 13)))
        cls.deliveries = cls.env["dealership.delivery"].search([("partner_id", "=", cls.customer.id)])
        cls.waiting = cls.deliveries.filtered(lambda delivery: delivery.state == "waiting")
        assert cls.waiting and invoice
        cls.accountant = cls._make_user(
            "test_books", "Agnès Vernhet", "base.group_user,account.group_account_invoice", cls.company_a
        )

    def run_action(self, state, scenario, user):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Action",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "state": state,
                "dealership_scenario_id": scenario.id,
            }
        )
        context = {"active_model": "res.partner", "active_ids": self.customer.ids, "active_id": self.customer.id}
        return action.with_user(user).sudo(False).with_context(**context).run()

    def test_11_04_salesperson_decides_no_reminder(self):
        own = self.waiting.with_user(self.user_sales)
        self.assertTrue(own.has_access("read"), "a salesperson sees the reminders of their customers")
        self.assertFalse(any(own.mapped("may_decide")))
        for button in ("action_send", "action_mark_done", "action_leave_out"):
            with self.subTest(button), self.assertRaises(AccessError), self.env.cr.savepoint():
                getattr(own, button)()
        with self.assertRaises(AccessError):
            own._postpone(self.get_night(date(2026, 7, 1)))
        self.assertEqual(set(self.waiting.mapped("state")), {"waiting"})

    def test_11_04_the_dialogue_to_postpone(self):
        dialogues = self.env["dealership.reminder.postpone"].with_user(self.user_sales)
        with self.assertRaises(AccessError):
            dialogues.create({"delivery_ids": self.waiting.ids})

    def test_11_04_directors_and_accountants_decide(self):
        for user in (self.user_director, self.accountant):
            with self.subTest(user.login), self.env.cr.savepoint() as savepoint:
                mine = self.waiting.with_user(user)
                self.assertTrue(all(mine.mapped("may_decide")))
                mine.action_leave_out()
                self.assertEqual(set(mine.mapped("state")), {"skipped"})
                savepoint.rollback()
            self.env.invalidate_all()

    def test_11_04_nor_by_a_server_action(self):
        self.run_action("dealership_stop", self.scenario.browse(), self.user_sales)
        self.assertEqual(set(self.waiting.mapped("state")), {"waiting"})
        self.assertFalse(any(self.waiting.enrolment_id.mapped("stopped_at")))
        self.run_action("dealership_stop", self.scenario.browse(), self.user_director)
        self.assertTrue(all(self.waiting.enrolment_id.mapped("stopped_at")))

    def test_11_04_nobody_is_reminded_by_a_salesperson(self):
        invoices = self.env["account.move"].search([("partner_id", "=", self.customer.id)])
        with self.assertRaises(AccessError):
            self.scenario.with_user(self.user_sales)._enrol_records(invoices.with_user(self.user_sales))
