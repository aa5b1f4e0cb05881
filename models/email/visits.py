from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.email.machines import REMEMBERED, Visit


class Visits:
    """The short memory of what was loaded and followed of one message: enough to tell a machine by what it does.

    A table of its own and *unlogged*: what it holds decides within a minute and is forgotten within a day; the delivery
    has all that lasts. Who it was is a keyed hash of address and program, from which neither can be told; it compares
    visits of the same message, and nothing else.

    :param delivery: ``dealership.delivery``, as superuser
    """

    def __init__(self, delivery):
        self.env = delivery.env
        self.delivery_id = delivery.id

    def wait_for_others(self, trace):
        """Let those who visit the same message go one after another: each sees all before it, or is tried again.

        A program that follows all links at the same moment would otherwise look like as many people.

        :param trace: ``mailing.trace`` of the message, which every visit writes
        """
        self.env.cr.execute(
            SQL("UPDATE mailing_trace SET write_date = %s WHERE id = %s", fields.Datetime.now(), trace.id)
        )

    def get_recent(self, now):
        """Return number → ``Visit`` of those that still matter at a moment, in order; and of people's among them."""
        rows = self.env.execute_query(
            SQL(
                """SELECT id, visited_at, link_id, visitor, is_hidden, rule FROM dealership_delivery_visit
                    WHERE delivery_id = %s AND visited_at >= %s ORDER BY id""",
                self.delivery_id,
                now - REMEMBERED,
            )
        )
        recent = {number: Visit(*visit) for number, *visit, _rule in rows}
        return recent, {row[0]: recent[row[0]] for row in rows if not row[-1]}

    def remember(self, visit, rule):
        self.env.cr.execute(
            SQL(
                """INSERT INTO dealership_delivery_visit
                          (delivery_id, visited_at, link_id, visitor, is_hidden, rule)
                   VALUES %s""",
                (self.delivery_id, visit.at, visit.link, visit.visitor, visit.is_hidden, rule or None),
            )
        )

    def attach(self, click):
        """Note what Odoo counts the last visit by.

        :param click: ``link.tracker.click``
        """
        self.env.cr.execute(
            SQL(
                """UPDATE dealership_delivery_visit SET click_id = %s
                    WHERE id = (SELECT max(id) FROM dealership_delivery_visit WHERE delivery_id = %s)""",
                click.id,
                self.delivery_id,
            )
        )

    def give_to_machine(self, numbers, rule):
        """Note whose these visits were after all; return the ``link.tracker.click`` they were counted by."""
        rows = self.env.execute_query(
            SQL(
                "UPDATE dealership_delivery_visit SET rule = %s WHERE id = ANY(%s) RETURNING click_id",
                rule,
                list(numbers),
            )
        )
        return self.env["link.tracker.click"].browse(click_id for [click_id] in rows if click_id).exists()


class DealershipDelivery(models.Model):
    """The table of the visits comes with that of the deliveries."""

    _inherit = "dealership.delivery"

    def init(self):  # pylint: disable=missing-return
        super().init()
        self.env.cr.execute(
            """CREATE UNLOGGED TABLE IF NOT EXISTS dealership_delivery_visit (
                   id bigserial PRIMARY KEY,
                   delivery_id integer NOT NULL, link_id integer NOT NULL, visited_at timestamp NOT NULL,
                   visitor varchar NOT NULL, is_hidden boolean NOT NULL, rule varchar, click_id integer);
               CREATE INDEX IF NOT EXISTS dealership_delivery_visit_delivery_idx
                   ON dealership_delivery_visit (delivery_id, visited_at)"""
        )

    @api.autovacuum
    def _gc_visits(self):
        """Forget visits, and who they were of, when they cannot decide anything any more."""
        self.env.cr.execute(
            SQL("DELETE FROM dealership_delivery_visit WHERE visited_at < %s", fields.Datetime.now() - REMEMBERED)
        )
