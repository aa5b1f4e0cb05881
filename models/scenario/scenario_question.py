from odoo import fields, models

from ...engine.scenario.states import QUESTIONS

HELP = (
    "Answers to what asks for an opinion are to be read: until somebody has, for three working days at most, neither "
    "marketing nor another such question leaves to that customer. Reviews are asked of everybody alike."
)


class DealershipScenario(models.Model):
    """What a scenario asks its customers for: ``models/reply/unread_answer.py`` says what follows from an answer."""

    _inherit = "dealership.scenario"

    asks_for = fields.Selection(QUESTIONS, tracking=True, help=HELP)


class DealershipScenarioModel(models.Model):
    _inherit = "dealership.scenario.model"

    asks_for = fields.Selection(QUESTIONS, help=HELP)
