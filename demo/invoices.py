"""Customers' invoices: paid, due, overdue and credited, with just enough accounting under them."""

from datetime import timedelta

from odoo import Command

from . import words


def make_invoices(world):
    for company in {site.company for site in world.sites}:
        ledger = _make_ledger(world, company)
        for site in world.sites:
            if site.company == company:
                _make_site_invoices(world, site, ledger)


def _make_ledger(world, company):
    """Return the accounts and journals of ``company`` by name; those of a chart of accounts where there is one.

    A chart of accounts belongs to a country's localisation, which this addon doesn't depend on.
    """
    env = world.env(context={**world.env.context, "allowed_company_ids": company.ids})
    journals = env["account.journal"].search([("company_id", "=", company.id)])
    sale, bank = (journals.filtered(lambda journal, t=t: journal.type == t)[:1] for t in ("sale", "bank"))
    if not sale or not bank:
        sale, bank = _create_journals(env, company)
    return {"sale": sale, "bank": bank, "tax": _get_tax(env, company)}


def _create_journals(env, company):
    Account = env["account.account"]
    receivable, income, cash = Account.create(
        [
            {"code": "411000", "name": "Clients", "account_type": "asset_receivable", "reconcile": True},
            {"code": "707000", "name": "Ventes", "account_type": "income"},
            {"code": "512000", "name": "Banque", "account_type": "asset_cash"},
        ]
    )
    env["ir.default"].set("res.partner", "property_account_receivable_id", receivable.id, company_id=company.id)
    return env["account.journal"].create(
        [
            {"name": "Ventes", "code": "VE", "type": "sale", "default_account_id": income.id, "company_id": company.id},
            {"name": "Banque", "code": "BQ", "type": "bank", "default_account_id": cash.id, "company_id": company.id},
        ]
    )


def _get_tax(env, company):
    domain = [("type_tax_use", "=", "sale"), ("company_id", "=", company.id), ("amount", "=", 20)]
    tax = env["account.tax"].search(domain, limit=1)
    if tax:
        return tax
    group = env["account.tax.group"].create({"name": "TVA", "company_id": company.id})
    account = env["account.account"].create(
        {"code": "445710", "name": "TVA collectée", "account_type": "liability_current"}
    )
    lines = [
        Command.create({"repartition_type": "base"}),
        Command.create({"repartition_type": "tax", "account_id": account.id}),
    ]
    return env["account.tax"].create(
        {
            "name": "TVA 20 %",
            "amount": 20,
            "type_tax_use": "sale",
            "tax_group_id": group.id,
            "company_id": company.id,
            "invoice_repartition_line_ids": lines,
            "refund_repartition_line_ids": lines,
        }
    )


def _make_site_invoices(world, site, ledger):
    moves = ledger["sale"].env["account.move"].with_company(site.company)
    vals_list = [_invoice_vals(world, site, ledger, days) for days in _invoice_days(world, site)]
    vals_list += [_credit_note_vals(world, site, ledger, days) for days in (5, 33, 80)]
    invoices = moves.create(vals_list)
    drafts = invoices[:2]
    posted = invoices - drafts
    posted.action_post()
    _pay(world, ledger, posted.filtered(lambda move: move.move_type == "out_invoice" and _is_paid(world, move)))


def _invoice_days(world, site):
    """Return how many days ago each invoice is dated, the youngest first: two of them stay drafts."""
    return [0, 0, *sorted(world.dice.randrange(1, 240) for _invoice in range(site.size // 2))]


def _invoice_vals(world, site, ledger, days_ago):
    customer = world.dice.choice(site.customers)
    reason = world.dice.choices(["workshop", "vehicle", "parts"], weights=[62, 18, 20])[0]
    dated = world.before(days=days_ago)
    return {
        "move_type": "out_invoice",
        "journal_id": ledger["sale"].id,
        "company_id": site.company.id,
        "partner_id": customer.id,
        "team_id": site.team.id,
        "invoice_user_id": (site.seller if reason == "vehicle" else site.adviser).id,
        "invoice_reason": reason,
        "invoice_date": dated,
        "invoice_date_due": dated + timedelta(days=30 if customer.is_company else world.dice.choice([0, 8, 15])),
        "invoice_line_ids": [Command.create(_line_vals(world, site, ledger, reason))],
    }


def _credit_note_vals(world, site, ledger, days_ago):
    return {**_invoice_vals(world, site, ledger, days_ago), "move_type": "out_refund"}


def _line_vals(world, site, ledger, reason):
    if reason == "vehicle":
        model, _energies, price = world.dice.choice(site.models)
        name = f"{model.brand_id.name} {model.name}"
    else:
        name, price = world.dice.choice(words.WORKSHOP_JOBS if reason == "workshop" else words.PARTS)
    net = round(price / 1.2, 2)
    return {"name": name, "quantity": 1, "price_unit": net, "tax_ids": [Command.set(ledger["tax"].ids)]}


def _is_paid(world, invoice):
    """Two in three have paid what was due; what is not due yet is mostly open."""
    return world.chance(0.66 if invoice.invoice_date_due < world.today else 0.3)


def _pay(world, ledger, invoices):
    """Settle invoices through the bank journal, each by an entry of its own."""
    env = ledger["bank"].env
    account = ledger["bank"].default_account_id
    entries = env["account.move"].create([_payment_vals(world, ledger, account, invoice) for invoice in invoices])
    entries.action_post()
    plan = [
        (invoice + entry).line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        for invoice, entry in zip(invoices, entries, strict=True)
    ]
    env["account.move.line"]._reconcile_plan(plan)


def _payment_vals(world, ledger, account, invoice):
    receivable = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term").account_id
    amount = invoice.amount_total
    paid_on = min(invoice.invoice_date_due + timedelta(days=world.dice.randrange(-3, 6)), world.today)
    common = {"name": invoice.name, "partner_id": invoice.partner_id.id}
    return {
        "move_type": "entry",
        "journal_id": ledger["bank"].id,
        "company_id": invoice.company_id.id,
        "date": max(paid_on, invoice.invoice_date),
        "ref": invoice.name,
        "line_ids": [
            Command.create({**common, "account_id": account.id, "debit": amount, "credit": 0}),
            Command.create({**common, "account_id": receivable.id, "debit": 0, "credit": amount}),
        ],
    }
