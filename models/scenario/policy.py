from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.ledger.states import PLANNED
from ...engine.scenario.states import PER_CUSTOMER
from ..channel.signatory import choose_worker
from ..ledger.planner import DeliveryPlanner
from .enrolment_query import EnrolmentQuery


class ScenarioPolicy:
    """What one kind of scenario does in its own way. This is the plain kind; others inherit it and are chosen by
    ``scenario._get_policy()``, which an addon extends by ``_inherit`` for a kind of its own.

    Policies keep nothing: they are made anew whenever somebody asks.

    :param scenario: ``dealership.scenario``, one record
    """

    # Whether who can't be contacted is left out as soon as a message is planned, if that is due at once.
    judges_when_planned = True
    # Whether what was left out before anything left, because its record was not meant any more, may enter again.
    lets_in_again = True

    def __init__(self, scenario):
        self.scenario = scenario
        self.env = scenario.env

    @property
    def gathers(self):
        """Whether the deliveries of one step to one customer that are due together may travel in one message: they are
        claimed together, gathered when they are judged, and share its fate (``models/ledger/gathering.py``).
        """
        return self.scenario.message_per == PER_CUSTOMER and not self.scenario._speaks_of_customer()

    # -- what it stands on, and who decides -----------------------------------------------------------

    def get_foundations(self):
        """Return further records that the scenario can't do without: recordsets of models with ``active``."""
        return []

    def get_problems(self):
        """Yield what else keeps the scenario from running, each as one sentence that begins with "- "."""
        yield from ()

    def get_further_domain(self):
        """Return what else, besides the targeting, has to hold of a record for it to enter and to stay."""
        return Domain.TRUE

    def has_anchor(self):
        """Return whether what enters has a date that steps can count from."""
        return bool(self.scenario.anchor_attribute)

    def find_refusal(self):
        """Return why the user may not decide on the scenario's messages one by one, in words; empty when they may, as
        far as they see them.
        """
        return ""

    # -- when it runs ---------------------------------------------------------------------------------

    def get_next_run(self, after):
        """Return when the scenario runs next after a moment (both naive UTC); False when its timetable is over."""
        return self.scenario._get_next_timetable_run(after)

    def get_next_runs(self, now, count):
        """Return up to ``count`` moments (naive UTC) for people to read, an overdue run first."""
        return self.scenario._get_next_timetable_runs(now, count)

    def describe_schedule(self):
        """Return in one sentence when it runs."""
        return self.scenario._describe_timetable()

    # -- its steps ------------------------------------------------------------------------------------

    def complete_step_vals(self, vals):
        """Return the values of a step that is about to be created, with what follows from them."""
        return vals

    def arrange_steps(self):
        """Called when steps have been added, or their order has changed: what each counts from may follow from it."""

    def describe_delay(self, step):
        """Return in words when a step is carried out, without its hour."""
        return step._describe_delay()

    def get_next_step(self, step):
        """Return the step that waits for this one to be done, if any."""
        return step._get_waiting_step()

    def get_planner(self, step, now):
        """Return what plans the deliveries of a step: a ``DeliveryPlanner``.

        :param datetime now: naive UTC
        """
        return DeliveryPlanner(step, now)

    # -- running --------------------------------------------------------------------------------------

    # Whether its targeting finds what belongs to archived customers, too; the rules of contact say no to them.
    finds_archived = False

    def get_enrolment_query(self, run, now, **options):
        """Return the statement that enrols whom a run finds: an ``EnrolmentQuery``, with its options."""
        return EnrolmentQuery(self.scenario, run, now, **options)

    def after_planning(self, run, now, after_id):
        """Called in each run once what follows from entering has been planned. Rehearsals call it too: it writes the
        ledger, and neither sends nor notifies.

        :param datetime now: naive UTC
        :param int after_id: only enrolments of the run above this id are new
        """

    # -- sending --------------------------------------------------------------------------------------

    def get_repeated_sql(self):
        """Return what is said to an address once a day about, as SQL on ``delivery``; NULL: one message, about all."""
        if self.scenario.message_per == PER_CUSTOMER or self.scenario._speaks_of_customer():
            return SQL("NULL")
        if self.scenario._has_occurrences_of_a_day():
            return SQL("delivery.enrolment_id::text")
        return SQL("delivery.res_model || ',' || delivery.res_id")

    def before_judging(self, deliveries, now):
        """Leave out, or put off, claimed deliveries for reasons of one's own, before the rules that hold for all.

        Rehearsals call it too, as ``after_judging``: both write the ledger, and neither sends nor notifies.

        :param datetime now: naive UTC
        """

    def gather(self, deliveries):
        """Put those of one message behind one another, and return those that carry one; before addresses are looked at.

        Called of a policy that ``gathers``.

        :param deliveries: claimed, of one channel of contact, judged as to whether they are still meant
        """
        deliveries._gather(SQL("state = %s AND claim_id != 0", PLANNED))
        return deliveries.filtered(lambda delivery: delivery.claim_id and not delivery.gathered_into_id)

    def after_judging(self, deliveries, now):
        """Called with claimed deliveries after the rules that hold for all; those still claimed are to leave."""
        if self.gathers:
            deliveries._settle_gathered()

    def get_companions(self, delivery, now):
        """Return the deliveries that will travel in the message of one that has not left yet.

        :param datetime now: naive UTC
        """
        if not self.gathers:
            return delivery.browse()
        return delivery.search(
            [
                ("step_id", "=", delivery.step_id.id),
                ("partner_id", "=", delivery.partner_id.id),
                ("state", "=", delivery.state),
                ("planned_on", "=", delivery.planned_on),
                ("claim_id", "=", 0),
                ("id", "!=", delivery.id),
            ]
        )

    def list_told(self, delivery, companions=None):
        """Return the ids of the records that a message speaks of besides that of the delivery which carries it.

        :param companions: deliveries that will travel in it; None when it carries them already
        """
        if not self.gathers:
            return ()
        others = delivery.gathered_ids if companions is None else companions
        return tuple(others.sorted("id").mapped("res_id"))

    def get_responsible(self, delivery, record):
        """Return the ``res.users`` whose work a delivery is.

        :param record: what it is about, perhaps None
        """
        return choose_worker(delivery, record)

    def after_returned(self, deliveries, reason):
        """Called with what had left and did not reach the customer, and which no second channel takes over.

        :param str reason: that is to be given
        """

    def after_settled(self, deliveries, reason):
        """Called after single deliveries have come to something, in the same transaction.

        :param str reason: that was given; or False
        """
