import json
from dataclasses import dataclass
from datetime import date

from dateutil.parser import isoparse

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date, format_datetime, formatLang, html2plaintext
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__, default_lang="en_US")

# Of use to machines alone.
HIDDEN = ("id", "res_model", "res_id", "model")
FORMAT = "crm_dealership/personal-data/1"
ADMINISTRATOR = "crm_dealership.group_dealership_administrator"


@dataclass(frozen=True)
class Section:
    """What one model keeps of a customer.

    :ivar str key: in the file, never changed once it was released
    :ivar str model: its name
    :ivar list rows: of ``{key: value}``, as JSON has them
    """

    key: str
    model: str
    rows: list


class PersonalData(models.AbstractModel):
    """What is kept of a customer, for the file that they may ask for (GDPR, articles 15 and 20). A model's part::

        class CourtesyCar(models.Model):
            _name = "courtesy.car"
            _inherit = ["courtesy.car", "dealership.personal.data"]
            _personal_data_key = "courtesy_cars"
            _personal_data_customer = "driver_id"
            _personal_data_fields = ("lent_on", "returned_on", "license_plate")

    Each area has its own in ``models/<area>/personal_data.py``. What its fields do not say is said by overriding
    ``_get_personal_data``, or ``_prepare_personal_data`` for one record. Everything is read with the rights of whoever
    exports: what they may not see is not in it, and models that they may not read at all are named.
    """

    _name = "dealership.personal.data"
    _description = "Personal Data"

    # The key of the section; None: the model has no part.
    _personal_data_key = None
    # The field that names the customer, or an address of theirs.
    _personal_data_customer = "partner_id"
    _personal_data_fields = ()
    # What it is called on paper; the name of the model when not given.
    _personal_data_title = None
    # Labels of keys that are no fields, and of fields that are named for another use.
    _personal_data_labels = {}

    @api.model
    def _get_personal_data(self, partners):
        """Return what is kept of a customer, as a list of ``{key: value}``; of values as JSON has them.

        :param partners: ``res.partner``: the customer and all their addresses
        """
        domain = self._get_personal_data_domain(partners)
        records = self.with_context(active_test=False).search(domain, order="id")
        return [record._prepare_personal_data() for record in records]

    @api.model
    def _get_personal_data_domain(self, partners):
        return [(self._personal_data_customer, "in", partners.ids)]

    def _prepare_personal_data(self):
        """Return one record as ``{key: value}``; the keys are the names of the fields."""
        self.ensure_one()
        names = [name for name in self._personal_data_fields if self._has_field_access(self._fields[name], "read")]
        return {"id": self.id, **{name: self._get_personal_value(name) for name in names}}

    def _get_personal_value(self, name):
        """Return the value of a field as JSON has it: moments in UTC, records by name, texts without mark-up."""
        field, value = self._fields[name], self[name]
        if not value and field.type not in ("boolean", "integer", "float", "monetary"):
            return None
        if field.relational:
            # A name may speak of what whoever exports may not read.
            names = value._filtered_access("read").mapped("display_name")
            return names if field.type.endswith("2many") else (names or [None])[0]
        as_json = {
            "html": lambda: html2plaintext(value).strip(),
            "datetime": lambda: f"{value.isoformat(timespec='seconds')}Z",
            "date": lambda: str(value),
        }.get(field.type)
        return as_json() if as_json else value


class ResPartner(models.Model):
    """The whole file of a customer, as they may ask for it."""

    _name = "res.partner"
    _inherit = ["res.partner", "dealership.personal.data"]
    _personal_data_key = "identity"
    _personal_data_title = _lt("Who You Are")
    _personal_data_customer = "id"
    _personal_data_fields = [
        "name",
        "courtesy_title",
        "firstname",
        "lastname",
        "birthdate_date",
        "is_company",
        "type",
        "email",
        "phone",
        "phone2",
        "street",
        "street2",
        "zip",
        "city",
        "state_id",
        "country_id",
        "lang",
        "tz",
        "website",
        "function",
        "vat",
        "ref",
        "comment",
        "category_id",
        "customer_kind",
        "customer_profile_id",
        "team_id",
        "user_id",
        "company_id",
        "active",
        "create_date",
        "erased_at",
        "erased_as",
        "emptied_at",
    ]

    def action_download_file(self):
        """Download the whole file of the customer, for machines."""
        customer = self._check_personal_file()
        return {
            "type": "ir.actions.act_url",
            "url": f"/dealership/customer/{customer.id}/file.json?cids={'-'.join(map(str, self.env.companies.ids))}",
            "target": "download",
        }

    def action_print_file(self):
        """Print the whole file of the customer, for the customer."""
        customer = self._check_personal_file()
        return self.env.ref("crm_dealership.personal_file_report").report_action(customer, config=False)

    def _check_personal_file(self):
        """Return the customer, whose addresses are part of the file.

        :raise AccessError: for who is no Administrator
        """
        self.check_access("read")
        self.ensure_one()
        if not self.env.user.has_group(ADMINISTRATOR):
            raise AccessError(
                self.env._("Administrators of the dealership hand out files of customers: ask one of them.")
            )
        return self.same_customer_id

    def _get_personal_sections(self):
        """Return each ``Section`` of the file of a customer, and the keys of those that whoever asks may not read."""
        customer = self._check_personal_file()
        addresses = self.with_context(active_test=False).search([("same_customer_id", "=", customer.id)])
        sections, left_out = [], []
        for model in self._get_personal_models():
            if model.has_access("read"):
                rows = model._get_personal_data(customer | addresses)
                sections.append(Section(model._personal_data_key, model._name, rows))
            else:
                left_out.append(model._personal_data_key)
        return sections, left_out

    @api.model
    def _get_personal_models(self):
        """Return the models that have a part in the file, that of the customer first."""
        contributing = [
            self.env[name]
            for name, model in self.env.registry.items()
            if not model._abstract and getattr(model, "_personal_data_key", None)
        ]
        return sorted(contributing, key=lambda model: (model._name != "res.partner", model._personal_data_key))

    def _get_personal_file(self):
        """Return the file as text in JSON: ``docs/consent.md`` says what the keys mean."""
        sections, left_out = self._get_personal_sections()
        return json.dumps(
            {
                "format": FORMAT,
                "exported_at": f"{fields.Datetime.now().isoformat()}Z",
                "exported_by": self.env.user.name,
                "companies": self.env.companies.mapped("name"),
                "customer_id": self.same_customer_id.id,
                "data": {section.key: section.rows for section in sections},
                "not_readable": left_out,
            },
            ensure_ascii=False,
            indent=2,
            default=str,
        )

    def _get_personal_pages(self):
        """Return the file for people, as ``[(title, [[(label, value)] of each record])]``, without what is empty."""
        sections, _left_out = self._get_personal_sections()
        return [
            (self._get_section_title(section), [self._label_row(section.model, row) for row in section.rows])
            for section in sections
            if section.rows
        ]

    def _get_section_title(self, section):
        title = self.env[section.model]._personal_data_title
        return self.env._(title) if title else self.env[section.model]._description

    def _label_row(self, model, row):
        shown = [
            (self._get_label(model, key), self._show(model, key, value))
            for key, value in row.items()
            if key not in HIDDEN
        ]
        return [(label, value) for label, value in shown if value not in (None, "")]

    def _get_label(self, model, key):
        label, field = self.env[model]._personal_data_labels.get(key), self.env[model]._fields.get(key)
        if label:
            return self.env._(label)
        return field._description_string(self.env) if field else key

    def _show(self, model, key, value):
        """Return a value as people read it."""
        field = self.env[model]._fields.get(key)
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        if isinstance(value, list):
            return ", ".join(map(str, value))
        show = {
            "selection": lambda: dict(field._description_selection(self.env)).get(value, value),
            "datetime": lambda: format_datetime(self.env, isoparse(value).replace(tzinfo=None)),
            "date": lambda: format_date(self.env, date.fromisoformat(value)),
            "float": lambda: formatLang(self.env, value),
            "monetary": lambda: formatLang(self.env, value),
        }.get(field.type if field and value is not None else None)
        return show() if show else value
