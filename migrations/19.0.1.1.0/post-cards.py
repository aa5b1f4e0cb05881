"""Cards of the gallery are made once: the new ones are made here, and who has deleted others keeps without them."""

from odoo import SUPERUSER_ID, api
from odoo.tools import convert_file

FILE = "data/scenario/scenario_model_notice_data.xml"


def migrate(cr, version):
    convert_file(api.Environment(cr, SUPERUSER_ID, {}), "crm_dealership", FILE, {}, mode="init", noupdate=True)
