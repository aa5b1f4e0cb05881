from odoo import api, fields, models


class PersonalFileReport(models.AbstractModel):
    """The whole file of a customer on paper, in their language; checked here, whichever way it is asked for."""

    _name = "report.crm_dealership.personal_file"
    _description = "Whole File of a Customer"

    @api.model
    def _get_report_values(self, docids, data=None):
        """:raise AccessError: for who may not hand it out"""
        customers = self.env["res.partner"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "res.partner",
            "docs": [self._prepare_file(customer) for customer in customers],
        }

    def _prepare_file(self, customer):
        customer = customer._check_personal_file()
        lang = customer.lang or (customer.company_id or self.env.company)._get_lang()
        translated = customer.with_context(lang=lang)
        return {
            "id": customer.id,
            "lang": lang,
            "name": customer.name,
            "company": self.env.company,
            "printed_at": fields.Datetime.now(),
            "pages": translated._get_personal_pages(),
        }
