from odoo import fields, models
from odoo.exceptions import AccessError


class ResUsers(models.Model):
    """Who is available for new work, as they say themselves; who leads them may say so for them.

    Until they say otherwise; for days that are known beforehand they have Odoo's *out of office*, which counts as well
    (``is_available`` of ``models/channel/signatory.py``).
    """

    _inherit = "res.users"

    dealership_available = fields.Boolean(
        string="Available",
        default=True,
        help="Otherwise new leads and tasks, and reminders of leads, go to others at the point of sale: until you are "
        "available again. While you are out of office, they do as well.",
    )

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802 Odoo's name
        return [*super().SELF_READABLE_FIELDS, "dealership_available"]

    @property
    def SELF_WRITEABLE_FIELDS(self):  # noqa: N802 Odoo's name
        return [*super().SELF_WRITEABLE_FIELDS, "dealership_available"]

    def action_set_available(self):
        self._set_available(True)

    def action_set_unavailable(self):
        self._set_available(False)

    def _set_available(self, available):
        """Say whether users are available: oneself, whom one leads, anybody for whoever keeps points of sale.

        :raise AccessError: it is not for the user to say
        """
        for user in self:
            if user != self.env.user and not user._is_led_by_user():
                raise AccessError(
                    self.env._("Only %s, or whoever leads them, can say whether they are available.", user.sudo().name)
                )
        # sudo: nothing else of a user is changed by whoever leads them
        self.sudo().dealership_available = available

    def _is_led_by_user(self):
        # sudo: where somebody works is no secret; which of these places the user leads is judged with their own rights
        teams = self.sudo().crm_team_ids.with_env(self.env)._filtered_access("read")
        return self.env.user in teams.user_id or (bool(teams) and teams.has_access("write"))
