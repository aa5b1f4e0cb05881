import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..client.internal_fields import with_internal_fields


class DealershipProviderAccount(models.Model):
    """An account at a provider of telephone calls or messages: what we sign in with, and what it calls us by.

    The token in the webhook address says which account a request is about; that the provider sent it is proven
    by the request itself, each adapter (``adapter.py``) knows how. Secrets are readable by system administrators
    only: code that needs one takes it by :meth:`_get_secret` and hands it to the adapter, never to the screen.
    """

    _name = "dealership.provider.account"
    _inherit = ["dealership.sending.route"]
    _description = "Provider Account"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    provider = fields.Selection(
        selection="_selection_provider", required=True, default=lambda self: self._selection_provider()[0][0]
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    account_sid = fields.Char(string="Account SID", groups="base.group_system", copy=False)
    auth_token = fields.Char(
        groups="base.group_system",
        copy=False,
        help="The secret by which requests of the provider are recognised.",
    )
    api_url = fields.Char(
        string="Address of the API",
        groups="base.group_system",
        help="Only when the account lives in another region than the provider's first one.",
    )
    webhook_token = fields.Char(
        default=lambda self: secrets.token_urlsafe(24),
        required=True,
        copy=False,
        readonly=True,
        groups="base.group_system",
    )

    asks_account_sid = fields.Boolean(compute="_compute_abilities")
    asks_api_url = fields.Boolean(compute="_compute_abilities")
    sells_numbers = fields.Boolean(compute="_compute_abilities", search="_search_sells_numbers")
    takes_papers = fields.Boolean(compute="_compute_abilities")
    sends_sms = fields.Boolean(compute="_compute_abilities")

    _webhook_token_unique = models.UniqueIndex("(webhook_token)")

    @api.model
    def _selection_provider(self):
        return self.env["dealership.adapter"]._selection_providers()

    @api.depends("provider")
    def _compute_abilities(self):
        for account in self:
            adapter = account._get_adapter()
            account.asks_account_sid = "account_sid" in adapter._credentials
            account.asks_api_url = "api_url" in adapter._credentials
            account.sells_numbers = adapter._sells_numbers
            account.takes_papers = adapter._takes_papers
            account.sends_sms = adapter._sends_sms

    def _search_sells_numbers(self, operator, value):
        if operator != "in":
            return NotImplemented
        adapters = self.env["dealership.adapter"]._get_adapters()
        return [("provider", "in", [each._get_key() for each in adapters if each._sells_numbers in value])]

    @api.model
    def _get_routing_fields(self):
        return super()._get_routing_fields() | {"provider", "company_id"}

    def action_renew_webhook_token(self):
        """Give the account another webhook address; the former one answers no longer."""
        for account in self:
            with_internal_fields(account).webhook_token = secrets.token_urlsafe(24)

    @api.model
    def _get_by_token(self, provider, token):
        """Return the account a webhook is about, in superuser mode, empty when there is none.

        :param str provider: key of the provider, or a falsy value for any
        """
        # sudo: providers have no user; what they may do is decided by the signature
        accounts = self.sudo()
        # No database holds a zero, and no address of ours has one.
        domain = [("webhook_token", "=", (token or "").replace("\0", ""))]
        if provider:
            domain.append(("provider", "=", provider))
        return accounts.search_fetch(domain, ["name", "provider", "company_id", "auth_token"], limit=1)

    def _get_secret(self, name):
        """Return a secret of the account; a user is told when it is missing.

        :raise UserError: it has not been entered
        """
        self.ensure_one()
        # sudo: the secret goes to the provider's adapter, never to the user
        secret = self.sudo()[name]
        if not secret:
            raise UserError(
                self.env._(
                    "%(account)s has no %(secret)s yet. An administrator enters it under Configuration > Providers.",
                    account=self.name,
                    secret=self._fields[name]._description_string(self.env),
                )
            )
        return secret

    def _open_shop(self):
        """Return the ``NumberShop`` of the provider, to be used in a ``with``.

        :raise UserError: nothing may leave this database, the account lacks something, or no numbers are sold
        """
        self.env["dealership.database"]._check_may_send()
        return self._get_adapter()._open_shop(self)

    def _get_adapter(self):
        """Return the ``dealership.adapter`` of this account's provider, in the account's environment."""
        # sudo: which provider it is, is no secret
        return self.env["dealership.adapter"]._get_adapter(self.sudo().provider)
