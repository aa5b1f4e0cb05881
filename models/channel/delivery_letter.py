from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import babel_locale_parse

from ...engine.local_time import to_local
from ...engine.written_dates import write_date

LETTER_REPORT = "crm_dealership.dealership_delivery_report_letter"


class DealershipDelivery(models.Model):
    """The letter of a delivery: an ordinary report of Odoo's, made once and kept as an attachment.

    Printing several at once gives one file: Odoo's report joins the PDFs that were kept.
    """

    _inherit = "dealership.delivery"

    def action_print(self):
        """Open the letters, one file for all; those of the selection that have not been written yet are left aside."""
        self.env["dealership.database"]._check_may_send()
        letters = self.filtered(lambda delivery: delivery.channel == "letter" and delivery.text_body)
        if not letters:
            raise UserError(self.env._("There is no letter to print here: letters are written when they are due."))
        kept = set(letters._get_letter_attachments().mapped("res_id"))
        for letter in letters.filtered(lambda letter: letter.id not in kept):
            letter._make_letter()
        return self.env.ref(LETTER_REPORT).report_action(letters, config=False)

    def _make_letter(self):
        """Make the PDF, which the report keeps.

        :raise UserError: when it cannot be made, in words for people
        """
        self._get_letter_attachments().unlink()
        # sudo: the layout shows the company's details; the delivery is one that is being sent
        self.env["ir.actions.report"].sudo()._render_qweb_pdf(LETTER_REPORT, self.ids)

    def _get_letter_attachments(self):
        self.check_access("read")
        # sudo: whoever reads a delivery reads its letter, and whoever decides on it decides on its letter
        return self.env["ir.attachment"].sudo().search([("res_model", "=", self._name), ("res_id", "in", self.ids)])

    def _get_letter_name(self):
        """Return the name of the file: by it the report finds the one that is kept, in whatever language."""
        self.ensure_one()
        kept = self._get_letter_attachments()[:1].name
        return kept or self.with_context(lang=self._get_letter_lang()).env._(
            "Letter to %(customer)s, %(day)s.pdf",
            customer=self.partner_id.name,
            day=fields.Date.to_string(self._get_letter_date()),
        )

    def _get_letter_date(self):
        """Return the day that stands on the letter: the one it is made, as its text counts days up to then."""
        self.ensure_one()
        return to_local(fields.Datetime.now(), self.scenario_id._get_timezone()).date()

    def _get_letter_heading(self, city):
        """Return where and when the letter is written, as letters of its language begin."""
        letter = self.with_context(lang=self._get_letter_lang())
        day = write_date(self._get_letter_date(), "long", babel_locale_parse(letter.env.lang))
        return letter.env._("%(city)s, %(day)s", city=city, day=day) if city else letter.env._("On %s", day)

    def _get_letter_address(self):
        """Return the lines of the address below the name; the country on letters that leave it only."""
        self.ensure_one()
        partner = self.partner_id
        town = " ".join(filter(None, (partner.zip, partner.city)))
        abroad = partner.country_id != self.company_id.country_id and partner.country_id.name
        return [line for line in (partner.street, partner.street2, town, abroad) if line]

    def _get_letter_lang(self):
        self.ensure_one()
        return self.partner_id.lang or self.company_id._get_lang()
