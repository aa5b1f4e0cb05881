from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__, default_lang="en_US")


class DealershipDoNotContact(models.Model):
    """Where an address or a number of the customer stands on a list."""

    _name = "dealership.do.not.contact"
    _inherit = ["dealership.do.not.contact", "dealership.personal.data"]
    _personal_data_key = "do_not_contact"
    _personal_data_title = _lt("On Our Do-Not-Contact List")
    _personal_data_fields = ("address", "company_id", "source", "create_date")

    @api.model
    def _get_personal_data_domain(self, partners):
        return [("address", "in", list(partners._get_known_addresses()))]


class DealershipDeadAddress(models.Model):
    """That an address or a number of the customer is, or was, taken for dead."""

    _name = "dealership.dead.address"
    _inherit = ["dealership.dead.address", "dealership.personal.data"]
    _personal_data_key = "dead_addresses"
    _personal_data_title = _lt("Addresses at Which Nothing Arrives")
    _personal_data_fields = ("address", "channel", "since", "words", "company_id", "lifted_at", "lifted_as")

    @api.model
    def _get_personal_data_domain(self, partners):
        return [("address", "in", list(partners._get_known_addresses()))]


class DealershipListCheck(models.Model):
    """When the customer's number was looked up on a national list."""

    _name = "dealership.list.check"
    _inherit = ["dealership.list.check", "dealership.personal.data"]
    _personal_data_key = "list_checks"
    _personal_data_title = _lt("Looked Up on a National List")
    _personal_data_fields = ("list_name", "number", "checked_on", "listed")

    @api.model
    def _get_personal_data_domain(self, partners):
        return [("number", "in", list(partners._get_known_addresses("phone")))]
