from markupsafe import Markup

from odoo import fields, models

LONGEST_NAME = 120
# Of a lead by the condition of the vehicle that is asked for, as ADF calls it.
ATTRIBUTES = {"new": "vn", "used": "vo", "demo": "vd"}


class DealershipIntake(models.AbstractModel):
    """What a lead says of the request that made it."""

    _inherit = "dealership.intake"

    def _prepare_lead_vals(self, request, team, verdict, arrival):
        """Return the values of a new lead."""
        brand = self._find_brand(request.vehicles)
        return {
            **self._prepare_place_vals(team, arrival),
            **self._prepare_person_vals(request, arrival),
            **self._prepare_origin_vals(request, arrival),
            "name": self._get_lead_name(request, arrival),
            "partner_id": verdict.partner_id or False,
            "vehicle_id": self._find_vehicle(request.vehicles, arrival).id,
            "brand_id": brand.id,
            "business_attribute": self._get_attribute(request, arrival),
            "description": self._speak_as(arrival)._describe(request),
            "requested_at": request.requested_at,
            "received_consents": self._prepare_consents(request, arrival) or False,
            "is_to_read": bool(request.problems),
            "to_read_reason": self._speak_as(arrival)._join(request.problems) if request.problems else False,
        }

    def _prepare_unread_vals(self, reason, arrival):
        """Return the values of a lead that a person has to read."""
        words = self._speak_as(arrival).env
        return {
            **self._prepare_place_vals(arrival.team or arrival.source.team_id, arrival),
            "name": words._("To be read: %s", arrival.title or arrival.original.name)[:LONGEST_NAME],
            "source_id": arrival.source.utm_source_id.id,
            "medium_id": (arrival.source.utm_medium_id or arrival.medium).id,
            "business_attribute": arrival.source.business_attribute,
            "is_to_read": True,
            "to_read_reason": words._(reason) if not isinstance(reason, str) else reason,
        }

    def _prepare_place_vals(self, team, arrival):
        return {"type": "lead", "team_id": team.id, "company_id": arrival.company.id, "user_id": False}

    def _prepare_person_vals(self, request, arrival):
        return {
            "contact_name": request.name or False,
            "partner_name": request.company_name or False,
            "email_from": request.email or False,
            "phone": request.phone or False,
            "street": request.street or False,
            "street2": request.street2 or False,
            "zip": request.zip or False,
            "city": request.city or False,
            "country_id": self._find_country(request.country).id,
        }

    def _prepare_origin_vals(self, request, arrival):
        source = arrival.source.utm_source_id or self._find_named("utm.source", request.provider)
        return {
            "source_id": source.id,
            "medium_id": (arrival.source.utm_medium_id or arrival.medium).id,
            "campaign_id": self._find_named("utm.campaign", request.campaign).id,
        }

    def _get_attribute(self, request, arrival):
        told = [ATTRIBUTES[vehicle.status] for vehicle in request.vehicles if vehicle.status in ATTRIBUTES]
        return request.attribute or next(iter(told), False) or arrival.source.business_attribute

    def _get_lead_name(self, request, arrival):
        """Return what the lead is called: the vehicle and the person, as far as they are known."""
        vehicle = next((vehicle.name for vehicle in request.vehicles if vehicle.name), "")
        person = request.name or request.company_name or request.email or request.phone
        words = self._speak_as(arrival).env
        subject = vehicle or words._("Enquiry")
        name = words._("%(subject)s: %(person)s", subject=subject, person=person) if person else subject
        return name[:LONGEST_NAME]

    def _prepare_consents(self, request, arrival):
        """Return what was agreed to, as it waits on the lead until it is known whose decision it is."""
        source = arrival.source.name or request.provider
        evidence = " ".join(key for _origin, key in request.references) or arrival.original.name
        return [
            {
                "purpose": consent.purpose,
                "channel": consent.channel,
                "granted": consent.granted,
                "wording": consent.wording,
                "decided_at": fields.Datetime.to_string(consent.decided_at),
                "source": source,
                "evidence": evidence,
            }
            for consent in request.consents
        ]

    # -- what is shown ----------------------------------------------------------------------------------

    def _describe(self, request):
        """Return what was said, as HTML: the message, the vehicles, and all that has no field."""
        parts = [_write_text(request.message)] if request.message else []
        parts += [self._describe_vehicle(vehicle, self.env._("Asks For")) for vehicle in request.vehicles]
        parts += [self._describe_vehicle(vehicle, self.env._("Trade-in")) for vehicle in request.trade_ins]
        parts.append(self._write_lines(self._get_further_lines(request)))
        return Markup().join(parts) or False

    def _get_further_lines(self, request):
        lines = list(request.extras)
        if request.requested_text:
            lines.insert(0, (self.env._("Requested On"), request.requested_text))
        if request.provider:
            lines.insert(0, (self.env._("Sent By"), request.provider))
        lines += [(self.env._("Addressed To"), name) for name in request.vendors]
        return lines

    def _describe_vehicle(self, vehicle, title):
        facts = [vehicle.name, vehicle.year, vehicle.vin, vehicle.stock]
        head = self._write_lines([(title, " · ".join(fact for fact in facts if fact) or "–")])
        return head + self._write_lines(vehicle.details)

    def _write_lines(self, lines):
        """Return pairs of a label and a text as HTML; labels of ours are translated, others stay as they are."""
        if not lines:
            return Markup()
        written = [(self._say(label), self._say(text)) for label, text in lines]
        rows = [
            Markup("<strong>%s</strong>: %s") % (label, text) if label else Markup("%s") % text
            for label, text in written
        ]
        return Markup("<p>%s</p>") % Markup("<br/>").join(rows)

    def _write_again(self, request):
        """Return the note on a lead whose sender has sent it again, in other words."""
        head = Markup("<p>%s</p>") % self.env._("Sent again, with this:")
        person = [request.name, request.company_name, request.email, request.phone]
        who = self._write_lines([("", " · ".join(filter(None, person)))]) if any(person) else Markup()
        return head + who + (self._describe(request) or Markup())

    def _join(self, problems):
        said = [(problem.where, self._say(problem.what)) for problem in problems]
        return "\n".join(f"{where}: {what}" if where else what for where, what in said)

    def _say(self, text):
        return text if isinstance(text, str) else self.env._(text)


def _write_text(text):
    lines = [Markup("%s") % line for line in text.splitlines()]
    return Markup("<p>%s</p>") % Markup("<br/>").join(lines)
