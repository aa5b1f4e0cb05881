from odoo.tools import SQL

from ...engine.contact.purposes import PURPOSES
from ...engine.ledger import states
from ...engine.scenario.states import ACTIVE
from .claim import read_clock
from .look_up import look_up

# In nobody's hand, and to leave by itself.
FREE = f"state = '{states.PLANNED}' AND claim_id = 0"
MARKETING = "marketing"
DIRECT = [purpose for purpose, _label in PURPOSES if purpose != MARKETING]


class Due:
    """What of the ledger may be taken up at a moment.

    :param ledger: ``dealership.delivery``, without records
    :param datetime now: naive UTC
    """

    def __init__(self, ledger, now):
        self.env = ledger.env
        self.now = now
        self._gates = ()
        self._rooms = {}

    def count(self, limit):
        """Count what may be taken up; up to ``limit``, for the rest is not looked at.

        One query, unless something is held at a gate.
        """
        self.env.flush_all()
        newcomers = SQL("(SELECT count(*) FROM (%s) newcomer)", self._get_due_sql(limit))
        [[count, self._gates]] = self.env.execute_query(SQL("SELECT %s, ARRAY(%s)", newcomers, _GATES))
        if not self._gates or count == limit:
            return count
        self.measure()
        [[count]] = self.env.execute_query(SQL("SELECT count(*) FROM (%s) due", self._get_due_sql(limit)))
        return count

    def measure(self):
        """Find out how much room there is at the gates now; under the lock for claiming it stays so."""
        if self._gates:
            self._rooms = self.env["dealership.sending.route"]._get_rooms(self._gates, read_clock())

    def find_full_gates(self):
        """Return the gates at which something is held, and without room."""
        if not self.env["dealership.sending.route"]._get_limited():
            return []
        [[self._gates]] = self.env.execute_query(SQL("SELECT ARRAY(%s)", _GATES))
        self.measure()
        return [gate for gate, room in self._rooms.items() if room == 0]

    def get_claim_size(self, limit):
        """Return how many to take up at most: half as many each time that a worker died with one of them.

        What kills its worker ends up alone, and is put before a person; what was beside it is sent.
        """
        due = self._get_due_sql(limit)
        [[interruptions]] = self.env.execute_query(SQL("SELECT max(interruptions) FROM (%s) due", due))
        return max(1, limit >> (interruptions or 0))

    def get_claimable_sql(self, limit):
        """Return the query of the ids of those to take up, which locks them."""
        return SQL("SELECT due.id FROM (%s) due", self._get_due_sql(limit, SQL("FOR UPDATE OF due SKIP LOCKED")))

    def _get_due_sql(self, limit, lock=None):
        lines = [self._get_line_sql(where, most, lock) for where, most in self._get_lines(limit) if most]
        return SQL("%s LIMIT %s", SQL(" UNION ALL ").join(lines), limit)

    def _get_lines(self, limit):
        """Yield the lines in which deliveries wait, and how many may be taken up of each, in order.

        Each is read by an index, no further than it is taken up.
        """
        yield SQL("due.gate IS NULL AND due.purpose != %s", MARKETING), limit
        for purpose in (*DIRECT, MARKETING):
            for gate, room in self._rooms.items():
                most = limit if room is None else min(room, limit)
                yield SQL("due.gate = %s AND due.purpose = %s", gate, purpose), most
        yield SQL("due.gate IS NULL AND due.purpose = %s", MARKETING), limit

    def _get_line_sql(self, where, most, lock):
        return SQL(
            """SELECT * FROM (SELECT due.id, due.interruptions FROM dealership_delivery due CROSS JOIN %s
                 WHERE due.state = %s AND due.claim_id = 0 AND due.planned_at <= %s AND scenario.state = %s AND %s
                 ORDER BY due.planned_at, due.id LIMIT %s %s) line""",
            look_up("dealership_scenario", "scenario", SQL("id = due.scenario_id")),
            states.PLANNED,
            self.now,
            ACTIVE,
            where,
            most,
            lock or SQL(),
        )


# The gates at which something is held, found by as many steps in their index as there are gates.
_GATES = SQL(
    f"""WITH RECURSIVE held (gate) AS (
            (SELECT gate FROM dealership_delivery WHERE {FREE} AND gate IS NOT NULL ORDER BY gate LIMIT 1)
            UNION ALL
            SELECT (SELECT gate FROM dealership_delivery
                     WHERE {FREE} AND gate IS NOT NULL AND gate > held.gate ORDER BY gate LIMIT 1)
              FROM held WHERE held.gate IS NOT NULL)
        SELECT gate FROM held WHERE gate IS NOT NULL"""  # noqa: S608 of constants
)
