import re

from odoo import api, fields, models
from odoo.tools import consteq, hmac
from odoo.tools.mail import email_normalize, email_split

_SCOPE = "dealership-reply-address"
_SIGNED = re.compile(r"\+(\d+)\.([0-9a-f]{10})@")


class ResCompany(models.Model):
    """Whether answers come to an address of each message's own."""

    _inherit = "res.company"

    dealership_reply_plus = fields.Boolean(
        string="Number in the Reply Address",
        help="Answers to e-mails of scenarios come to “reply+number@…”, and so find the message they are about even"
        " where a relay has changed all that names it. Your mail server must deliver such addresses to “reply@…”.",
    )


class ResConfigSettings(models.TransientModel):
    """The same, as a setting."""

    _inherit = "res.config.settings"

    dealership_reply_plus = fields.Boolean(related="company_id.dealership_reply_plus", readonly=False)


class DealershipDelivery(models.Model):
    """The address at which the answer to one message comes in: signed, so that nobody answers in another's name."""

    _inherit = "dealership.delivery"

    def _get_reply_address(self, address):
        """Return the address for the answers to this message: one with its number, where the company has such.

        :param str address: the company's, or whoever signed
        """
        self.ensure_one()
        if not self.company_id.dealership_reply_plus or address != self.company_id.catchall_email:
            return address
        local, _at, domain = address.partition("@")
        return f"{local}+{self.id}.{self._sign_reply_address()}@{domain}"

    def _sign_reply_address(self):
        # sudo: the signing key of the database
        return hmac(self.sudo().env, _SCOPE, str(self.id))[:10]

    @api.model
    def _find_by_reply_address(self, addresses):
        """Return the delivery whose reply address is among some addresses (a header's text), perhaps none."""
        for number, signature in _SIGNED.findall(addresses or ""):
            delivery = self.browse(int(number)).exists()
            if delivery and consteq(signature, delivery._sign_reply_address()):
                return delivery
        return self.browse()

    @api.model
    def _strip_reply_address(self, addresses):
        """Return addresses (a header's text) with the numbers taken out: as Odoo's routing knows them."""
        if not _SIGNED.search(addresses or ""):
            return addresses
        split = [email_normalize(address) or address for address in email_split(addresses)]
        return ",".join(_SIGNED.sub("@", address) for address in split)
