from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase
from odoo.tests.common import get_db_name


class OwnTransactions(BaseCase):
    """Real transactions, as those of several processes: what is committed has to be deleted afterwards."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())

    def get_env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "no_reset_password": True})
