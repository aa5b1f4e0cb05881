from datetime import timedelta

from odoo import Command, fields
from odoo.tests import TransactionCase
from odoo.tools import SQL

from odoo.addons.mail.tests.common import mail_new_test_user

from ..engine.ledger.states import DELIVERY_STATES
from ..engine.ledger.transitions import Transition
from ..models.client.inner_context import with_inner

ALL_STATES = tuple(state for state, _label in DELIVERY_STATES)
USER = "crm_dealership.group_dealership_user"
DIRECTOR = "crm_dealership.group_dealership_director"
ADMINISTRATOR = "crm_dealership.group_dealership_administrator"


class DealershipCommon(TransactionCase):
    """Two companies, three points of sale and one user per role, apart from any demo data.

    ===================  ==========  =====================================
    user                 company     points of sale
    ===================  ==========  =====================================
    user_sales           company_a   team_a
    user_adviser         company_a   team_a
    user_director        company_a   team_a (its leader) and team_b
    user_administrator   both        none: sees all of the chosen companies
    user_sales_b         company_a   team_b
    user_foreign         company_b   team_foreign
    ===================  ==========  =====================================

    Records belong to ``team_a`` unless a ``team_id`` is given, and to the company of their point of sale.
    ``cls.env`` is the superuser's, whose company is ``company_a``. Factories take any further field as
    a keyword; what a test does not name has a plain, valid value.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "no_reset_password": True})
        cls.env["ir.config_parameter"].set_param("sales_team.membership_multi", True)
        # Whatever is at work in the demo dealership has messages due that are none of the test's.
        cls.env["dealership.scenario"].search([("state", "=", "active")]).write({"state": "paused"})
        cls.company_a = cls._make_company("Groupe Aveyron")
        cls.company_b = cls._make_company("Albi Motors")
        cls.lift_law(cls.company_a + cls.company_b)
        cls.env.user.write(
            {
                "company_ids": [Command.link(cls.company_a.id), Command.link(cls.company_b.id)],
                "company_id": cls.company_a.id,
            }
        )
        cls._setup_users()
        cls._setup_points_of_sale()
        cls._setup_vehicle_models()

    @classmethod
    def _setup_users(cls):
        a, b = cls.company_a, cls.company_b
        cls.user_sales = cls._make_user("test_sales", "Sandrine Vidal", USER, a)
        cls.user_adviser = cls._make_user("test_adviser", "Adrien Costes", USER, a)
        cls.user_director = cls._make_user("test_director", "Delphine Roux", DIRECTOR, a)
        cls.user_administrator = cls._make_user("test_administrator", "Aline Combes", ADMINISTRATOR, a + b)
        cls.user_sales_b = cls._make_user("test_sales_b", "Bruno Fabre", USER, a)
        cls.user_foreign = cls._make_user("test_foreign", "Florent Albert", USER, b)

    @classmethod
    def _setup_points_of_sale(cls):
        cls.team_a = cls.make_team(
            name="Rodez",
            user_id=cls.user_director.id,
            member_ids=[Command.set((cls.user_sales + cls.user_adviser).ids)],
        )
        cls.team_b = cls.make_team(name="Millau", member_ids=[Command.set((cls.user_sales_b + cls.user_director).ids)])
        cls.team_foreign = cls.make_team(
            name="Albi", company_id=cls.company_b.id, member_ids=[Command.set(cls.user_foreign.ids)]
        )

    @classmethod
    def _setup_vehicle_models(cls):
        cls.brand_peugeot, cls.brand_renault = cls.env["fleet.vehicle.model.brand"].create(
            [{"name": "Peugeot (test)"}, {"name": "Renault (test)"}]
        )
        cls.model_208, cls.model_clio = cls.env["fleet.vehicle.model"].create(
            [
                {"name": "208", "brand_id": cls.brand_peugeot.id, "default_fuel_type": "gasoline"},
                {"name": "Clio", "brand_id": cls.brand_renault.id, "default_fuel_type": "diesel"},
            ]
        )

    @classmethod
    def _make_company(cls, name):
        """Create a company with just enough accounting to post and settle a customer's invoice."""
        company = cls.env["res.company"].create(
            {"name": name, "currency_id": cls.env.ref("base.EUR").id, "country_id": cls.env.ref("base.fr").id}
        )
        # Odoo copies the hours of the company one works in; those of the demo dealership include Saturday.
        hours = [(8, 12, "morning"), (13, 17, "afternoon")]
        company.resource_calendar_id.attendance_ids = [
            Command.clear(),
            *(
                Command.create(
                    {"name": period, "dayofweek": str(day), "hour_from": start, "hour_to": end, "day_period": period}
                )
                for day in range(5)
                for start, end, period in hours
            ),
        ]
        accounts = cls.env["account.account"].with_company(company)
        receivable, income = accounts.create(
            [
                {
                    "name": "Customers",
                    "code": "411000",
                    "account_type": "asset_receivable",
                    "reconcile": True,
                },
                {"name": "Sales", "code": "707000", "account_type": "income"},
            ]
        )
        cls.env["account.journal"].create(
            {
                "name": "Customer Invoices",
                "code": "INV",
                "type": "sale",
                "company_id": company.id,
                "default_account_id": income.id,
            }
        )
        cls.env["ir.default"].set("res.partner", "property_account_receivable_id", receivable.id, company_id=company.id)
        return company

    @classmethod
    def _make_user(cls, login, name, group, companies):
        return mail_new_test_user(
            cls.env,
            login,
            groups=group,
            name=name,
            email=f"{login}@dealership.test",
            tz="Europe/Paris",
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    @classmethod
    def lift_law(cls, companies):
        """Have companies write to whoever has not refused, and call at any hour: the law has tests of its own."""
        every = {"channel": False, "purpose": False, "note": "For tests"}
        call = {**every, "channel": "phone"}
        cls.env["dealership.contact.rule"].create(
            [
                {"company_id": company.id, **vals}
                for company in companies
                for vals in (
                    {**every, "kind": "consent", "need": "opt_out"},
                    {**call, "kind": "hours"},
                    {**call, "kind": "holidays", "holidays": "any_day"},
                    {**call, "kind": "attempts"},
                    {**call, "kind": "silence"},
                )
            ]
        )

    @classmethod
    def decide_rule(cls, company, kind, **vals):
        """Have a company decide something of its own instead of what it decided before, or of what its country asks."""
        rules = cls.env["dealership.contact.rule"]
        place = {"channel": False, "purpose": "marketing", "customer_kind": False}
        place |= {name: vals.pop(name) for name in place.keys() & vals.keys()}
        same = [(name, "=", value) for name, value in place.items()]
        rules.search([("company_id", "=", company.id), ("kind", "=", kind), *same]).unlink()
        return rules.create({"note": "For tests", **place, **vals, "company_id": company.id, "kind": kind})

    # -- factories ------------------------------------------------------------------------------------

    @classmethod
    def _place(cls, vals):
        """Return the point of sale of ``vals`` (``team_a`` by default) and its company, or that of ``vals``, as ids."""
        team = cls.env["crm.team"].browse(vals.get("team_id", cls.team_a.id))
        company = team.company_id.id or vals.get("company_id") or cls.company_a.id
        return {"team_id": team.id, "company_id": company}

    @classmethod
    def make_team(cls, **vals):
        defaults = {"name": "Point of sale", "company_id": cls.company_a.id, "tz": "Europe/Paris", "use_leads": True}
        return cls.env["crm.team"].create({**defaults, **vals})

    @classmethod
    def make_customer(cls, name="Jeanne Bonnet", **vals):
        """An individual of ``team_a`` with an e-mail and a mobile number of their own."""
        defaults = {
            "name": name,
            "email": f"{name.lower().replace(' ', '.')}@customer.test",
            "phone": "+33 6 12 34 56 78",
            **cls._place(vals),
            "zip": "12000",
            "city": "Rodez",
            "country_id": cls.env.ref("base.fr").id,
        }
        return cls.env["res.partner"].create({**defaults, **vals})

    @classmethod
    def make_vehicle(cls, owner=None, **vals):
        """A new Peugeot 208 of ``team_a``, delivered one year ago, owned by ``owner``."""
        defaults = {
            "model_id": cls.model_208.id,
            "owner_id": owner.id if owner else False,
            **cls._place(vals),
            "sale_type": "vn",
            "delivery_date": fields.Date.today() - timedelta(days=365),
        }
        return cls.env["fleet.vehicle"].create({**defaults, **vals})

    @classmethod
    def make_sale(cls, buyer, vehicle=None, **vals):
        """A vehicle sold to ``buyer`` today, which may be somebody else's since."""
        defaults = {"sold_on": fields.Date.today(), "sale_state": "sold", "team_id": cls.team_a.id}
        vehicle = vehicle or cls.make_vehicle()
        return cls.env["dealership.vehicle.owner"].create(
            {"vehicle_id": vehicle.id, "partner_id": buyer.id, **defaults, **vals}
        )

    @classmethod
    def make_appointment(cls, customer, start=None, **vals):
        """A planned workshop appointment of one hour at ``team_a``; ``start`` is naive UTC, tomorrow by default."""
        start = start or fields.Datetime.now() + timedelta(days=1)
        defaults = {
            "name": "Service",
            "customer_id": customer.id,
            "team_id": cls.team_a.id,
            "user_id": cls.user_adviser.id,
            "start": start,
            "stop": start + timedelta(hours=1),
            "partner_ids": [Command.set(cls.user_adviser.partner_id.ids)],
            "appointment_kind": "workshop",
        }
        return cls.env["calendar.event"].with_context(no_mail_to_attendees=True).create({**defaults, **vals})

    @classmethod
    def make_repair_order(cls, customer, vehicle=None, **vals):
        defaults = {
            "name": "RO-TEST",
            "partner_id": customer.id,
            "vehicle_id": vehicle.id if vehicle else False,
            **cls._place(vals),
            "advisor_id": cls.user_adviser.id,
        }
        return cls.env["dealership.repair.order"].create({**defaults, **vals})

    @classmethod
    def make_lead(cls, customer=None, **vals):
        defaults = {
            "name": "Enquiry",
            "type": "lead",
            "partner_id": customer.id if customer else False,
            **cls._place(vals),
            "user_id": cls.user_sales.id,
            "business_attribute": "vn",
        }
        return cls.env["crm.lead"].create({**defaults, **vals})

    @classmethod
    def make_opportunity(cls, customer=None, **vals):
        return cls.make_lead(customer, **{"name": "Opportunity", "type": "opportunity", **vals})

    @classmethod
    def make_invoice(cls, customer, amount=250.0, posted=True, **vals):
        """A workshop invoice of ``team_a`` without tax, dated today; a credit note with ``move_type="out_refund"``."""
        place = cls._place(vals)
        defaults = {
            "move_type": "out_invoice",
            "partner_id": customer.id,
            **place,
            "invoice_user_id": cls.user_sales.id,
            "invoice_reason": "workshop",
            "invoice_date": fields.Date.today(),
            "invoice_line_ids": [
                Command.create({"name": "Service", "quantity": 1, "price_unit": amount, "tax_ids": [Command.clear()]})
            ],
        }
        move = cls.env["account.move"].with_company(place["company_id"]).create({**defaults, **vals})
        if posted:
            move.action_post()
        return move

    @classmethod
    def make_targeting(cls, subject="customer", rules=(), **vals):
        """A targeting of ``team_a`` for all records of a subject, or those that satisfy ``rules``."""
        place = cls._place(vals)
        tree = {"match": "all", "rules": list(rules)}
        return cls.env["dealership.targeting"].create(
            {"name": f"Targeting {subject}", "subject": subject, "rule_tree": tree, **place, **vals}
        )

    @classmethod
    def make_message(cls, **vals):
        """A message of ``team_a``; of no point of sale where only a company is given."""
        place = {"team_id": False} if "company_id" in vals and "team_id" not in vals else cls._place(vals)
        defaults = {
            "name": "Hello",
            **place,
            "subject": "Hello {{ customer.name }}",
            "body_html": "<p>Dear {{ customer.name }}</p>",
        }
        return cls.env["dealership.message"].create({**defaults, **vals})

    @classmethod
    def make_scenario(cls, targeting, steps=({},), **vals):
        """An active marketing scenario of ``team_a``, daily at 09:00, signed by ``user_sales``.

        :param steps: values of each step; a step has a message of its own unless it names one
        """
        message = vals.pop("message", None) or cls.make_message(**cls._place(vals))
        defaults = {
            "name": "Scenario",
            "targeting_id": targeting.id,
            **cls._place(vals),
            "user_id": cls.user_director.id,
            "signatory": "user",
            "signatory_user_id": cls.user_sales.id,
            "step_ids": [
                Command.create({"sequence": number, "message_id": message.id, **step})
                for number, step in enumerate(steps)
            ],
            "state": "active",
        }
        return cls.env["dealership.scenario"].create({**defaults, **vals})

    def keep_maintenance_away(self, *tables):
        """Have PostgreSQL's own maintenance not look at tables until the test's transaction ends.

        Whoever wants a look while it does is passed over (``SKIP_LOCKED``), and what is known would change meanwhile.
        """
        self.env.cr.execute(
            SQL("LOCK TABLE %s IN SHARE UPDATE EXCLUSIVE MODE", SQL(", ").join(map(SQL.identifier, tables)))
        )

    @staticmethod
    def put(deliveries, state, **vals):
        """Have deliveries stand in a state, whatever way leads there."""
        anywhere = Transition("put there by a test", ALL_STATES, ALL_STATES)
        with_inner(deliveries, dealership_transition=anywhere).write({"state": state, **vals})
