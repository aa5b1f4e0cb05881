from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.provider.errors import OutOfReach, ProviderError
from ..engine.provider.numbers_for_sale import KINDS, LOCAL, NumberOrder
from ..models.client.internal_fields import with_internal_fields
from ..models.vehicle.sale_type import BUSINESS_ATTRIBUTES


class DealershipNumberPurchase(models.TransientModel):
    """Search for a telephone number at a provider that sells some, order it, and make it a tracking number."""

    _name = "dealership.number.purchase"
    _description = "Buy a Number"

    account_id = fields.Many2one(
        "dealership.provider.account",
        string="Provider",
        required=True,
        domain=[("sells_numbers", "=", True)],
        default=lambda self: self.env["dealership.provider.account"].search([("sells_numbers", "=", True)], limit=1),
    )
    sells_numbers = fields.Boolean(related="account_id.sells_numbers")
    takes_papers = fields.Boolean(related="account_id.takes_papers")
    country_id = fields.Many2one("res.country", required=True, default=lambda self: self.env.company.country_id)
    kind = fields.Selection(KINDS, required=True, default=LOCAL)
    contains = fields.Char(help="Digits that the number has; * stands for any digit.")
    area = fields.Char(string="Town or Area Code")
    address_reference = fields.Char(
        string="Address", help="AD…: the address filed at the provider, which some countries require."
    )
    papers_reference = fields.Char(
        string="Regulatory Bundle", help="BU…: the papers filed at the provider, which France and others require."
    )
    line_ids = fields.One2many("dealership.number.purchase.line", "purchase_id", string="Numbers Found")
    line_id = fields.Many2one("dealership.number.purchase.line", string="Number")
    searched = fields.Boolean()

    name = fields.Char(string="Name of the Number")
    team_id = fields.Many2one("crm.team", string="Point of Sale", ondelete="cascade")
    source_id = fields.Many2one("utm.source", ondelete="cascade")
    business_attribute = fields.Selection(BUSINESS_ATTRIBUTES, string="Type of Enquiry")
    promise = fields.Char(compute="_compute_promise", store=True, help="What ordering means, once all is said.")

    @api.depends("account_id", "line_id", "name", "team_id")
    def _compute_promise(self):
        """What was agreed to is ordered, and nothing else: a change takes the question back."""
        self.promise = False

    def action_search(self):
        """Ask the provider which numbers there are."""
        self.ensure_one()
        found = self._ask(
            lambda shop: shop.search(self.country_id.code, self.kind, self.contains or "", self.area or "")
        )
        self.line_ids.unlink()
        self.line_ids = with_internal_fields(self.env["dealership.number.purchase.line"]).create(
            [
                {
                    "purchase_id": self.id,
                    "number": number.number,
                    "place": number.place,
                    "papers_needed": number.papers_needed,
                }
                for number in found
            ]
        )
        self.searched = True
        return self._reopen()

    def action_review(self):
        """Say what the order means, once it can be placed."""
        self._check_order()
        with_internal_fields(self).promise = self.env._(
            "%(account)s orders %(number)s for %(team)s, and charges it from then on. This cannot be taken back here.",
            account=self.account_id.name,
            number=self.line_id.number,
            team=self.team_id.name,
        )
        return self._reopen()

    def action_buy(self):
        """Order the number chosen; from then on it is a tracking number."""
        self._check_order()
        # The order is binding: what may be wrong with the number here has to show before. A refusal undoes it.
        with self.env.cr.savepoint():
            number = self.env["dealership.tracking.number"].create(self._prepare_number_vals())
            self.env.flush_all()
            with_internal_fields(number).external_id = self._place_order()
        return {
            "type": "ir.actions.act_window",
            "res_model": number._name,
            "res_id": number.id,
            "views": [(False, "form")],
        }

    def _prepare_number_vals(self):
        return {
            "name": self.name,
            "number": self.line_id.number,
            "account_id": self.account_id.id,
            "team_id": self.team_id.id,
            "source_id": self.source_id.id,
            "business_attribute": self.business_attribute,
        }

    def _place_order(self):
        """Order the number chosen; return the provider's reference of it."""
        order = NumberOrder(self.line_id.number, self.name, self.address_reference or "", self.papers_reference or "")
        return self._ask(lambda shop: shop.buy(order))

    def _check_order(self):
        """:raise UserError: when something is missing, or the number could not be entered afterwards"""
        self.ensure_one()
        if not self.line_id or not self.name or not self.team_id:
            raise UserError(self.env._("Choose a number, and give it a name and a point of sale."))
        self._check_new(self.line_id.number)

    def _check_new(self, number):
        """Order nothing that could not be entered afterwards."""
        # sudo: numbers are unique over all companies
        if (
            self.env["dealership.tracking.number"]
            .sudo()
            .with_context(active_test=False)
            .search_count([("number", "=", number)])
        ):
            raise UserError(self.env._("%s is a tracking number already.", number))

    def _ask(self, question):
        """Return the provider's answer.

        :param question: called with the ``NumberShop``
        :raise UserError: what the provider says, that it cannot be reached, or that it sells no numbers
        """
        try:
            with self.account_id._open_shop() as shop:
                return question(shop)
        except ProviderError as error:
            raise UserError(self._explain(error)) from error

    def _explain(self, error):
        values = {"account": self.account_id.name, "error": error, "number": self.line_id.number}
        if not isinstance(error, OutOfReach):
            return self.env._("%(account)s answers: %(error)s", **values)
        if error.nothing_left:
            return self.env._(
                "%(account)s cannot be reached: %(error)s. Try again in some minutes. If it stays so, an administrator "
                "checks the account under Configuration > Providers.",
                **values,
            )
        return self.env._(
            "%(account)s did not confirm the order of %(number)s: %(error)s. It may have been taken: see at the "
            "provider whether the number is yours before you order again. If it is, enter it under Tracking Numbers.",
            **values,
        )

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Buy a Number"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }


class DealershipNumberPurchaseLine(models.TransientModel):
    """A number that can be had."""

    _name = "dealership.number.purchase.line"
    _description = "Number Found"
    _rec_name = "number"

    purchase_id = fields.Many2one("dealership.number.purchase", required=True, ondelete="cascade", index=True)
    number = fields.Char(readonly=True)
    place = fields.Char(readonly=True)
    papers_needed = fields.Boolean(readonly=True, help="The provider wants an address or papers for this number.")

    @api.depends("number", "place")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.number} · {line.place}" if line.place else line.number

    def action_choose(self):
        """Take this one; the order itself is another step."""
        self.ensure_one()
        self.purchase_id.line_id = self
        return self.purchase_id._reopen()
