from odoo import api, models
from odoo.exceptions import UserError

from ...engine.provider.webhook import Answer, BadPayload
from ..family import get_members


class DealershipAdapter(models.AbstractModel):
    """What is particular to one provider of calls, numbers or text messages. A new one is one model in one file::

        class AdapterPigeon(models.AbstractModel):
            _name = "dealership.adapter.pigeon"
            _inherit = "dealership.adapter"
            _description = "Pigeon Telecom"
            _call_reader = PigeonCalls()

    The last part of ``_name`` is the value of the field ``provider`` of accounts and a part of the addresses that the
    provider calls, ``_description`` its label. Everybody else asks these methods and attributes, never for a name;
    screens show what the provider can do, and nothing else. docs/telephony.md walks through it.
    """

    _name = "dealership.adapter"
    _description = "Provider"
    _provider_sequence = 100
    # The fields of an account that it needs; without any, it has no accounts here.
    _credentials = ("auth_token",)
    # How its messages about calls are proven and read; None: it reports no calls.
    _call_reader = None
    # It asks us what to do with a call: say something, put it through, take a message; record it; write it down.
    _speaks = False
    _records = False
    _transcribes = False
    # Numbers are ordered from here; some countries want papers, which are filed at the provider.
    _sells_numbers = False
    _takes_papers = False
    # Companies may send text messages through it: its key is a value of Odoo's setting, the field `sms_provider`.
    _sends_sms = False
    # How what it says of text messages is proven and read; None: it says nothing to us.
    _sms_reader = None
    # It reports on text messages by Odoo's own routes, which look for a tracker of each.
    _reports_sms_to_odoo = False

    # -- which providers there are ----------------------------------------------------------------------

    @api.model
    def _selection_providers(self):
        """Return the providers that may have accounts as ``(key, label)`` pairs, in order."""
        adapters = [adapter for adapter in self._get_adapters() if adapter._credentials]
        return [(adapter._get_key(), adapter._get_label()) for adapter in adapters]

    @api.model
    def _get_adapters(self):
        return get_members(self.env, DealershipAdapter._name, "_provider_sequence")

    @api.model
    def _get_adapter(self, key):
        """Return the adapter of a provider; of one that is not installed any more, the one that can do nothing."""
        name = f"{DealershipAdapter._name}.{key}"
        return self.env[name if name in self.env.registry else DealershipAdapter._name]

    @api.model
    def _get_sms_adapter(self, company):
        """Return the adapter of whom a company sends text messages through, by Odoo's setting."""
        adapter = self._get_adapter(company.sms_provider)
        return adapter if adapter._sends_sms else self.env["dealership.adapter.odoo"]

    @api.model
    def _get_key(self):
        return self._name.removeprefix(f"{DealershipAdapter._name}.")

    @api.model
    def _get_label(self):
        return self.env["ir.model"]._get(self._name).name or self._description

    @api.model
    def _find_account(self, company):
        """Return the account of a company at this provider, as superuser, empty when it has none."""
        # sudo: whoever sends needs the account, and sees nothing of it
        accounts = self.env["dealership.provider.account"].sudo()
        return accounts.search([("provider", "=", self._get_key()), ("company_id", "=", company.id)], limit=1)

    @api.model
    def _get_account(self, company):
        """Return the account of a company at this provider, as superuser.

        :raise UserError: it has none
        """
        account = self._find_account(company)
        if not account:
            raise UserError(
                self.env._(
                    "%(company)s has no account at %(provider)s. An administrator enters it under Configuration > "
                    "Providers.",
                    company=company.name,
                    provider=self._get_label(),
                )
            )
        return account

    # -- calls ------------------------------------------------------------------------------------------

    @api.model
    def _get_call_reader(self):
        """Return the ``CallReader``.

        :raise BadPayload: the provider has nothing to do with calls
        """
        if not self._call_reader:
            raise BadPayload("the provider has no calls")
        return self._call_reader

    @api.model
    def _answer_call(self, account, step, payload):
        """Return the ``Answer`` to a message about a call: nothing, or what the provider is to do next.

        :param account: ``dealership.provider.account`` that reports, as superuser
        :param str step: the last part of the address that was called, see ``account._get_call_url``
        :param dict payload: of the message, which is proven to be the provider's
        """
        return Answer()

    # -- numbers ----------------------------------------------------------------------------------------

    @api.model
    def _open_shop(self, account):
        """Return the ``NumberShop`` of a provider that sells numbers, to be used in a ``with``.

        :raise UserError: the account lacks something, or the provider sells no numbers
        """
        raise UserError(
            self.env._(
                "%s sells no numbers here. Order the number at the provider, and enter it under Tracking Numbers.",
                account.name,
            )
        )

    # -- text messages ------------------------------------------------------------------------------------

    @api.model
    def _get_sms_problems(self, company):
        """Return what keeps a company from sending text messages, as sentences.

        :param company: ``res.company``, as superuser
        """
        return []

    @api.model
    def _get_sms_route(self, company):
        """Return the ``dealership.sending.route`` whose limits count for a company's text messages, as superuser.

        :param company: ``res.company``, as superuser
        """
        return self._find_account(company) or company

    @api.model
    def _open_sms(self, company):
        """Return whom text messages are handed over to: an ``SmsPost``, to be used in a ``with``.

        :param company: ``res.company``, as superuser
        """
        raise NotImplementedError

    @api.model
    def _get_sms_reader(self):
        """Return the ``SmsReader``.

        :raise BadPayload: the provider says nothing of text messages
        """
        if not self._sms_reader:
            raise BadPayload("the provider has no text messages")
        return self._sms_reader

    @api.model
    def _get_sms_secret(self, company):
        """Return the secret by which what a provider says of text messages is proven, falsy when there is none.

        :param company: ``res.company``, as superuser
        """
        return self._find_account(company).auth_token

    @api.model
    def _answer_sms(self):
        """Return the ``Answer`` to a customer's text message: one that says nothing to the customer."""
        return Answer()

    @api.model
    def _get_sms_report_url(self, company):
        """Return where the provider reports what became of text messages; the ``reference`` of each has to follow."""
        return f"{company.get_base_url()}/dealership/sms/{self._get_key()}/report/"

    @api.model
    def _get_sms_inbound_url(self, company):
        """Return where the provider passes on what customers write, empty when it doesn't do so to us."""
        if not self._sms_reader:
            return ""
        return f"{company.get_base_url()}/dealership/sms/{self._get_key()}/inbound/{company.id}"
