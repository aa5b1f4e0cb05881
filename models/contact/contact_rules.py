from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.ledger import states


class DealershipContactRules(models.AbstractModel):
    """The one place that says who may not be written to, and why.

    The rules are domains on whom one writes to, in a fixed order; the first that holds is the reason given. An address
    has an e-mail of its own, and the decisions and the cap of its customer (``models/customer/same_customer.py``), with
    whom it is archived. They hold over all scenarios, at planning, again at the moment of sending, and for the reach of
    a targeting. Before all of them comes whether the customer, or the record that one would write about, lies within
    reach at all: that is said by ``models/targeting/reach.py``.

    ====================  =========  =======  =======
    reason                marketing  service  payment
    ====================  =========  =======  =======
    other_point_of_sale   x          x        x         outside the ``Reach``
    archived              x          x        x
    own_address           x          x        x         an alias of ours (``models/email/own_addresses.py``)
    no_address            x          x        x
    dead_address          x          x        x         nothing arrives there (``dealership_dead_address.py``)
    do_not_contact        x                             the company's own list (``dealership_do_not_contact.py``)
    refused               x          x        x         the decision for that very purpose and channel
    refused_recently      by law, after a refusal that a later "yes" has lifted
    no_consent            by law: no "yes", nor a purchase or an enquiry that stands for one
    not_on_list_checked   by law: not looked up lately on the national list, or found there
    too_many_attempts     by law
    too_many              x                             the company's cap
    blacklisted           x          x                  "no e-mails" is respected, except for what is owed
    ====================  =========  =======  =======

    "By law" is what ``company._get_contact_law`` says of the purpose, the channel and the kind of customer
    (``contact_law_domains.py``); when one may contact is said by ``contact_windows.py``.

    Consent is that of the channel's ``_consent_channel``; a channel without one contacts nobody (a staff task), so
    that no rule applies. Another addon adds a rule by overriding ``_get_rules``.
    """

    _name = "dealership.contact.rules"
    _description = "Rules of Contact"

    @api.model
    def _of(self, scenario):
        """Return the rules as they hold for what a ``dealership.scenario`` sends; an empty one: for anything."""
        return self

    @api.model
    def _get_rules(self, purpose, channel, company, now=None):
        """Return the rules as ``(reason, Domain on res.partner)`` pairs, the first that holds counts.

        :param str purpose: a key of ``PURPOSES``
        :param str channel: a key of the channels installed
        :param company: ``res.company`` that writes, its settings apply
        :param datetime now: naive UTC; the clock when absent
        """
        carrier = self.env["dealership.channel"]._get_channel(channel)
        consent_channel = carrier._consent_channel
        if not consent_channel:
            return []
        rules = [
            (states.ARCHIVED, self._get_archived_domain()),
            (states.OWN_ADDRESS, carrier._get_own_address_domain()),
            (states.NO_ADDRESS, ~carrier._get_address_domain()),
            (states.DEAD_ADDRESS, self._get_dead_domain(channel)),
            (states.DO_NOT_CONTACT, self._get_do_not_contact_domain(purpose, company)),
            (states.REFUSED, self._get_decision_domain(purpose, consent_channel, False, company)),
        ]
        now = now or fields.Datetime.now()
        rules += self._get_law_rules(purpose, consent_channel, company, now)
        rules += self._get_cap_rules(purpose, consent_channel, company, now)
        if purpose != "payment" and carrier._blacklist_table:
            rules.append((states.BLACKLISTED, self._get_blacklist_domain(carrier)))
        return [(reason, domain) for reason, domain in rules if not domain.is_false()]

    def _get_archived_domain(self):
        def to_sql(model, alias, query):
            # Few are addresses: only for those another record is looked up.
            customer = SQL.identifier(alias, "same_customer_id")
            return SQL(
                "(%s != %s AND (SELECT NOT customer.active FROM res_partner customer WHERE customer.id = %s))",
                customer,
                SQL.identifier(alias, "id"),
                customer,
            )

        return Domain("active", "=", False) | Domain.custom(to_sql=to_sql)

    def _get_decision_domain(self, purpose, consent_channel, granted, company, topic=None, **holding):
        decided = self.env["dealership.consent.state"]

        def to_sql(model, alias, query):
            customer = SQL.identifier(alias, "same_customer_id")
            about = topic or self._get_topic()
            return decided._get_granted_sql(customer, purpose, consent_channel, granted, company, about, **holding)

        return Domain.custom(to_sql=to_sql)

    def _get_refusal_domain(self, purpose, consent_channel, company, since):
        """Return the domain of who said "no" since a moment (naive UTC), whatever they said after that."""

        decided = self.env["dealership.consent.state"]

        def to_sql(model, alias, query):
            customer = SQL.identifier(alias, "same_customer_id")
            said_no = SQL("state.topic_id IS NULL AND state.refused_at >= %s", since)
            return decided._exists_sql(customer, purpose, consent_channel, company, said_no)

        return Domain.custom(to_sql=to_sql)

    def _get_blacklist_domain(self, carrier):
        def to_sql(model, alias, query):
            return carrier._get_blacklisted_sql(alias)

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _get_reasons(self, people, purpose, channel, company, now=None):
        """Return a query of ``(partner_id, reason)`` for a set of people; the reason is NULL for who can be reached.

        :param SQL people: a query of ``(partner_id, within)``, each once, with whether they are in reach
        """
        return self._judge(people, "partner_id", purpose, channel, company, now)

    @api.model
    def _get_counts(self, people, purpose, channel, company, now=None):
        """Return the query of ``(reason, number of customers)``; the other arguments are those of :meth:`_get_reasons`.

        A customer with several people to write to can be reached when one of them can.

        :param SQL people: a query of ``(customer_id, partner_id, within)``, each pair once
        """
        reasons = self._judge(people, "customer_id", purpose, channel, company, now)
        # OFFSET: the reason is named twice, and PostgreSQL would work it out for each customer as often.
        return SQL(
            """SELECT reason, count(*) FROM (
                SELECT CASE WHEN count(reason) = count(*) THEN min(reason) END AS reason
                  FROM (%s OFFSET 0) AS person GROUP BY customer_id) AS customer GROUP BY reason""",
            reasons,
        )

    def _judge(self, people, column, purpose, channel, company, now):
        """Return the query of a column of ``people`` and the reason."""
        self.env.flush_all()
        # sudo: archived customers and those of other points of sale are to be named as such, not overlooked
        model = self.env["res.partner"].sudo().with_context(active_test=False)
        query = model._search(Domain.TRUE)
        query.order = None
        customer = SQL.identifier(query.table, "id")
        query.add_join("JOIN", "judged", SQL("(%s)", people), SQL("judged.partner_id = %s", customer))
        cases = [SQL("WHEN NOT judged.within THEN %s", states.OTHER_POINT_OF_SALE)] + [
            SQL("WHEN %s THEN %s", domain.optimize_full(model)._to_sql(model, query.table, query), reason)
            for reason, domain in self._get_rules(purpose, channel, company, now)
        ]
        return query.select(
            SQL("judged.%s", SQL.identifier(column)), SQL("CASE %s END AS reason", SQL(" ").join(cases))
        )
