"""A folder on the server into which another program lays files.

Whoever names the folder must get at nothing else, and whoever lays files into it neither: no part of the path, and no
file, is followed where it is a link, every step is taken from the folder that is open already, and what is no plain
file is not looked at. Nothing is ever deleted or written over.
"""

import errno
import os
import re
import stat
from contextlib import ExitStack, suppress
from datetime import datetime, timezone
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import NamedTuple

from odoo.tools.translate import LazyTranslate

from ..one_line import seen_line

_lt = LazyTranslate(__name__, default_lang="en_US")

# Below the folder: where its files are moved to.
DONE, REFUSED = "done", "refused"
# What programs call a file that they have not finished, and what systems leave behind.
_UNFINISHED = re.compile(r"^[.~]|~$|\.(?:part|partial|filepart|crdownload|te?mp|lock|sw[op]|writing)$", re.IGNORECASE)
_PART = re.compile(r"[^./\\\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]{0,99}")
MOST_FILES = 500  # that are looked at in one look, the oldest first
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# A pipe must keep nobody waiting for whoever writes into it.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def _describe_no_right(path):
    return _lt("Odoo has no right to read “%s”, or to move files in it.", path)


def _describe_link(path):
    return _lt("“%s” is a link, or no folder: only real folders are watched.", path)


# What opening says of a name under which another thing lies by now: nothing, a link, a socket, a folder.
_REPLACED = frozenset({errno.ENOENT, errno.ELOOP, errno.ENXIO, errno.EISDIR})
_PROBLEMS = {
    errno.ENOENT: lambda path: _lt("There is no folder “%s” on the server.", path),
    errno.ENOTDIR: _describe_link,
    errno.ELOOP: _describe_link,
    errno.EACCES: _describe_no_right,
    errno.EPERM: _describe_no_right,
    errno.EROFS: _describe_no_right,
}


def _describe_unknown(path):
    return _lt("“%s” can't be read: its disk doesn't answer as it should.", path)


class FolderProblemError(Exception):
    """The folder can't be worked with; the only argument is a ``LazyGettext`` that names it."""

    @property
    def message(self):
        return self.args[0]


class FileProblemError(FolderProblemError):
    """One file can't be worked with; the argument names it."""


class Entry(NamedTuple):
    """A file as it was seen.

    :ivar str name: as the system has it, perhaps with bytes that are no text
    :ivar int modified: in nanoseconds since 1970
    """

    name: str
    size: int
    modified: int

    @property
    def title(self):
        """The name as people read it."""
        raw = os.fsencode(self.name)
        try:
            return seen_line(raw.decode())
        except UnicodeDecodeError:
            return seen_line(raw.decode("cp1252", "replace"))

    @property
    def written_at(self):
        """When it was written, naive UTC, by the clock of the disk."""
        return datetime.fromtimestamp(self.modified / 10**9, timezone.utc).replace(tzinfo=None, microsecond=0)

    @property
    def mark(self):
        """What tells the file, as it is now, from all others, and from what it was before."""
        seen = b"%b/%d/%d" % (os.fsencode(self.name), self.size, self.modified)
        return blake2b(seen, digest_size=12).hexdigest()


def find_path_problem(path):
    """Return why the path of a folder is none, as a ``LazyGettext``; empty when it is sound.

    :param str path: relative, with slashes: “dms/rodez”
    """
    parts = path.split("/")
    if not all(_PART.fullmatch(part) and part == part.strip() for part in parts):
        return _lt("Write it as “dms/rodez”: names with slashes between them, none of which begins with a dot.")
    if {DONE, REFUSED} & {part.lower() for part in parts}:
        return _lt("Folders called “done” and “refused” are where files are moved to: choose another name.")
    return ""


def overlap(one, other):
    """Return whether one of two folders is the other, or lies in it."""
    one, other = PurePosixPath(one), PurePosixPath(other)
    return one == other or one in other.parents or other in one.parents


class WatchedFolder:
    """An open folder, as a context manager.

    :param str root: of the server, chosen by whoever runs it
    :param str path: relative, of the folder beneath it
    :raise FolderProblemError: on entering, and by every method
    """

    def __init__(self, root, path):
        self.root = root
        self.path = path
        self._open = ExitStack()
        self._descriptor = None
        self._targets = {}

    def __enter__(self):
        with ExitStack() as opened:
            self._open = opened
            self._guard(self._enter)
            self._open = opened.pop_all()
        return self

    def __exit__(self, *_error):
        self._open.close()

    def _enter(self):
        descriptor = self._keep(os.open(os.path.realpath(self.root), _DIRECTORY))
        for part in self.path.split("/"):
            descriptor = self._keep(os.open(part, _DIRECTORY, dir_fd=descriptor))
        self._descriptor = descriptor
        # Before anything is taken: what could not be moved would come again and again.
        for name in (DONE, REFUSED):
            self._targets[name] = self._keep(self._open_target(name))

    def _open_target(self, name):
        with suppress(FileExistsError):
            os.mkdir(name, 0o770, dir_fd=self._descriptor)
        return os.open(name, _DIRECTORY, dir_fd=self._descriptor)

    def _keep(self, descriptor):
        self._open.callback(os.close, descriptor)
        return descriptor

    def _guard(self, act, *arguments):
        try:
            return act(*arguments)
        except OSError as error:
            raise FolderProblemError(_PROBLEMS.get(error.errno, _describe_unknown)(self.path)) from error

    def look(self):
        """Return the ``Entry`` of the files that may be complete, the oldest first; empty ones are not begun yet."""
        return self._guard(self._look)

    def _look(self):
        with os.scandir(self._descriptor) as found:
            statuses = [(each.name, _find_status(each)) for each in found if not _is_unfinished(each)]
        entries = [
            Entry(name, status.st_size, status.st_mtime_ns)
            for name, status in statuses
            if status and stat.S_ISREG(status.st_mode) and status.st_size
        ]
        return sorted(entries, key=lambda entry: (entry.modified, entry.name))[:MOST_FILES]

    def read_file(self, entry):
        """Return the content of a file; None when it is no longer what was seen.

        :raise FileProblemError: it can't be read, as others may be
        """
        return self._guard(self._read_file, entry)

    def _read_file(self, entry):
        try:
            descriptor = os.open(entry.name, _FILE, dir_fd=self._descriptor)
        except PermissionError as error:
            raise FileProblemError(_lt("Odoo has no right to read the file “%s”.", entry.title)) from error
        except OSError as error:
            if error.errno in _REPLACED:
                return None
            raise
        with open(descriptor, "rb") as file:
            before = os.fstat(descriptor)
            content = file.read(entry.size + 1) if stat.S_ISREG(before.st_mode) else b""
            after = os.fstat(descriptor)
        is_same = all((each.st_size, each.st_mtime_ns) == (entry.size, entry.modified) for each in (before, after))
        return content if is_same and len(content) == entry.size else None

    def move(self, entry, where):
        """Move a file to DONE or to REFUSED, under a name that is free there; whoever has moved it already is right."""
        return self._guard(self._move, entry, self._targets[where])

    def _move(self, entry, target):
        with suppress(FileNotFoundError):
            os.rename(entry.name, _find_free_name(entry.name, target), src_dir_fd=self._descriptor, dst_dir_fd=target)


def _find_status(entry):
    """Return what the system knows of a file; None where whoever lays files there has taken it away meanwhile."""
    try:
        return entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None


def _is_unfinished(entry):
    return bool(_UNFINISHED.search(entry.name))


def _find_free_name(name, directory):
    """Return the name, with a number where one of that name is there: “orders-2.csv”."""
    stem, suffix = os.path.splitext(name)
    taken = set(os.listdir(directory))
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{stem}-{number}{suffix}"
    return free
