from odoo import api, models
from odoo.exceptions import UserError

USER = "crm_dealership.group_dealership_user"
ADMINISTRATOR = "crm_dealership.group_dealership_administrator"
# Who sees more than a Director does.
MORE_THAN_A_DIRECTOR = (ADMINISTRATOR, "base.group_erp_manager")


class DealershipLentRights(models.AbstractModel):
    """A record that finds what its ``user_id`` may see: a scenario, a targeting that is counted for its author.

    An Administrator names whom they like. Anybody else names themselves, or a User or Director: otherwise they would
    see through it what is not theirs to see. Whom somebody else has named may stay.
    """

    _name = "dealership.lent.rights"
    _description = "Record That Acts for Somebody"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_lent_rights()
        return records

    def write(self, vals):
        renamed = self.browse()
        if "user_id" in vals:
            renamed = self.filtered(lambda record: record.user_id.id != vals["user_id"])
        result = super().write(vals)
        renamed._check_lent_rights()
        return result

    def copy_data(self, default=None):
        """Have a copy act for whoever makes it, where they could not name the person of the original."""
        vals_list = super().copy_data(default)
        if "user_id" in (default or {}):
            return vals_list
        own = self.env.user
        return [
            vals if self._may_name(own.browse(vals.get("user_id", own.id))) else {**vals, "user_id": own.id}
            for vals in vals_list
        ]

    def _check_lent_rights(self):
        """:raise UserError: when the user may not have this act for the person named"""
        for record in self:
            if not self._may_name(record.user_id):
                raise UserError(
                    self.env._(
                        "%(record)s would act with the rights of %(user)s, which only an Administrator may decide: "
                        "choose yourself, or somebody who is a User or a Director.",
                        record=record.display_name,
                        user=record.user_id.name,
                    )
                )

    @api.model
    def _may_name(self, user):
        own = self.env.user
        if self.env.su or user == own or own.has_group(ADMINISTRATOR):
            return True
        return user.has_group(USER) and not any(user.has_group(group) for group in MORE_THAN_A_DIRECTOR)


class DealershipTargeting(models.Model):
    _name = "dealership.targeting"
    _inherit = ["dealership.targeting", "dealership.lent.rights"]


class DealershipScenario(models.Model):
    """A scenario reaches whom its responsible sees, by a targeting that is shared with whoever chooses it."""

    _name = "dealership.scenario"
    _inherit = ["dealership.scenario", "dealership.lent.rights"]

    @api.model_create_multi
    def create(self, vals_list):
        scenarios = super().create(vals_list)
        scenarios.targeting_id.check_access("read")
        return scenarios

    def write(self, vals):
        result = super().write(vals)
        if "targeting_id" in vals:
            self.targeting_id.check_access("read")
        return result


class DealershipScenarioStep(models.Model):
    """A step sends a message that whoever chooses it may read: none of another company."""

    _inherit = "dealership.scenario.step"

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps._check_messages_shared()
        return steps

    def write(self, vals):
        result = super().write(vals)
        if {"message_id", "fallback_message_id"} & vals.keys():
            self._check_messages_shared()
        return result

    def _check_messages_shared(self):
        (self.message_id | self.fallback_message_id).check_access("read")
