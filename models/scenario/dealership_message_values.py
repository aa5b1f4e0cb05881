from dateutil.relativedelta import relativedelta

from odoo import api, models

from ...engine.scenario.printing import Amount


class DealershipMessageValues(models.AbstractModel):
    """Where the named values of a message come from.

    ``_contents_<value>(source)`` returns the fields declared in ``engine/scenario/values.py``, or the
    URL of a link. Empty contents are held back or replaced by the fallback later, never here.
    """

    _name = "dealership.message.values"
    _description = "Values of a Message"

    @api.model
    def _contents(self, name, source):
        return getattr(self, f"_contents_{name}")(source)

    def _contents_customer(self, source):
        partner = source.customer
        title = self._get_title(partner)
        return {
            "salutation": self._get_salutation(partner, title),
            "name": partner.name,
            "first_name": partner.firstname,
            "last_name": partner.lastname,
            "title": title,
            "city": partner.city,
            "email": partner.email,
            "phone": partner.phone,
            "birthday": partner.birthdate_date,
        }

    def _get_salutation(self, partner, title):
        """Return how a letter addresses the customer: a company by nobody's name, a person without title by theirs."""
        if partner.is_company:
            return partner.env._("Sir or Madam")
        return " ".join(filter(None, (title, (title and partner.lastname) or partner.name)))

    def _get_title(self, partner):
        """Return the title as it stands before a name in the recipient's language; a company has none."""
        if partner.is_company or not partner.courtesy_title:
            return ""
        env = partner.env
        return env._("Ms") if partner.courtesy_title == "madam" else env._("Mr")

    def _contents_vehicle(self, source):
        vehicle = source.records.get("vehicle")
        if not vehicle:
            return {}
        born = vehicle.first_registration_date or vehicle.delivery_date
        today = source.local_date(source.now)
        return {
            "name": " ".join(filter(None, (vehicle.brand_id.name, vehicle.model_id.name))),
            "brand": vehicle.brand_id.name,
            "model": vehicle.model_id.name,
            "license_plate": vehicle.license_plate,
            "delivery_date": vehicle.delivery_date,
            "warranty_end": vehicle.warranty_end,
            "mileage": vehicle.mileage or None,  # nobody has read it yet
            "age": relativedelta(today, born).years if born and born <= today else None,
        }

    def _contents_appointment(self, source):
        appointment = source.records.get("appointment")
        if not appointment:
            return {}
        start = source.local(appointment.start)
        return {
            "date": appointment.start_date if appointment.allday else start.date(),
            "time": None if appointment.allday else start.time(),
            "kind": self._get_label(appointment, "appointment_kind"),
        }

    def _contents_repair_order(self, source):
        order = source.records.get("repair_order")
        if not order:
            return {}
        return {
            "reference": order.name,
            "opened_at": source.local_date(order.opened_at),
            "closed_at": source.local_date(order.closed_at),
            "status": self._get_label(order, "status"),
            "work": order.description,
            "amount": Amount(order.customer_pay_amount, order.currency_id.name),
        }

    def _contents_lead(self, source):
        lead = source.records.get("lead")
        if not lead:
            return {}
        return {
            "name": lead.name,
            "enquiry": self._get_label(lead, "business_attribute"),
            "brand": lead.brand_id.name,
            "received_on": source.local_date(lead.create_date),
        }

    def _contents_invoice(self, source):
        invoice = source.records.get("invoice")
        if not invoice:
            return {}
        currency = invoice.currency_id.name
        return {
            "number": invoice.name,
            "date": invoice.invoice_date,
            "due_date": invoice.invoice_date_due,
            "amount": Amount(invoice.amount_total, currency),
            "amount_due": Amount(invoice.amount_residual, currency),
        }

    def _contents_referenced_user(self, source):
        user = source.referenced_user
        return {"name": user.name, "email": user.email, "phone": user.partner_id.phone, "job": user.partner_id.function}

    def _contents_point_of_sale(self, source):
        team = source.point_of_sale
        town = " ".join(filter(None, (team.zip, team.city)))
        return {
            "name": team.trading_name or team.name,
            "phone": team.phone,
            "email": team.email or team.alias_email or source.company.email,
            "address": ", ".join(filter(None, (team.street, team.street2, town))),
            "city": team.city,
        }

    def _contents_company(self, source):
        company = source.company
        return {"name": company.name, "phone": company.phone, "email": company.email, "website": company.website}

    def _contents_unsubscribe_link(self, source):
        return source.unsubscribe_link

    def _contents_review_link(self, source):
        return source.point_of_sale.review_url

    @staticmethod
    def _get_label(record, field_name):
        """Return the label of a selection field in the language of the record's environment."""
        return dict(record._fields[field_name]._description_selection(record.env)).get(record[field_name])
