"""Which e-mail addresses are our own: what is written to them comes back to us as an answer, and is answered again."""

from odoo.tools import SQL

# Of Odoo's aliases, of whatever company. One that counts by what stands before the "@" does so in our domains, and in
# those that the settings name besides.
_ALIASES = """
    SELECT lower(concat(part, '@', name)) FROM mail_alias_domain, unnest(ARRAY[bounce_alias, catchall_alias]) AS part
     UNION ALL
    SELECT lower(CASE WHEN default_from LIKE '%%@%%' THEN default_from ELSE concat(default_from, '@', name) END)
      FROM mail_alias_domain
     UNION ALL
    SELECT lower(alias_full_name) FROM mail_alias WHERE alias_full_name LIKE '%%@%%'
     UNION ALL
    SELECT lower(concat(alias_name, '@', domain)) FROM mail_alias,
           (SELECT name AS domain FROM mail_alias_domain UNION SELECT unnest(%s::varchar[])) AS known
     WHERE alias_incoming_local AND alias_name IS NOT NULL"""


def is_own_address_sql(env, address):
    """Return the condition that an address is one of ours.

    :param env:
    :param SQL address: a normalised address; what stands behind a "+" in it does not count
    """
    # sudo: a setting of the database
    named = env["ir.config_parameter"].sudo().get_param("mail.catchall.domain.allowed") or ""
    domains = [domain.strip() for domain in named.split(",") if domain.strip()]
    plain = SQL("CASE WHEN strpos(%s, '+') > 0 THEN regexp_replace(%s, '\\+[^@]*@', '@') ELSE %s END", *[address] * 3)
    return SQL("%s IN (%s)", plain, SQL(_ALIASES, domains))
