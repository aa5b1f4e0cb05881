import logging

from psycopg2 import OperationalError

from odoo import api, fields, models

from ...engine.intake.arrival import Arrival, Intake, Original
from ...engine.intake.markup import decode
from ...engine.intake.request import Problem, UnreadableError, write_reference
from ...engine.source.outcomes import CREATED, UNCHANGED, UPDATED, WAITING
from ..client.internal_fields import with_internal_fields
from ..consent.secret import hash_secretly

_logger = logging.getLogger(__name__)

# So much of an original is shown on the form; the whole is its file.
SHOWN_BYTES = 100_000


class DealershipIntake(models.AbstractModel):
    """Makes leads of enquiries, whatever they came in: ADF, a post of a site, a portal's e-mail.

    Nothing is ever lost: what cannot be read, or goes wrong in whatever addon, is a lead for a person to read, with the
    original. What is known already is no second lead. An enquiry is recognised by what its sender calls it, as long as
    it is about the same person: there are senders to whom everything is number 0.
    """

    _name = "dealership.intake"
    _description = "Intake of Enquiries"

    @api.model
    def _prepare_arrival(self, content, company, team=None, *, name, source=None, medium=None, title=None):
        """Return the ``Arrival`` of a document that comes in now.

        :param content: bytes, or text
        :param str name: of its file
        """
        if isinstance(content, str):
            content = content.encode("utf-8", "replace")
        return Arrival(
            company=company,
            # sudo: whoever receives has no user
            team=(team or self.env["crm.team"]).sudo(),
            source=(source or self.env["dealership.source"]).sudo(),
            medium=medium or self.env["utm.medium"].sudo(),
            now=fields.Datetime.now(),
            original=Original(name, content, "text/plain"),
            title=" ".join(str(title or "").split()),
        )

    @api.model
    def _take_in_document(self, read, arrival):
        """Return the ``Intake`` of a document.

        :param read: callable(content, time zone, now) → ``LeadRequest``s, or ``UnreadableError``
        """
        team = (arrival.team or arrival.source.team_id).with_company(arrival.company)
        try:
            requests = read(arrival.original.content, team._get_timezone(), arrival.now)
        except UnreadableError as error:
            unread = Intake(problems=(Problem(error.args[0]),))
            unread.add(WAITING, self._take_in_unread(error.args[0], arrival))
            return unread
        return self._take_in(requests, arrival)

    @api.model
    def _take_in(self, requests, arrival):
        """Return the ``Intake`` of ``LeadRequest``s that stood in one document.

        :raise OperationalError: another worker is about the same enquiry; all of it is to be tried again
        """
        intake = Intake()
        for request in requests:
            try:
                with self.env.cr.savepoint():
                    outcome, lead = self._take_in_one(request, arrival)
                    self.env.flush_all()
            except OperationalError:
                raise
            except Exception:
                # Whatever an addon does not stand: what was sent is not lost by it.
                _logger.exception("An enquiry could not be taken in; it becomes a lead to be read by a person")
                self.env.clear()
                words = self._speak_as(arrival).env
                outcome, lead = WAITING, self._take_in_unread(words._("It could not be taken in."), arrival)
            intake.add(outcome, lead, request)
        return intake

    @api.model
    def _take_in_unread(self, reason, arrival):
        """Return the lead for a person to read; one for the same document, however often it comes.

        :param reason: why no program could read it
        """
        key = write_reference("", f"unread {hash_secretly(arrival.original.content.hex()[:4_000_000])}")
        receipts = self._get_receipts()._lock(arrival.company, arrival.team, [key], arrival.now)
        if not receipts.lead_id:
            vals = self._prepare_unread_vals(reason, arrival)
            receipts.lead_id = self._create_lead(vals, arrival)
        return receipts.lead_id

    def _take_in_one(self, request, arrival):
        """Return ``(outcome, lead)`` of a request."""
        team = arrival.team or self._find_team(request, arrival)
        fingerprint = request.get_fingerprint()
        references = request.references or [self._get_reference_of_unnamed(request, fingerprint, arrival)]
        receipts = self._get_receipts()._lock(arrival.company, team, references, arrival.now)
        people = self._hash_people(request, arrival)
        if any(receipt._is_of_others(people) for receipt in receipts):
            # Their number means nothing: told apart by the person, too.
            references = [(origin, f"{key} {people.split()[0][:16]}") for origin, key in references]
            receipts = self._get_receipts()._lock(arrival.company, team, references, arrival.now)
        lead = receipts.lead_id[:1]
        if not lead:
            lead, outcome = self._create_lead_of(request, team, arrival), WAITING if request.problems else CREATED
        else:
            same = set(receipts.mapped("fingerprint")) == {fingerprint}
            outcome = UNCHANGED if same else UPDATED
            if not same:
                self._add_to_lead(lead, request, arrival)
        receipts.write({"lead_id": lead.id, "fingerprint": fingerprint, "person_hashes": people})
        return outcome, lead

    def _get_receipts(self):
        # sudo: whoever receives has no user; nobody writes receipts but this
        return self.env["dealership.lead.receipt"].sudo()

    def _get_reference_of_unnamed(self, request, fingerprint, arrival):
        """Return what a request without an id is known by: its words; and its day, where it names no moment itself.

        Who asks the same again another day asks again.
        """
        day = "" if request.requested_at or request.requested_text else f" {arrival.now.date()}"
        return write_reference("", f"{fingerprint}{day}")

    def _hash_people(self, request, arrival):
        """Return hashes of address and number, separated by spaces: enough to tell people apart."""
        keys = self._get_matcher(arrival).read_keys({"email": request.email, "phone": request.phone})[0]
        return " ".join(hash_secretly(value)[:32] for _key, values in sorted(keys.items()) for value in values)

    # -- leads ------------------------------------------------------------------------------------------

    def _create_lead_of(self, request, team, arrival):
        """Return a new lead."""
        verdict = self._recognise(request, arrival)
        vals = self._prepare_lead_vals(request, team, verdict, arrival)
        lead = self._create_lead(vals, arrival)
        lead._record_received_consents()
        self._note_candidates(lead, verdict, arrival)
        return lead

    def _create_lead(self, vals, arrival):
        # sudo: whoever receives has no user
        leads = self.env["crm.lead"].sudo().with_company(arrival.company)
        leads = leads.with_context(mail_create_nosubscribe=True, lang=arrival.company._get_lang())
        lead = with_internal_fields(leads)._create_of_claims(vals)
        self._keep_original(lead, arrival)
        return lead

    def _keep_original(self, lead, arrival):
        """Keep the document as it came in: readable by whoever may read the lead, once for the same bytes."""
        original = arrival.original
        attachments = self.env["ir.attachment"].sudo()  # sudo: as the lead
        values = {"name": original.name, "res_model": "crm.lead", "res_id": lead.id, "mimetype": original.mimetype}
        attachment = attachments.create({**values, "raw": original.content})
        kept = attachments.search(
            [
                ("res_model", "=", "crm.lead"),
                ("res_id", "=", lead.id),
                ("checksum", "=", attachment.checksum),
                ("id", "!=", attachment.id),
            ],
            limit=1,
        )
        if kept:
            attachment.unlink()
        lead.original_id = kept or attachment

    def _add_to_lead(self, lead, request, arrival):
        """Note on a lead what was sent again in other words; what it lacked it has now, and nothing is overwritten."""
        news = {
            name: value
            for name, value in self._prepare_person_vals(request, arrival).items()
            if value and name in ("phone", "email_from", "street", "zip", "city", "country_id") and not lead[name]
        }
        with_internal_fields(lead)._write_claims(news)
        words = self._speak_as(arrival)
        lead.message_post(
            body=words._write_again(request),
            subtype_xmlid="mail.mt_note",
            author_id=self.env.ref("base.partner_root").id,
        )
        self._keep_original(lead, arrival)

    @api.model
    def _show_original(self, attachment):
        """Return an original as text; nothing of what is none, or may not be read."""
        if not attachment or not attachment.has_access("read"):
            return False
        raw = attachment.raw or b""
        text = decode(raw[:SHOWN_BYTES]).replace("\0", "")
        return f"{text}\n…" if len(raw) > SHOWN_BYTES else text

    def _speak_as(self, arrival):
        """Return this in the language of the company: what the system writes on leads is in one."""
        return self.with_context(lang=arrival.company._get_lang())
