# Run in the Odoo shell by ./dev demo, once per demo database.
env["ir.mail_server"].create(  # noqa: F821
    {"name": "Local mailbox", "smtp_host": "127.0.0.1", "smtp_port": 1025, "smtp_encryption": "none", "sequence": 1}
)
env["ir.config_parameter"].set_param("web.base.url.freeze", "True")  # noqa: F821
env.cr.commit()  # noqa: F821
