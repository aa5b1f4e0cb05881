"""Addresses of people who clicked a link of ours are no longer kept."""


def migrate(cr, version):
    cr.execute("""
        UPDATE link_tracker_click SET ip = NULL FROM mailing_trace
         WHERE mailing_trace.id = link_tracker_click.mailing_trace_id
           AND mailing_trace.dealership_delivery_id IS NOT NULL AND ip IS NOT NULL
    """)
