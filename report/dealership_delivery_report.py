from odoo import api, fields, models, tools

from ..engine.contact.purposes import PURPOSES
from ..engine.ledger import states
from ..models.ledger.delivery_presentation import selection_reasons
from ..models.vehicle.sale_type import BUSINESS_ATTRIBUTES


class DealershipDeliveryReport(models.Model):
    """One line per delivery, with what became of it as figures to add up.

    Rates are over what was delivered and could tell: e-mails tell of openings, all messages of clicks and answers.
    """

    _name = "dealership.delivery.report"
    _description = "Messages Analysis"
    _auto = False
    _rec_name = "scenario_id"
    _order = "moment desc"

    delivery_id = fields.Many2one("dealership.delivery", string="Message", readonly=True)
    scenario_id = fields.Many2one("dealership.scenario", readonly=True)
    scenario_model_id = fields.Many2one("dealership.scenario.model", readonly=True)
    step_id = fields.Many2one("dealership.scenario.step", readonly=True)
    run_id = fields.Many2one("dealership.scenario.run", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("crm.team", string="Point of Sale", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    signatory_id = fields.Many2one("res.users", string="Signed by", readonly=True)
    channel = fields.Selection(selection="_selection_channel", readonly=True)
    purpose = fields.Selection(PURPOSES, readonly=True)
    state = fields.Selection(states.DELIVERY_STATES, readonly=True)
    reason = fields.Selection(selection_reasons, readonly=True)
    sale_type = fields.Selection(BUSINESS_ATTRIBUTES, readonly=True, help="Of the record that the message is about.")
    moment = fields.Datetime(string="Date", readonly=True, help="When it was sent; until then, when it is planned.")
    sent = fields.Integer(string="Total Sent", readonly=True)
    delivered = fields.Integer(readonly=True, help="Sent and not bounced.")
    opened = fields.Integer(string="Opens", readonly=True)
    clicked = fields.Integer(string="Clicks", readonly=True)
    replied = fields.Integer(string="Replies", readonly=True)
    bounced = fields.Integer(string="Bounces", readonly=True)
    unsubscribed = fields.Integer(readonly=True)
    machine = fields.Integer(
        string="Visited by Machines",
        readonly=True,
        help="Messages that a scanner, a preview or a proxy has opened or followed a link of. They count nowhere else.",
    )
    opened_rate = fields.Float(string="Opened (%)", readonly=True, aggregator="avg")
    clicked_rate = fields.Float(string="Clicked (%)", readonly=True, aggregator="avg")
    replied_rate = fields.Float(string="Replied (%)", readonly=True, aggregator="avg")
    bounced_rate = fields.Float(string="Bounced (%)", readonly=True, aggregator="avg")
    unsubscribed_rate = fields.Float(string="Unsubscribed (%)", readonly=True, aggregator="avg")

    @api.model
    def _selection_channel(self):
        return self.env["dealership.channel"]._selection_channels()

    @property
    def _table_query(self):
        return tools.SQL(
            """
            SELECT line.*,
                   CASE WHEN line.is_measured THEN line.opened * 100.0 END AS opened_rate,
                   CASE WHEN line.is_message THEN line.clicked * 100.0 END AS clicked_rate,
                   CASE WHEN line.is_message THEN line.replied * 100.0 END AS replied_rate,
                   CASE WHEN line.sent = 1 AND line.channel = 'email' THEN line.bounced * 100.0 END AS bounced_rate,
                   CASE WHEN line.is_message THEN line.unsubscribed * 100.0 END AS unsubscribed_rate
              FROM (
                SELECT delivery.id, delivery.id AS delivery_id, delivery.scenario_id, scenario.scenario_model_id,
                       delivery.step_id, delivery.run_id, delivery.company_id, delivery.team_id, delivery.partner_id,
                       delivery.signatory_id, delivery.channel, delivery.purpose, delivery.state, delivery.reason,
                       COALESCE(delivery.sent_at, delivery.planned_at) AS moment,
                       COALESCE(
                           lead.business_attribute, vehicle.sale_type,
                           CASE WHEN repair_order.id IS NOT NULL
                                  OR appointment.appointment_kind = 'workshop'
                                  OR invoice.invoice_reason IN ('workshop', 'parts') THEN 'apv' END
                       ) AS sale_type,
                       delivery.state = %(sent)s AND delivery.bounced_at IS NULL
                           AND delivery.measured IS TRUE AS is_measured,
                       delivery.state = %(sent)s AND delivery.bounced_at IS NULL
                           AND delivery.mail_message_id IS NOT NULL AS is_message,
                       (delivery.state = %(sent)s)::int AS sent,
                       (delivery.state = %(sent)s AND delivery.bounced_at IS NULL)::int AS delivered,
                       (delivery.opened_at IS NOT NULL)::int AS opened,
                       (delivery.clicked_at IS NOT NULL)::int AS clicked,
                       (delivery.replied_at IS NOT NULL)::int AS replied,
                       (delivery.bounced_at IS NOT NULL)::int AS bounced,
                       (delivery.unsubscribed_at IS NOT NULL)::int AS unsubscribed,
                       (delivery.machine_at IS NOT NULL)::int AS machine
                  FROM dealership_delivery delivery
                  JOIN dealership_scenario scenario ON scenario.id = delivery.scenario_id
                  LEFT JOIN crm_lead lead ON delivery.res_model = 'crm.lead' AND lead.id = delivery.res_id
                  LEFT JOIN fleet_vehicle vehicle
                    ON delivery.res_model = 'fleet.vehicle' AND vehicle.id = delivery.res_id
                  LEFT JOIN dealership_repair_order repair_order
                    ON delivery.res_model = 'dealership.repair.order' AND repair_order.id = delivery.res_id
                  LEFT JOIN calendar_event appointment
                    ON delivery.res_model = 'calendar.event' AND appointment.id = delivery.res_id
                  LEFT JOIN account_move invoice
                    ON delivery.res_model = 'account.move' AND invoice.id = delivery.res_id
              ) line
            """,
            sent=states.SENT,
        )
