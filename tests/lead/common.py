from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command

from odoo.addons.bus.models.bus_listener_mixin import BusListenerMixin
from odoo.addons.mail.models.mail_mail import MailMail

from ..common import DealershipCommon

START = datetime(2026, 3, 10, 8, 0)  # a Tuesday, 09:00 in Paris


class LifetimeCommon(DealershipCommon):
    """Two points of sale of ten minutes and two reminders around the clock; ``team_a`` is open in two shifts.

    Sandrine answers enquiries about new and used vehicles, Adrien those of the workshop, Bruno all at Millau.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Leads of the demo data must not be due in the middle of a test.
        cls.env["crm.lead"].search([("lifetime_state", "=", "running")]).lifetime_state = "handled"
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Opening hours (test)",
                "company_id": cls.company_a.id,
                "tz": "Europe/Paris",
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "name": f"{day} {opens}",
                            "dayofweek": str(day),
                            "day_period": period,
                            "hour_from": opens,
                            "hour_to": closes,
                        }
                    )
                    for day in range(5)
                    for period, opens, closes in (("morning", 8.5, 12.0), ("afternoon", 13.5, 18.5))
                ],
            }
        )
        cls.team_a.resource_calendar_id = cls.calendar
        cls.types = {kind.key: kind for kind in cls.env["dealership.enquiry.type"].search([])}
        (cls.team_a + cls.team_b).lifetime_ids.unlink()
        cls.lifetime_a, cls.lifetime_b = (
            cls.make_lifetime(team_id=team.id, counting="always") for team in (cls.team_a, cls.team_b)
        )
        cls.set_types(cls.user_sales, "vn", "vo")
        cls.set_types(cls.user_adviser, "apv")

    @classmethod
    def make_lifetime(cls, **vals):
        """Ten minutes, two reminders, in opening hours."""
        types = [cls.types[key].id for key in vals.pop("types", ())]
        defaults = {"team_id": cls.team_a.id, "minutes": 10, "enquiry_type_ids": [Command.set(types)]}
        return cls.env["dealership.lead.lifetime"].create({**defaults, **vals})

    @classmethod
    def set_types(cls, user, *keys):
        member = cls.env["crm.team.member"].search([("user_id", "=", user.id), ("crm_team_id", "=", cls.team_a.id)])
        member.enquiry_type_ids = [Command.set([cls.types[key].id for key in keys])]

    def setUp(self):
        super().setUp()
        self.sent, self.toasts = [], []
        self.really_send = MailMail.send
        self.patch(MailMail, "send", self._make_send())
        self._watch_bus()

    def _make_send(self):
        """Return a stand-in for sending, which notes whom the mails are for."""
        sent = self.sent

        def send(mails, auto_commit=False, **_options):
            sent.extend((mail.recipient_ids.email, mail.subject) for mail in mails)
            mails.state = "sent"

        return send

    def _watch_bus(self):
        send, toasts = BusListenerMixin._bus_send, self.toasts

        def bus_send(record, kind, message, /, **options):
            if kind == "dealership.lead_reminder":
                toasts.append((record.login, message))
            return send(record, kind, message, **options)

        self.patch(BusListenerMixin, "_bus_send", bus_send)

    def receive(self, at=START, **vals):
        """Return a lead that came in at a moment, and that nobody is in charge of."""
        with freeze_time(at):
            lead = self.make_lead(**{"user_id": False, **vals})
            self.env.flush_all()
        return lead

    def tick(self, at):
        """Let the scheduler come by at a moment; return the addresses of the reminders it sends."""
        before = len(self.sent)
        with freeze_time(at), patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 1000):
            self.env["crm.lead"]._cron_process_clocks()
            self.env.flush_all()
        return sorted(address for address, _subject in self.sent[before:])

    def travel(self, start, minutes):
        """Come by every minute; return ``{minute: addresses}`` of those in which something was sent."""
        sent = {minute: self.tick(start + timedelta(minutes=minute)) for minute in range(minutes + 1)}
        return {minute: addresses for minute, addresses in sent.items() if addresses}
