"""How a record of a model of Odoo's is made for the access table: its values at a spot, or where it is found."""

from datetime import timedelta

from odoo import Command


def _appointment(world, at):
    return {
        "name": "Service",
        "customer_id": at.customer.id,
        "team_id": at.team.id,
        "user_id": at.staff.id,
        "partner_ids": [Command.set(at.staff.partner_id.ids)],
        "start": world.now,
        "stop": world.now + timedelta(hours=1),
        "appointment_kind": "workshop",
    }


def _move(world, at):
    line = {"name": "Service", "quantity": 1, "price_unit": 250, "tax_ids": [Command.clear()]}
    return {
        "move_type": "out_invoice",
        "partner_id": at.customer.id,
        "invoice_user_id": at.staff.id,
        "invoice_line_ids": [Command.create(line)],
        **at.place,
    }


def _move_line(world, at):
    return {
        "move_id": at.draft_invoice.id,
        "name": "Oil",
        "quantity": 1,
        "price_unit": 20,
        "tax_ids": [Command.clear()],
    }


def _order(world, at):
    line = {"product_id": world.product.id}
    return {
        "partner_id": at.customer.id,
        "user_id": at.staff.id,
        "order_line": [Command.create(line)],
        **at.place,
    }


def _activity(world, at):
    return {
        "res_model_id": world.env["ir.model"]._get_id("dealership.repair.order"),
        "res_id": at.repair_order.id,
        "activity_type_id": world.env.ref("mail.mail_activity_data_todo").id,
        "user_id": at.staff.id,
    }


def _mail_message(world, at, **vals):
    return {
        "model": "dealership.repair.order",
        "res_id": at.repair_order.id,
        "body": "Said at the counter",
        "message_type": "comment",
        "author_id": at.staff.partner_id.id,
        **vals,
    }


def _file(world, record, **vals):
    return {"name": "estimate.txt", "raw": b"250", "res_model": record._name, "res_id": record.id}


def _member(world, at):
    joined = at.team.member_ids
    return {"crm_team_id": at.team.id, "user_id": (world.newcomers[at.company] - joined)[0].id}


def _attendance(world, at):
    calendar = world.make_record("resource.calendar", at)
    calendar.attendance_ids.unlink()
    return {"calendar_id": calendar.id, "name": "Saturday", "dayofweek": "5", "hour_from": 9, "hour_to": 12}


def _leave(world, at):
    end = world.now + timedelta(days=1)
    calendar = at.company.resource_calendar_id
    return {
        "name": "Closed",
        "company_id": at.company.id,
        "calendar_id": calendar.id,
        "date_from": world.now,
        "date_to": end,
    }


def _get_model_id(world, name="crm.lead"):
    return world.env["ir.model"]._get_id(name)


def _find_activity_report(world, at):
    subtype = world.env.ref("mail.mt_activities").id
    call = world.env.ref("mail.mail_activity_data_call").id
    on_lead = {"model": "crm.lead", "res_id": at.lead.id, "subtype_id": subtype, "mail_activity_type_id": call}
    message = world.env["mail.message"].create(_mail_message(world, at, **on_lead))
    world.env.flush_all()
    return world.env["crm.activity.report"].browse(message.id)


VALUES = {
    "crm.lead": lambda world, at: {
        "name": "Enquiry",
        "type": "lead",
        "partner_id": at.customer.id,
        "user_id": at.staff.id,
        **at.place,
    },
    "crm.team": lambda world, at: {"name": "Point of sale", "company_id": at.company.id},
    "crm.team.member": _member,
    "res.partner": lambda world, at: {"name": f"Customer {world.number()}", **at.place},
    "fleet.vehicle": lambda world, at: {"model_id": world.model_208.id, "owner_id": at.customer.id, **at.place},
    "fleet.vehicle.model": lambda world, at: {
        "name": f"Model {world.number()}",
        "brand_id": world.model_208.brand_id.id,
    },
    "calendar.event": _appointment,
    "account.move": _move,
    "account.move.line": _move_line,
    "account.journal": lambda world, at: {
        "name": "Entries",
        "code": f"E{world.number()}",
        "type": "general",
        "company_id": at.company.id,
    },
    "sale.order": _order,
    "sale.order.line": lambda world, at: {"order_id": at.order.id, "product_id": world.product.id},
    "mail.activity": _activity,
    "mail.message": _mail_message,
    "ir.attachment": lambda world, at: _file(world, at.repair_order),
    "ir.attachment/free": lambda world, at: {"name": "estimate.txt", "raw": b"250"},
    "ir.attachment/message": lambda world, at: _file(world, at.message),
    "resource.calendar": lambda world, at: {"name": "Hours", "company_id": at.company.id},
    "resource.calendar.attendance": _attendance,
    "resource.calendar.leaves": _leave,
    "ir.mail_server": lambda world, at: {"name": "Mail server", "smtp_host": "mail.test"},
    "ir.actions.report": lambda world, at: {"name": "Letter", "model": "crm.lead", "report_name": "test.letter"},
    "mail.mail": lambda world, at: {"subject": "Hello", "email_to": "jeanne@customer.test"},
    "mailing.trace": lambda world, at: {"model": "res.partner", "res_id": at.customer.id, "email": "j@customer.test"},
    "sms.tracker": lambda world, at: {"sms_uuid": f"sms {world.number()}"},
    "base.automation": lambda world, at: {
        "name": "Rule",
        "model_id": _get_model_id(world),
        "trigger": "on_create_or_write",
    },
    "ir.actions.server": lambda world, at: {"name": "Action", "model_id": _get_model_id(world), "state": "code"},
    "res.config.settings": lambda world, at: {},
    "base.partner.merge.automatic.wizard": lambda world, at: {},
}

FOUND = {
    "res.users": lambda world, at: at.staff,
    "crm.team": lambda world, at: at.team,
    "res.company": lambda world, at: at.company,
    "account.invoice.report": lambda world, at: world.find_row(
        "account.invoice.report", at, [("move_id", "=", at.invoice.id)]
    ),
    "sale.report": lambda world, at: world.find_row(
        "sale.report", at, [("order_reference", "=", f"sale.order,{at.order.id}")]
    ),
    "crm.activity.report": _find_activity_report,
}
