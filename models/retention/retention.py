from odoo import api, models
from odoo.fields import Domain

from ...engine.contact.purposes import CHANNELS
from ...engine.customer_kind import CONSUMER
from ...engine.customer_kind import KINDS as CUSTOMER_KINDS
from ...engine.local_time import start_of_day
from ...engine.months import shift

# What is kept for so long and no longer: the key, what people call it, and whose records these are.
KINDS = [
    ("prospect", "Inactive customers", "res.partner"),
    ("enquiry", "Enquiries of people who are no customers", "crm.lead"),
    ("recording", "Recordings and transcripts of calls", "dealership.call"),
    ("answer", "Answers by SMS and e-mail", "dealership.reply"),
    ("message", "E-mails and answers in the chatter", "mail.message"),
]
MODELS = {kind: model for kind, _label, model in KINDS}
# Of what came through one channel the rule for that channel is asked; of the others, that for each of them.
CHANNEL_OF = {"recording": "phone", "answer": "sms", "message": "email"}


class DealershipRetention(models.AbstractModel):
    """What has been kept as long as the law of a company's country lets it, and how it goes.

    How many years is the ``retention`` rule of ``company._get_contact_law``; where it says nothing, nothing goes. What
    all companies share goes when it may for all of them. A kind has a ``_get_<kind>_domain(company, now)`` and a
    ``_purge_<kind>(records, now)``; another addon adds one by these and by ``KINDS``.
    """

    _name = "dealership.retention"
    _description = "Keeping and Purging"

    @api.model
    def _get_records(self, kind, company, now, domain=Domain.TRUE, **options):
        """Return the records of a kind that may go, with all rights: whoever calls it has checked the right to see.

        :param str kind: a key of ``KINDS``
        :param company: ``res.company`` that keeps them
        :param datetime now: naive UTC
        :param domain: on the records, which of them
        :param options: of ``search``
        """
        return self._get_model(kind).search(Domain(domain) & self._get_domain(kind, company, now), **options)

    @api.model
    def _count(self, kind, company, now):
        return self._get_model(kind).search_count(self._get_domain(kind, company, now))

    @api.model
    def _get_domain(self, kind, company, now):
        # Its statements name what the ORM may still have to write.
        self.env.flush_all()
        return getattr(self, f"_get_{kind}_domain")(company, now)

    @api.model
    def _purge(self, kind, records, now):
        """Let records go that may: whoever calls it has asked for these just before."""
        getattr(self, f"_purge_{kind}")(records, now)

    def _get_model(self, kind):
        # sudo: what may go is counted and goes as a whole, whoever may see which part of it
        return self.env[MODELS[kind]].sudo().with_context(active_test=False)

    # -- how long -------------------------------------------------------------------------------------

    @api.model
    def _get_years(self, kind, companies, now):
        """Return ``{customer kind: years}`` of those of whom all companies say something; the longest time counts."""
        asked = [(company, channel) for company in companies for channel in self._get_channels(kind)]
        years_of = {
            each: [company._get_contact_law(channel, "marketing", each, now).kept_years for company, channel in asked]
            for each, _label in CUSTOMER_KINDS
        }
        return {each: max(years) for each, years in years_of.items() if all(years)}

    def _get_limits(self, kind, companies, now):
        """Return before when what is of some customers is too old for each of some companies.

        :return: a list of ``(naive UTC, [customer kinds])``
        """
        years_of = self._get_years(kind, companies, now)
        company = companies[:1]
        day, timezone = company._get_contact_day(now), company._get_contact_timezone()
        return [
            (
                start_of_day(shift(day, -years, "year"), timezone),
                [each for each, kept in years_of.items() if kept == years],
            )
            for years in sorted(set(years_of.values()))
        ]

    def _get_old_domain(self, kind, company, now, get_older):
        """Return the domain of what is too old among records of a company that name a customer, or nobody.

        :param get_older: callable(naive UTC) → domain of what is older than that
        """
        domains = []
        for since, kinds in self._get_limits(kind, company, now):
            whose = Domain("partner_id", "any", [("customer_kind", "in", kinds)])
            if CONSUMER in kinds:
                whose |= Domain("partner_id", "=", False)
            domains.append(whose & get_older(since))
        return Domain("company_id", "=", company.id) & Domain.OR(domains)

    def _get_shared_domain(self, kind, company, now, get_domain):
        """Return the domain on customers of a company, and on those whom all companies share by what all of them say.

        :param get_domain: callable(naive UTC, domain of some customers) → domain of what of theirs is too old
        """
        # sudo: how long companies keep what they share is no secret
        every = self.env["res.company"].sudo().search(Domain.TRUE)
        return Domain.OR(
            get_domain(since, Domain("company_id", "=", owner) & Domain("customer_kind", "in", kinds))
            for owner, companies in ((company.id, company), (False, every))
            for since, kinds in self._get_limits(kind, companies, now)
        )

    @api.model
    def _get_channels(self, kind):
        """Return the keys of the channels whose rules are asked; who is silent is so through all of them."""
        return [CHANNEL_OF[kind]] if kind in CHANNEL_OF else [key for key, _label in CHANNELS]
