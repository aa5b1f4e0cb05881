import logging
from hashlib import blake2b

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import config
from odoo.tools.translate import LazyTranslate

from ...engine.feed.folder import (
    DONE,
    REFUSED,
    FileProblemError,
    FolderProblemError,
    WatchedFolder,
    find_path_problem,
    overlap,
)
from ...engine.feed.load_states import FOLDER
from ...engine.file.table import MAX_BYTES

_lt = LazyTranslate(__name__, default_lang="en_US")
_logger = logging.getLogger(__name__)

OPTION = "crm_dealership_feed_folder"


def get_root():
    """Return the directory of the server beneath which folders are watched; empty when its operator names none.

    It stands in the server's configuration: whoever administers one database must not read the server's files.
    """
    return config.get(OPTION) or ""


class DealershipSource(models.Model):
    """Files that a program lays into a folder of the server, which is looked into every minute.

    The folder lies beneath the directory of the server's configuration, and there in one called like the database: of
    several databases none gets at the files of another. A file is taken when it has not changed since the last look. It
    becomes a load, which notes which file it is (``lies_as``) and is committed; then the file is moved. So one that was
    not moved, because the server was stopped between the two, is moved at the next look, and not loaded again.
    """

    _inherit = "dealership.source"

    folder = fields.Char(
        copy=False,
        groups="base.group_system",
        help="Where the source lays its files, beneath the directory of the server that is shown below: “dms/rodez”.",
    )
    folder_path = fields.Char(string="On the Server", compute="_compute_folder_path", groups="base.group_system")
    folder_seen = fields.Json(readonly=True, copy=False, groups="base.group_system")
    folder_problem = fields.Char(readonly=True, copy=False)

    @api.depends("folder")
    def _compute_folder_path(self):
        root, database = get_root(), self.env.cr.dbname
        for source in self:
            source.folder_path = f"{root}/{database}/{source.folder or '…'}" if root else False

    @api.constrains("folder")
    def _check_folder(self):
        # sudo: folders are of the server, whatever company a source is of
        every = self.sudo().with_context(active_test=False).search([("folder", "!=", False)])
        for source in self.sudo().filtered("folder"):
            problem = find_path_problem(source.folder)
            if problem:
                raise ValidationError(self.env._("“%(folder)s”: %(why)s", folder=source.folder, why=problem))
            others = (every - source).filtered(lambda other, folder=source.folder: overlap(other.folder, folder))
            if others:
                raise ValidationError(
                    self.env._(
                        "“%(folder)s” is the folder of %(name)s, or lies in it or around it: each source has its own.",
                        folder=source.folder,
                        name=others[0].name,
                    )
                )

    # -- every minute -----------------------------------------------------------------------------------

    @api.model
    def _cron_watch_folders(self):
        """Look into all folders. A copy of the database leaves them alone: the files are the original's."""
        watched = self.search([("folder", "!=", False)])
        databases = self.env["dealership.database"]
        if not watched:
            return
        # Also one that sends nothing: a copy of it has to be told from it.
        databases._note()
        if databases._holds_back():
            return
        for place, source in enumerate(watched):
            try:
                for _step in source._in_words()._watch_folder():
                    self.env["ir.cron"]._commit_progress(1)
            except Exception:
                # Whatever is wrong with one folder must not stop the others.
                _logger.exception("Folder of source %s", source.id)
                self.env.cr.rollback()
            self.env["ir.cron"]._commit_progress(1, remaining=len(watched) - place - 1)

    def _watch_folder(self):
        """Take in what is complete; yield where it has to be committed before going on."""
        try:
            with WatchedFolder(self._find_folder_root(), f"{self.env.cr.dbname}/{self.folder}") as folder:
                entries, problem = folder.look(), ""
                seen = set(self.folder_seen or ())
                for entry in entries:
                    if entry.mark not in seen:
                        continue
                    try:
                        yield from self._take_file(folder, entry)
                    except FileProblemError as error:  # keeps no other waiting
                        problem = problem or self.env._(error.message)
                self._note_look(entries, problem)
        except FolderProblemError as error:
            self._note_folder_problem(self.env._(error.message))

    def _find_folder_root(self):
        """Return the directory of the server's configuration.

        :raise FolderProblemError: there is none, or the folder would be among Odoo's own files
        """
        root = get_root()
        if not root:
            raise FolderProblemError(
                _lt("The server's configuration names no directory for folders: %s in odoo.conf.", OPTION)
            )
        if overlap(f"{root}/{self.env.cr.dbname}/{self.folder}", config["data_dir"]):
            raise FolderProblemError(_lt("The folder lies among Odoo's own files: %s names another directory.", OPTION))
        return root

    def _note_look(self, entries, problem):
        """Note what was seen, and what could not be read of it."""
        marks = [entry.mark for entry in entries]
        if marks != (self.folder_seen or []):
            self.folder_seen = marks
        if problem:
            self._note_folder_problem(problem)
        elif self.folder_problem:
            self.folder_problem = False

    def _note_folder_problem(self, words):
        """Say once that a folder can't be read, not every minute."""
        if words != self.folder_problem:
            self.folder_problem = words
            self._ask_for_a_look(self.env._("A folder can't be watched"), words)

    # -- one file ---------------------------------------------------------------------------------------

    def _take_file(self, folder, entry):
        """Load a file, and move it once that is committed."""
        if entry.size > MAX_BYTES:
            self._note_refused(entry, self.env._("it is larger than 50 MB."))
            load, where = None, REFUSED
        else:
            content = folder.read_file(entry)
            if content is None:
                return  # somebody is writing it
            key = f"{entry.mark}:{blake2b(content, digest_size=16).hexdigest()}"
            load = self.env["dealership.feed.load"].search([("lies_as", "=", key)]) or self._load_file(
                content, entry, key
            )
            where = DONE if load else REFUSED
        yield
        folder.move(entry, where)
        if load:
            load.lies_as = False

    def _load_file(self, content, entry, key):
        """Return the load of a file; None where it can't be read, which is said."""
        try:
            with self.env.cr.savepoint():
                return self._queue_feed(content, entry.title, came_by=FOLDER, given_at=entry.written_at, lies_as=key)
        except UserError as error:
            self._note_refused(entry, str(error))
        except Exception:
            # It is put aside: else it would fail again every minute.
            _logger.exception("File %r in the folder of source %s could not be taken in", entry.title, self.id)
            self.env.clear()
            self._note_refused(entry, self.env._("an unexpected error; an administrator finds it in the log."))
        return None

    def _note_refused(self, entry, why):
        words = self.env._("%(file)s was moved to “refused”: %(why)s", file=entry.title, why=why)
        self.message_post(body=words)
        self._ask_for_a_look(self.env._("An unreadable file was put aside"), words)


class DealershipFeedLoad(models.Model):
    """A load of a file that may not have been moved yet."""

    _inherit = "dealership.feed.load"

    lies_as = fields.Char(
        readonly=True, copy=False, index="btree_not_null", help="Which file it is, until that has been moved."
    )
