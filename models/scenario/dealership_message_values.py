from itertools import chain

from odoo import api, models

from ...engine.scenario.values import Value, ValueField, Vocabulary


class DealershipMessageValues(models.AbstractModel):
    """The named values of messages: those that the categories declare, and those that every message has.

    Categories say in ``_values()`` what a message can print of their records. An addon that has something to say
    whatever a message is about adds a ``Value`` to ``_get_common_values``. Contents that are empty are held back or
    replaced by the fallback later, never here.
    """

    _name = "dealership.message.values"
    _description = "Values of a Message"

    @api.model
    def _get_vocabulary(self, subject=None):
        """Return the ``Vocabulary`` of messages about a category, with the fields that the environment may read.

        A text is checked with the rights of its author, and rendered as superuser.

        :param str subject: key of a category; empty: any record, all values are there
        """
        catalogue = self.env["dealership.catalogue"]
        given = {
            category._get_key(): category._get_message_values()
            for category in catalogue._get_category_models()
            if category._category_subject
        }
        common = self._get_common_values()
        values = [*chain.from_iterable(given.values()), *common]
        if not subject:
            return Vocabulary(values)
        category = catalogue._get_category_by_key(subject)
        own = {value.name for value in given.get(subject, ())}
        linked = category._get_value_links() if category is not None else {}
        return Vocabulary(values, own, {"customer", *own, *linked, *(value.name for value in common)})

    def _get_common_values(self):
        """Return the ``Value``s that every message has, besides its customer."""
        return [
            self._get_referenced_user_value(),
            self._get_point_of_sale_value(),
            self._get_service_manager_value(),
            self._get_warranty_value(),
            self._get_company_value(),
            Value("unsubscribe_link", self.env._("Unsubscribe link"), lambda source: source.unsubscribe_link),
            Value("preferences_link", self.env._("Preferences link"), lambda source: source.preferences_link),
            self._get_trade_link("booking_link", self.env._("Online booking link"), "booking_url"),
            self._get_trade_link("shop_link", self.env._("Accessory shop"), "shop_url"),
            Value(
                "review_link",
                self.env._("Review link"),
                lambda source: source.point_of_sale.review_url,
                shared=True,
            ),
        ]

    def _get_trade_link(self, name, label, field):
        return Value(name, label, lambda source: _get_of_trade(source, field), shared=True)

    def _get_warranty_value(self):
        return Value(
            "warranty",
            self.env._("Warranty"),
            lambda source: source,
            {
                "name": ValueField(self.env._("Name"), lambda source, _: _get_of_trade(source, "warranty_name")),
                "terms": ValueField(self.env._("Terms"), lambda source, _: _get_of_trade(source, "warranty_terms")),
            },
            shared=True,
        )

    def _get_service_manager_value(self):
        return Value(
            "service_manager",
            self.env._("Service manager"),
            lambda source: source.point_of_sale._get_service_manager(source.make),
            self._get_user_fields(),
            shared=True,
        )

    def _get_referenced_user_value(self):
        return Value(
            "referenced_user",
            self.env._("Signatory"),
            lambda source: source.referenced_user,
            self._get_user_fields(),
            shared=True,
        )

    def _get_user_fields(self):
        return {
            "name": ValueField(self.env._("Name"), lambda user, source: user.name),
            "email": ValueField(self.env._("E-mail"), lambda user, source: user.email),
            "phone": ValueField(self.env._("Phone"), lambda user, source: user.partner_id.phone),
            "job": ValueField(self.env._("Job"), lambda user, source: user.partner_id.function),
        }

    def _get_point_of_sale_value(self):
        return Value(
            "point_of_sale",
            self.env._("Point of sale"),
            # A message of no point of sale has the address of its company.
            lambda source: source,
            {
                "name": ValueField(
                    self.env._("Name"), lambda source, _: source.point_of_sale.trading_name or source.point_of_sale.name
                ),
                "phone": ValueField(self.env._("Phone"), lambda source, _: source.point_of_sale.phone),
                "email": ValueField(self.env._("E-mail"), lambda source, _: _get_email(source)),
                "address": ValueField(self.env._("Address"), lambda source, _: _get_address(source.point_of_sale)),
                "city": ValueField(self.env._("City"), lambda source, _: source.point_of_sale.city),
                "next_opening": ValueField(
                    self.env._("Opening hours of tomorrow"), lambda source, _: _get_opening(source)
                ),
            },
            shared=True,
        )

    def _get_company_value(self):
        return Value(
            "company",
            self.env._("Organisation"),
            lambda source: source.company,
            {
                "name": ValueField(self.env._("Name"), lambda company, source: company.name),
                "phone": ValueField(self.env._("Phone"), lambda company, source: company.phone),
                "email": ValueField(self.env._("E-mail"), lambda company, source: company.email),
                "website": ValueField(self.env._("Website"), lambda company, source: company.website, "link"),
            },
            shared=True,
        )


def _get_email(source):
    team = source.point_of_sale
    return team.email or team.alias_email or source.company.email


def _get_of_trade(source, name):
    return source.point_of_sale._get_trade_value(name, source.make)


def _get_opening(source):
    """Return when one can come on the day after the message, or on the next that is open."""
    return source.point_of_sale.with_company(source.company)._get_next_opening(source.now)


def _get_address(team):
    town = " ".join(filter(None, (team.zip, team.city)))
    return ", ".join(filter(None, (team.street, team.street2, town)))
