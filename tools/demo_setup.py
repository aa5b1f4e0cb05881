# Run in the Odoo shell by ./dev demo, once per demo database.
# Its limits hold nothing back of a day at the demo dealership.
env["ir.mail_server"].create(  # noqa: F821
    {
        "name": "Local mailbox",
        "smtp_host": "127.0.0.1",
        "smtp_port": 1025,
        "smtp_encryption": "none",
        "sequence": 1,
        "dealership_per_minute": 300,
        "dealership_per_day": 10000,
    }
)
# The mailbox speaks Twilio's API; the account is that of tools/local_twilio.py, the address is set at each start.
env["ir.config_parameter"].set_param("crm_dealership.twilio_api_url", "http://127.0.0.1:8026")  # noqa: F821
for company in env["res.company"].search([("partner_id.active", "=", True)]):  # noqa: F821
    company.write(
        {
            "sms_provider": "twilio",
            "sms_twilio_account_sid": "AC" + "0123456789abcdef" * 2,
            "sms_twilio_auth_token": "local-token",
            "sms_twilio_number_ids": [
                (0, 0, {"number": f"+337560000{company.id:02}", "country_id": env.ref("base.fr").id})  # noqa: F821
            ],
        }
    )
env["ir.config_parameter"].set_param("web.base.url.freeze", "True")  # noqa: F821
env.cr.commit()  # noqa: F821
