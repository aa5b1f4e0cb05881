import re
from functools import cached_property

from odoo.tools.mail import TEXT_URL_REGEX

from ...engine.sms.segments import simplify
from ..channel.sending_records import reserve_ids

# As Odoo's link tracker writes them: the length of a code and of a trace's number, for counting before sending.
SAMPLE_CODE = "XXX"
SAMPLE_TRACE = "XXXXXX"


class SmsText:
    """Turns rendered texts into what leaves: short links that count clicks, and how to opt out of marketing.

    :param company: ``res.company`` that sends
    :param str purpose: of the scenario
    """

    def __init__(self, company, purpose):
        self.env = company.env
        self.company = company
        self.purpose = purpose
        self.base_url = company.get_base_url()
        self._codes = {}
        self._numbers = iter(())

    def shorten(self, texts):
        """Find or make the short links of these texts, each address once, and a number for each text that has any."""
        links = [found for found in map(self._find_links, texts) if found]
        if not links:
            return
        # Odoo's own text messages will never have these numbers: its route for links finds traces by them.
        self._numbers = iter(reserve_ids(self.env, "sms_sms_id_seq", len(links)))
        medium = self.env.ref("mass_mailing_sms.utm_medium_sms", raise_if_not_found=False)
        urls = list(dict.fromkeys(url for found in links for url in found))
        self._codes = self.env["link.tracker"]._get_codes_for_deliveries(urls, medium)

    def finish(self, rendered):
        """Return the text as it leaves and the number that its links count clicks by, 0 without links.

        :param rendered: ``RenderedMessage``
        """
        links = [url for url in self._find_links(rendered.body_text) if url in self._codes]
        trace = next(self._numbers) if links else 0
        return self._complete(rendered, self._codes, trace), trace

    def preview(self, rendered):
        """Return the text with links as long as they will be, none of them made."""
        codes = dict.fromkeys(self._find_links(rendered.body_text), SAMPLE_CODE)
        return self._complete(rendered, codes, SAMPLE_TRACE)

    def _complete(self, rendered, codes, trace):
        def replace(match):
            url, ending = _split_ending(match[0])
            return f"{self.base_url}/r/{codes[url]}/s/{trace}{ending}" if url in codes else match[0]

        text = re.sub(TEXT_URL_REGEX, replace, rendered.body_text)
        mention = self._get_mention(rendered.lang)
        return "\n".join(filter(None, [simplify(text).strip(), mention]))

    @cached_property
    def _is_asked_to_mention(self):
        """Whether the law asks for it, of whatever kind the customer is: it is no harm to the others."""
        return any(law.mention for law, _kinds in self.company._get_contact_laws("sms", self.purpose))

    def _get_mention(self, lang):
        if not self._is_asked_to_mention:
            return ""
        company = self.company.with_context(lang=lang)
        return simplify(company.dealership_sms_stop_text or company.env._("Reply STOP to opt out")).strip()

    def _find_links(self, text):
        urls = (_split_ending(url)[0] for url in re.findall(TEXT_URL_REGEX, text))
        return self.env["link.tracker"]._filter_counted(urls, self.base_url)


def _split_ending(url):
    """Return the address and the punctuation of the sentence behind it."""
    address = url.rstrip(".,;:!?)")
    return address, url[len(address) :]
