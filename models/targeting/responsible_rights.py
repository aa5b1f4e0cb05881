from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..client.inner_context import without_client_context

USER = "crm_dealership.group_dealership_user"
ADMINISTRATOR = "crm_dealership.group_dealership_administrator"


class DealershipResponsibleRights(models.AbstractModel):
    """A record that finds people with the rights of its responsible: a targeting that is counted, a scenario that runs.

    The responsible is whoever set it up, and it finds no more than they would: who changes what decides whom it finds
    (``_rights_fields``, or a part of it that is a record of its own) is its responsible from then on. Otherwise they
    would see through it what is not theirs to see, if only as a number that goes up and down. An Administrator leaves
    the rights as they are, or chooses. Who is named in it (``user_id``) gives it no rights.

    It finds people in the record's own company and in no other. Where its rights do not reach any more it says so, and
    finds nobody.
    """

    _name = "dealership.responsible.rights"
    _description = "Record That Finds with Somebody's Rights"

    _guarded_fields = frozenset({"rights_user_id"})
    # What decides whom it finds.
    _rights_fields = frozenset()

    rights_user_id = fields.Many2one(
        "res.users",
        string="With the Rights of",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        help="It finds the people that this person may see: whoever last set up whom it finds.",
    )
    rights_problem = fields.Char(compute="_compute_rights_problem")

    def _init_column(self, column_name):
        """Have what was set up before there was the field run as it did: with the rights of the person named."""
        if column_name != "rights_user_id":
            return super()._init_column(column_name)
        return self.env.cr.execute(SQL("UPDATE %s SET rights_user_id = user_id", SQL.identifier(self._table)))

    @api.depends("rights_user_id", "company_id", "team_id")
    @api.depends_context("lang")
    def _compute_rights_problem(self):
        for record in self:
            record.rights_problem = record._find_rights_problem() if record.rights_user_id else False

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**vals, "rights_user_id": self._choose_rights(vals)} for vals in vals_list])

    def write(self, vals):
        if "rights_user_id" in vals:
            self._check_may_choose_rights(vals["rights_user_id"])
        elif self._rights_fields & vals.keys() and not self._may_choose_rights():
            vals = {**vals, "rights_user_id": self.env.uid}
        return super().write(vals)

    def action_take_over_rights(self):
        """Have it run with one's own rights from now on."""
        self.check_access("write")
        self.rights_user_id = self.env.user

    # -- whose rights ---------------------------------------------------------------------------------

    @api.model
    def _may_choose_rights(self):
        return self.env.su or self.env.user.has_group(ADMINISTRATOR)

    def _check_may_choose_rights(self, user_id):
        """:raise AccessError: when somebody would give it another's rights"""
        if user_id != self.env.uid and not self._may_choose_rights():
            raise AccessError(
                self.env._("Only an Administrator decides with whose rights people are found: you can lend your own.")
            )

    @api.model
    def _choose_rights(self, vals):
        """Return the id of whose rights a new record has.

        What the superuser makes (data, an automation) has those of whom it names: nobody's own rights are so wide.
        """
        if vals.get("rights_user_id") and self._may_choose_rights():
            return vals["rights_user_id"]
        if self.env.uid != SUPERUSER_ID:
            return self.env.uid
        return vals.get("user_id") or self.env.context.get("default_user_id") or self.env.uid

    def _take_over_rights(self):
        """Give these the rights of the user, who is changing a part of them."""
        if self._may_choose_rights():
            return
        others = self.filtered(lambda record: record.sudo().rights_user_id != self.env.user)
        # sudo: whoever may change the part gives the whole their rights, and nobody else's
        others.sudo().rights_user_id = self.env.user

    def _with_responsible_rights(self, records=None):
        """Return records as whoever set this one up sees them, in its company and no other; without any, itself.

        :raise UserError: when these rights do not reach so far any more
        """
        self.ensure_one()
        problem = self._find_rights_problem()
        if problem:
            raise UserError(problem)
        own = self.sudo()  # sudo: whose rights decide is no secret
        records = self if records is None else records
        rights = without_client_context(records.with_user(own.rights_user_id))
        return rights.with_context(allowed_company_ids=own.company_id.ids)

    def _find_rights_problem(self):
        """Return why it cannot find anybody with the rights that it has, in words; empty when it can."""
        self.ensure_one()
        own = self.sudo()  # sudo: as above; a company that is not ticked, too
        user, place = own.rights_user_id, {"user": own.rights_user_id.name}
        if user._is_superuser():
            return ""
        if not user.active or not user.has_group(USER):
            return self.env._(
                "It has the rights of %(user)s, who works here no more: somebody has to take it over.", **place
            )
        if own.company_id.id not in user._get_company_ids():
            return self.env._(
                "It has the rights of %(user)s, who does not work for %(company)s: somebody has to take it over.",
                company=own.company_id.name,
                **place,
            )
        return ""
