import base64
import email
import email.policy

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize

from ...engine.intake.labels import find_labels
from ...engine.intake.mail import read_text
from ...engine.intake.mail_profile import IGNORED, guess_meaning, read_by_labels
from ..vehicle.sale_type import BUSINESS_ATTRIBUTES

LARGEST_SAMPLE = 5 * 1024 * 1024


class DealershipLeadMailProfile(models.Model):
    """How the lead mails of one portal are read: by whom they are sent, and what their labels mean.

    A profile is made of a sample: its labels are listed with what stands beside them, and a person says which is what.
    An e-mail that comes to the alias of a point of sale, from that sender with that subject, makes its lead by it.
    ADF needs no profile.
    """

    _name = "dealership.lead.mail.profile"
    _description = "Lead Mail Profile"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    sender = fields.Char(help="Address of the portal, or its end: “@portal.example”.")
    subject = fields.Char(string="Subject Contains")
    team_id = fields.Many2one(
        "crm.team",
        string="Point of Sale",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="Of e-mails to an alias of none.",
    )
    utm_medium_id = fields.Many2one(
        "utm.medium", string="Medium of Its Leads", index="btree_not_null", ondelete="restrict", help="Empty: e-mail."
    )
    utm_source_id = fields.Many2one(
        "utm.source", string="Source of Its Leads", index="btree_not_null", ondelete="restrict"
    )
    business_attribute = fields.Selection(
        BUSINESS_ATTRIBUTES, string="Type of Enquiry", help="Of e-mails that do not say it themselves."
    )
    sample_file = fields.Binary(string="Sample E-mail (.eml)", attachment=True)
    sample = fields.Text(
        string="Text of the Sample", help="Paste the text of an e-mail here, or drop one that was saved as a file."
    )
    label_ids = fields.One2many("dealership.lead.mail.label", "profile_id", string="Labels", copy=True)

    @api.constrains("active", "sender", "subject")
    def _check_recognisable(self):
        for profile in self:
            if profile.active and profile.label_ids and not (profile.sender or "").strip(" @"):
                raise ValidationError(
                    self.env._(
                        "Which e-mails are these? Give the sender of “%s”, or the end of its address.", profile.name
                    )
                )

    def action_read_sample(self):
        """List the labels of the sample; those that are known keep their meaning."""
        self.ensure_one()
        self.check_access("write")
        if self.sample_file:
            self._read_file()
        known = {label.key: label for label in self.label_ids}
        found = [label for label in find_labels(self.sample or "") if label.key]
        if not found:
            raise UserError(
                self.env._(
                    "No label was found, like “Name: …”. Paste the text of the e-mail, or drop it as an .eml file."
                )
            )
        for label in found:
            if label.key in known:
                known[label.key].example = label.value[:300]
        new = {label.key: label for label in found if label.key not in known}
        taken = set(self.label_ids.mapped("meaning"))
        for label in new.values():
            meaning = guess_meaning(label.text)
            self.label_ids.create(
                {
                    "profile_id": self.id,
                    "name": label.text,
                    "example": label.value[:300],
                    "meaning": meaning if meaning and meaning not in taken else IGNORED,
                }
            )
            taken.add(meaning)

    def _read_file(self):
        """Take over what a sample says of itself."""
        content = base64.b64decode(self.with_context(bin_size=False).sample_file)
        if len(content) > LARGEST_SAMPLE:
            raise UserError(self.env._("This is too large to be a lead mail."))
        message = email.message_from_bytes(content, policy=email.policy.SMTP)
        self.sample = read_text(message) or self.sample
        self.sender = self.sender or email_normalize(str(message.get("From", "")), strict=False) or False
        self.sample_file = False

    # -- what comes in ------------------------------------------------------------------------------------

    @api.model
    def _find(self, company, sender, subject):
        """Return the profile of an e-mail; empty when there is none.

        :param str sender: address
        """
        # sudo: the gateway has no rights of its own
        profiles = self.sudo().search([("company_id", "=", company.id), ("sender", "!=", False)])
        return next((profile for profile in profiles if profile._fits(sender.lower(), subject.lower())), self.browse())

    def _fits(self, sender, subject):
        wanted = self.sender.strip().lower()
        wanted = wanted if "@" in wanted else f"@{wanted}"
        from_it = sender.endswith(wanted) if wanted.startswith("@") else sender == wanted
        return from_it and (self.subject or "").strip().lower() in subject and bool(self._get_meanings())

    def _get_meanings(self):
        return {label.key: label.meaning for label in self.label_ids}

    def _read(self, content, tz, now):
        """Return the ``LeadRequest`` of an e-mail's text.

        :raise UnreadableError: it does not look like the sample any more
        """
        text = content.decode("utf-8", "replace")
        return [read_by_labels(text, self._get_meanings(), f"mail {self.name}", tz, now)]
