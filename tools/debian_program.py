"""A program that Debian has: the one that is here, else installed (root only), else unpacked into the cache."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import cache
from .apt import Apt
from .console import DevError, step
from .processes import run_logged

STATUS = Path("/var/lib/dpkg/status")
# Its libraries, fonts and Qt's plug-ins lie beside it.
LAUNCHER = """\
#!/bin/sh
export LD_LIBRARY_PATH="{libraries}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"
export XDG_DATA_DIRS="{root}/usr/share:${{XDG_DATA_DIRS:-/usr/local/share:/usr/share}}"
export QT_PLUGIN_PATH="{plugins}"
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_PATH="{root}/etc/fonts"
exec "{root}/{executable}" {options} "$@"
"""


@dataclass(frozen=True)
class DebianProgram:
    """`names` are the commands it may go by here, `executable` the file in its package.

    `sources` are lines of a sources.list for unpacking, the system's own when None.
    """

    name: str
    names: tuple
    packages: tuple
    executable: str
    options: str = ""
    sources: str | None = None

    def ensure(self):
        """Return its path.

        :raise DevError: when it can't be had
        """
        with cache.lock(self.name):
            return self._on_path() or self._in_cache() or self._installed() or self._unpacked()

    @property
    def _launcher(self):
        return cache.CACHE / self.name / "bin" / self.name

    @property
    def _log(self):
        return cache.log_file(self.name)

    def _on_path(self):
        found = [shutil.which(name) for name in self.names]
        return next((Path(path) for path in found if path), None)

    def _in_cache(self):
        return self._launcher if self._launcher.exists() else None

    def _installed(self):
        """As root. None when this release of Debian doesn't have it: an older one may."""
        if os.getuid() or not shutil.which("apt-get"):
            return None
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "--no-install-recommends", *self.packages]
        try:
            with step(f"Installing {self.name} with apt-get"):
                run_logged(["apt-get", "update"], self._log, "apt-get update", env=environment)
                run_logged(install, self._log, "apt-get install", env=environment)
        except DevError:
            return None
        return self._on_path()

    def _unpacked(self):
        """The packages that are missing here, unpacked into the cache."""
        if not (shutil.which("apt-get") and STATUS.exists()):
            raise DevError(f"No {self.name} here, and no apt-get to fetch it with.")
        with step(f"Fetching {self.name} into the cache"):
            self._unpack(cache.CACHE / self.name)
        return self._launcher

    def _unpack(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        apt = Apt(folder / "apt", self._log, self.sources, status=STATUS)
        root = folder / "root"
        apt.update()
        apt.unpack(apt.download(apt.needed(self.packages)), root)
        shutil.rmtree(apt.folder)
        _mend_font_settings(root)
        libraries = sorted({str(library.parent) for library in root.rglob("*.so*")})
        plugins = ":".join(str(found) for found in root.rglob("qt5/plugins"))
        text = LAUNCHER.format(
            root=root,
            libraries=":".join(libraries),
            plugins=plugins,
            executable=self.executable,
            options=self.options,
        )
        self._launcher.parent.mkdir()
        self._launcher.write_text(text)
        self._launcher.chmod(0o755)


def _mend_font_settings(root):
    """Fontconfig's settings are links from the system's root; without them "sans-serif" may be any font."""
    for link in (root / "etc/fonts/conf.d").glob("*.conf"):
        setting = root / str(link.readlink()).lstrip("/")
        link.unlink()
        link.symlink_to(setting)
