from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.ledger import states
from .local_time_sql import to_local_sql, to_utc_sql
from .look_up import look_up


class DeliveryRules:
    """Judges planned deliveries, many at once: who is left out, and why. The rest get their address.

    The order is the one in which a person would ask: is it too late, is it still wanted, may we write to this
    customer, and have we not written to this address already? Every rule is one UPDATE.

    :param deliveries: ``dealership.delivery`` in state planned; of one claim, when about to be sent
    :param datetime now: naive UTC
    """

    def __init__(self, deliveries, now):
        self.env = deliveries.env
        self.now = now
        self.deliveries = deliveries
        self.groups = deliveries.grouped(lambda delivery: (delivery.scenario_id, delivery.channel))
        self.steps = deliveries.step_id
        self.env.flush_all()

    def apply_contact_rules(self):
        """Leave out whom we may not write to, or can't."""
        for (scenario, channel), deliveries in self.groups.items():
            if self.env["dealership.channel"]._get_channel(channel)._consent_channel:
                self._leave_out(states.NO_CUSTOMER, SQL("delivery.partner_id IS NULL"), deliveries)
            apply_contact_rules(scenario, channel, deliveries, self.now)

    def apply_expiry(self):
        """Leave out what comes too late."""
        self._leave_out(states.EXPIRED, SQL("delivery.expires_at < %s", self.now))

    def apply_wishes(self):
        """Leave out what is of no use any more: the record is gone, settled or somebody else's, or they answered."""
        for (scenario, _channel), deliveries in self.groups.items():
            self._leave_out_gone(scenario, deliveries)
            self._leave_out_elsewhere(scenario, deliveries)
            self._leave_out_settled(scenario, deliveries.filtered("step_id.check_settled"))
            self._leave_out_happened(scenario, deliveries.filtered(lambda delivery: delivery.step_id._announces()))
        self._leave_out(
            states.STOPPED,
            SQL(
                "EXISTS (SELECT FROM %s WHERE enrolment.stopped_at IS NOT NULL)",
                look_up("dealership_enrolment", "enrolment", SQL("id = delivery.enrolment_id")),
            ),
        )
        self._leave_out(
            states.REPLIED,
            SQL(
                """EXISTS (SELECT FROM %s LEFT JOIN %s ON TRUE
                            WHERE COALESCE(carrier.replied_at, earlier.replied_at) IS NOT NULL)
                   AND delivery.step_id = ANY(%s)""",
                look_up("dealership_delivery", "earlier", SQL("enrolment_id = delivery.enrolment_id")),
                look_up("dealership_delivery", "carrier", SQL("id = earlier.gathered_into_id")),
                self.steps.filtered("check_not_replied").ids,
            ),
        )

        self._leave_out_said()

    def apply_targeting(self):
        """Leave out whoever is no longer meant; after the rules of contact, whose reasons say more."""
        for (scenario, _channel), deliveries in self.groups.items():
            self._leave_out_unmatched(scenario, deliveries.filtered("step_id.check_matching"))

    def _leave_out_said(self):
        """Leave out what another message about the same record has just told the customer."""
        for hours, steps in self.steps.filtered("said_within_hours").grouped("said_within_hours").items():
            same = SQL("res_model = delivery.res_model AND res_id = delivery.res_id")
            self._leave_out(
                states.SAID_ALREADY,
                SQL(
                    """delivery.step_id = ANY(%s) AND EXISTS (
                        SELECT FROM %s WHERE said.id != delivery.id AND said.state = %s
                           AND said.partner_id = delivery.partner_id AND said.channel = ANY(%s)
                           AND said.sent_at > %s::timestamp - make_interval(hours => %s))""",
                    steps.ids,
                    look_up("dealership_delivery", "said", same),
                    states.SENT,
                    self.env["dealership.channel"]._get_contact_keys(),
                    self.now,
                    hours,
                ),
            )

    def _leave_out_gone(self, scenario, deliveries):
        model = scenario._get_subject_model().sudo()
        subject = SQL("SELECT FROM %s subject WHERE subject.id = delivery.res_id", SQL.identifier(model._table))
        self._leave_out(states.NO_LONGER_MATCHING, SQL("NOT EXISTS (%s)", subject), deliveries)
        customer = scenario._get_customer_field()
        if customer != "id":
            # Nobody is another than who was meant: a vehicle sold to we don't know whom. Who has been deleted is none.
            changed = SQL(
                "delivery.partner_id IS NOT NULL AND %s IS DISTINCT FROM delivery.partner_id",
                model._field_to_sql("subject", customer),
            )
            self._leave_out(states.CUSTOMER_CHANGED, SQL("EXISTS (%s AND %s)", subject, changed), deliveries)

    def _leave_out_elsewhere(self, scenario, deliveries):
        """Leave out what belongs by now to where the scenario has no say."""
        model = scenario._get_subject_model().sudo().with_context(active_test=False)
        within = model._search(scenario._get_reach().get_domain(scenario._get_category()))
        within.add_where(SQL("%s = delivery.res_id", SQL.identifier(within.table, "id")))
        within.order = None
        self._leave_out(states.OTHER_POINT_OF_SALE, SQL("NOT EXISTS %s", within.subselect(SQL())), deliveries)

    def _leave_out_settled(self, scenario, deliveries):
        """Leave out what was cancelled, paid or handled since it entered; not what was so when it entered."""
        category = scenario._get_category()
        if not deliveries or not category._category_settled_reason:
            return
        model = scenario._get_subject_model().sudo().with_context(active_test=False)
        settled = model._search(category._settled_domain() & Domain("id", "in", deliveries.mapped("res_id")))
        self._leave_out(
            category._category_settled_reason,
            SQL(
                "EXISTS (SELECT FROM %s WHERE enrolment.settled IS NOT TRUE) AND delivery.res_id IN %s",
                look_up("dealership_enrolment", "enrolment", SQL("id = delivery.enrolment_id")),
                settled.subselect(),
            ),
            deliveries,
        )

    def _leave_out_happened(self, scenario, deliveries):
        """Leave out what announces a moment that has come already: the car was dropped the evening before."""
        happened = scenario._get_category()._happened_domain()
        if not deliveries or happened.is_false():
            return
        model = scenario._get_subject_model().sudo().with_context(active_test=False)
        found = model._search(happened & Domain("id", "in", deliveries.mapped("res_id")))
        self._leave_out(states.HAPPENED, SQL("delivery.res_id IN %s", found.subselect()), deliveries)

    def _leave_out_unmatched(self, scenario, deliveries):
        """Leave out whoever the targeting finds neither now nor, by what we know now, at the moment of their run.

        The second keeps who matched on one day ("delivered exactly a year ago") and is written to on another. Whom an
        action enrolled need never have matched, and is meant whatever the targeting says.
        """
        targeted = deliveries.filtered(lambda delivery: not delivery.run_id.by_action)
        missing = self._find_unmatched(scenario, targeted, self.now)
        for moment, same in missing.grouped(lambda delivery: delivery.run_id.evaluated_at).items():
            missing -= same - self._find_unmatched(scenario, same, moment)
        if missing:
            self._leave_out(states.NO_LONGER_MATCHING, SQL("TRUE"), missing)

    def _find_unmatched(self, scenario, deliveries, moment):
        if not deliveries:
            return deliveries
        query = scenario._search_targeted(moment, ids=deliveries.mapped("res_id"))
        found = {record_id for (record_id,) in self.env.execute_query(query.select())}
        return deliveries.filtered(lambda delivery: delivery.res_id not in found)

    def set_addresses(self):
        """Write down the address of who is left, and what may exist only once of each step.

        What speaks of all of a customer's records at once is said to an address once a day, whomever it belongs to:
        marketing, as a rule. Other messages about a record (a vehicle that is ready) are due for each record.
        """
        for (scenario, channel), deliveries in self.groups.items():
            carrier = self.env["dealership.channel"]._get_channel(channel)
            policy, address = scenario._get_policy(), carrier._get_address_sql("partner")
            gathers = policy.gathers and carrier._consent_channel  # what staff have to do is one task for each record
            repeated = policy.get_repeated_sql()
            key = SQL("concat_ws(' ', delivery.planned_on, %s, %s)", address, repeated)
            if gathers and scenario.purpose == "marketing" and address is not None:
                self._put_off_told_today(scenario, key, deliveries)
            carriers = policy.gather(deliveries) if gathers else deliveries
            if address is None:
                continue
            self._leave_out_repeated(key, repeated, carriers)
            self._leave_out_over_cap(scenario, channel, carriers)
            carriers._set_addresses(address, key)

    def _put_off_told_today(self, scenario, key, deliveries):
        """Have another record of a customer who was told of one today wait for tomorrow: it has its occasion, too."""
        next_day = SQL("interval '1 day'")
        timezone = scenario._get_timezone().zone
        told = SQL(
            """EXISTS (SELECT FROM res_partner partner CROSS JOIN %s
                        WHERE partner.id = delivery.partner_id AND earlier.step_id = delivery.step_id
                          AND earlier.partner_id = delivery.partner_id AND earlier.id != delivery.id
                          AND earlier.res_id != delivery.res_id)
               AND delivery.state = %s""",
            look_up("dealership_delivery", "earlier", SQL("address_key = %s", key)),
            states.PLANNED,
        )
        deliveries._put_off_where(
            None,
            told,
            planned_at=to_utc_sql(SQL("%s + %s", to_local_sql(SQL("planned_at"), timezone), next_day), timezone),
            planned_on=SQL("planned_on + 1"),
            expires_at=SQL("expires_at + %s", next_day),
            reason=states.DUPLICATE_ADDRESS,
            write_date=self.now,
        )

    def _leave_out_repeated(self, key, repeated, deliveries):
        """Leave out all but the first of an address, and those whose address was written to before.

        Marketing about all at once speaks to a customer once a day, too, at whichever of their addresses.
        """
        found = SQL(
            """SELECT delivery.id, delivery.step_id, %s AS key,
                      row_number() OVER (PARTITION BY delivery.step_id, %s ORDER BY delivery.id) AS place,
                      delivery.purpose = 'marketing' AND %s IS NULL AND row_number() OVER (
                          PARTITION BY delivery.step_id, delivery.planned_on, delivery.counts_for_id
                          ORDER BY delivery.id) > 1 AS is_again
                 FROM dealership_delivery delivery JOIN res_partner partner ON partner.id = delivery.partner_id
                WHERE delivery.state = %s AND delivery.id = ANY(%s)""",
            key,
            key,
            repeated,
            states.PLANNED,
            deliveries.ids,
        )
        where = SQL(
            """judged.place > 1 OR judged.is_again OR EXISTS (
               SELECT FROM %s WHERE earlier.step_id = judged.step_id AND earlier.id != judged.id)""",
            look_up("dealership_delivery", "earlier", SQL("address_key = judged.key")),
        )
        self._leave_out_judged(states.DUPLICATE_ADDRESS, found, where, deliveries)

    def _leave_out_over_cap(self, scenario, channel, deliveries):
        """Leave out what would pass a cap together with others that are just being sent."""
        contact = self.env["dealership.channel"]._get_channel(channel)._consent_channel
        rules = self.env["dealership.contact.rules"]._of(scenario)
        for cap in rules._get_caps(scenario.purpose, contact, scenario.company_id, self.now) if contact else ():
            counted = SQL(
                """SELECT delivery.id,
                           row_number() OVER (PARTITION BY delivery.counts_for_id ORDER BY delivery.id) AS place,
                           (SELECT count(*) FROM dealership_delivery other
                             WHERE other.counts_for_id = delivery.counts_for_id AND other.id != ALL(%(ids)s)
                               AND (%(counted)s OR %(concerned)s AND other.state = %(planned)s
                                    AND other.claim_id != 0 AND other.address_key IS NOT NULL)
                           ) + %(besides)s AS others
                      FROM dealership_delivery delivery JOIN res_partner partner ON partner.id = delivery.partner_id
                     WHERE delivery.state = %(planned)s AND delivery.id = ANY(%(ids)s) AND %(kinds)s""",
                ids=deliveries.ids,
                counted=cap.get_counted_sql("other", self.now),
                concerned=cap.get_concerned_sql("other"),
                besides=cap.get_besides_sql(SQL.identifier("delivery", "counts_for_id"), self.now),
                kinds=cap.get_kinds_sql(SQL.identifier("partner", "customer_kind")),
                planned=states.PLANNED,
            )
            where = SQL("judged.place + judged.others > %s", cap.limit)
            self._leave_out_judged(cap.reason, counted, where, deliveries)

    def _leave_out_judged(self, reason, judged, where, deliveries):
        """Leave out those of which a query says so; as an array it is run once, whatever PostgreSQL expects of it.

        :param SQL judged: a query with the ``id`` of deliveries
        :param SQL where: a condition on ``judged``
        """
        found = SQL("SELECT judged.id FROM (%s) judged WHERE %s", judged, where)
        self._leave_out(reason, SQL("delivery.id = ANY(ARRAY(%s))", found), deliveries)

    def _leave_out(self, reason, where, deliveries=None, **options):
        (self.deliveries if deliveries is None else deliveries)._leave_out_if(reason, where, self.now, **options)


def apply_contact_rules(scenario, channel, deliveries, now):
    """Leave out whom the rules of contact forbid to write to. That they are within reach is judged by the record.

    No record is loaded, and ids say how many there are: PostgreSQL has no figures yet of what a run has just planned.

    :param scenario: ``dealership.scenario`` of the deliveries
    :param str channel: theirs
    :param deliveries: ``dealership.delivery``
    :param datetime now: naive UTC
    """
    if not scenario.env["dealership.channel"]._get_channel(channel)._consent_channel:
        return
    customers = SQL(
        "SELECT DISTINCT partner_id, TRUE AS within FROM dealership_delivery WHERE id = ANY(%s)", deliveries.ids
    )
    rules = scenario.env["dealership.contact.rules"]._of(scenario)
    reasons = rules._get_reasons(customers, scenario.purpose, channel, scenario.company_id, now)
    forbidden = SQL("delivery.partner_id = judged.partner_id AND judged.reason IS NOT NULL")
    deliveries._leave_out_if(SQL("judged.reason"), forbidden, now, judged=reasons)
