from odoo import api, fields, models

from ..client.inner_context import get_inner

# Address → whether it came from elsewhere than the customer.
MARKS = {"email": "email_second_hand", "phone": "phone_second_hand"}


class ResPartner(models.Model):
    """Who gave an address: where the law lets one write to buyers unasked, it has to be the customers themselves.

    What comes with a file is marked, unless the file says otherwise in a column; what somebody enters by hand was given
    by the customer. Of what was there before this was noted, nobody knows better.
    """

    _inherit = "res.partner"

    email_second_hand = fields.Boolean(
        string="E-mail from a File",
        help="Not given by the customer: a purchase is then no “yes” to e-mails. Untick it once they gave it.",
    )
    phone_second_hand = fields.Boolean(
        string="Number from a File",
        help="Not given by the customer: a purchase is then no “yes” to text messages. Untick it once they gave it.",
    )

    @api.model
    def _is_from_file(self):
        """Return whether what is written now comes from Odoo's import, or from the file of a targeting."""
        return bool(self.env.context.get("import_file") or get_inner(self.env, "dealership_from_file"))

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_from_file():
            return super().create(vals_list)
        marks = [{mark: True for name, mark in MARKS.items() if vals.get(name)} for vals in vals_list]
        return super().create([{**mark, **vals} for mark, vals in zip(marks, vals_list, strict=True)])

    def write(self, vals):
        """An address that is entered anew is where it comes from now; one that stays as it is, too."""
        changed = {
            mark: self.filtered(lambda partner, name=name: (partner[name] or "") != (vals[name] or ""))
            for name, mark in MARKS.items()
            if name in vals and mark not in vals
        }
        result = super().write(vals)
        from_file = self._is_from_file()
        for mark, partners in changed.items():
            wrong = partners.filtered(lambda partner, mark=mark: partner[mark] != from_file)
            if wrong:
                super(ResPartner, wrong).write({mark: from_file})
        return result
