from odoo import api, fields, models
from odoo.tools import formatLang

from ...engine.email.size import MEGABYTE, get_sent_size


def say_size(env, size):
    """Return a number of bytes as people read it."""
    return env._("%s MB", formatLang(env, size / MEGABYTE, digits=1))


class DealershipMessage(models.Model):
    """How large the e-mails of a message are: told when it is written, not when the mail server refuses them."""

    _inherit = "dealership.message"

    size_warning = fields.Char(compute="_compute_size_warning")

    @api.depends("channel", "body_html", "attachment_ids")
    @api.depends_context("lang")
    def _compute_size_warning(self):
        # sudo: authors may not see outgoing servers
        limit = self.env["ir.mail_server"].sudo()._get_least_size_limit()
        for message in self:
            size = message._get_email_size()
            message.size_warning = size > limit and self.env._(
                "An e-mail of about %(size)s: a mail server takes %(limit)s at most, and files grow by a third on the"
                " way.",
                size=say_size(self.env, size),
                limit=say_size(self.env, limit),
            )

    def _get_email_size(self):
        """Return how many bytes an e-mail takes at least: its texts and the files that everybody gets."""
        self.ensure_one()
        if self.channel != "email":
            return 0
        # sudo: how large a file is, of whoever may read the message
        files = sum(get_sent_size(file.file_size) for file in self.sudo().attachment_ids)
        return files + len((self.body_html or "").encode())


class DealershipScenarioStep(models.Model):
    """What is too large for the mail server is no step that can be carried out."""

    _inherit = "dealership.scenario.step"

    def _get_problems(self):
        yield from super()._get_problems()
        # sudo: Directors may not see outgoing servers
        server = self.scenario_id.sudo().mail_server_id
        limit = server._get_size_limit() if server else server._get_least_size_limit()
        for message in self.message_id | self.fallback_message_id:
            size = message._get_email_size()
            if size > limit:
                yield self.env._(
                    "- Step %(number)s: the e-mails of “%(message)s” have about %(size)s, and the mail server takes"
                    " %(limit)s at most. Take out files, or link to them.",
                    number=self._get_number(),
                    message=message.name,
                    size=say_size(self.env, size),
                    limit=say_size(self.env, limit),
                )
