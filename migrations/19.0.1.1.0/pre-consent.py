"""Decisions become a log: what stood in the table stays, as the first line of each.

A decision belonged to no company. It becomes one of the company whose the customer is; of a customer whom all companies
share, one of the whole group: nobody may lose a refusal.
"""


def migrate(cr, version):
    cr.execute("""
        ALTER TABLE dealership_consent DROP CONSTRAINT IF EXISTS dealership_consent_decision_unique;
        DROP INDEX IF EXISTS dealership_consent__partner_id_index;
        ALTER TABLE dealership_consent ADD COLUMN company_id int, ADD COLUMN entered_by_id int;
        UPDATE dealership_consent SET company_id = partner.company_id, entered_by_id = author.id,
                                      granted = COALESCE(line.granted, FALSE)
          FROM dealership_consent line JOIN res_partner partner ON partner.id = line.partner_id
               LEFT JOIN res_users author ON author.id = line.write_uid AND NOT author.share AND author.id != 1
         WHERE line.id = dealership_consent.id;
    """)
    # The rule of who sees decisions is renewed: what is noupdate stays as it is else.
    cr.execute("""
        WITH gone AS (DELETE FROM ir_model_data WHERE module = 'crm_dealership' AND model = 'ir.rule'
                             AND name = 'dealership_consent_rule_company' RETURNING res_id)
        DELETE FROM ir_rule USING gone WHERE ir_rule.id = gone.res_id
    """)
