"""What people had changed of contact hours and of the settings on consent and STOP becomes rules of their companies.

Who had changed nothing gets the rules of the country. Until 19.0.1.0.0 these were, for France alone: marketing SMS from
8:00 to 22:00, not on Sundays nor on public holidays, with how to opt out.
"""

from odoo import SUPERUSER_ID, api

from odoo.addons.crm_dealership.engine.contact.purposes import CHANNELS

NOTE = "As it was set up before version 19.0.1.1.0."
FRENCH_HOURS = (8.0, 22.0, True, False, False)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(
        """SELECT company.id, country.code = 'FR', COALESCE(company.dealership_opt_in_required, FALSE),
                  COALESCE(company.dealership_sms_stop, FALSE)
             FROM res_company company JOIN res_partner partner ON partner.id = company.partner_id
             LEFT JOIN res_country country ON country.id = partner.country_id"""
    )
    companies = cr.fetchall()
    cr.execute(
        "SELECT company_id, channel, purpose, opens, closes, on_saturday, on_sunday, on_holidays"
        "  FROM dealership_contact_hours"
    )
    hours = {(company_id, channel, purpose): tuple(values) for company_id, channel, purpose, *values in cr.fetchall()}
    vals_list = []
    for company_id, is_french, opt_in, mentions in companies:
        place = {"company_id": company_id, "note": NOTE}
        if opt_in:
            vals_list.append({**place, "kind": "consent", "need": "opt_in"})
            # Their own rule goes before the country's: it doesn't lift what that asks beyond it.
            company = env["res.company"].browse(company_id)
            vals_list += [
                {**place, "kind": "consent", "channel": channel, "need": "opt_in", "proof": True}
                for channel, _label in CHANNELS
                if company._get_contact_law(channel, "marketing", "consumer").proof
            ]
        if bool(is_french) != mentions:
            vals_list.append({**place, "kind": "mention", "channel": "sms", "mention": mentions})
        own = {key[1:]: values for key, values in hours.items() if key[0] == company_id}
        if is_french and own.get(("sms", "marketing")) == FRENCH_HOURS:
            del own["sms", "marketing"]
        elif is_french:
            own.setdefault(("sms", "marketing"), None)
        for (channel, purpose), values in own.items():
            vals_list += _prepare_hours_vals({**place, "channel": channel, "purpose": purpose}, values)
    env["dealership.contact.rule"].create(vals_list)
    # Odoo drops no table of a model that it doesn't know any more.
    cr.execute("DROP TABLE dealership_contact_hours")


def _prepare_hours_vals(place, values):
    """Return the rules that say what a line of contact hours said; None: at any hour."""
    if values is None:
        return [{**place, "kind": "hours"}, {**place, "kind": "holidays", "holidays": "any_day"}]
    opens, closes, on_saturday, on_sunday, on_holidays = values
    weekdays = [*range(5), *([5] if on_saturday else []), *([6] if on_sunday else [])]
    lines = [(0, 0, {"weekday": str(day), "opens": opens, "closes": closes}) for day in weekdays]
    holidays = "any_day" if on_holidays else "region"
    return [{**place, "kind": "hours", "hour_ids": lines}, {**place, "kind": "holidays", "holidays": holidays}]
