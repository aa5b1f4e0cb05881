import re
from html import unescape
from urllib.parse import urlsplit

from odoo import api, fields, models

# Where a text names a picture: as one, or as what stands behind it.
PICTURE = re.compile(r"""\b(?:src|background)\s*=\s*["']?|\burl\(\s*["']?""", re.IGNORECASE)
ADDRESS = re.compile(r"""(?:https?:)?//[^\s"'<>)]+""", re.IGNORECASE)


class DealershipMessage(models.Model):
    _inherit = "dealership.message"

    def _find_foreign_hosts(self):
        """Return the servers of others that pictures of these come from, in whatever language."""
        own = urlsplit(self.browse().get_base_url()).netloc
        hosts = set()
        for message in self:
            for lang, _name in self.env["res.lang"].get_installed():
                text = unescape(str(message.with_context(lang=lang).body_html or ""))
                found = (ADDRESS.match(text, named.end()) for named in PICTURE.finditer(text))
                hosts |= {urlsplit(address[0]).netloc.lower() for address in found if address}
        return sorted(hosts - {own.lower(), ""})


class DealershipScenario(models.Model):
    """Pictures on the servers of others are no part of what is approved: whoever approves is told of them.

    They are not copied: a server that fetches whatever address somebody writes can be made to fetch anything.
    """

    _inherit = "dealership.scenario"

    foreign_pictures = fields.Char(compute="_compute_foreign_pictures")

    @api.depends("step_ids.message_id.body_html", "step_ids.fallback_message_id.body_html")
    @api.depends_context("lang")
    def _compute_foreign_pictures(self):
        for scenario in self:
            scenario.foreign_pictures = scenario._get_foreign_pictures()

    def _get_foreign_pictures(self):
        messages = self.step_ids.message_id | self.step_ids.fallback_message_id
        # sudo: whoever sees the scenario sees what it sends
        hosts = messages.sudo()._find_foreign_hosts()
        if not hosts:
            return False
        return self.env._(
            "Pictures come from other servers (%s): they can be changed there at any time, also after the approval.",
            ", ".join(hosts),
        )

    def _get_approval_lines(self):
        return [*super()._get_approval_lines(), *filter(None, [self.foreign_pictures])]
