from odoo import models
from odoo.fields import Domain
from odoo.tools.sql import escape_psql

from ...engine.plain_words import plain_words
from ...engine.targeting.matching import AMBIGUOUS
from ..customer.customer_matcher import CustomerMatcher


class DealershipIntake(models.AbstractModel):
    """Who asks, for what, and where: as far as what is known here tells."""

    _inherit = "dealership.intake"

    def _get_matcher(self, arrival):
        # sudo: the file of the company is one, whoever receives; other companies' customers are left out
        return CustomerMatcher(self.env(su=True), arrival.company.country_id.code, company=arrival.company)

    def _recognise(self, request, arrival):
        """Return the ``Verdict`` on who asks: one customer, several, or nobody known. Nobody is created."""
        person = {"email": request.email, "phone": request.phone, "name": request.name}
        return self._get_matcher(arrival).match([person])[0]

    def _note_candidates(self, lead, verdict, arrival):
        """Say on the lead whose address or number it is, when several customers have it."""
        if verdict.status != AMBIGUOUS:
            return
        customers = lead.env["res.partner"].browse(verdict.candidates)
        words = self._speak_as(arrival).env
        lead.message_post(
            body=words._(
                "Several customers have this address or number: %s. Choose the one who asks.",
                ", ".join(customers.mapped("display_name")),
            ),
            subtype_xmlid="mail.mt_note",
            author_id=self.env.ref("base.partner_root").id,
        )

    def _find_team(self, request, arrival):
        """Return the point of sale that the request names, else that of its source."""
        names = {tuple(plain_words(name)) for name in request.vendors} - {()}
        if names:
            # sudo: whoever receives has no user
            teams = self.env["crm.team"].sudo().search([("company_id", "in", [arrival.company.id, False])])
            named = teams.filtered(lambda team: names & {tuple(plain_words(team[name])) for name in TEAM_NAMES})
            if len(named) == 1:
                return named
        return arrival.source.team_id

    def _find_brand(self, vehicles):
        """Return the brand of the first vehicle whose make is known here by its name."""
        wanted = [words for vehicle in vehicles if (words := plain_words(vehicle.make))]
        if not wanted:
            return self.env["fleet.vehicle.model.brand"]
        # sudo: whoever receives has no user
        brands = self.env["fleet.vehicle.model.brand"].sudo().search([("name", "!=", False)])
        by_name = {tuple(plain_words(brand.name)): brand for brand in brands}
        return next((by_name[tuple(words)] for words in wanted if tuple(words) in by_name), brands.browse())

    def _find_vehicle(self, vehicles, arrival):
        """Return the vehicle of the company that is asked for, by its VIN."""
        # sudo: whoever receives has no user
        file = self.env["fleet.vehicle"].sudo()
        for vin in (vehicle.vin.replace(" ", "").upper() for vehicle in vehicles if len(vehicle.vin) >= 6):
            domain = Domain("company_id", "in", [arrival.company.id, False]) & Domain(
                "vin_sn", "=ilike", escape_psql(vin)
            )
            found = file.search(domain, limit=2)
            if len(found) == 1:
                return found
        return file.browse()

    def _find_country(self, name):
        countries = self.env["res.country"]
        if not name:
            return countries
        named = Domain("code", "=", name.upper()) | Domain("name", "=ilike", escape_psql(name))
        found = countries.search(named, limit=1)
        return found or countries.with_context(lang="en_US").search(named, limit=1)

    def _find_named(self, model, name):
        """Return the source or campaign of this name, if Odoo knows one: strangers make none."""
        return (
            self.env[model].sudo().search([("name", "=ilike", escape_psql(name))], limit=1) if name else self.env[model]
        )


TEAM_NAMES = ("name", "trading_name")
