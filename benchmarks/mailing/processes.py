"""The processes beside the one that measures: the mail server, and workers that send."""

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


class Worker:
    """A process that sends what is due, as a cron worker of Odoo does; it waits for ``start`` before it does."""

    def __init__(self, database):
        options = [f"--{name}={config[name]}" for name in GIVEN if config[name]]
        options += [f"--database={database}", f"--data-dir={config['data_dir']}", "--log-level=error"]
        options += [f"--addons-path={','.join(config['addons_path'])}"]
        command = [sys.executable, str(HERE / "worker.py"), *options]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._expect("ready")

    def start(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def wait(self):
        """Return the most memory it had, in MB, at the beginning and in all."""
        words = self._expect("done")
        self.process.communicate()
        return tuple(float(word) for word in words)

    def kill(self):
        """As the kernel would: no clean-up, no goodbye."""
        self.process.kill()
        self.process.communicate()

    def _expect(self, word):
        said = self.process.stdout.readline().split()
        if said[:1] != [word]:
            raise RuntimeError(f"The worker said {said} instead of {word!r}.")
        return said[1:]
