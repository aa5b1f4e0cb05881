from odoo import fields
from odoo.tools.sql import escape_psql

from ...engine.feed.field import CHANGED_AT
from ...engine.local_time import to_local
from .bulk_creation import BulkCreation


class FeedContext:
    """What a load knows besides its rows.

    :param feed: ``dealership.feed``, as superuser in its company
    :param datetime as_of: naive UTC, when the file was made
    :param load: ``dealership.feed.load`` that may be undone; None where nothing is written down for that
    :ivar bool is_history: what is in the file happened before the feed went live
    :ivar datetime now: naive UTC, when the load began, or went on
    """

    def __init__(self, feed, as_of, load=None):
        self.env = feed.env
        self.feed = feed
        self.company = feed.company_id
        self.team = feed.team_id
        self.as_of = as_of
        self.load = load
        self.is_history = feed._is_history(as_of)
        self.tz = feed._get_notation().tz
        self.now = fields.Datetime.now()
        self._models = {}
        self._creations = {}

    def get_day(self, moment=None):
        """Return the day at the point of sale of a moment (naive UTC); by default, of when the file was made."""
        return to_local(moment or self.as_of, self.tz).date()

    def get_said_at(self, values):
        """Return when a row was said, naive UTC: with the file, unless it says itself when it changed."""
        return min(values.get(CHANGED_AT) or self.as_of, self.now)

    def forget(self):
        """Forget what was made since: it has been rolled back."""
        self._models.clear()
        self._creations.clear()

    def make(self, kind, vals_list):
        """Return new records of a kind; those of history are nobody's news, and are made all at once."""
        if not (self.is_history and kind._feed_in_bulk):
            return kind._create(vals_list)
        key = kind._get_key()
        if key not in self._creations:
            self._creations[key] = BulkCreation(kind._get_creator(), kind._feed_shared)
        return kind._finish_new(self._creations[key].make(vals_list))

    def get_vehicle_model(self, brand, model):
        """Return the ``fleet.vehicle.model`` of a brand and a model, made when there is none."""
        if (brand, model) not in self._models:
            brands = self.env["fleet.vehicle.model.brand"]
            unknown_brand, unknown_model = self._get_unknown_names()
            brand_record = self._find(brands, name=brand or unknown_brand)
            # Odoo takes a model for electric unless told otherwise.
            models = self.env["fleet.vehicle.model"].with_context(default_default_fuel_type=False)
            self._models[brand, model] = self._find(models, name=model or unknown_model, brand_id=brand_record.id)
        return self._models[brand, model]

    def is_unknown_model(self, model):
        """Return whether a ``fleet.vehicle.model`` only stands for one that no row has told of yet."""
        return (model.brand_id.name, model.name) == self._get_unknown_names()

    def _get_unknown_names(self):
        return self.env._("Unknown Brand"), self.env._("Unknown Model")

    def _find(self, records, name, **values):
        domain = [("name", "=ilike", escape_psql(name))]
        domain += [(field, "=", value) for field, value in values.items()]
        return records.search(domain, limit=1) or records.create({"name": name, **values})
