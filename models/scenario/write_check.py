from odoo import models


class DealershipWriteCheck(models.AbstractModel):
    """A record that nobody hands to where they have no say: to another point of sale, into somebody's scenario, or to
    the law of all.

    Odoo asks for the right to change a record as it is; here also as it has become.
    """

    _name = "dealership.write.check"
    _description = "Record Checked Once Written"

    # The fields that say whose it is.
    _write_check_fields = frozenset()

    def write(self, vals):
        result = super().write(vals)
        if self._write_check_fields & vals.keys():
            self.check_access("write")
        return result


class DealershipScenario(models.Model):
    _name = "dealership.scenario"
    _inherit = ["dealership.scenario", "dealership.write.check"]
    _write_check_fields = frozenset({"team_id", "company_id"})


class DealershipScenarioStep(models.Model):
    _name = "dealership.scenario.step"
    _inherit = ["dealership.scenario.step", "dealership.write.check"]
    _write_check_fields = frozenset({"scenario_id"})


class DealershipMessage(models.Model):
    _name = "dealership.message"
    _inherit = ["dealership.message", "dealership.write.check"]
    _write_check_fields = frozenset({"team_id", "company_id"})


class DealershipTargeting(models.Model):
    _name = "dealership.targeting"
    _inherit = ["dealership.targeting", "dealership.write.check"]
    _write_check_fields = frozenset({"team_id", "company_id"})


class DealershipTargetingOperand(models.Model):
    _name = "dealership.targeting.operand"
    _inherit = ["dealership.targeting.operand", "dealership.write.check"]
    _write_check_fields = frozenset({"operation_id"})


class DealershipTargetingImportColumn(models.Model):
    _name = "dealership.targeting.import.column"
    _inherit = ["dealership.targeting.import.column", "dealership.write.check"]
    _write_check_fields = frozenset({"import_id"})


class DealershipContactRule(models.Model):
    _name = "dealership.contact.rule"
    _inherit = ["dealership.contact.rule", "dealership.write.check"]
    _write_check_fields = frozenset({"company_id"})


class DealershipContactRuleHours(models.Model):
    _name = "dealership.contact.rule.hours"
    _inherit = ["dealership.contact.rule.hours", "dealership.write.check"]
    _write_check_fields = frozenset({"rule_id"})
