import logging
from dataclasses import dataclass, field, replace
from datetime import datetime

import psycopg2
import pytz

from odoo import models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools.misc import get_lang

from ...engine.one_line import describe_error
from ...engine.scenario.message import HeldBack, MessageError, MessageProblem, Recipient

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MessageSource:
    """The records one message is about, all in the recipient's language; ``now`` is naive UTC."""

    customer: models.BaseModel
    point_of_sale: models.BaseModel
    company: models.BaseModel
    referenced_user: models.BaseModel
    unsubscribe_link: str
    preferences_link: str
    now: datetime
    records: dict = field(default_factory=dict)  # value -> record
    make: models.BaseModel | None = None  # the ``fleet.vehicle.model.brand`` that it is about
    recipient: Recipient | None = None
    batch: object = None  # the `MessageBatch`, for what its recipients share
    besides: tuple = ()  # the sources of further records that the message speaks of

    @property
    def viewer(self):
        return self.batch and self.batch.viewer

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
        self.environments = {}
        self.compiled = {}
        self.shared = {}
        self.links = {}
        self.vocabulary = env["dealership.message.values"]._get_vocabulary()

    def _browse(self, recipients):
        """Return ``{(model, id): record}`` of all that exists, one prefetch per model."""
        ids = {"res.partner": set(), "res.users": set(), "crm.team": set()}
        for recipient in recipients:
            ids["res.partner"].add(recipient.partner_id)
            ids["res.users"].add(recipient.user_id)
            ids["crm.team"].add(recipient.team_id)
            ids.setdefault(recipient.res_model, set()).update({recipient.res_id, *recipient.besides_ids})
        return {
            (model, record.id): record
            for model, model_ids in ids.items()
            if model in self.env  # else the addon that it was from is gone
            for record in self.env[model].browse(filter(None, model_ids)).exists()
        }

    def render_all(self):
        """Return the `RenderedMessage` or `MessageProblem` of each recipient, in their order.

        Whatever goes wrong with one, be it in another addon or in PostgreSQL, is a problem of that one alone.
        """
        with self.env.cr.savepoint() as savepoint:
            return [self._render_alone(recipient, savepoint) for recipient in self.recipients]

    def _render_alone(self, recipient, savepoint):
        try:
            return self.render(recipient)
        except Exception as error:
            if isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                raise  # the whole transaction is tried again
            if isinstance(error, psycopg2.Error):
                savepoint.rollback()
            _logger.exception(
                "No message could be written to partner %s about %s,%s",
                recipient.partner_id,
                recipient.res_model,
                recipient.res_id,
            )
            return MessageProblem("failed", self._describe_failure(recipient, error))

    def _describe_failure(self, recipient, error):
        return self.env._(
            "The message about this record (%(model)s, %(id)s) could not be written: %(error)s. Correct the record or "
            "the message and send it again; if that does not help, tell whoever looks after your database.",
            model=recipient.res_model,
            id=recipient.res_id or recipient.partner_id,
            error=describe_error(error),
        )

    def render(self, recipient):
        """Return what one recipient gets, or why they don't."""
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
            if isinstance(error.__cause__, psycopg2.Error):
                raise error.__cause__ from error
            if error.code == "unreadable":
                _logger.warning("%s of %s could not be read", error.value, record, exc_info=error.__cause__)
            return MessageProblem(error.code, self.env._(error.text), error.value)
        except MessageError as error:
            return MessageProblem("template", f"{self.env._(error.place)}: {self.env._(error.text)}")

    def _get_lang(self, code):
        """Return an installed language: the asked one, else the company's."""
        if code not in self.languages:
            self.languages[code] = get_lang(self.env, code).code
        return self.languages[code]

    def _get_environment(self, lang):
        if lang not in self.environments:
            self.environments[lang] = self.env(context={**self.env.context, "lang": lang})
        return self.environments[lang]

    def _compile(self, lang):
        if lang not in self.compiled:
            self.compiled[lang] = self.compile_for(lang)
        return self.compiled[lang]

    def _get_source(self, recipient, customer, record, lang):
        team = self.records.get(("crm.team", recipient.team_id)) or _get_own(record, "team_id") or customer.team_id
        company = team.company_id or _get_own(record, "company_id") or self.env.company
        user = self.records.get(("res.users", recipient.user_id)) or self.env["res.users"]

        env = self._get_environment(lang)
        records = self._get_shown(record.with_env(env), company)
        source = MessageSource(
            customer=customer.with_env(env),
            point_of_sale=team.with_env(env),
            company=company.with_env(env),
            referenced_user=user.with_env(env),
            unsubscribe_link=recipient.unsubscribe_link,
            preferences_link=recipient.preferences_link,
            now=self.now,
            records=records,
            make=self._get_make(records).with_env(env),
            recipient=recipient,
            batch=self,
        )
        others = [self.records.get((recipient.res_model, res_id)) for res_id in recipient.besides_ids]
        besides = [
            replace(source, records=self._get_shown(other.with_env(env), company)) for other in filter(None, others)
        ]
        return replace(source, besides=tuple(besides)) if besides else source

    def _get_shown(self, record, company):
        """Return name of a value → the record that it speaks of, as far as the viewer may see it."""
        return self._filter_shown(self._get_records(record, company))

    def _get_records(self, record, company):
        """Return name of a value → the record that it speaks of, in the language of ``record``."""
        category = self.env["dealership.catalogue"]._find_category(record._name)
        if category is None:
            return {}
        if category not in self.links:
            self.links[category] = category._get_value_links()
        links = self.links[category].items()
        linked = {name: link(record, company) if callable(link) else record[link] for name, link in links}
        return {**linked, category._get_value_name(): record}

    def _get_make(self, records):
        """Return the make that a message is about: that of what it is about itself, else of the vehicle with it."""
        makes = (_get_own(record, "brand_id") for record in reversed(records.values()))
        return next(filter(None, makes), self.env["fleet.vehicle.model.brand"])

    def _filter_shown(self, records):
        if not self.viewer:
            return records
        shown = {name: record.with_env(self.viewer)._filtered_access("read") for name, record in records.items()}
        return {name: record & shown[name] for name, record in records.items()}

    def _build(self, name, source):
        if not self.vocabulary[name].shared:
            return self.vocabulary.build(name, source, source.besides)
        shared = (source.point_of_sale, source.company, source.referenced_user, source.make)
        key = (name, source.customer.env.lang, *shared)
        if key not in self.shared:
            self.shared[key] = self.vocabulary.build(name, source)
        return self.shared[key]


def _get_own(record, name):
    """Return a link of a record; of one that has none of that name, nothing."""
    return record[name] if name in record._fields else None
