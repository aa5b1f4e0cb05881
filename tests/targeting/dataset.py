"""A small dealership of random but always the same records, dirty where real data is."""

from datetime import datetime, timedelta
from random import Random

from odoo import Command
from odoo.tools import SQL

from .evaluator import is_address

# On each side of the changes to summer and winter time of Paris and New York, and at odd days.
MOMENTS = [
    datetime(2026, 3, 28, 23, 30),
    datetime(2026, 3, 29, 12, 0),
    datetime(2026, 3, 8, 6, 59, 30),
    datetime(2026, 10, 24, 22, 30),
    datetime(2026, 10, 26, 8, 0),
    datetime(2026, 11, 1, 6, 30),
    datetime(2024, 2, 29, 12, 0),
    datetime(2026, 2, 28, 12, 15),
]
STEPS = [
    timedelta(0),
    timedelta(seconds=1),
    timedelta(minutes=59, seconds=59),
    timedelta(hours=1),
    timedelta(hours=23),
    timedelta(days=1),
    timedelta(days=1, hours=1),
    timedelta(days=2),
    timedelta(days=7),
    timedelta(days=30),
    timedelta(days=365),
    timedelta(days=730, minutes=5),
]
CITIES = ["Rodez", "rodez", "RODEZ", "Millau", "Saint-Affrique", "100% Rodez", "La_Primaube", "Onet\\Château", False]
LEAP_DAYS = [datetime(2020, 2, 29), datetime(2016, 2, 29), datetime(2019, 2, 28), datetime(2021, 3, 1)]


class Dataset:
    """Creates the records through the factories of a ``DealershipCommon`` test class."""

    def __init__(self, case, seed=2026):
        self.case = case
        self.env = case.env
        self.random = Random(seed)

    def fill(self):
        """Create everything."""
        self.profiles = self.env["dealership.customer.profile"].search([])
        self.tags = self.env["res.partner.category"].create([{"name": name} for name in ("Fleet", "VIP", "Taxi")])
        self.lead_tags = self.env["crm.tag"].create([{"name": f"Test {name}"} for name in ("Web", "Fair")])
        self.customers = [self._create_customer(number) for number in range(36)]
        for number in range(36, 46):
            self.customers.append(self._create_relative(number))
        self.vehicles = [self._create_vehicle() for _number in range(30)]
        self.leads = [self._create_lead(number) for number in range(34)]
        self.appointments = [self._create_appointment() for _number in range(44)]
        self.repair_orders = [self._create_repair_order(number) for number in range(34)]
        self.invoices = [self._create_invoice() for _number in range(16)]
        self._create_calls()
        self._create_messages()
        self._create_consents()
        self._create_recalls()
        self._age_records()
        self._leave_alone()

    # -- random values ------------------------------------------------------------------------------

    def _moment(self, missing=0.0):
        if self.random.random() < missing:
            return False
        moment = self.random.choice(MOMENTS) + self.random.choice((1, -1)) * self.random.choice(STEPS)
        return moment + self.random.choice((timedelta(0), timedelta(0), timedelta(minutes=37, seconds=11)))

    def _day(self, missing=0.2):
        if self.random.random() < missing:
            return False
        if self.random.random() < 0.15:
            return self.random.choice(LEAP_DAYS).date()
        return (self._moment() - timedelta(days=365 * self.random.choice((0, 0, 1, 1, 2, 5)))).date()

    def _any(self, records, missing=0.2):
        """Return one of the records, or nothing."""
        return False if self.random.random() < missing else self.random.choice(list(records))

    def _any_id(self, records, missing=0.2):
        record = self._any(records, missing)
        return record and record.id

    def _choice(self, model, field, missing=0.2):
        choices = [value for value, _label in self.env[model]._fields[field]._description_selection(self.env)]
        return self._any(choices, missing)

    # -- records ------------------------------------------------------------------------------------

    def _create_customer(self, number):
        phones = ["06 12 34 56 78", "+33 7 55 66 77 88", "05 65 68 00 00", "+1 212 555 0100", "no phone", False]
        return self.case.make_customer(
            name=self.random.choice(["Zoé Núñez", "Jean O'Hara", "SARL 100 %", "Anne_Marie", "Éric"]) + f" {number}",
            email=self._any([f"Client{number}@Example.com", "shared@example.com", "broken", " "]),
            phone=self.random.choice(phones),
            city=self.random.choice(CITIES),
            zip=self._any(["12000", "12100", "31000"]),
            active=self.random.random() > 0.1,
            is_company=self.random.random() < 0.2,
            courtesy_title=self._choice("res.partner", "courtesy_title"),
            birthdate_date=self._day(),
            type=self.random.choice(["contact", "contact", "contact", "invoice"]),
            customer_profile_id=self._any_id(self.profiles),
            user_id=self._any_id([self.case.user_sales, self.case.user_sales_b]),
            category_id=[Command.set(self._sample(self.tags))],
            comment=self._any(["<p>Loyal &amp; kind</p>", False]),
        )

    def _create_relative(self, number):
        """Return an address or a contact of one of the others, of an address too."""
        relative = self._create_customer(number)
        relative.write(
            {"parent_id": self._any_id(self.customers, 0), "type": self.random.choice(["contact", "invoice", "other"])}
        )
        return relative

    def _sample(self, records):
        return [record.id for record in records if self.random.random() < 0.35]

    def _create_vehicle(self):
        delivery_date, warranty_end = self._day(), self._day()
        if delivery_date and warranty_end:
            delivery_date, warranty_end = sorted([delivery_date, warranty_end])
        return self.case.make_vehicle(
            self._any(self.customers, 0.1) or None,
            model_id=self.random.choice([self.case.model_208.id, self.case.model_clio.id]),
            sale_type=self._choice("fleet.vehicle", "sale_type"),
            delivery_date=delivery_date,
            first_registration_date=self._day(),
            warranty_end=warranty_end,
            owner_since=self._day(),
            mileage=self.random.choice([0, 0, 1, 15000, 42000, 99999]),
            active=self.random.random() > 0.1,
        )

    def _create_lead(self, number):
        make = self.case.make_lead if number % 2 else self.case.make_opportunity
        lead = make(
            self._any(self.customers, 0.1) or None,
            business_attribute=self._choice("crm.lead", "business_attribute"),
            lead_status=self._choice("crm.lead", "lead_status", 0),
            brand_id=self._any_id([self.case.brand_peugeot, self.case.brand_renault], 0.3),
            user_id=self._any_id([self.case.user_sales, self.case.user_director]),
            handled_at=self._moment(0.4),
            done_at=self._moment(0.6),
            expected_revenue=self.random.choice([0, 0.1, 12.5, 15000]),
            tag_ids=[Command.set(self._sample(self.lead_tags))],
        )
        if number % 5 == 0:
            lead.action_set_lost()
            lead.abandoned_at = self._moment()
        return lead

    def _leave_alone(self):
        """Have opportunities be touched last, and planned for, at odd moments before and after the others."""
        opportunities = [lead for lead in self.leads if lead.type == "opportunity"]
        model_id = self.env["ir.model"]._get_id("crm.lead")
        for number, lead in enumerate(opportunities):
            lead.acted_at = MOMENTS[number % len(MOMENTS)] - timedelta(days=number, hours=5 * number)
            if number % 3 == 0:
                due = (MOMENTS[number % len(MOMENTS)] + timedelta(days=2 * number - 12)).date()
                self.env["mail.activity"].create(
                    {"res_model_id": model_id, "res_id": lead.id, "date_deadline": due, "summary": "Call"}
                )

    def _create_appointment(self):
        return self.case.make_appointment(
            self.random.choice(self.customers),
            self._moment(),
            vehicle_id=self._any_id(self.vehicles, 0.4),
            opportunity_id=self._any_id(self.leads, 0.5),
            appointment_kind=self._choice("calendar.event", "appointment_kind"),
            appointment_status=self._choice("calendar.event", "appointment_status", 0),
            active=self.random.random() > 0.1,
        )

    def _create_repair_order(self, number):
        opened_at, closed_at = self._moment(), self._moment(0.4)
        return self.case.make_repair_order(
            self.random.choice(self.customers),
            self._any(self.vehicles, 0.2) or None,
            name=f"OR {number}",
            status=self._choice("dealership.repair.order", "status", 0),
            dms_status_code=self._any(["A1", "a1", "B_2", ""]),
            opened_at=opened_at,
            closed_at=closed_at and max(opened_at, closed_at),
            mileage=self.random.choice([0, 100, 20000]),
            customer_pay_amount=self.random.choice([0, 99.9, 100, 1200.5]),
            warranty_pay_amount=self.random.choice([0, 50]),
        )

    def _create_recalls(self):
        recalls = self.env["dealership.recall"].create(
            [
                {"name": "Airbag", "company_id": self.case.company_a.id, "reference": "KNK"},
                {"name": "Radio", "company_id": self.case.company_a.id, "is_safety": False},
                {"name": "Over", "company_id": self.case.company_a.id, "active": False},
            ]
        )
        self.env["dealership.recall.vehicle"].create(
            [self._prepare_recalled(recall, number) for recall in recalls for number in range(8)]
        )

    def _prepare_recalled(self, recall, number):
        return {
            "recall_id": recall.id,
            "vin": f"VF3CCHMZ6JT70000{number}",
            "vehicle_id": self._any_id(self.vehicles, 0.1),
            "listed_on": self._day(),
            "settlement": self.random.choice([False, False, "repaired", "gone"]),
            "settled_on": self._day(),
        }

    def _create_calls(self):
        numbers = self.env["dealership.tracking.number"].create(
            [
                {"name": name, "number": f"+3356542009{place}", "team_id": self.case.team_a.id}
                for place, name in enumerate(("Radio", "Press"))
            ]
        )
        self.env["dealership.call"].create([self._prepare_call(numbers) for _number in range(40)])

    def _prepare_call(self, numbers):
        return {
            "partner_id": self._any_id(self.customers, 0.1),
            "lead_id": self._any_id(self.leads, 0.5),
            "direction": self._choice("dealership.call", "direction", 0),
            "outcome": self._choice("dealership.call", "outcome", 0),
            "tracking_number_id": self._any_id(numbers, 0.2),
            "team_id": self.case.team_a.id,
            "company_id": self.case.company_a.id,
            "started_at": self._moment(),
            "duration": self.random.choice([0, 0, 14, 15, 600]),
        }

    def _create_messages(self):
        """Let two scenarios run, and settle what they planned at random."""
        tree = {"match": "any", "rules": []}
        for name in ("Birthday", "Service"):
            targeting = self.env["dealership.targeting"].create({"name": name, "rule_tree": tree})
            scenario = self.case.make_scenario(targeting, name=name, purpose="service")
            run = self.env["dealership.scenario.run"].create(
                {"scenario_id": scenario.id, "started_at": MOMENTS[0], "evaluated_at": MOMENTS[0]}
            )
            for customer in self.random.sample(self.customers, 14):
                self._create_message(scenario, run, customer)

    def _create_message(self, scenario, run, customer):
        owner = {"scenario_id": scenario.id, "run_id": run.id, "company_id": scenario.company_id.id}
        record = {"res_model": "res.partner", "res_id": customer.id, "partner_id": customer.id}
        enrolment = self.env["dealership.enrolment"].create(
            {**owner, **record, "occurrence": "once", "enrolled_at": MOMENTS[0]}
        )
        sent_at = self._moment()
        delivery = self.env["dealership.delivery"].create(
            {
                **owner,
                **record,
                "enrolment_id": enrolment.id,
                "step_id": scenario.step_ids.id,
                "purpose": scenario.purpose,
                "channel": self.random.choice(["email", "email", "email", "sms"]),
                "planned_at": sent_at,
                "measured": self.random.random() < 0.6,
            }
        )
        self.case.put(
            delivery,
            self.random.choice(["sent", "sent", "sent", "failed"]),
            sent_at=sent_at,
            opened_at=self._moment(0.5),
            clicked_at=self._moment(0.7),
            replied_at=self._moment(0.7),
            bounced_at=self._moment(0.9),
        )

    def _create_invoice(self):
        day = self._day(0)
        return self.case.make_invoice(
            self.random.choice(self.customers),
            amount=self.random.choice([10, 99.99, 1500]),
            posted=self.random.random() > 0.15,
            move_type=self.random.choice(["out_invoice", "out_invoice", "out_refund"]),
            invoice_date=day,
            invoice_date_due=day + timedelta(days=self.random.choice([0, 1, 5, 30, 400])),
            invoice_payment_term_id=False,
            invoice_reason=self._choice("account.move", "invoice_reason"),
        )

    def _create_consents(self):
        vals_list = [
            {
                "partner_id": customer.id,
                "purpose": purpose,
                "channel": channel,
                "granted": self.random.random() < 0.5,
            }
            for customer in self.customers
            if not is_address(customer)
            for purpose in ("marketing", "service")
            for channel in ("email", "sms")
            if self.random.random() < 0.5
        ]
        self.env["dealership.consent"].create(vals_list)
        self.env["mail.blacklist"]._add("shared@example.com")
        for channel, column, since in (("email", "email_normalized", 7), ("sms", "phone_sanitized", 9)):
            for customer in self.customers[::since]:
                vals = {"address": customer[column], "channel": channel, "since": self._moment()}
                if vals["address"] and vals["address"] not in ("shared@example.com", "+33755667788"):
                    self.env["dealership.dead.address"]._note(vals)
        self.env["phone.blacklist"]._add(["+33755667788"])

    def _age_records(self):
        """Date the creation of the records, which the ORM does not let one write."""
        self.env.flush_all()
        for records in (self.customers, self.leads, self.appointments):
            for record in records:
                table = SQL.identifier(record._table)
                self.env.cr.execute(
                    SQL("UPDATE %s SET create_date = %s WHERE id = %s", table, self._moment(), record.id)
                )
        self.env.invalidate_all()
