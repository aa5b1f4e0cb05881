from dataclasses import replace

from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ...engine.feed import field as types
from ...engine.feed.field import CHANGED_AT, KEY, FeedField
from ...engine.feed.source_key import fold_source_key
from ..family import get_members

_lt = LazyTranslate(__name__, default_lang="en_US")

CHANGED = FeedField(
    CHANGED_AT,
    _lt("Changed on"),
    types.MOMENT,
    r"(date )?(de )?(derniere )?(modif(ication)?|maj|mise a jour)|modifie le"
    r"|(last )?(changed|modified|updated)( at| on)?",
)

POINT_OF_SALE = FeedField(
    "team_id",
    _lt("Point of sale"),
    types.SITE,
    r"site|etablissement|point de vente|agence|garage|branch|location",
)

# What several kinds say of a vehicle.
MILEAGE = FeedField(
    "mileage", _lt("Mileage"), types.INTEGER, r"kilometrage|km|mileage|odometer|compteur", dispensable=True
)
SALE_TYPE = FeedField(
    "sale_type",
    _lt("New or used"),
    types.CHOICE,
    r"type (de )?vente|sale type|vn vo|nature",
    words={"vn": r"neuf|new|n", "vo": r"occasion|used|occ|o", "vd": r"demo\w*|direction|d"},
    dispensable=True,
)
DELIVERY_HEADERS = r"(date )?(de )?livraison|livree? le|delivery( date)?|delivered( on)?"

# What a file says of how a vehicle is paid for.
FINANCING_KINDS = {
    "loan": r"credit( auto| classique)?|pret|loan",
    "lease_purchase": r"loa|leasing|credit bail|location avec option d achat|lease purchase|lease with purchase option",
    "lease": r"lld|location longue duree|long term lease|lease",
}
FINANCING_FIELDS = (
    FeedField(
        "financing_kind",
        _lt("Financing"),
        types.CHOICE,
        r"(type |mode )?(de )?financement|financing( type)?",
        words=FINANCING_KINDS,
        dispensable=True,
    ),
    FeedField(
        "financing_end",
        _lt("End of contract"),
        types.DATE,
        r"(date )?(de )?(fin|echeance) (de |du |d )?(contrat|financement|loa|lld|leasing|credit)"
        r"|(contract|financing|lease) end( date)?|end of (contract|lease)",
    ),
    FeedField(
        "residual_value",
        _lt("Residual value"),
        types.AMOUNT,
        r"valeur residuelle|vr|valeur (de )?rachat|option d achat|residual( value)?",
    ),
    FeedField(
        "remaining_amount",
        _lt("Remaining amount"),
        types.AMOUNT,
        r"capital restant( du)?|crd|reste du|encours( restant)?|remaining( amount)?",
    ),
)


class DealershipFeedKind(models.AbstractModel):
    """One kind of record that feeds bring. A new kind is one model in one file::

        class FeedKindCourtesyCar(models.AbstractModel):
            _name = "dealership.feed.kind.courtesy_car"
            _inherit = "dealership.feed.kind"
            _description = "Courtesy Cars"
            _feed_model = "courtesy.car"
            _feed_parts = {"customer": ("customer", "driver_id")}

    The last part of ``_name`` is the value of the feeds' field, ``_description`` its label. A row can speak of other
    records as well, its *parts*: the customer and the vehicle of a repair order. Each part is a kind of its own, and
    known by the source's key, else recognised, else made of what the row says of it.
    """

    _name = "dealership.feed.kind"
    _description = "Kind of Feed"
    _feed_sequence = 100
    _feed_model = None
    # Part → (its kind, the field that links to it), in the order in which they are taken in.
    _feed_parts = {}
    # Parts that can be another one tomorrow: a vehicle is sold on, an order stays its customer's.
    _feed_changing_parts = frozenset()
    # Field → the ones that change with it, and are set back with it.
    _feed_followers = {}
    # Fields of which many records have the same value, and from which others follow: see ``BulkCreation``.
    _feed_shared = ("company_id", "team_id")
    # Why none of them is taken back when a load is undone, as a ``LazyGettext``; empty where they are.
    _feed_lasting = ""
    # Whether those of history can be made at once.
    _feed_in_bulk = True
    _feed_part_labels = {"customer": _lt("Customer"), "vehicle": _lt("Vehicle"), "appointment": _lt("Appointment")}

    @api.model
    def _selection_kinds(self):
        """Return the kinds installed as ``(key, label)`` pairs, in order."""
        kinds = get_members(self.env, DealershipFeedKind._name, "_feed_sequence")
        return [(kind._get_key(), self.env["ir.model"]._get(kind._name).name) for kind in kinds]

    @api.model
    def _get_kind(self, key):
        return self.env[f"{DealershipFeedKind._name}.{key}"]

    @api.model
    def _get_keys_of(self, model):
        """Return the keys of the kinds whose records are of a model."""
        kinds = get_members(self.env, DealershipFeedKind._name, "_feed_sequence")
        return [kind._get_key() for kind in kinds if kind._feed_model == model]

    @api.model
    def _get_key(self):
        return self._name.removeprefix(f"{DealershipFeedKind._name}.")

    # -- what a row can say -----------------------------------------------------------------------------

    @api.model
    def _get_own_fields(self):
        """Return the ``FeedField`` of the record itself, its KEY first."""
        raise NotImplementedError

    @api.model
    def _get_fields(self):
        """Return all ``FeedField`` of a row, the record's own and those of its parts, each with its path."""
        own = [replace(feed_field, path=feed_field.name) for feed_field in [*self._get_own_fields(), CHANGED]]
        return own + [
            replace(
                feed_field,
                path=f"{part}.{feed_field.name}",
                required=False,
                headers=feed_field.part_headers or feed_field.headers,
            )
            for part, (kind, _link) in self._feed_parts.items()
            for feed_field in self._get_kind(kind)._get_own_fields()
        ]

    @api.model
    def _get_meanings(self):
        """Return {meaning: ``FeedField``}: what a column of a feed of this kind can mean."""
        return {f"{self._get_key()}.{feed_field.path}": feed_field for feed_field in self._get_fields()}

    @api.model
    def _get_label(self, feed_field):
        """Return what a field is called on the screen: “Customer / E-mail”, without signs that nobody types."""
        part, _dot, _name = feed_field.path.rpartition(".")
        label = self.env._(feed_field.label)
        if not part:
            return label
        return self.env._("%(part)s / %(field)s", part=self.env._(self._feed_part_labels[part]), field=label)

    @api.model
    def _get_choices(self, feed_field):
        """Return {value: label} of a field that is a choice."""
        labels = dict(self.env[self._feed_model]._fields[feed_field.name]._description_selection(self.env))
        return {value: labels[value] for value in feed_field.words}

    # -- which record it is -----------------------------------------------------------------------------

    @api.model
    def _get_source_key(self, values):
        """Return by what the source knows a record, however it writes that; empty when the row doesn't say."""
        return fold_source_key(self._find_source_key(values))

    @api.model
    def _find_source_key(self, values):
        """Return the same as the row has it."""
        return values.get(KEY) or ""

    @api.model
    def _get_called(self, values):
        """Return what tells a record without number from others in the same place; empty where nothing does."""
        return ""

    @api.model
    def _get_row_key(self, parts):
        """Return by what a row is told from others of its file, before it is known of which records it speaks.

        :param dict parts: part of the row → {name: value}
        """
        return self._get_source_key(parts.get("", {}))

    @api.model
    def _get_identities(self, values_list, company):
        """Return by what each record is recognised, as sets of ``(name, …)``: two rows with one of them are alike."""
        return [set() for _values in values_list]

    @api.model
    def _recognise(self, values_list, company):
        """Return for each dict of values the record that it speaks of, as its id; None where there is none.

        :param company: whose records
        """
        return [None] * len(values_list)

    @api.model
    def _is_another(self, values, record):
        """Return whether a record that was recognised can't be meant, where the source knows it by another key.

        :param dict values: name → value, as read
        """
        return False

    # -- what is written --------------------------------------------------------------------------------

    @api.model
    def _find_problem(self, vals, record):
        """Return why a record can't be made or changed so, as a ``LazyGettext``; empty when it can be.

        :param dict vals: to be written
        :param record: that is changed; empty for a new one
        """
        return ""

    @api.model
    def _prepare_values(self, values, context):
        """Return the values of the record's fields of what a row says of it.

        :param dict values: name → value, and the links to its parts, field → id
        :param FeedContext context: the company, point of sale and moment of the load
        """
        known = self.env[self._feed_model]._fields
        return {name: value for name, value in values.items() if name in known}

    @api.model
    def _find_known(self, values, record):
        """Return the names of the record's fields of which a row about something else says but part of what is known.

        :param dict values: name → value, as read
        :param record: that they are about
        """
        return frozenset()

    @api.model
    def _is_unknown(self, record, name, context):
        """Return whether what stands in a field only takes the place of what nobody has told yet."""
        return False

    @api.model
    def _prepare_new(self, values, context):
        """Return further values of a record that is made, which the row doesn't say."""
        return {}

    @api.model
    def _date_changes(self, vals, record, context):
        """Add to what is written when it happened, where the source doesn't say and the model would take it for now.

        :param dict vals: what is about to be written
        :param record: that is changed; empty for a new one
        """

    @api.model
    def _get_decisions(self, values):
        """Return what a row says that stands in no field of the record, name → text: noted where it is news."""
        return {}

    @api.model
    def _note_decisions(self, decided, context):
        """Note what records have decided.

        :param list decided: of ``(id of the record, name, text, naive UTC when it was said)``
        """

    @api.model
    def _get_creator(self):
        """Return the model to create with, quietly: nobody is invited, subscribed or told."""
        quiet = {"mail_create_nolog": True, "mail_create_nosubscribe": True, "mail_notrack": True}
        return self.env[self._feed_model].with_context(**quiet)

    @api.model
    def _finish_new(self, records):
        """Do what ``create`` does besides for records of history; return them."""
        return records

    @api.model
    def _create(self, vals_list):
        """Return the records that are made."""
        return self._get_creator().create(vals_list)

    @api.model
    def _write(self, record, vals):
        """Write what has changed."""
        record.write(vals)

    @api.model
    def _take_back(self, records):
        """Delete records that a load has made, when it is undone."""
        records.unlink()

    @api.model
    def _follow_up(self, records, context):
        """Do what follows from records that were made or changed, for many at once."""
