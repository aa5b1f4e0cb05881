"""Who works in the database without a role in the dealership, and what of ours they may notice, written by hand."""

PROFILES = {
    "employee": "base.group_user",
    "salesperson, own documents": "sales_team.group_sale_salesman",
    "salesperson, all documents": "sales_team.group_sale_salesman_all_leads",
    "sales manager": "sales_team.group_sale_manager",
    "fleet officer": "fleet.fleet_group_user",
    "fleet manager": "fleet.fleet_group_manager",
    "invoicing": "account.group_account_invoice",
    "accounting administrator": "account.group_account_manager",
    "e-mail marketing": "mass_mailing.group_mass_mailing_user",
    "contact creation": "base.group_user,base.group_partner_manager",
    "settings": "base.group_system",
    "portal": "base.group_portal",
}

# Models that people open from other records, without a menu of their own.
SHOWN_WITHOUT_ACTION = [
    "crm.lead",
    "crm.team",
    "crm.team.member",
    "res.partner",
    "res.users",
    "calendar.event",
    "fleet.vehicle",
    "account.move",
    "sale.order",
    "mail.activity",
    "mailing.mailing",
]

BOOKKEEPERS = {"invoicing", "accounting administrator"}

# What somebody may notice though they have no role: who keeps the books reminds of invoices.
MEANT = {
    "invoice_reason": BOOKKEEPERS,
    "dealership_source": BOOKKEEPERS,  # whose document it is, if not theirs
    "reminders_held": BOOKKEEPERS,
    "customer_profile_id": BOOKKEEPERS,
    "customer_kind": BOOKKEEPERS,  # late-payment fees go by it
    "in the page 'receivables'": BOOKKEEPERS,
    # Server actions and automation rules are theirs alone, ours among them.
    "dealership_": {"settings"},
}

# The menus of ours that they see.
MENUS = {}
