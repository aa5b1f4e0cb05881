from functools import cached_property

from ...engine.local_time import to_local
from .statement_reader import StatementReader


class RecipientStatements:
    """The statements of the recipients of one message, read together when the first is asked for.

    :param env: as superuser
    :param recipients: list of `Recipient`
    :param datetime now: naive UTC
    :param viewer: environment of who is shown them on customers of their choice, see ``MessageBatch``
    """

    def __init__(self, env, recipients, now, viewer=None):
        self.env = env
        self.viewer = viewer
        self.recipients = recipients
        self.now = now

    @cached_property
    def reader(self):
        carried = [recipient for recipient in self.recipients if recipient.delivery_id]
        carriers = {}
        for recipient in carried:
            if recipient.gathered_ids:
                together = (recipient.delivery_id, *recipient.gathered_ids)
                carriers |= dict.fromkeys(together, recipient.delivery_id)
        return StatementReader(self.env, [recipient.delivery_id for recipient in carried], carriers=carriers)

    def get(self, recipient, company, team):
        """Return the ``Statement`` of a recipient, on the day of the point of sale.

        A message shown without a delivery states all that the customer owes the company.
        """
        today = to_local(self.now, team.with_company(company)._get_timezone()).date()
        if recipient.delivery_id in self.reader.concerned:
            return self.reader.get(recipient.delivery_id, today)
        reader = StatementReader(self.env, previews=[(recipient.partner_id, company.id)])
        if self.viewer:
            reader.show_to(self.viewer)
        return reader.get_preview(recipient.partner_id, company, today)
