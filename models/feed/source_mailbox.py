import logging
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from ...engine.email.authentication import is_authentic, is_forged
from ...engine.feed.load_states import MAIL
from ...engine.feed.mailed import find_files, is_permitted, read_permitted, read_sender
from ..client.inner_context import get_inner

_lt = LazyTranslate(__name__, default_lang="en_US")
_logger = logging.getLogger(__name__)

KEPT = timedelta(days=90)


class DealershipSource(models.Model):
    """Files that a source sends by e-mail, to an address of its own.

    Every e-mail is kept in the chatter, with what became of it; its tables are kept with their loads. Nobody is
    answered: what is refused, or has nothing that can be read, is for the Administrators to look at.
    """

    _name = "dealership.source"
    _inherit = ["dealership.source", "mail.alias.mixin.optional"]

    mail_senders = fields.Text(
        string="Permitted Senders",
        help="Addresses, or whole domains like “@dms.example”, from which files are taken. Of others nothing is read.",
    )
    mail_checker = fields.Char(
        string="Mail Server That Checks Senders",
        help="Its name as it stands first in the header “Authentication-Results” of e-mails that you get, such as "
        "“mx.example.com”. Then nothing is taken that it does not find to be from the sender's domain. Empty: a sender "
        "is believed, unless an e-mail is marked as forged.",
    )

    @api.constrains("mail_senders")
    def _check_mail_senders(self):
        for source in self:
            _permitted, wrong = read_permitted(source.mail_senders)
            if wrong:
                raise ValidationError(
                    self.env._(
                        "“%s” is neither an e-mail address nor a domain like “@dms.example”. "
                        "Mend the permitted senders.",
                        wrong[0],
                    )
                )

    def _alias_get_creation_values(self):
        """Every e-mail to the address belongs to the source: none makes a record of its own."""
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id(self._name)
        if self.id:
            values["alias_force_thread_id"] = self.id
        return values

    # -- what comes in ------------------------------------------------------------------------------------

    def message_update(self, msg_dict, update_vals=None):
        """Take the files of an e-mail in; the e-mail itself is kept as Odoo keeps any, as a note."""
        message = get_inner(self.env, "dealership_incoming")
        # Whoever answers in the chatter, without a file, talks to its readers.
        if message is not None and not (msg_dict.get("parent_id") and not find_files(message)):
            # A note that nobody is told of, and whose author does not follow what comes in.
            msg_dict.update(is_internal=True, author_id=False, parent_id=False)
            self._in_words()._receive_mail(message, msg_dict)
        return super().message_update(msg_dict, update_vals)

    def _receive_mail(self, message, msg_dict):
        """Load the tables of an e-mail, and say in the chatter what became of them."""
        refusal = self._find_mail_refusal(message)
        if refusal:
            self._note_mail(message, [self.env._("Nothing was read: %s", self.env._(refusal))])
            self._ask_for_a_look(
                self.env._("An e-mail with data was refused"),
                self.env._("It is kept in the chatter of %(name)s: %(why)s", name=self.name, why=self.env._(refusal)),
            )
            return
        given_at = fields.Datetime.to_datetime(msg_dict.get("date") or None)
        taken, lines, troubles = set(), [], []
        for file in find_files(message):
            load, words = self._take_mailed(file, given_at)
            lines.append(words)
            if load:
                taken.add(file.name)
            else:
                troubles.append(words)
        if not lines:
            troubles = lines = [self.env._("There is no table in it: CSV, Excel (.xlsx) or JSON, attached.")]
        self._note_mail(message, lines)
        # The files are with their loads.
        msg_dict["attachments"] = [each for each in msg_dict.get("attachments", []) if each[0] not in taken]
        if troubles:
            self._ask_for_a_look(self.env._("An e-mail with data could not be read"), "\n".join(troubles))

    def _find_mail_refusal(self, message):
        """Return why nothing of an e-mail is read, as a ``LazyGettext``; empty when it may be."""
        sender = read_sender(message)
        if not self.active:
            return _lt("the source is archived.")
        if not self.mail_senders:
            return _lt("no sender is permitted yet. Say who is, on the page Files of the source.")
        if not is_permitted(sender, self.mail_senders):
            return _lt("its sender is not among those who are permitted on the page Files of the source.")
        if self.mail_checker:
            authentic = is_authentic(message, sender.rpartition("@")[2], self.mail_checker)
            return "" if authentic else _lt("the mail server has not found that it is from its sender's domain.")
        return _lt("the mail server has found that it is forged.") if is_forged(message) else ""

    def _take_mailed(self, file, given_at):
        """Return (the load of a file, what to say of it); no load where it can't be read."""
        try:
            with self.env.cr.savepoint():
                load = self._queue_feed(file.content, file.name, came_by=MAIL, given_at=given_at)
        except UserError as error:
            return None, self.env._("%(file)s: %(why)s", file=file.name, why=str(error))
        except Exception:
            # Whatever one file provokes, the e-mail is kept: it would not come again.
            _logger.exception("File %r of an e-mail to source %s could not be taken in", file.name, self.id)
            self.env.clear()
            return None, self.env._("%s: an unexpected error; an administrator finds it in the log.", file.name)
        return load, self.env._("%(file)s: read by %(feed)s.", file=load._get_html_link(), feed=load.feed_id.name)

    def _note_mail(self, message, lines):
        """Say in the chatter what became of an e-mail."""
        items = Markup().join(Markup("<li>%s</li>") % line for line in lines)
        title = self.env._(
            "E-mail “%(subject)s” of %(sender)s", subject=message["Subject"] or "", sender=message["From"]
        )
        self.message_post(body=Markup("<p>%s</p><ul>%s</ul>") % (title, items))

    @api.autovacuum
    def _gc_mailed_files(self):
        """Forget what e-mails brought of people, after three months, as loads forget their files."""
        old = self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("message_type", "=", "email"),
                ("date", "<", fields.Datetime.now() - KEPT),
                ("attachment_ids", "!=", False),
            ],
            limit=100,
        )
        old.attachment_ids.unlink()


class MailThread(models.AbstractModel):
    """A source that sends a file every few minutes is no loop: it is never answered, and nothing of it is dropped."""

    _inherit = "mail.thread"

    @api.model
    def _detect_loop_sender(self, message, message_dict, routes):
        others = [route for route in routes or () if route[0] != "dealership.source"]
        return super()._detect_loop_sender(message, message_dict, others)
