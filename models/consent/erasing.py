from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .dealership_erasure import OWN_WISH

# What stands for a name or a number that is gone where there must be one.
NOBODY = "-"
ADMINISTRATOR = "crm_dealership.group_dealership_administrator"


class ResPartner(models.Model):
    """Erasing a customer at their wish: what was done stays countable, who it was is gone.

    The record stays, without anything that says who it was: invoices and orders have to be kept for years and name it.
    """

    _inherit = "res.partner"

    emptied_at = fields.Datetime(
        string="Erased On",
        readonly=True,
        copy=False,
        groups="crm_dealership.group_dealership_user",
        help="All that said who this was is gone since then.",
    )

    def action_erase(self):
        """Ask whether to erase the customer.

        :raise AccessError: for who is no Administrator
        """
        self._check_may_erase()
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_dealership.dealership_erasure_confirm_action")
        return {**action, "context": {"default_partner_id": self.same_customer_id.id}}

    def _check_may_erase(self):
        self.check_access("write")
        if not self.env.user.has_group(ADMINISTRATOR):
            raise AccessError(self.env._("Administrators of the dealership erase customers: ask one of them."))

    def _erase(self, now=None, cause=OWN_WISH):
        """Erase customers with all their addresses: note it, cut their decisions off, empty whatever is said of them.

        Whoever calls it has checked the right to.

        :param datetime now: naive UTC; the moment by which records are dated when absent
        :param str cause: a key of ``CAUSES``
        """
        # sudo: all that is kept of somebody is erased, whoever may see which part of it
        customers = self.sudo().same_customer_id
        everyone = customers.with_context(active_test=False, no_mail_to_attendees=True)
        everyone |= everyone.search([("same_customer_id", "in", customers.ids)])
        everyone.env["dealership.erasure"]._note(everyone, now, cause)
        everyone.env["dealership.consent"]._cut(everyone)
        everyone._log_erasure()
        everyone._empty_traces()
        everyone._empty_records()
        everyone.with_context(tracking_disable=True).write(
            {**self._get_erased_vals(), "emptied_at": now or self.env.cr.now()}
        )
        empty_thread(everyone)

    @api.model
    def _get_erased_vals(self):
        """Return what a customer is who is gone."""
        emptied = (
            "firstname lastname courtesy_title birthdate_date email phone phone2 street street2 zip city state_id "
            "website comment function ref vat company_registry barcode image_1920 category_id bank_ids"
        )
        own = [name for name in emptied.split() if name in self._fields]
        vals = {name: [(5,)] if self._fields[name].type.endswith("2many") else False for name in own}
        return {**vals, "name": self.env._("Erased customer"), "active": False}

    @api.model
    def _get_erased_fields(self):
        """Return what is emptied of other records: ``{model: (field that names the customer, {field: value})}``.

        Their messages and files go with it. Another addon adds what it keeps of customers.
        """
        return {
            "crm.lead": (
                "partner_id",
                {
                    **dict.fromkeys(
                        ("contact_name", "partner_name", "email_from", "phone", "street", "street2"), False
                    ),
                    **dict.fromkeys(("city", "zip", "description", "email_cc", "website", "function"), False),
                    **dict.fromkeys(("to_read_reason", "received_consents"), False),
                    "name": self.env._("Erased customer"),
                },
            ),
            "calendar.event": ("customer_id", {"name": self.env._("Erased customer"), "description": False}),
            "dealership.call": (
                "partner_id",
                dict.fromkeys(("from_number", "to_number", "recording_url", "transcription", "summary"), False),
            ),
            "dealership.call.event": ("call_id.partner_id", {"payload": "{}", "caller_number": False}),
            "dealership.reply": ("partner_id", {"sender": NOBODY, "body": False}),
            "dealership.delivery": ("partner_id", {"address": False, "address_key": False, "error": False}),
            "dealership.repair.order": ("partner_id", {"description": False}),
            "dealership.targeting.import.row": (
                "partner_id",
                {"raw_values": False, "content": False},
            ),
        }

    @api.model
    def _get_unclaimed_columns(self):
        """Return where an address stands by itself in records that name no customer: ``{model: columns}``."""
        return {
            "crm.lead": ("email_normalized", "phone_sanitized"),
            "dealership.call": ("caller_number",),
            "dealership.reply": ("sender",),
        }

    def _empty_records(self):
        addresses, unclaimed = list(self._get_own_addresses()), self._get_unclaimed_columns()
        for model, (link, vals) in self._get_erased_fields().items():
            by_address = Domain.OR(Domain(column, "in", addresses) for column in unclaimed.get(model, ()))
            records = self.env[model].with_context(active_test=False, tracking_disable=True)
            records = records.search(Domain(link, "in", self.ids) | Domain(link, "=", False) & by_address)
            if not records:
                continue
            records.write({name: value for name, value in vals.items() if name in records._fields})
            empty_thread(records)

    def _empty_traces(self):
        """Have Odoo's traces and lists of mailings name nobody, nor what is known of their addresses."""
        addresses = {address for partner in self for address in (partner.email, partner.email_normalized) if address}
        by_address = Domain("email", "in", list(addresses))
        by_message = Domain("dealership_delivery_id.partner_id", "in", self.ids)
        self.env["mailing.trace"].search(by_address | by_message).write({"email": False})
        self._leave_mailing_lists()
        self.env["dealership.dead.address"]._forget(self._get_own_addresses())
        # Whoever calls from there has a row there again.
        self.env["dealership.caller"].search([("number", "in", list(self._get_own_addresses()))]).unlink()

    def _leave_mailing_lists(self):
        """Delete them from Odoo's mailing lists."""
        addresses = list(self._get_own_addresses())
        by_address = Domain("email_normalized", "in", addresses) | Domain("phone_sanitized", "in", addresses)
        self.env["mailing.contact"].search(by_address).unlink()

    def _get_own_addresses(self):
        """Return the addresses that nobody else has as well."""
        addresses = self._get_known_addresses()
        others = self.search(Domain("id", "not in", self.ids) & self._get_holders_domain(addresses))
        return addresses - others._get_known_addresses()

    def _log_erasure(self):
        """Have Odoo's own log of privacy say who did it; it notes names and addresses with most letters hidden."""
        self.env["privacy.log"].create(
            [
                {
                    "anonymized_name": partner.name,
                    "anonymized_email": partner.email_normalized,
                    "user_id": self.env.uid,
                    "execution_details": self.env._("Erased by Dealership"),
                }
                for partner in self
                if partner.email_normalized and partner.name
            ]
        )


class PrivacyLookupWizardLine(models.TransientModel):
    """Whom Odoo's own dialogue of privacy deletes was erased at their wish, too."""

    _inherit = "privacy.lookup.wizard.line"

    def action_unlink(self):
        if self.res_model == "res.partner" and not self.is_unlinked:
            # sudo: as Odoo deletes it
            partner = self.env["res.partner"].sudo().browse(self.res_id).exists()
            partner.env["dealership.erasure"]._note(partner)
        return super().action_unlink()


class PrivacyLookupWizard(models.TransientModel):
    """The log of decisions stays; what was decided by whom it finds by the customer."""

    _inherit = "privacy.lookup.wizard"

    def _get_query_models_blacklist(self):
        return [*super()._get_query_models_blacklist(), "dealership.consent"]


def empty_thread(records):
    """Delete all messages, files and activities of records; what they were is not noted as a change either."""
    env, about = records.env, [("res_id", "in", records.ids)]
    # Odoo writes old and new values down when the transaction ends, of what is computed anew as well.
    if isinstance(records, env.registry["mail.thread"]):
        records._track_discard()
    env["mail.message"].search([("model", "=", records._name), *about]).unlink()
    activities = env["mail.activity"].with_context(active_test=False)
    activities.search([("res_model", "=", records._name), *about]).unlink()
    # Odoo leaves the files of fields out, unless one asks for ids.
    env["ir.attachment"].search([("res_model", "=", records._name), ("id", "!=", False), *about]).unlink()
