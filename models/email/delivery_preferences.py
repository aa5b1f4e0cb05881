from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.consent.words import MEASURING
from ...engine.contact.purposes import CHANNELS
from ...engine.ledger import states

PREFERENCES_SCOPE = "dealership-preferences"
# Of the words of the page: who changes them gives them another one.
WORDING_VERSION = "preferences 2026-11"


class Box(NamedTuple):
    """What one tick of the page stands for."""

    key: str
    channel: str
    topic: models.BaseModel  # empty: whatever is about no topic
    label: str
    ticked: bool
    purpose: str = "marketing"


class DealershipDelivery(models.Model):
    """The preference page: what its customer decides of each channel and topic of the company that sent a message."""

    _inherit = "dealership.delivery"

    def _get_preferences_url(self):
        """Return the address of the preference page of this delivery's customer, good for ever."""
        return self._get_signed_url("preferences", PREFERENCES_SCOPE)

    @api.model
    def _find_by_preferences_token(self, token):
        """Return the delivery of a link, empty for a token that is not ours, and once its customer is gone."""
        delivery = self._find_by_token(token, PREFERENCES_SCOPE)
        # An erased customer is an archived one without whatever would say where this was sent.
        return delivery.filtered(lambda one: one.partner_id and (one.address or one.partner_id.active))

    def _get_preferences(self):
        """Return what there is to decide, as ``[(name of the channel, [Box])]``, in the customer's language."""
        delivery = self._localised()
        channels = delivery._get_channel_labels()
        boxes = [(label, delivery._make_boxes(channel, delivery._get_topics())) for channel, label in channels.items()]
        measuring = (delivery.env._("Openings of e-mails"), [delivery._make_measuring_box()])
        return [*boxes, measuring] if "email" in channels else boxes

    def _localised(self):
        return self.with_context(lang=self.partner_id.lang or self.env.lang)

    def _get_channel_labels(self):
        labels = {
            "email": self.env._("E-mail"),
            "sms": self.env._("Text message (SMS)"),
            "phone": self.env._("Telephone call"),
            "letter": self.env._("Letter"),
        }
        offered = [key for key, _label in CHANNELS]
        if self._needs_confirmation() and not self._get_email_address():
            offered.remove("email")
        return {key: labels[key] for key in offered}

    def _get_topics(self):
        """Return the topics of the company, and an empty one for all the rest, which comes last."""
        topics = self.env["dealership.topic"].search([("company_id", "in", (self.company_id.id, False))])
        return [*topics, topics.browse()]

    def _make_boxes(self, channel, topics):
        """Return the ticks of a channel: what the customer decided, else what the law says without."""
        undecided, banned = self._may_contact(channel), self._is_banned(channel)
        boxes = []
        for topic in topics:
            granted = self._get_granted(self.partner_id, channel, topic)[self.partner_id.id]
            boxes.append(
                Box(
                    key=f"{channel}-{topic.id}" if topic else channel,
                    channel=channel,
                    topic=topic,
                    label=self._get_topic_label(topic),
                    ticked=not banned and self._is_ticked(channel, topic, granted, undecided),
                )
            )
        return boxes

    def _get_topic_label(self, topic):
        if topic:
            return topic.name
        return self.env._("Other offers and news") if len(self._get_topics()) > 1 else self.env._("Offers and news")

    def _get_topic_labels(self, topics):
        """Return what topics are called on pages and in e-mails of the customer, in their language."""
        delivery = self._localised()
        return [delivery._get_topic_label(topic.with_env(delivery.env)) for topic in topics]

    def _get_granted(self, customers, channel, topic):
        return self.env["dealership.consent"]._get_state(
            customers, "marketing", channel, company=self.company_id, topic=topic
        )

    def _is_ticked(self, channel, topic, granted, undecided):
        """A “yes” that has run out, or lacks its proof, has to be said anew."""
        if granted is None:
            return undecided
        return granted and self._may_contact(channel, topic)

    def _is_banned(self, channel):
        """Return whether Odoo's blacklist keeps us from writing, whatever was decided here."""
        return bool(self.env["dealership.consent"]._find_bans(self.partner_id, channel))

    def _may_contact(self, channel, topic=None):
        """Return whether the law lets us contact the customer, by what they have decided and without."""
        about = self.env["dealership.contact.rules"]._about(topic or self.env["dealership.topic"])
        rules = about._get_law_rules("marketing", channel, self.company_id, fields.Datetime.now())
        forbidden = Domain.OR(domain for reason, domain in rules if reason == states.NO_CONSENT)
        everyone = self.env["res.partner"].with_context(active_test=False)
        return not everyone.search_count(Domain("id", "=", self.partner_id.id) & forbidden, limit=1)

    # -- deciding -------------------------------------------------------------------------------------

    def _save_preferences(self, shown, ticked):
        """Write down what the customer has changed on the page, and nothing else.

        :param shown: keys of the boxes that were ticked when they opened it
        :param ticked: keys of the boxes that are ticked now
        :return: whether a "yes" waits for its confirmation by e-mail
        """
        self.ensure_one()
        boxes = [box for _channel, boxes in self._get_preferences() for box in boxes if box.purpose != MEASURING]
        changes = {
            (box.channel, box.topic): box.key in ticked for box in boxes if (box.key in ticked) != (box.key in shown)
        }
        unconfirmed = [
            topic
            for (channel, topic), granted in changes.items()
            if granted and channel == "email" and self._needs_confirmation()
        ]
        for topic in unconfirmed:
            del changes["email", topic]
        self._decide_preferences(self._get_deciding_customers(), changes)
        if (MEASURING in ticked) != (MEASURING in shown):
            self._decide_measuring(self._get_deciding_customers(), MEASURING in ticked)
        if unconfirmed:
            self._ask_for_confirmation(unconfirmed)
        return bool(unconfirmed)

    def _withdraw_everything(self):
        """Write down a "no" to each channel, and to measuring, for whoever has not said it to all of it yet."""
        self.ensure_one()
        customers, topics = self._get_deciding_customers(), self._get_topics()
        for channel, _label in CHANNELS:
            said = [self._get_granted(customers, channel, topic) for topic in topics]
            willing = customers.filtered(lambda one, said=said: any(about[one.id] is not False for about in said))
            self._decide_preference(willing, channel, topics[-1], False, self._get_withdrawal_wording())
        measured = self.env["dealership.consent"]._get_state(customers, MEASURING, "email", company=self.company_id)
        unwilling = customers.filtered(lambda one: measured[one.id] is False)
        self._decide_measuring(customers - unwilling, False, self._get_withdrawal_wording())
        self._note_unsubscribed()

    def _decide_preferences(self, customers, changes):
        """Write decisions down: first those about no topic, for these speak of all topics.

        What held of a topic, and was left as it is on the page, goes on to.

        :param dict changes: ``{(channel, topic): yes or no}``
        """
        changes = self._lift_bans(customers, changes)
        held = {
            (channel, topic): self._get_granted(customers, channel, topic)
            for channel in {channel for channel, topic in changes if not topic}
            for topic in self._get_topics()
        }
        for (channel, topic), granted in sorted(changes.items(), key=lambda change: bool(change[0][1])):
            self._decide_preference(customers, channel, topic, granted)
        for (channel, topic), states_before in held.items():
            granted = changes[channel, topic.browse()]
            kept = customers.filtered(lambda one, before=states_before, now=granted: bool(before[one.id]) != now)
            if topic and (channel, topic) not in changes:
                self._decide_preference(kept, channel, topic, not granted)
        self._note_unsubscribed()

    def _lift_bans(self, customers, changes):
        """Take customers off Odoo's blacklist who ask for something; what they don't ask for is a "no" from now on."""
        lifted = {}
        for channel in {channel for (channel, _topic), granted in changes.items() if granted}:
            if self._is_banned(channel):
                lifted |= {(channel, topic): False for topic in self._get_topics()}
                self.env["dealership.consent"]._lift_bans(customers, channel, self.company_id)
        return {**lifted, **changes}

    def _decide_preference(self, customers, channel, topic, granted, wording=None):
        wording = wording or self._localised()._get_wording(channel, topic)
        self._record_on_page(customers, "marketing", channel, granted, wording, topic)

    def _make_measuring_box(self):
        """Return the tick for what is noted of e-mails that the customer opens."""
        rules = self.env["dealership.contact.rules"]
        measured = rules._filter_measured(self.partner_id, "marketing", "email", self.company_id)
        label = self.env._("My openings of your e-mails may be noted")
        return Box(MEASURING, "email", self.env["dealership.topic"], label, bool(measured), MEASURING)

    def _decide_measuring(self, customers, granted, wording=None):
        wording = wording or self._localised()._make_measuring_box().label
        self._record_on_page(customers, MEASURING, "email", granted, wording)

    def _record_on_page(self, customers, purpose, channel, granted, wording, topic=None):
        self.env["dealership.consent"]._record(
            customers,
            purpose,
            channel,
            granted,
            self._localised().env._("Preference page: %s", self.scenario_id.name),
            company=self.company_id,
            topic=topic,
            origin="page",
            wording=wording,
            wording_version=WORDING_VERSION,
        )

    def _get_wording(self, channel, topic):
        return self.env._(
            "%(sender)s may contact me. %(channel)s: %(topic)s",
            sender=self._get_sender_name(),
            channel=self._get_channel_labels()[channel],
            topic=self._get_topic_label(topic),
        )

    def _get_withdrawal_wording(self):
        return self._localised().env._("No more offers and news at all")

    def _note_unsubscribed(self):
        """Have the figures of the run say who wants no more messages like this one."""
        channel, topic = self._get_consent_channel(), self.scenario_id.topic_id
        granted = self._get_granted(self.partner_id, channel, topic)[self.partner_id.id]
        if granted is not None:
            self.unsubscribed_at = False if granted else self.unsubscribed_at or fields.Datetime.now()
