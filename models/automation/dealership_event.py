import logging

from odoo import api, models, tools

_logger = logging.getLogger(__name__)

TRIGGER_PREFIX = "dealership_"
# Event → the model of the records it happens to.
EVENTS = {
    "enrolled": "dealership.enrolment",
    "sent": "dealership.delivery",
    "failed": "dealership.delivery",
    "replied": "dealership.delivery",
    "overdue": "crm.lead",
    "missed_call": "dealership.call",
}
# Those whose events are also events of what stands behind: the customer, the lead, the record of an enrolment.
LEDGERS = {"dealership.enrolment", "dealership.delivery", "dealership.call"}
BEHIND = {"res.partner": "partner_id", "crm.lead": "lead_id"}


class DealershipEvent(models.AbstractModel):
    """What happens in the dealership's ledgers starts automation rules of Odoo's.

    Ledgers are written with SQL, which Odoo's own triggers do not see; whoever writes them says so here, once, for many
    records. Without a rule for the event that costs nothing, not even a query.

    A rule can be about what the event happened to (a delivery) or about the record behind it (the lead, the vehicle,
    the customer). A rule that fails never touches the ledger: it is undone alone, logged, and shown on its scenario.
    """

    _name = "dealership.event"
    _description = "Event for Automation Rules"

    @api.model
    def _emit(self, event, records):
        """Let the rules for an event act on records.

        :param str event: a key of ``EVENTS``
        :param records: of the event's model, to which it has just happened
        """
        rule_ids = self._get_rule_ids(event)
        if not rule_ids or not records:
            return
        # sudo: a rule acts for the system, as those that start with the clock do
        for rule in self.env["base.automation"].sudo().browse(rule_ids):
            for source, target in self._get_targets(rule, records.sudo()):
                self._apply(rule, source, target)

    @api.model
    def _is_awaited(self, *events):
        """Return whether there is a rule for one of these events."""
        return any(self._get_rule_ids(event) for event in events)

    @api.model
    @tools.ormcache("event")
    def _get_rule_ids(self, event):
        # sudo: rules are nobody's to read, and hold for everyone
        return tuple(self.env["base.automation"].sudo().search([("trigger", "=", f"{TRIGGER_PREFIX}{event}")]).ids)

    @api.model
    def _get_targets(self, rule, records):
        """Yield ``(record of the event, record that the rule acts on)``."""
        model = rule.model_name
        for record in records:
            target = record if record._name == model else self._get_record_behind(record, model)
            target = target and rule._filter_post(target.exists())
            if target:
                yield record, target

    @api.model
    def _get_models(self, event):
        """Return the names of the models that rules for an event can be about."""
        model = EVENTS[event]
        fields = self.env[model]._fields
        if model not in LEDGERS:
            return {model}
        behind = {name for name, field in BEHIND.items() if field in fields}
        subjects = self.env["dealership.scenario"]._get_subject_models() if "res_model" in fields else set()
        return {model} | behind | subjects

    @api.model
    def _get_record_behind(self, record, model):
        if "res_model" in record._fields and record.res_model == model:
            return self.env[model].sudo().browse(record.res_id)  # sudo: as the rule itself
        field = BEHIND.get(model)
        return record[field] if field in record._fields else None

    @api.model
    def _apply(self, rule, source, target):
        try:
            with self.env.cr.savepoint():
                rule._process(target)
        except Exception as error:  # noqa: BLE001 whatever somebody's rule raises must not undo what has happened
            self.env.invalidate_all(flush=False)
            _logger.info("Automation rule %s failed on %s", rule.id, target, exc_info=True)
            self._show(rule, source, error)

    @api.model
    def _show(self, rule, source, error):
        if "scenario_id" in source._fields:
            source.scenario_id.automation_error = self.env._(
                "%(rule)s, on %(record)s: %(error)s", rule=rule.name, record=source.display_name, error=str(error)
            )
