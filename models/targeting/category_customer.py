from datetime import date

from odoo import models
from odoo.fields import Domain

from ...engine.contact.purposes import CHANNELS, PURPOSES
from ...engine.targeting.schema import Attribute
from ...engine.targeting.sentence import lower
from ..client.inner_context import get_inner
from ..customer.same_customer import IS_CUSTOMER


class CategoryCustomer(models.AbstractModel):
    """People and companies that are customers.

    Not the group's own companies, not its staff (partners of internal users), and not the further
    addresses (delivery, invoice, other) of a customer, which are the same customer again.
    """

    _name = "dealership.category.customer"
    _inherit = "dealership.category"
    _description = "Targeting Category: Customer"

    _category_model = "res.partner"
    _category_sequence = 10
    _category_customer = "id"
    _category_responsible = "user_id"
    _category_action = "crm_dealership.res_partner_action"

    def _label(self):
        return self.env._("Customer")

    def _plural(self):
        return self.env._("Customers")

    def _get_own_company_domain(self):
        # sudo: whether a partner is one of the group's companies, whoever asks.
        return self._exists("res.company", "id", "partner_id", Domain.TRUE, sudo=True)

    def _base_domain(self):
        archived = get_inner(self.env, "dealership_finds_archived", False)
        return (Domain.TRUE if archived else Domain("active", "=", True)) & self._get_kind_domain()

    def _get_kind_domain(self):
        """Return the domain of the partners that are customers, archived or not."""
        return IS_CUSTOMER & self._get_outsider_domain()

    def _get_outsider_domain(self):
        return Domain("partner_share", "=", True) & ~self._get_own_company_domain()

    def _exclusions(self):
        return [
            (self.env._("Is archived"), Domain("active", "=", False)),
            (self.env._("Is one of your staff"), Domain("partner_share", "=", False)),
            (
                self.env._("Is a delivery, invoice or other address of a customer"),
                ~IS_CUSTOMER,
            ),
            (self.env._("Is one of your own companies"), self._get_own_company_domain()),
        ]

    def _attributes(self):
        return [
            self._field_attribute("name", "name"),
            Attribute(
                "company_type",
                self.env._("Company or person"),
                "choice",
                choices=(("person", self.env._("Person")), ("company", self.env._("Company"))),
                noun=self.env._("legal form"),
                domain=self._get_company_type_domain,
            ),
            self._field_attribute("kind", "customer_kind", self.env._("Kind of customer")),
            self._field_attribute("title", "courtesy_title", self.env._("Courtesy title")),
            self._field_attribute("language", "lang", self.env._("Language")),
            self._field_attribute("city", "city", self.env._("City")),
            self._field_attribute("postcode", "zip", self.env._("Postcode")),
            self._field_attribute("country", "country_id", self.env._("Country")),
            self._field_attribute(
                "birthday", "birthdate_date", self.env._("Birthday"), noun=self.env._("date of birth")
            ),
            self._field_attribute(
                "since", "create_date", self.env._("Customer since"), noun=self.env._("first day as a customer")
            ),
            self._field_attribute("salesperson", "user_id", self.env._("Salesperson")),
            self._field_attribute("point_of_sale", "team_id", self.env._("Point of sale")),
            self._field_attribute("tags", "category_id", self.env._("Tags")),
            self._field_attribute("profile", "customer_profile_id", self.env._("Customer profile")),
            *self._contact_attributes(),
        ]

    def _contact_attributes(self):
        return [
            Attribute(
                "email_present",
                self.env._("E-mail address present"),
                "boolean",
                help=self.env._("An address that messages can be sent to."),
                domain=self._get_flag_domain(Domain("email_normalized", "!=", False)),
            ),
            Attribute(
                "email_dead",
                self.env._("Dead e-mail address"),
                "boolean",
                help=self.env._("A server said that there is no such address: ask the customer for another."),
                domain=self._get_flag_domain(self._get_dead_domain("email", "email_normalized")),
            ),
            Attribute(
                "mobile_present",
                self.env._("Mobile number present"),
                "boolean",
                help=self.env._("A number that text messages can be sent to; landlines do not count."),
                domain=self._get_flag_domain(Domain("has_mobile", "=", True)),
            ),
            Attribute(
                "blacklisted",
                self.env._("Blacklisted"),
                "boolean",
                help=self.env._("The e-mail address or the phone number is on the blacklist."),
                domain=self._get_flag_domain(self._get_blacklisted_domain()),
            ),
            *(
                self._consent_attribute(purpose, purpose_label, channel, channel_label)
                for purpose, purpose_label in self._get_choices("purpose")
                for channel, channel_label in self._get_choices("channel")
            ),
        ]

    def _get_choices(self, name):
        field = self.env["dealership.consent"]._fields[name]
        known = dict(PURPOSES if name == "purpose" else CHANNELS)
        return [(value, label) for value, label in field._description_selection(self.env) if value in known]

    def _consent_attribute(self, purpose, purpose_label, channel, channel_label):
        """Return the customer's decision about one purpose on one channel."""
        return Attribute(
            f"consent_{purpose}_{channel}",
            self.env._("Consent: %(purpose)s by %(channel)s", purpose=purpose_label, channel=channel_label),
            "choice",
            noun=self.env._(
                "consent to %(purpose)s by %(channel)s", purpose=lower(purpose_label), channel=lower(channel_label)
            ),
            choices=(
                ("granted", self.env._("Granted")),
                ("refused", self.env._("Refused")),
                ("undecided", self.env._("Undecided")),
            ),
            help=self.env._("“Is set” means that the customer has decided, one way or the other."),
            domain=lambda operator, value, clock: self._get_consent_domain(purpose, channel, operator, value),
        )

    # -- what messages say --------------------------------------------------------------------------

    def _values(self):
        return {
            "salutation": self._field_value("name", self.env._("Salutation"), _get_salutation),
            "name": self._field_value("name", self.env._("Name")),
            "first_name": self._field_value("firstname", self.env._("First name")),
            "last_name": self._field_value("lastname", self.env._("Last name")),
            "title": self._field_value("courtesy_title", self.env._("Courtesy title"), _get_title),
            "city": self._field_value("city", self.env._("City")),
            "email": self._field_value("email", self.env._("E-mail")),
            "phone": self._field_value("phone", self.env._("Phone")),
            "birthday": self._field_value("birthdate_date", self.env._("Birthday")),
        }

    def _get_value_record(self, source):
        """Every message has its customer, whatever it is about."""
        return source.customer

    def _value_links(self):
        return {**super()._value_links(), "vehicle": _get_latest_vehicle}

    # -- domains of what no column holds ------------------------------------------------------------

    def _get_flag_domain(self, domain):
        """Return the callable of a yes/no attribute that is true for ``domain``."""
        return lambda operator, value, clock: domain if value else ~domain

    def _get_company_type_domain(self, operator, value, clock):
        if operator == "set":
            return Domain.TRUE
        kinds = value if operator == "in" else [value]
        return Domain.OR(Domain("is_company", "=", kind == "company") for kind in kinds)

    def _get_dead_domain(self, channel, column):
        dead = Domain([("channel", "=", channel), ("lifted_at", "=", False)])
        # sudo: users may not read what other companies' servers were told, but may know of their own customers.
        return self._exists("dealership.dead.address", column, "address", dead, sudo=True)

    def _get_blacklisted_domain(self):
        # sudo: users may not read the blacklists, but may know of their own customers.
        active = Domain("active", "=", True)
        email = self._exists("mail.blacklist", "email_normalized", "email", active, sudo=True)
        phone = self._exists("phone.blacklist", "phone_sanitized", "number", active, sudo=True)
        return email | phone

    def _get_consent_domain(self, purpose, channel, operator, value):
        decisions = Domain(
            [
                ("company_id", "=", self.env.company.id),
                ("purpose", "=", purpose),
                ("channel", "=", channel),
                ("topic_id", "=", False),
            ]
        )

        def decided(extra=Domain.TRUE):
            # sudo: consents are as readable as their customers, who are read under the rules already.
            return self._exists("dealership.consent.state", "id", "partner_id", decisions & extra, sudo=True)

        if operator == "set":
            return decided()
        domains = {
            "granted": decided(Domain("granted", "=", True)),
            "refused": decided(Domain("granted", "=", False)),
            "undecided": ~decided(),
        }
        return Domain.OR(domains[choice] for choice in (value if operator == "in" else [value]))


def _get_salutation(partner, source):
    """Return how a letter addresses the customer: a company by nobody's name, a person without title by theirs."""
    if partner.is_company:
        return partner.env._("Sir or Madam")
    title = _get_title(partner, source)
    return " ".join(filter(None, (title, (title and partner.lastname) or partner.name)))


def _get_title(partner, _source):
    """Return the title as it stands before a name in the recipient's language; a company has none."""
    if partner.is_company or not partner.courtesy_title:
        return ""
    env = partner.env
    return env._("Ms") if partner.courtesy_title == "madam" else env._("Mr")


def _get_latest_vehicle(partner, company):
    """Return the vehicle that the company delivered to a customer last."""
    vehicles = partner.vehicle_ids.filtered(lambda vehicle: vehicle.company_id in (company, company.browse()))
    return vehicles.sorted(lambda vehicle: vehicle.delivery_date or date.min)[-1:]
