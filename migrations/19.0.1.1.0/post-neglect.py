"""When somebody last did something for an opportunity is told from what Odoo has kept of it, not from the update.

Only of those that are still open, which alone can be neglected. What scenarios have sent is in their ledger.
"""


def migrate(cr, version):
    cr.execute("""
        UPDATE crm_lead lead
           SET acted_at = GREATEST(
                   lead.create_date, lead.handled_at, lead.date_conversion, lead.date_last_stage_update,
                   (SELECT max(message.date)
                      FROM mail_message message
                      JOIN res_users person ON person.partner_id = message.author_id
                           AND person.active AND NOT person.share
                     WHERE message.model = 'crm.lead' AND message.res_id = lead.id
                       AND (message.message_type IN ('comment', 'email', 'sms')
                            OR message.mail_activity_type_id IS NOT NULL)
                       AND NOT EXISTS (SELECT FROM dealership_delivery sent WHERE sent.mail_message_id = message.id)),
                   (SELECT max(booked.create_date) FROM calendar_event booked WHERE booked.opportunity_id = lead.id),
                   (SELECT max(offer.create_date) FROM sale_order offer WHERE offer.opportunity_id = lead.id))
         WHERE lead.type = 'opportunity' AND lead.lead_state = 'open'
    """)
