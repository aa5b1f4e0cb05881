"""What shows that a customer is one still: one declaration per kind of contact."""

from dataclasses import dataclass

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__, default_lang="en_US")


@dataclass(frozen=True)
class Activity:
    """One kind of contact that came from the customer.

    :param label: what people call it, a ``LazyGettext``
    :param str table: whose rows are such contacts
    :param list moments: the columns that say when, the latest counts
    :param str customer: the column of the customer; ``counts_for_id`` is one already, of any other an address counts
        for its customer
    :param str condition: which rows count, on the alias ``contact``
    :param bool direct: the column names customers alone, no addresses of theirs
    """

    label: object
    table: str
    moments: list
    customer: str = "counts_for_id"
    condition: str = "TRUE"
    direct: bool = False

    def get_since_sql(self, customer, since):
        """Return the condition that there was one since a moment.

        :param SQL customer: the id of a customer
        :param datetime since: naive UTC
        """
        later = SQL(" OR ").join(SQL("%s >= %s", SQL.identifier("contact", name), since) for name in self.moments)
        return SQL("EXISTS (SELECT %s AND (%s))", self._get_source_sql(SQL("= %s", customer)), later)

    def get_last_sql(self, ids):
        """Return the query of ``(customer, moment of the last one)`` of some customers."""
        moments = [SQL("max(%s)::timestamp", SQL.identifier("contact", name)) for name in self.moments]
        return SQL(
            "SELECT %s, GREATEST(%s) %s GROUP BY 1",
            self._get_owner_sql(),
            SQL(", ").join(moments),
            self._get_source_sql(SQL("= ANY(%s)", list(ids))),
        )

    def _get_source_sql(self, whose):
        link = SQL()
        if not self._is_direct():
            link = SQL("JOIN res_partner place ON place.id = %s", SQL.identifier("contact", self.customer))
        return SQL(
            "FROM %s contact %s WHERE %s %s AND %s",
            SQL.identifier(self.table),
            link,
            self._get_owner_sql(),
            whose,
            SQL(self.condition),  # pylint: disable=sql-injection  # from the table below
        )

    def _get_owner_sql(self):
        if self._is_direct():
            return SQL.identifier("contact", self.customer)
        return SQL.identifier("place", "same_customer_id")

    def _is_direct(self):
        return self.direct or self.customer == "counts_for_id"


_SOLD = "contact.sale_state = 'sold'"

# That somebody opened a message is none: machines open messages, too.
ACTIVITIES = (
    Activity(_lt("Vehicle"), "fleet_vehicle", ["delivery_date", "owner_since"]),
    Activity(_lt("Purchase of a vehicle"), "dealership_vehicle_owner", ["sold_on", "since"], condition=_SOLD),
    Activity(_lt("Offer or order"), "sale_order", ["date_order"], "partner_id"),
    Activity(_lt("Workshop visit"), "dealership_repair_order", ["opened_at", "closed_at"]),
    Activity(_lt("Appointment"), "calendar_event", ["start"]),
    Activity(
        _lt("Lead"), "crm_lead", ["create_date", "handled_at"], condition="contact.dealership_delivery_id IS NULL"
    ),
    # That we tried to reach somebody is none.
    Activity(
        _lt("Call"),
        "dealership_call",
        ["started_at"],
        condition="(contact.direction = 'incoming' OR contact.outcome = 'connected')",
    ),
    Activity(_lt("Answer"), "dealership_reply", ["received_at"], "partner_id"),
    Activity(_lt("E-mail from the customer"), "mail_message", ["date"], "author_id"),
    Activity(_lt("Click in a message"), "dealership_delivery", ["clicked_at", "replied_at"]),
    Activity(_lt("Consent"), "dealership_consent", ["decided_at"], "partner_id", "contact.granted", direct=True),
)
