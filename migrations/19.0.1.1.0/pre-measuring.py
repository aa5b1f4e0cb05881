"""Openings were measured of every e-mail that has left."""


def migrate(cr, version):
    cr.execute("""
        ALTER TABLE dealership_delivery ADD COLUMN measured boolean;
        UPDATE dealership_delivery SET measured = TRUE WHERE email_message_id IS NOT NULL
    """)
