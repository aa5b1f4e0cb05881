from odoo import fields, models

from ..channel.signatory import choose_available, get_people_in_charge, is_available, is_present

RECEIVERS = [
    ("signatory", "Whoever signs"),
    ("responsible", "Whoever is in charge of the record"),
    ("users", "Chosen people"),
    ("team", "The point of sale"),
]


class DealershipScenario(models.Model):
    """Who gets the answers to a scenario's messages, and who is told besides.

    Whoever has left, is not of the company or is not available is passed over; where nobody is left, who signs gets
    them, or the point of sale does: an answer is always somebody's.
    """

    _inherit = "dealership.scenario"

    answers_to = fields.Selection(
        RECEIVERS,
        string="Answers Go to",
        required=True,
        default="signatory",
        tracking=True,
        help="Who gets what customers answer, and its activities. Where they have left or are not available: whoever "
        "signs, or the point of sale.",
    )
    answer_user_ids = fields.Many2many(
        "res.users",
        "dealership_scenario_answer_user_rel",
        string="People Who Get Them",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    told_user_ids = fields.Many2many(
        "res.users",
        "dealership_scenario_told_user_rel",
        string="Told Besides",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="They are notified of each answer.",
    )


class DealershipDelivery(models.Model):
    _inherit = "dealership.delivery"

    def _get_receivers(self):
        """Return the users who get the answers to a message, by its scenario: all those it names who are there."""
        if not self:
            return self.env["res.users"]
        scenario, users = self.scenario_id, self.env["res.users"].sudo()
        if scenario.answers_to == "responsible":
            charged = get_people_in_charge(self._get_records()[self.id], self.partner_id)
            users = choose_available(charged, self.company_id) or users
        elif scenario.answers_to == "users":
            users = scenario.answer_user_ids
        elif scenario.answers_to == "team":
            users = self._get_place_users()
        asked = (users, self._get_present_signatory(), self._get_place_users())
        for suits in (is_available, is_present):
            for people in asked:
                if found := people.filtered(lambda user, suits=suits: suits(user, self.company_id)):
                    return found
        return users.browse()

    def _get_told_besides(self):
        """Return the users who are notified of an answer without being asked to do anything."""
        return self.scenario_id.told_user_ids.filtered(lambda user: is_present(user, self.company_id))
