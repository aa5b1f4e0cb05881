from collections import Counter

from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ...engine.customer import header_words as headers
from ...engine.customer.telephone import normalise_phone
from ...engine.customer_kind import CONSUMER, NON_PROFESSIONAL, PROFESSIONAL, PUBLIC
from ...engine.feed import consent_columns
from ...engine.feed import field as types
from ...engine.feed.field import KEY, FeedField
from ...engine.plain_words import plain_words
from ...engine.targeting.import_columns import FIRST_NAME, LAST_NAME, NAME
from ...engine.targeting.matching import MATCHED, get_places
from ..client.inner_context import with_inner
from ..customer.customer_matcher import CustomerMatcher

_lt = LazyTranslate(__name__, default_lang="en_US")

COMPANY_NAME, MOBILE = "company_name", "mobile"
# What customers are recognised by, and called: what the matcher asks for.
_ASKED = ("email", "phone", MOBILE, "vat", "ref", NAME, FIRST_NAME, LAST_NAME)
_KINDS = {
    CONSUMER: r"part(iculiers?)?|p|prives?|private|individual|b2c|personne physique|pp",
    PROFESSIONAL: r"pro(fessionnels?)?|soc(ietes?)?|s|entreprises?|company|business|b2b|flottes?|personne morale|pm",
    NON_PROFESSIONAL: r"associations?|asso|non professionnel",
    PUBLIC: r"administrations?|collectivites?|mairies?|secteur public|etat",
}
_TITLES = {"madam": r"mme|madame|ms|mrs|miss|mlle|mademoiselle|f", "sir": r"m|mr|monsieur|h"}


class FeedKindCustomer(models.AbstractModel):
    """Customers, persons and companies."""

    _name = "dealership.feed.kind.customer"
    _inherit = "dealership.feed.kind"
    _description = "Customers"
    _feed_sequence = 10
    _feed_model = "res.partner"
    _feed_shared = ("company_id", "team_id", "is_company", "courtesy_title", "customer_kind_chosen")

    @api.model
    def _get_own_fields(self):
        return [
            FeedField(
                KEY,
                _lt("Customer number"),
                types.NUMBER,
                r"(code|numero|num|no|n|id|ref|reference|compte) ?(du |de )?(client|tiers|customer|payeur)"
                r"|(client|customer|tiers) (id|no|nr|number|code|key|numero|num|ref)|code|id|numero|compte",
                required=True,
                part_headers=r"(code|numero|num|no|n|id|ref|reference|compte) ?(du |de |de l )?"
                r"(client|tiers|customer|payeur|acheteur|acquereur|proprietaire|buyer|owner)"
                r"|(client|customer|tiers|owner) (id|no|nr|number|code|key|numero|num|ref)",
            ),
            FeedField(COMPANY_NAME, _lt("Company"), types.NAME, headers.COMPANY),
            FeedField(
                LAST_NAME,
                _lt("Last name"),
                types.NAME,
                rf"{headers.LAST_NAME}|nom",
                part_headers=r"nom (de famille )?(du )?client|(client|customer|owner) (nom|last ?name)|last ?name|nom",
            ),
            FeedField(FIRST_NAME, _lt("First name"), types.NAME, rf"prenom (du )?client|{headers.FIRST_NAME}"),
            FeedField(
                NAME,
                _lt("Full name"),
                types.NAME,
                rf"{headers.FULL_NAME}|name|denomination|^client$|^customer$",
                part_headers=rf"{headers.FULL_NAME}|(client|customer|owner) name|^client$|^customer$",
            ),
            FeedField(
                "courtesy_title",
                _lt("Title"),
                types.CHOICE,
                r"civilite|title|titre|civ",
                words=_TITLES,
                dispensable=True,
            ),
            FeedField("email", _lt("E-mail"), types.EMAIL, headers.EMAIL),
            FeedField(MOBILE, _lt("Mobile phone"), types.PHONE, headers.MOBILE),
            FeedField("phone", _lt("Phone"), types.PHONE, headers.PHONE),
            FeedField("street", _lt("Street"), types.TEXT, r"adresse ?1?|rue|voie|street|address"),
            FeedField("street2", _lt("Street, second line"), types.TEXT, r"adresse ?2|complement|street ?2"),
            FeedField("zip", _lt("Postcode"), types.TEXT, headers.ZIP),
            FeedField("city", _lt("City"), types.NAME, r"ville|commune|city|localite|town"),
            FeedField("birthdate_date", _lt("Birthday"), types.DATE, headers.BIRTHDAY, dispensable=True),
            FeedField("vat", _lt("VAT number"), types.TEXT, headers.VAT),
            FeedField(
                "customer_kind",
                _lt("Kind of customer"),
                types.CHOICE,
                r"(type|nature|categorie|genre|qualite) ?(de |du )?(client|tiers)"
                r"|(customer|client) (kind|type|category)",
                words=_KINDS,
                dispensable=True,
            ),
            *consent_columns.get_fields(),
        ]

    # -- which record it is -----------------------------------------------------------------------------

    @api.model
    def _get_identities(self, values_list, company):
        matcher = self._get_matcher(company)
        all_read = [matcher.read_keys(self._ask(values))[0] for values in values_list]
        return [{place for _meaning, place in get_places(read, matcher.keys)} for read in all_read]

    @api.model
    def _recognise(self, values_list, company):
        """Recognise them as everywhere; of several who could be meant nobody is: a person has to tell."""
        verdicts = self._get_matcher(company).match([self._ask(values) for values in values_list])
        return [verdict.partner_id if verdict.status == MATCHED else None for verdict in verdicts]

    @api.model
    def _is_another(self, values, record):
        """Two numbers with one mailbox, and first names of their own, are a couple."""
        said, known = (set(plain_words(name or "")) for name in (values.get(FIRST_NAME), record.firstname))
        return bool(said and known) and said.isdisjoint(known)

    @api.model
    def _get_called(self, values):
        return "" if values.get(KEY) else " ".join(plain_words(self._get_name(values) or values.get("email") or ""))

    def _get_matcher(self, company):
        return CustomerMatcher(self.env, company.country_id.code, company)

    def _ask(self, values):
        record = {name: values[name] for name in _ASKED if values.get(name)}
        if values.get(COMPANY_NAME):
            record[NAME] = values[COMPANY_NAME]
        return record

    # -- what is written --------------------------------------------------------------------------------

    @api.model
    def _find_problem(self, vals, record):
        return "" if vals.get("name", record.name) else _lt("Nothing says what the customer is called.")

    @api.model
    def _get_name(self, values):
        parts = " ".join(filter(None, (values.get(FIRST_NAME), values.get(LAST_NAME))))
        return values.get(COMPANY_NAME) or parts or values.get(NAME)

    @api.model
    def _prepare_values(self, values, context):
        vals = super()._prepare_values(values, context)
        if name := self._get_name(values) or values.get("email"):
            vals["name"] = name
        if "customer_kind" in vals:
            vals["customer_kind_chosen"] = vals.pop("customer_kind")  # said, and not told by numbers and name
        if (born := vals.get("birthdate_date")) and born > context.get_day():
            # A year of two digits was read as one that lies ahead.
            vals["birthdate_date"] = born.replace(year=born.year - 100)
        # The first number is the one that text messages go to.
        if MOBILE in values and "phone" in values:
            numbers = [number for number in (values[MOBILE], values["phone"]) if number]
            vals["phone"], vals["phone2"] = (*numbers, None, None)[:2]
        elif MOBILE in values:
            vals["phone"] = values[MOBILE]
        if values.get(COMPANY_NAME):
            vals.update({FIRST_NAME: None, LAST_NAME: None})
        return vals

    @api.model
    def _find_known(self, values, record):
        """An appointment that says “DUPONT”, and one of two numbers, has nothing new to say of Jean Dupont."""
        known = set()
        if not (values.get(COMPANY_NAME) or values.get(FIRST_NAME)):
            said = plain_words(self._get_name(values))
            if said and not Counter(said) - Counter(plain_words(record.name)):
                known |= {"name", LAST_NAME}
        if (MOBILE in values) != ("phone" in values):
            country = (record.country_id or self.env.company.country_id).code
            number = normalise_phone(values.get(MOBILE) or values.get("phone"), country)
            if number and number in (normalise_phone(text, country) for text in (record.phone, record.phone2)):
                known.add("phone")
        return known

    @api.model
    def _get_decisions(self, values):
        return consent_columns.get_decisions(values)

    @api.model
    def _note_decisions(self, decided, context):
        """Note consents as another system's word, without proof: so no "yes" lifts what customers told us here."""
        load = context.load
        words = self.env._(
            "%(feed)s, %(file)s (load %(load)s)",
            feed=context.feed.display_name,
            file=(load and load.filename) or self.env._("file"),
            load=load.id if load else "–",
        )
        lines = []
        for record_id, name, text, said_at in decided:
            decision = consent_columns.read_decision(name, text)
            lines.append(
                {
                    "partner_id": record_id,
                    "company_id": context.company.id,
                    "purpose": "marketing",
                    "channel": decision.channel,
                    "granted": decision.granted,
                    "decided_at": min(decision.decided_at or said_at, context.now),
                    "source": words,
                }
            )
        # sudo: nobody who feeds customers need see what was decided
        self.env["dealership.consent"].sudo()._record_told(lines)

    @api.model
    def _prepare_new(self, values, context):
        return {
            "company_id": context.company.id,
            "team_id": context.team.id,
            "is_company": self._is_company(values),
            "ref": values.get(KEY) or False,
        }

    def _is_company(self, values):
        is_body = (values.get("customer_kind") or CONSUMER) != CONSUMER
        return bool(values.get(COMPANY_NAME) or (is_body and not values.get(FIRST_NAME)))

    @api.model
    def _get_creator(self):
        # Their addresses were given to somebody else than us.
        return with_inner(super()._get_creator(), dealership_from_file=True)

    @api.model
    def _finish_new(self, records):
        # sudo: nobody who feeds customers need see what was decided
        self.env["dealership.consent"].sudo()._take_back(records.sudo())
        return records
