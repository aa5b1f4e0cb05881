from odoo import models


class ResCompany(models.Model):
    """The language of a company, which is that of its points of sale."""

    _inherit = "res.company"

    def _get_lang(self):
        """Return, as a code, the language of what is said and made for nobody in particular.

        Whoever happens to be at work decides it only where the company, or the lack of one, says nothing.
        """
        # sudo: in which language something is said hangs on nobody's rights
        return self.sudo().partner_id.lang or self.env.user.lang or "en_US"
