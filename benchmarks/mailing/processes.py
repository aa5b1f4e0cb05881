"""The processes beside the one that measures: the mail server, and workers that send."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from odoo.tools import config

HERE = Path(__file__).parent
GIVEN = ("db_host", "db_port", "db_user", "db_password")


class Sink:
    """The mail server in a process of its own, as a context manager; ``log`` lists what it accepted."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.log = Path(self.folder.name) / "accepted.log"
        command = [sys.executable, str(HERE / "sink.py"), str(self.log)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        return self

    def __exit__(self, *_exc_info):
        self.process.kill()
        self.process.communicate()
        self.folder.cleanup()

    def read(self):
        """Return ``[(address, Message-ID)]``."""
        return [tuple(line.split(" ", 1)) for line in self.log.read_text().splitlines()]

    def count(self):
        return self.log.read_bytes().count(b"\n")


class Script:
    """A Python process of ours with Odoo's configuration, spoken to line by line.

    :param path: of the file, from this folder
    :param arguments: it gets these, then the options of Odoo
    """

    def __init__(self, path, database, *arguments):
        command = [sys.executable, str(HERE / path), *map(str, arguments), *get_options(database)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.expect("ready")

    def ask(self, times=1):
        self.process.stdin.write("\n" * times)
        self.process.stdin.flush()

    def expect(self, word):
        """Return what it said after the word."""
        said = self.process.stdout.readline().split()
        if said[:1] != [word]:
            raise RuntimeError(f"{self.process.args[1]} said {said} instead of {word!r}.")
        return said[1:]


class Worker(Script):
    """Sends what is due, as a cron worker of Odoo does, once it is asked to."""

    def __init__(self, database):
        super().__init__("worker.py", database)

    def wait(self):
        """Return the most memory it had, in MB, at the beginning and in all."""
        words = self.expect("done")
        self.process.communicate()
        return tuple(float(word) for word in words)


class WorkerStarter(Script):
    """Gives workers at once that can be killed, as a context manager."""

    def __init__(self, database):
        super().__init__("worker_starter.py", database)

    def __enter__(self):
        return self

    def __exit__(self, *_exc_info):
        self.process.communicate()

    def start(self):
        """Return the process id of a new worker, which is already at work."""
        self.ask()
        return int(self.process.stdout.readline())

    @staticmethod
    def kill(pid):
        """Kill a worker as the kernel would: no clean-up, no goodbye. Return whether it was still at work."""
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    @staticmethod
    def is_at_work(pid):
        return Path(f"/proc/{pid}").exists()


def run_odoo_script(script, database, *arguments, addons=()):
    """Run a script of the benchmarks in a process of its own, whose memory is measured from the start.

    :param str script: its path within the benchmarks; it gets the arguments, then the options of Odoo
    :param addons: further folders of addons
    :return: the words of its last line, which begins with "done"
    """
    command = [sys.executable, str(HERE.parent / script), *map(str, arguments), *get_options(database, addons)]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    said = output.rstrip().rpartition("\n")[2].split()
    if said[:1] != ["done"]:
        raise RuntimeError(f"{script} said {said} instead of 'done'.")
    return said[1:]


def get_options(database, addons=()):
    """Return what a command of Odoo's needs to work on a database of this server."""
    options = [f"--{name}={config[name]}" for name in GIVEN if config[name]]
    options += [f"--database={database}", f"--data-dir={config['data_dir']}", "--log-level=error"]
    return [*options, f"--addons-path={','.join([*config['addons_path'], *map(str, addons)])}"]
