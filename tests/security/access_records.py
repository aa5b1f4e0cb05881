"""How a record of ours is made for the access table: its values at a spot, or where it is found."""

from odoo import Command

from . import access_odoo_records as odoo

EVERYONE = {"match": "all", "rules": []}


def _targeting(world, at, **vals):
    return {"name": "Targeting", "rule_tree": EVERYONE, "user_id": at.staff.id, **at.place, **vals}


def _import(world, at):
    targeting = world.make_targeting(mode="import", user_id=at.staff.id, **at.place)
    return {"name": "people.csv", "targeting_id": targeting.id}


def _snapshot(world, targeting):
    return {"targeting_id": targeting.id, "taken_at": world.now, "reason": "refresh", "res_model": "res.partner"}


def _scenario(world, at):
    return {
        "name": "Scenario",
        "targeting_id": at.targeting.id,
        "user_id": at.staff.id,
        "signatory": "user",
        "signatory_user_id": at.staff.id,
        "step_ids": [Command.create({"message_id": at.message.id})],
        **at.place,
    }


def _enrolment(world, at):
    return {
        "scenario_id": at.scenario.id,
        "run_id": at.run.id,
        "res_model": "res.partner",
        "res_id": at.customer.id,
        "occurrence": f"occurrence {world.number()}",
        "partner_id": at.customer.id,
        "enrolled_at": world.now,
        **at.place,
    }


def _delivery(world, at):
    return {
        "enrolment_id": world.make_record("dealership.enrolment", at).id,
        "scenario_id": at.scenario.id,
        "step_id": at.scenario.step_ids.id,
        "run_id": at.run.id,
        "partner_id": at.customer.id,
        "res_model": "res.partner",
        "res_id": at.customer.id,
        "purpose": "marketing",
        "channel": "email",
        "planned_at": world.now,
        **at.place,
    }


def _reminder(world, at):
    """A reminder that waits in the accountant's list, of an invoice that is overdue."""
    run = world.reminders[at.company]
    record = {"res_model": "account.move", "res_id": at.invoice.id, "run_id": run.id, "scenario_id": run.scenario_id.id}
    # Of a day that no invoice is due, once the list has its reminder: the day is what an enrolment is known by.
    day = at.invoice.invoice_date_due if not at.reminder else world.env["account.move"].invoice_date_due
    values = {**_enrolment(world, at), **record, "due_on": day, "occurrence": str(day or f"never {world.number()}")}
    enrolment = world.env["dealership.enrolment"].create(values)
    return {
        **_delivery(world, at),
        **record,
        "enrolment_id": enrolment.id,
        "step_id": run.scenario_id.step_ids.id,
        "purpose": "payment",
        "state": "waiting",
    }


def _reply(world, at):
    return {
        "sender": "+33612345678",
        "provider_reference": f"reply {world.number()}",
        "partner_id": at.customer.id,
        **at.place,
    }


def _consent(world, at):
    customer = world.make_customer(f"Customer {world.number()}", **at.place)
    return {
        "partner_id": customer.id,
        "company_id": at.company.id,
        "purpose": "marketing",
        "channel": "email",
        "granted": True,
    }


def _find_state(world, at):
    consent = world.env["dealership.consent"].create(_consent(world, at))
    return consent.partner_id.consent_state_ids


def _enquiry_type(world, at):
    """All four keys are taken: the oldest type makes room, and what depends on it with it."""
    oldest = world.env["dealership.enquiry.type"].search([], order="id", limit=1)
    key = oldest.key
    for holder in ("dealership.lead.lifetime", "crm.team.member"):
        every = world.env[holder].with_context(active_test=False)
        every.search([("enquiry_type_ids", "in", oldest.ids)]).unlink()
    oldest.unlink()
    return {"name": "Vehicles", "key": key}


def _lifetime(world, at):
    taken = world.env["dealership.lead.lifetime"].search([("team_id", "=", at.team.id)]).enquiry_type_ids
    free = world.env["dealership.enquiry.type"].search([("id", "not in", taken.ids)], limit=1)
    return {"minutes": 30, "team_id": at.team.id, "enquiry_type_ids": [Command.set(free.ids)]}


def _configure(world, at):
    model = world.env.ref("crm_dealership.scenario_model_custom_message")
    return {"model_id": model.id, "name": "Hello", "signatory_user_id": at.staff.id, "step_ids": [], **at.place}


def _configure_step(world, at):
    step = at.configure.model_id.step_ids[:1]
    return {
        "configure_id": at.configure.id,
        "model_step_id": step.id,
        "channel": "email",
        "delay_basis": step.delay_basis,
        "delay_unit": step.delay_unit,
    }


def _scenario_model(world, at):
    return {"name": "Model", "trigger": "Each day", "target": "Everybody", "action": "An e-mail", "rule_tree": EVERYONE}


def _duplicate(world, at):
    pair = world.make_customer("One", **at.place) + world.make_customer("Two", **at.place)
    one, two = pair.sorted("id")
    return {"partner_id": one.id, "other_id": two.id, "company_id": at.company.id}


# The line of the table → values of a new record, by the world and the spot.
VALUES = {
    **odoo.VALUES,
    "dealership.repair.order": lambda world, at: {
        "name": "RO",
        "partner_id": at.customer.id,
        "advisor_id": at.staff.id,
        **at.place,
    },
    "dealership.vehicle.owner": lambda world, at: {
        "vehicle_id": world.make_record("fleet.vehicle", at).id,
        "partner_id": at.customer.id,
    },
    "dealership.recall": lambda world, at: {"name": f"Recall {world.number()}", "company_id": at.company.id},
    "dealership.recall.vehicle": lambda world, at: {
        "recall_id": world.make_record("dealership.recall", at).id,
        "vin": f"VF3CCHMZ6JT{world.number():06}",
    },
    "dealership.consent": _consent,
    "dealership.erasure": lambda world, at: {"email_hash": "0" * 64, "erased_at": "2026-01-01"},
    "dealership.duplicate": _duplicate,
    "dealership.matching.rule": lambda world, at: {"key": "name_zip", "company_id": at.company.id},
    "dealership.topic": lambda world, at: {"name": f"Topic {world.number()}", "company_id": at.company.id},
    "dealership.customer.profile": lambda world, at: {"name": f"Profile {world.number()}"},
    "dealership.specialisation": lambda world, at: {"name": f"Specialisation {world.number()}"},
    "dealership.enquiry.type": _enquiry_type,
    "dealership.lead.lifetime": _lifetime,
    "dealership.make.values": lambda world, at: {
        "team_id": at.team.id,
        "brand_id": world.env["fleet.vehicle.model.brand"].create({"name": f"Make {world.number()}"}).id,
    },
    "dealership.region": lambda world, at: {"name": "Alsace", "country_id": at.company.country_id.id},
    "dealership.customer.kind.rule": lambda world, at: {
        "country_id": at.company.country_id.id,
        "kind": "public",
        "numbers": "1*",
        "source": "The law",
    },
    "dealership.inspection.rule": lambda world, at: {
        "country_id": at.company.country_id.id,
        "interval_months": 24,
        "source": "The law",
    },
    "dealership.contact.rule": lambda world, at: {
        "company_id": False,
        "country_id": at.company.country_id.id,
        "channel": "email",
        "source": "The law",
    },
    "dealership.contact.rule/own": lambda world, at: {
        "company_id": at.company.id,
        "channel": "email",
        "note": "We are more careful",
    },
    "dealership.contact.rule.hours": lambda world, at: {
        "rule_id": world.make_record("dealership.contact.rule", at).id,
    },
    "dealership.contact.rule.hours/own": lambda world, at: {
        "rule_id": world.make_record("dealership.contact.rule/own", at).id,
    },
    "dealership.list.check": lambda world, at: {"list_name": "Do not call me", "number": "+32470123456"},
    "dealership.purge": lambda world, at: {"company_id": at.company.id, "counted_at": world.now},
    "dealership.purge.line": lambda world, at: {
        "purge_id": world.make_record("dealership.purge", at).id,
        "kind": "prospect",
    },
    "dealership.sending.domain": lambda world, at: {
        "name": f"domain{world.number()}.test",
        "company_id": at.company.id,
    },
    "dealership.dead.address": lambda world, at: {
        "address": f"dead{world.number()}@customer.test",
        "channel": "email",
        "company_id": at.company.id,
        "since": "2026-01-01",
    },
    "dealership.sending.pause": lambda world, at: {
        "domain": f"paused{world.number()}.test",
        "begun_at": "2026-01-01",
        "paused_at": "2026-01-01",
    },
    "dealership.do.not.contact": lambda world, at: {
        "address": f"listed{world.number()}@customer.test",
        "company_id": at.company.id,
    },
    "dealership.targeting": _targeting,
    "dealership.targeting/team": lambda world, at: _targeting(world, at, visibility="team"),
    "dealership.targeting/me": lambda world, at: _targeting(world, at, visibility="me"),
    "dealership.targeting.operand": lambda world, at: {"operation_id": at.operation.id, "operand_id": at.targeting.id},
    "dealership.targeting.snapshot": lambda world, at: _snapshot(world, at.targeting),
    "dealership.targeting.snapshot/me": lambda world, at: _snapshot(
        world, world.make_record("dealership.targeting/me", at)
    ),
    "dealership.targeting.import": _import,
    "dealership.targeting.import/finished": _import,
    "dealership.targeting.import.column": lambda world, at: {"import_id": at.people.id, "name": "E-mail"},
    "dealership.targeting.import.row": lambda world, at: {
        "import_id": at.people.id,
        "number": world.number(),
        "status": "unknown",
    },
    "dealership.scenario": _scenario,
    "dealership.scenario.step": lambda world, at: {"scenario_id": at.draft.id, "message_id": at.message.id},
    "dealership.message": lambda world, at: {
        "name": "Hello",
        "subject": "Hello",
        "body_html": "<p>Hello</p>",
        **at.place,
    },
    "dealership.scenario.model": _scenario_model,
    "dealership.scenario.model.step": lambda world, at: {
        "model_id": world.make_record("dealership.scenario.model", at).id,
        "channel": "other",
    },
    "dealership.scenario.run": lambda world, at: {"scenario_id": at.scenario.id, "started_at": world.now},
    "dealership.enrolment": _enrolment,
    "dealership.delivery": _delivery,
    "dealership.delivery/reminder": _reminder,
    "dealership.sending.usage": lambda world, at: {
        "gate": "ir.mail_server,1",
        "moment": world.now,
        "messages": 1,
        "claim_id": 0,
    },
    "dealership.test.message": lambda world, at: {
        "sent_at": world.now,
        "user_id": at.staff.id,
        "company_id": at.company.id,
        "channel": "email",
        "recipient": "jeanne@customer.test",
    },
    "dealership.scenario.already.matching": lambda world, at: {"scenario_id": at.scenario.id, "res_id": world.number()},
    "dealership.reply": _reply,
    "dealership.call": lambda world, at: {
        "from_number": "+33612345678",
        "outcome": "missed",
        "partner_id": at.customer.id,
        **at.place,
    },
    "dealership.tracking.number": lambda world, at: {
        "name": "Magazine",
        "number": f"+33 5 65 42 {world.number() + 1000}",
        **at.place,
    },
    "dealership.call.event": lambda world, at: {
        "account_id": at.account.id,
        "key": f"key {world.number()}",
        "call_key": "call",
        "payload": "{}",
        "received_at": world.now,
    },
    "dealership.caller": lambda world, at: {"company_id": at.company.id, "number": f"+336{world.number():08}"},
    "dealership.provider.account": lambda world, at: {
        "name": "Twilio",
        "company_id": at.company.id,
        "auth_token": "secret",
        "account_sid": "AC1",
    },
    "dealership.source": lambda world, at: {"name": f"Site {world.number()}", **at.place},
    "dealership.source.key": lambda world, at: {
        "source_id": world.make_record("dealership.source", at).id,
        "name": "Web site",
    },
    "dealership.source.request": lambda world, at: {
        "source_id": world.make_record("dealership.source", at).id,
        "kind": "adf",
        "received_at": world.now,
    },
    "dealership.lead.mail.profile": lambda world, at: {"name": "Portal", "sender": "@portal.test", **at.place},
    "dealership.lead.mail.label": lambda world, at: {
        "profile_id": world.make_record("dealership.lead.mail.profile", at).id,
        "name": "Nom",
    },
    "dealership.feed": lambda world, at: {
        "name": "Repair orders",
        "kind": "repair_order",
        "source_id": world.make_record("dealership.source", at).id,
        "team_id": at.team.id,
    },
    "dealership.feed.column": lambda world, at: {
        "feed_id": world.make_record("dealership.feed", at).id,
        "header": f"Column {world.number()}",
    },
    "dealership.feed.code": lambda world, at: {
        "feed_id": world.make_record("dealership.feed", at).id,
        "meaning": "repair_order.status",
        "code": f"F{world.number()}",
    },
    "dealership.feed.load": lambda world, at: {
        "feed_id": world.make_record("dealership.feed", at).id,
        "filename": "orders.csv",
    },
    "dealership.feed.row": lambda world, at: {
        "load_id": world.make_record("dealership.feed.load", at).id,
        "state": "refused",
        "row_number": 2,
        "message": "Not readable",
    },
    "dealership.feed.trace": lambda world, at: {
        "load_id": world.make_record("dealership.feed.load", at).id,
        "kind": "customer",
        "made_at": world.now,
    },
    "dealership.recall.load": lambda world, at: {"recall_id": world.make_record("dealership.recall", at).id},
    "dealership.feed.undo": lambda world, at: {"load_id": world.make_record("dealership.feed.load", at).id},
    "dealership.feed.record": lambda world, at: {
        "source_id": world.make_record("dealership.source", at).id,
        "kind": "customer",
        "key": f"C{world.number()}",
        "res_model": "res.partner",
        "res_id": at.customer.id,
        "said_at": world.now,
    },
    "dealership.lead.receipt": lambda world, at: {
        "lead_id": world.make_record("crm.lead", at).id,
        "company_id": at.company.id,
        "external_id": f"lead {world.number()}",
        "received_at": world.now,
    },
    # -- dialogues
    "dealership.source.key.shown": lambda world, at: {"secret": "shown once"},
    "dealership.message.preview": lambda world, at: {"message_id": at.message.id, "preview_res_id": at.vehicle.id},
    "dealership.scenario.configure": _configure,
    "dealership.scenario.configure.step": _configure_step,
    "dealership.lead.salesperson": lambda world, at: {"lead_id": world.make_record("crm.lead", at).id},
    "dealership.team.archived": lambda world, at: {"team_ids": [Command.set(at.team.ids)]},
    "dealership.scenario.refuse": lambda world, at: {"scenario_id": at.scenario.id, "reason": "Not now"},
    "dealership.rehearsal": lambda world, at: {"scenario_id": at.scenario.id},
    "dealership.rehearsal.line": lambda world, at: {"rehearsal_id": at.rehearsal.id, "partner_id": at.customer.id},
    "dealership.targeting.change": lambda world, at: {"targeting_id": at.targeting.id},
    "dealership.targeting.why": lambda world, at: {"targeting_id": at.targeting.id, "partner_id": at.customer.id},
    "dealership.targeting.import.create": lambda world, at: {"import_id": at.people.id},
    "dealership.consent.record": lambda world, at: {"partner_id": at.customer.id, "company_id": at.company.id},
    "dealership.matching.setup": lambda world, at: {"file_name": "people.csv"},
    "dealership.matching.setup.line": lambda world, at: {
        "setup_id": at.matching.id,
        "key": "email",
    },
    "dealership.matching.setup.row": lambda world, at: {
        "setup_id": at.matching.id,
    },
    "dealership.do.not.contact.import": lambda world, at: {"company_id": at.company.id},
    "dealership.do.not.contact.problem": lambda world, at: {
        "import_id": world.make_record("dealership.do.not.contact.import", at).id,
    },
    "dealership.purge.confirm": lambda world, at: {"purge_id": world.make_record("dealership.purge", at).id},
    "dealership.erasure.confirm": lambda world, at: {"partner_id": at.customer.id},
    "dealership.reminder.postpone": lambda world, at: {"delivery_ids": [Command.set(at.reminder.ids)]},
    "dealership.reminder.setup": lambda world, at: {
        "profile_id": world.env.ref("crm_dealership.customer_profile_standard").id,
        "company_id": at.company.id,
        "signatory_user_id": at.staff.id,
    },
    "dealership.number.purchase": lambda world, at: {"account_id": at.account.id},
    "dealership.number.purchase.line": lambda world, at: {"purchase_id": at.purchase.id, "number": "+33565421111"},
}


def _find_finished_import(world, at):
    record = world.make_record("dealership.targeting.import", at)
    record.finished_at = world.now
    return record


def _find_count(world, at):
    world.env.flush_all()
    return world.env["dealership.delivery.count"].search([("scenario_id", "=", at.scenario.id)], limit=1)


def _find_database(world, at):
    world.env["dealership.database"]._note()
    return world.env["dealership.database"].search([])


# Where a record is that cannot be made, or is there already.
FOUND = {
    **odoo.FOUND,
    "dealership.consent.state": _find_state,
    "dealership.database": _find_database,
    "dealership.targeting.import/finished": _find_finished_import,
    "dealership.delivery/reminder": lambda world, at: at.reminder,
    "dealership.delivery.count": _find_count,
    "dealership.delivery.report": lambda world, at: world.find_row(
        "dealership.delivery.report", at, [("scenario_id", "=", at.scenario.id)]
    ),
    "dealership.delivery.report/reminder": lambda world, at: world.find_row(
        "dealership.delivery.report", at, [("delivery_id", "=", at.reminder.id)]
    ),
    "dealership.receivable": lambda world, at: world.find_row(
        "dealership.receivable", at, [("partner_id", "=", at.customer.id)]
    ),
    "dealership.reminder.todo": lambda world, at: world.find_row(
        "dealership.reminder.todo", at, [("delivery_id", "=", at.reminder.id)]
    ),
}
