"""Cards of the gallery, and rules as data, are made once: the new ones here; who has deleted others keeps without."""

from odoo import SUPERUSER_ID, api
from odoo.tools import convert_file

FILES = [
    "data/scenario/scenario_model_notice_data.xml",
    "data/scenario/scenario_model_dates_data.xml",
    "data/scenario/scenario_model_recall_data.xml",
    "data/inspection_rules/fr.xml",
]


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for file in FILES:
        convert_file(env, "crm_dealership", file, {}, mode="init", noupdate=True)
