from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

import pytz

from odoo import models
from odoo.tools.misc import get_lang

from ...engine.scenario.message import HeldBack, MessageError, MessageProblem, Recipient
from ...engine.scenario.values import build

#: values that are the same for all recipients of one point of sale, signatory and company
SHARED_VALUES = {"referenced_user", "point_of_sale", "company", "review_link"}


class RecordKind(NamedTuple):
    """What a record of one model gives to a message."""

    customer: str  # field that holds the customer
    value: str = ""  # the value it is itself
    links: dict = {}  # other values -> field of the record they come from


RECORD_KINDS = {
    "res.partner": RecordKind("id"),
    "crm.lead": RecordKind("partner_id", "lead", {"vehicle": "vehicle_id"}),
    "calendar.event": RecordKind("customer_id", "appointment", {"vehicle": "vehicle_id"}),
    "fleet.vehicle": RecordKind("owner_id", "vehicle"),
    "dealership.repair.order": RecordKind(
        "partner_id", "repair_order", {"vehicle": "vehicle_id", "appointment": "appointment_id"}
    ),
    "account.move": RecordKind("partner_id", "invoice"),
}


MODEL_OF_SUBJECT = {
    "customer": "res.partner",
    "lead": "crm.lead",
    "opportunity": "crm.lead",
    "appointment": "calendar.event",
    "vehicle": "fleet.vehicle",
    "repair_order": "dealership.repair.order",
    "invoice": "account.move",
}


@dataclass(frozen=True, slots=True)
class MessageSource:
    """The records one message is about, all in the recipient's language; ``now`` is naive UTC."""

    customer: models.BaseModel
    point_of_sale: models.BaseModel
    company: models.BaseModel
    referenced_user: models.BaseModel
    unsubscribe_link: str
    now: datetime
    records: dict = field(default_factory=dict)  # value -> record
    recipient: Recipient | None = None
    batch: object = None  # the `MessageBatch`, for what its recipients share

    @property
    def timezone(self):
        return self.point_of_sale._get_timezone()

    def local(self, moment):
        """Return a naive UTC moment in the time zone of the point of sale."""
        return moment and pytz.utc.localize(moment).astimezone(self.timezone)

    def local_date(self, moment):
        return moment and self.local(moment).date()


class MessageBatch:
    """What the renderings of one message share: prefetched records, compiled templates, common values."""

    def __init__(self, env, compile_for, recipients, now, viewer=None):
        """Prepare the rendering of one message.

        :param env: environment that may read whatever the message prints
        :param viewer: environment of whoever chose the records to see it on: they see no more of these than elsewhere;
            None when it is sent
        :param compile_for: callable, language code -> `CompiledMessage`
        :param recipients: list of `Recipient`
        :param datetime now: naive UTC
        """
        self.env = env
        self.compile_for = compile_for
        self.now = now
        self.viewer = viewer
        self.records = self._browse(recipients)
        self.recipients = recipients
        self.cache = {}
        self.languages = {}
        self.compiled = {}
        self.shared = {}

    def _browse(self, recipients):
        """Return ``{(model, id): record}`` of all that exists, one prefetch per model."""
        ids = {"res.partner": set(), "res.users": set(), "crm.team": set()}
        for recipient in recipients:
            ids["res.partner"].add(recipient.partner_id)
            ids["res.users"].add(recipient.user_id)
            ids["crm.team"].add(recipient.team_id)
            ids.setdefault(recipient.res_model, set()).add(recipient.res_id)
        return {
            (model, record.id): record
            for model, model_ids in ids.items()
            for record in self.env[model].browse(filter(None, model_ids)).exists()
        }

    def render(self, recipient):
        # Staff can have work with a record that has no customer.
        nobody = None if recipient.partner_id else self.env["res.partner"]
        customer = self.records.get(("res.partner", recipient.partner_id), nobody)
        record = self.records.get((recipient.res_model, recipient.res_id or recipient.partner_id))
        if customer is None or not record:
            return MessageProblem("record", self.env._("The record does not exist any more."))
        lang = self._get_lang(recipient.lang or customer.lang)
        try:
            compiled = self._compile(lang)
            source = self._get_source(recipient, customer, record, lang)
            return compiled.render({name: self._build(name, source) for name in compiled.names})
        except HeldBack as error:
            return MessageProblem(error.code, self.env._(error.text), error.value)
        except MessageError as error:
            return MessageProblem("template", f"{self.env._(error.place)}: {self.env._(error.text)}")

    def _get_lang(self, code):
        """Return an installed language: the asked one, else the company's."""
        if code not in self.languages:
            self.languages[code] = get_lang(self.env, code).code
        return self.languages[code]

    def _compile(self, lang):
        if lang not in self.compiled:
            self.compiled[lang] = self.compile_for(lang)
        return self.compiled[lang]

    def _get_source(self, recipient, customer, record, lang):
        team = self.records.get(("crm.team", recipient.team_id)) or record.team_id or customer.team_id
        company = team.company_id or record.company_id or self.env.company
        user = self.records.get(("res.users", recipient.user_id)) or self.env["res.users"]

        def localised(source):
            return source.with_context(lang=lang)

        return MessageSource(
            customer=localised(customer),
            point_of_sale=localised(team),
            company=localised(company),
            referenced_user=localised(user),
            unsubscribe_link=recipient.unsubscribe_link,
            now=self.now,
            records=self._filter_shown(self._get_records(localised(record), company)),
            recipient=recipient,
            batch=self,
        )

    @staticmethod
    def _get_records(record, company):
        """Return value -> record. The vehicle of a customer is the one that the company delivered last."""
        if record._name == "res.partner":
            vehicles = record.vehicle_ids.filtered(lambda vehicle: vehicle.company_id in (company, company.browse()))
            return {"vehicle": vehicles.sorted(lambda vehicle: vehicle.delivery_date or date.min)[-1:]}
        kind = RECORD_KINDS[record._name]
        records = {name: record[field_name] for name, field_name in kind.links.items()}
        return {**records, kind.value: record}

    def _filter_shown(self, records):
        if not self.viewer:
            return records
        shown = {name: record.with_env(self.viewer)._filtered_access("read") for name, record in records.items()}
        return {name: record & shown[name] for name, record in records.items()}

    def _build(self, name, source):
        if name not in SHARED_VALUES:
            return self._build_value(name, source)
        key = (name, source.customer.env.lang, source.point_of_sale, source.company, source.referenced_user)
        if key not in self.shared:
            self.shared[key] = self._build_value(name, source)
        return self.shared[key]

    def _build_value(self, name, source):
        return build(name, self.env["dealership.message.values"]._contents(name, source))
