from odoo import fields, models

CHUNK = 1000
CUSTOMER_COLUMNS = ("name", "email", "phone", "zip", "city")
DELIVERY_COLUMNS = ("step_id", "channel", "address", "state", "reason")
MOMENT_COLUMNS = (
    "planned_at",
    "sent_at",
    "opened_at",
    "clicked_at",
    "replied_at",
    "bounced_at",
    "unsubscribed_at",
)


class DealershipScenarioRun(models.Model):
    """The people of one run and what became of their messages, as a table to take away."""

    _name = "dealership.scenario.run"
    _inherit = ["dealership.scenario.run", "dealership.export.mixin"]
    _export_path = "run"

    def _get_export_ids(self):
        return self.env["dealership.delivery"].search([("run_id", "=", self.id)], order="id").ids

    def _get_export_rows(self, ids):
        """Yield the table, its head first; moments are those of the point of sale's clock.

        A customer whom the user may not read is left blank.
        """
        deliveries, customers = self.env["dealership.delivery"], self.env["res.partner"]
        yield [
            *(customers._fields[name]._description_string(self.env) for name in CUSTOMER_COLUMNS),
            *(deliveries._fields[name]._description_string(self.env) for name in DELIVERY_COLUMNS + MOMENT_COLUMNS),
        ]
        clock = deliveries.with_context(tz=self.scenario_id._get_timezone().zone)
        for start in range(0, len(ids), CHUNK):
            records = clock.browse(ids[start : start + CHUNK])
            readable = set(records.partner_id._filtered_access("read")._ids)
            for delivery in records:
                yield self._get_export_row(delivery, readable)
            self.env.invalidate_all(flush=False)

    def _get_export_row(self, delivery, readable):
        customer = delivery.partner_id if delivery.partner_id.id in readable else delivery.partner_id.browse()
        moments = (delivery[name] for name in MOMENT_COLUMNS)
        return [
            *(self._format(customer, name) for name in CUSTOMER_COLUMNS),
            *(self._format(delivery, name) for name in DELIVERY_COLUMNS),
            *(f"{fields.Datetime.context_timestamp(delivery, at):%Y-%m-%d %H:%M}" if at else "" for at in moments),
        ]

    @staticmethod
    def _format(record, name):
        return record._fields[name].convert_to_export(record[name], record) if record else ""
