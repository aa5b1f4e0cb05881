"""Rules of contact are data of ours again: what companies made of them in 19.0.1.0.0 was kept with the companies."""


def migrate(cr, version):
    cr.execute("DELETE FROM ir_model_data WHERE module = 'crm_dealership' AND model = 'dealership.contact.rule'")
    cr.execute("DELETE FROM dealership_contact_rule")
