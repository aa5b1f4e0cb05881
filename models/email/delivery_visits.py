import re
from urllib.parse import urlsplit

from odoo import fields, models

from ...engine.email import machines
from ...engine.email.machines import Sent, Visit, judge, judge_together
from ...engine.email.tracking import HIDDEN_PATH, find_links
from .visits import Visits

_SHORT_LINK = re.compile(r"/r/\w+/s/")


class DealershipDelivery(models.Model):
    """Who loads the picture of a message, or follows its links: people count, machines count apart.

    What came in is judged by ``engine/email/machines.py``. That it was a person may turn out wrong a moment later, when
    the same program follows the other links as well: what was noted of them is taken back then. A person who comes
    after a machine counts as if it had never been there.
    """

    _inherit = "dealership.delivery"

    def _take_in_visit(self, request, trace, link):
        """Note a visit; of a machine on this delivery, apart.

        :param Request request: what is known of whoever came
        :param trace: ``mailing.trace`` of the message
        :param link: ``link.tracker`` that was followed; empty when a picture was loaded
        :return: whether a person came, and so whether it counts
        """
        self.ensure_one()
        visits, now = Visits(self), fields.Datetime.now()
        visits.wait_for_others(trace)
        visit = Visit(now, link.id or 0, request.visitor, self._is_hidden_link(link))
        verdict = judge(request, self._get_sent_facts(trace, now), visit)
        recent, people = visits.get_recent(now)
        together, others = judge_together(visit, list(recent.values()), self._count_links)
        rule = verdict.rule or together
        visits.remember(visit, rule)
        mistaken = {number: other for number, other in people.items() if other in others}
        if mistaken:
            self._take_back(trace, mistaken, people, together)
        if rule:
            self._note_machine(rule, verdict.name, now, 1 + len(mistaken))
        return not rule

    def _is_hidden_link(self, link):
        return bool(link) and urlsplit(link.url).path == HIDDEN_PATH

    def _get_sent_facts(self, trace, now):
        """The trace is written right before the message leaves; ``sent_at`` is of the whole batch."""
        return Sent((now - trace.create_date).total_seconds(), trace.trace_status == "outgoing")

    def _count_links(self):
        """Return how many different links people can follow in what was sent."""
        body = str(self.mail_message_id.body or "")
        counted = self.env["link.tracker"]._filter_counted(find_links(body), self.get_base_url().rstrip("/"))
        return len(counted) or len(set(_SHORT_LINK.findall(body))) or machines.BURST_LINKS

    def _note_machine(self, rule, name, now, count):
        vals = {"machine_count": self.machine_count + count, "machine_at": now}
        vals |= {"machine_rule": rule, "machine_name": name or False}
        if rule == machines.PROXY:
            # Neither opened nor not opened, until it turns out otherwise.
            vals |= {"proxied": True, "measured": bool(self.opened_at)}
        self.write(vals)

    def _take_back(self, trace, mistaken, people, rule):
        """Undo what visits brought about that turn out to be a machine's.

        :param trace: ``mailing.trace`` of the message
        :param dict mistaken: number → ``Visit`` that counted as a person's
        :param dict people: all those of late that did
        :param str rule: by which they are a machine's
        """
        clicks = Visits(self).give_to_machine(mistaken, rule)
        first = min(visit.at for visit in mistaken.values())
        stay = [visit for number, visit in people.items() if number not in mistaken]
        clicked = [visit.at for visit in stay if visit.link]
        if self.clicked_at and self.clicked_at >= first:
            self.clicked_at = min(clicked, default=False)
        if self.opened_at and self.opened_at >= first:
            opened = [*(visit.at for visit in stay), *filter(None, [self.replied_at])]
            self.opened_at = min(opened, default=False)
            self.measured = bool(opened) or not self.proxied
        trace._take_back(clicks, max(clicked, default=self.clicked_at), self.opened_at)
