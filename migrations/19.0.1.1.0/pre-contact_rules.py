"""Rules of contact are data of ours again: what companies made of them in 19.0.1.0.0 was kept with the companies."""


def migrate(cr, version):
    cr.execute("DELETE FROM ir_model_data WHERE module = 'crm_dealership' AND model = 'dealership.contact.rule'")
    cr.execute("DELETE FROM dealership_contact_rule")
    # It is of those alone that have a country now: Odoo makes an index anew only when there is none.
    cr.execute("DROP INDEX IF EXISTS dealership_contact_rule__country_id_index")
