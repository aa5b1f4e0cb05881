"""apt-get without root: its lists and archives in a folder of ours, the system's own untouched."""

import os
import subprocess
from pathlib import Path

from .console import DevError
from .processes import run_logged

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
DEBIAN_12 = f"deb [signed-by={KEYRING}] http://deb.debian.org/debian bookworm main\n"


class Apt:
    """`sources` are lines of a sources.list (the system's when None); `status` tells which packages are installed."""

    def __init__(self, folder, log, sources=None, status=None):
        self.folder = folder
        self.log = log
        for name in ("lists/partial", "archives/partial"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        if not status:
            status = folder / "status"
            status.touch()
        self.options = [
            f"-oDir::State::Lists={folder / 'lists'}",
            f"-oDir::State::status={status}",
            f"-oDir::Cache={folder}",
            f"-oDir::Cache::archives={folder / 'archives'}",
            "-oAPT::Sandbox::User=",
            "-oAcquire::Retries=3",
        ]
        if sources:
            (folder / "sources.list").write_text(sources)
            self.options += [f"-oDir::Etc::SourceList={folder / 'sources.list'}", "-oDir::Etc::SourceParts=/dev/null"]

    def update(self):
        run_logged(["apt-get", *self.options, "update"], self.log, "apt-get update")

    def download(self, packages):
        archives = self.folder / "archives"
        command = ["apt-get", *self.options, "download", *packages]
        run_logged(command, self.log, "apt-get download", cwd=archives)
        return sorted(archives.glob("*.deb"))

    def unpack(self, packages, root):
        for package in packages:
            run_logged(["dpkg-deb", "-x", package, root], self.log, f"Unpacking {package.name}")

    def needed(self, packages):
        """What `apt-get install packages` would install, by apt's own resolver."""
        command = ["apt-get", *self.options, "install", "--simulate", "--no-install-recommends", *packages]
        environment = {**os.environ, "LC_ALL": "C"}
        result = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if result.returncode:
            raise DevError(f"apt-get can't give {', '.join(packages)}: {result.stderr.strip()}")
        return [line.split()[1] for line in result.stdout.splitlines() if line.startswith("Inst ")]
