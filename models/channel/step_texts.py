from ...engine.ledger import states
from ...engine.scenario.message import MessageProblem, RenderedMessage


class StepTexts:
    """The texts of one step, on one channel, for many deliveries: the title and the body of what is to be done.

    They come from the step's message, else from the plain words on the step. Whoever lacks a value of the message is
    held back, as with an e-mail.

    :param step: ``dealership.scenario.step``, as superuser
    :param deliveries: its claimed deliveries, of one channel
    :param datetime now: naive UTC
    """

    def __init__(self, step, deliveries, now):
        self.step = step
        self.deliveries = deliveries
        self.message = step._get_message(deliveries[:1].channel).with_company(step.scenario_id.company_id)
        self.now = now

    def render(self, users, for_staff=True):
        """Yield ``(delivery, RenderedMessage)``; deliveries whose text can't be written are held back here.

        :param dict users: id of a delivery → ``res.users`` who signs, or whose task it is
        :param bool for_staff: in the language of that user instead of the customer's
        """
        for delivery, text in zip(self.deliveries, self.get_texts(users, for_staff), strict=True):
            if isinstance(text, MessageProblem):
                delivery._settle(states.WAITING, states.INCOMPLETE, text.text)
            else:
                yield delivery, text

    def get_texts(self, users, for_staff=True):
        """Return the ``RenderedMessage`` or ``MessageProblem`` of each delivery; nothing is written down."""
        if not self.message:
            return [self._get_plain_text(users[delivery.id]) for delivery in self.deliveries]
        recipients = [
            delivery._get_recipient(users[delivery.id], (users[delivery.id].lang or "") if for_staff else "")
            for delivery in self.deliveries
        ]
        return self.message._render_batch(recipients, self.now)

    def _get_plain_text(self, user):
        lang = user.lang or self.step.env.user.lang or "en_US"
        step = self.step.with_context(lang=lang)
        unwritten = step._get_unwritten()
        if unwritten:
            return MessageProblem(
                "unwritten", self.step.env._("The message is not finished. To be written: %s", unwritten[0])
            )
        return RenderedMessage(step.task_summary or "", step.task_note or "", "", lang)
