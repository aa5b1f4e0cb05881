from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from ...engine.local_time import to_local


class Cases:
    """Makes, for a customer, what a card looks for at the moment ``now`` (naive UTC): one method per card.

    :param test: a test class with the factories of ``DealershipCommon``
    """

    def __init__(self, test, now):
        self.test = test
        self.now = now
        self.today = to_local(now, test.team_a._get_timezone()).date()

    def make(self, card, customer):
        """Make the case of a card; nothing for a card of another addon, which has to find somebody by itself."""
        getattr(self, f"_{card}", lambda customer: None)(customer)

    # -- appointments ---------------------------------------------------------------------------------

    def _booking_thanks(self, customer):
        self._book(customer, ahead=timedelta(hours=26), booked=timedelta(minutes=5))

    def _appointment_reminder(self, customer):
        self._book(customer, ahead=timedelta(hours=26), booked=timedelta(days=4))

    def _appointment_moved(self, customer):
        appointment = self._book(customer, ahead=timedelta(hours=50), booked=timedelta(days=4))
        appointment.start += timedelta(hours=1)

    def _missed_appointment(self, customer):
        self._book(customer, ahead=timedelta(hours=-3), booked=timedelta(days=4))

    def _renewal(self, customer):
        vehicle = self._own(customer, owner_since=self.today - relativedelta(years=5))
        self._book(customer, ahead=timedelta(days=3), booked=timedelta(minutes=5), vehicle=vehicle)

    def _book(self, customer, ahead, booked, vehicle=None):
        vehicle = vehicle or self._own(customer)
        appointment = self.test.make_appointment(customer, self.now + ahead, vehicle_id=vehicle.id)
        # Odoo dates what is created by the database's clock.
        self.test.env.cr.execute(
            SQL("UPDATE calendar_event SET create_date = %s WHERE id = %s", self.now - booked, appointment.id)
        )
        appointment.invalidate_recordset(["create_date"])
        return appointment

    # -- workshop -------------------------------------------------------------------------------------

    def _adviser_introduction(self, customer):
        self._open(customer, timedelta(minutes=10))

    def _work_in_progress(self, customer):
        self._open(customer, timedelta(minutes=100), status="in_progress")

    def _vehicle_ready(self, customer):
        self._open(customer, timedelta(hours=5)).action_ready()

    def _visit_satisfaction(self, customer):
        self._close(customer, self.now - timedelta(days=1))

    _review_request = _visit_satisfaction

    def _service_reminder(self, customer):
        self._close(customer, self.now - relativedelta(months=6, days=3))

    def _open(self, customer, ago, **vals):
        return self.test.make_repair_order(customer, self._own(customer), opened_at=self.now - ago, **vals)

    def _close(self, customer, at):
        times = {"opened_at": at - timedelta(hours=3), "closed_at": at}
        self.test.make_repair_order(customer, self._own(customer), status="closed", **times)

    # -- vehicles and their owners --------------------------------------------------------------------

    def _first_service(self, customer):
        self._own(customer, delivery_date=self.today - relativedelta(months=11, days=5))

    def _purchase_satisfaction(self, customer):
        self._own(customer, delivery_date=self.today - timedelta(days=7))

    def _accessories(self, customer):
        self._own(customer, delivery_date=self.today - timedelta(days=14))

    def _delivery_anniversary(self, customer):
        self._own(customer, delivery_date=self.today - relativedelta(years=2))

    def _warranty_end(self, customer):
        self._own(customer, warranty_end=self.today + timedelta(days=30))

    def _contract_end(self, customer):
        end = self.today + timedelta(days=100)
        self._own(customer, financing_kind="lease_purchase", financing_end=end, residual_value=9_500)

    def _service_due(self, customer):
        last = self.today - relativedelta(months=11, days=10)
        self._own(customer, service_interval_months=12, last_service_date=last)

    def _technical_inspection(self, customer):
        self._own(customer, first_registration_date=self.today + timedelta(days=40) - relativedelta(years=4))

    def _inspection_unknown(self, customer):
        self._own(customer, first_registration_date=self.today - relativedelta(years=6))

    def _emissions_test(self, customer):
        inspected = self.today - relativedelta(months=11)
        self._own(customer, registered_as="van", fuel_type="diesel", last_inspection_date=inspected)

    def _recall_of_vins(self, customer):
        vin = f"VF3CCHMZ6JT{customer.id % 1_000_000:06}"
        vehicle = self._own(customer, vin_sn=vin)
        recall = {
            "name": "Airbag",
            "reason": "It may not open.",
            "work": "We replace it.",
            "company_id": vehicle.company_id.id,
        }
        self.test.env["dealership.recall"].create(recall)._load_list({vin: None}, False)

    def _birthday(self, customer):
        customer.birthdate_date = self.today - relativedelta(years=40)

    def _own(self, customer, **vals):
        plate = f"AB-{customer.id % 900 + 100}-CD"
        defaults = {"delivery_date": self.today - relativedelta(years=3, days=40), "license_plate": plate}
        return self.test.make_vehicle(customer, **{**defaults, **vals})

    # -- sales, telephone, accounting -----------------------------------------------------------------

    def _abandoned_lead(self, customer):
        self._abandon(self.test.make_lead(customer), timedelta(days=1))

    def _abandoned_opportunity(self, customer):
        self._abandon(self.test.make_opportunity(customer), timedelta(days=30))

    def _abandon(self, lead, ago):
        lead.action_set_lost()
        lead.abandoned_at = self.now - ago

    def _missed_call(self, customer):
        numbers = self.test.env["dealership.tracking.number"]
        number = numbers.search([("team_id", "=", self.test.team_a.id)], limit=1)
        self.test.env["dealership.call"]._register(
            {
                "direction": "incoming",
                "from": customer.phone,
                "to": number.number,
                "outcome": "missed",
                "started_at": self.now - timedelta(minutes=20),
            }
        )

    def _unpaid_invoice_task(self, customer):
        self._owe(customer, -12)

    def _reminder_email(self, customer):
        self._owe(customer, 5)
        self._owe(customer, -3, 480.0)

    def _reminder_letter(self, customer):
        customer.email = False
        self._owe(customer, -6)

    def settle(self, card, customers):
        """Pay what the case of a card left open, where the card thanks for that; return whether there was something."""
        if card != "reminder_email":
            return False
        invoices = self.test.env["account.move"].search([("partner_id", "in", customers.ids)])
        journals = self.test.env["account.journal"]
        journal = journals.search([("type", "=", "bank"), ("company_id", "=", self.test.company_a.id)], limit=1)
        for invoice in invoices:
            wizard = self.test.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            )
            wizard.create({"payment_date": self.today, "journal_id": journal.id})._create_payments()
        return bool(invoices)

    def _owe(self, customer, days, amount=250.0):
        due = self.today + timedelta(days=days)
        self.test.make_invoice(customer, amount, invoice_date=due - timedelta(days=30), invoice_date_due=due)
