from datetime import datetime, timedelta

from odoo import Command, fields

from ..common import DealershipCommon


class ReminderCommon(DealershipCommon):
    """An accountant's world: one reminder scenario with all seven steps, and a way to let days pass."""

    STEPS = (
        ("notice", 5),
        ("reminder", 3),
        ("reminder", 7),
        ("reminder", 7),
        ("reminder", 10),
        ("reminder", 10),
        ("thanks", 2),
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.standard = cls.env.ref("crm_dealership.customer_profile_standard")
        cls.bank = cls.env["account.journal"].create(
            {"name": "Bank", "code": "BNK", "type": "bank", "company_id": cls.company_a.id}
        )
        cls.bank.inbound_payment_method_line_ids.payment_account_id = cls.bank.default_account_id
        cls.scenario = cls.make_reminder_scenario()

    @classmethod
    def make_reminder_message(cls, channel="email", **vals):
        defaults = {
            "name": f"Reminder by {channel}",
            "channel": channel,
            "subject_category": "invoice",
            "subject": "{{ statement.count }} invoices, {{ statement.total_due }}",
            "body_html": "<p>{{ customer.name }}</p>{{ statement.table }}<p>{{ statement.numbers }}</p>",
        }
        return cls.env["dealership.message"].create({**defaults, **vals})

    @classmethod
    def make_reminder_scenario(cls, steps=STEPS, profile=None, audience="with_email", channel="email", **vals):
        profile = profile or cls.standard
        message = vals.pop("message", None) or cls.make_reminder_message(channel)
        tree = cls.env["dealership.scenario"]._prepare_reminder_rule_tree(profile, audience)
        targeting = cls.make_targeting("invoice", tree["rules"], team_id=False, company_id=cls.company_a.id)
        defaults = {
            "name": f"Reminders {profile.name} {audience}",
            "company_id": cls.company_a.id,
            "targeting_id": targeting.id,
            "purpose": "payment",
            "user_id": cls.user_administrator.id,
            "signatory": "user",
            "signatory_user_id": cls.user_director.id,
            "reminder_profile_id": profile.id,
            "reminder_audience": audience,
            "expires_after_hours": 720,
            "state": "active",
            "step_ids": [
                Command.create(
                    {
                        "sequence": number,
                        "reminder_role": role,
                        "delay_count": -days if role == "notice" else days,
                        "delay_unit": "day",
                        "channel": channel,
                        "message_id": message.id,
                    }
                )
                for number, (role, days) in enumerate(steps)
            ],
        }
        return cls.env["dealership.scenario"].create({**defaults, **vals})

    # -- time and money -------------------------------------------------------------------------------

    @classmethod
    def get_night(cls, day):
        """The moment (naive UTC) at which the reminders of a day leave."""
        return datetime.combine(day, datetime.min.time()) + timedelta(hours=1)

    def pass_night(self, day, scenario=None):
        """What cron does in the night before a day: run, then send."""
        night = self.get_night(day)
        (scenario or self.scenario)._run(night)
        while self.env["dealership.delivery"]._process_due(night):
            pass
        return night

    def get_sent(self, day, scenario=None):
        """The messages that left in the night before a day: ``{customer: [(role and level, numbers)]}``."""
        night = self.get_night(day)
        leaders = self.env["dealership.delivery"].search(
            [
                ("scenario_id", "=", (scenario or self.scenario).id),
                ("state", "=", "sent"),
                ("sent_at", "=", night),
                ("gathered_into_id", "=", False),
            ]
        )
        sent = {}
        for leader in leaders.sorted("id"):
            together = leader + leader.gathered_ids
            moves = self.env["account.move"].browse(together.mapped("res_id"))
            step = leader.step_id
            label = f"{step.reminder_role}{step.reminder_level or ''}"
            sent.setdefault(leader.partner_id.name, []).append((label, sorted(moves.mapped("name"))))
        return sent

    @classmethod
    def make_due_invoice(cls, customer, due_on, amount=100.0, **vals):
        """An invoice of 30 days before its due date."""
        defaults = {"invoice_date": due_on - timedelta(days=30), "invoice_date_due": due_on}
        return cls.make_invoice(customer, amount, **{**defaults, **vals})

    @classmethod
    def make_payment_term(cls, *days):
        """Equal instalments, each so many days after the date of the invoice."""
        lines = [
            Command.create({"value": "percent", "value_amount": 100 / len(days), "nb_days": number}) for number in days
        ]
        return cls.env["account.payment.term"].create({"name": "Instalments", "line_ids": lines})

    @classmethod
    def make_credit_note(cls, customer, dated, amount, **vals):
        return cls.make_invoice(
            customer, amount, **{"move_type": "out_refund", "invoice_date": dated, "invoice_date_due": dated, **vals}
        )

    @classmethod
    def pay(cls, invoices, paid_on, amount=None):
        """Register and reconcile a payment."""
        wizard = (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create(
                {
                    "payment_date": fields.Date.to_string(paid_on),
                    "journal_id": cls.bank.id,
                    **({"amount": amount} if amount else {}),
                }
            )
        )
        return wizard._create_payments()
