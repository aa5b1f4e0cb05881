from odoo.tools import plaintext2html


def get_administrators(env):
    """Return the Administrators of the dealership, and those of the system."""
    groups = env.ref("crm_dealership.group_dealership_administrator") | env.ref("base.group_system")
    # sudo: a scheduled action may belong to anybody
    people = groups.sudo().all_user_ids.filtered(lambda user: user.active and not user.share)
    return people - env.ref("base.user_root")


def get_administrators_of(record):
    """Return the Administrators of the company that a record is of; all of them where it is of none, or it has none."""
    everybody = get_administrators(record.env)
    company = record.company_id if "company_id" in record._fields else record.env["res.company"]
    return everybody.filtered(lambda user: company <= user.company_ids) or everybody


def tell_administrators(record, activity_type, describe):
    """Have Administrators see at once, and find in their activities, what they have to decide about a record.

    :param record: with activities, as superuser
    :param str activity_type: the XML id of the activity
    :param describe: callable ``record`` (in the reader's language) → ``(summary, words)``, both plain text
    """
    # Odoo writes an e-mail of each activity, but for quick ones.
    quick = record.with_context(mail_activity_quick_update=True)
    for user in get_administrators_of(record):
        told = quick.with_context(lang=user.lang)
        summary, words = describe(told)
        told.activity_schedule(activity_type, user_id=user.id, summary=summary, note=plaintext2html(words))
        user._bus_send("simple_notification", {"type": "danger", "sticky": True, "message": words})
