from datetime import timedelta

from markupsafe import Markup

from odoo.tools.misc import babel_locale_parse, get_lang

from ...engine.local_time import to_local
from ...engine.written_dates import write_date, write_time

_MINUTE = timedelta(minutes=1)


class LeadReminderMessage:
    """One reminder of one lead: the note in the chatter, an e-mail and a notification per recipient.

    :param lead: the ``crm.lead``, with the rights of the system
    :param recipients: ``res.users``; may be empty
    :param int number: 1 for the first reminder
    :param int count: how many there are
    :param timedelta left: time left, counted as the lifetime is
    """

    def __init__(self, lead, recipients, number, count, left):
        self.lead = lead
        self.recipients = recipients
        self._number = number
        self._count = count
        self._left = left

    def get_note(self):
        """Return the note, in the language of the point of sale's company."""
        company = self.lead.company_id or self.lead.team_id.company_id
        env = self._localise(company._get_lang())
        note = env._(
            "Reminder %(number)s of %(count)s: %(left)s.",
            number=self._number,
            count=self._count,
            left=self._describe_left(env),
        )
        return Markup("<p>%s %s</p>") % (note, self._describe_recipients(env))

    def _describe_recipients(self, env):
        if not self.recipients:
            return env._("Nobody at the point of sale handles this type of enquiry.")
        names = env._("Sent to %(names)s.", names=", ".join(self.recipients.mapped("name")))
        without = self.recipients.filtered(lambda user: not user.email)
        if without:
            names += " " + env._("Without e-mail address: %(names)s.", names=", ".join(without.mapped("name")))
        return names

    def get_toast(self, user):
        """Return what the web client of a user shows."""
        env = self._localise(user.lang)
        return {
            "lead_id": self.lead.id,
            "title": self._get_title(env),
            "message": self.lead.name,
            "is_mine": self.lead.user_id == user,
        }

    def prepare_mail(self, user, note):
        """Return the values of the e-mail to a user, ``note`` being the message in the chatter.

        It has a message of its own, off the chatter: subject, sender and addresses of a ``mail.mail`` are those of its
        message, and colleagues who shared the note's would all read the subject in the language of the last of them.
        """
        env = self._localise(user.lang)
        company = self.lead.company_id or self.lead.team_id.company_id or env.company
        sender = company.email_formatted or env.ref("base.partner_root").email_formatted
        return {
            "model": note.model,
            "res_id": note.res_id,
            "message_type": "user_notification",
            "references": note.message_id,
            "author_id": note.author_id.id,
            "subject": f"{self._get_title(env)} – {self.lead.name}",
            "body_html": self._render(env, user, company),
            "email_from": sender,
            "reply_to": self.lead._notify_get_reply_to(default=sender)[self.lead.id],
            "recipient_ids": [user.partner_id.id],
            "auto_delete": True,
            "is_notification": True,
        }

    def _render(self, env, user, company):
        lead = self.lead.with_env(env)
        team = lead.team_id
        types = dict(lead._fields["business_attribute"]._description_selection(env))
        return env["ir.qweb"]._render(
            "crm_dealership.lead_reminder_mail",
            {
                "lead": lead,
                "user": user,
                "company": company,
                "title": self._get_title(env),
                "enquiry": types.get(lead.business_attribute),
                "received": self._format(env, lead.lifetime_started_at),
                "deadline": self._format(env, lead.deadline_at),
                "point_of_sale": team._get_customer_name(),
                "take_url": lead._get_take_url(user),
                "lead_url": f"{lead.get_base_url()}/odoo/crm.lead/{lead.id}",
                "lang": user.lang,
            },
        )

    def _format(self, env, moment):
        local = to_local(moment, self.lead.team_id._get_timezone())
        locale = babel_locale_parse(get_lang(env).code)
        return f"{write_date(local, 'EEE d MMM', locale)} {write_time(local, 'HH:mm', locale)}"

    def _get_title(self, env):
        return env._("Lead waiting: %(left)s", left=self._describe_left(env))

    def _describe_left(self, env):
        minutes = -(-self._left // _MINUTE)
        if minutes <= 0:
            return env._("its time has run out")
        hours, minutes_over = divmod(minutes, 60)
        if not hours:
            return env._("%(minutes)s min left", minutes=minutes)
        return env._("%(hours)s h %(minutes)s left", hours=hours, minutes=f"{minutes_over:02}")

    def _localise(self, lang):
        return self.lead.with_context(lang=lang or "en_US").env
