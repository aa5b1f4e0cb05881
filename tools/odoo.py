"""Which Odoo 19 is used, and how it is started."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import cache, odoo_fetch, wkhtmltopdf
from .console import DevError

SERIES = (19, 0)


@dataclass(frozen=True)
class Odoo:
    """`path` holds the `odoo` package and goes on PYTHONPATH; `identity` changes with the version.

    `bin_path` is the folder of wkhtmltopdf, if there is one.
    """

    path: Path
    addons: tuple
    identity: str
    python: Path
    bin_path: Path | None

    def environment(self, **more):
        """Variables for a process that imports Odoo. Byte code is not written into the checkout."""
        kept = {key: value for key, value in os.environ.items() if key not in ("ODOO_RC", "OPENERP_SERVER")}
        return {**kept, "PYTHONPATH": str(self.path), "PYTHONUNBUFFERED": "1", **more}

    def command(self, subcommand, config, *arguments):
        return [self.python, "-m", "odoo", subcommand, "-c", config, *arguments]

    def write_config(self, name, server, database, addons_folder=None, **options):
        """One configuration file per purpose; only addresses of this machine are listened to."""
        addons = [*self.addons, addons_folder or cache.link_addon().parent]
        values = {
            "addons_path": ",".join(str(folder) for folder in addons),
            "data_dir": cache.DATA_DIR,
            "db_name": database,
            "db_host": server.host,
            "db_port": server.port,
            "db_user": server.user,
            "http_interface": "127.0.0.1",
            "list_db": False,
            **({"bin_path": self.bin_path} if self.bin_path else {}),
            **options,
        }
        cache.DATA_DIR.mkdir(parents=True, exist_ok=True)
        path = cache.CHECKOUT / f"{name}.conf"
        lines = [f"{key} = {value}" for key, value in values.items()]
        path.write_text("\n".join(["[options]", *lines, ""]))
        return path


def find(python):
    source = os.environ.get("ODOO_SOURCE")
    path = _package_folder(Path(source).expanduser().resolve()) if source else odoo_fetch.ensure()
    _check_series(path)
    # A source checkout has `base` beside the package and the rest in addons/; a package has all in one folder.
    addons = [path / "odoo/addons"]
    if not (path / "odoo/addons/web").is_dir():
        addons.append(path / "addons")
    pdf_maker = wkhtmltopdf.ensure()
    return Odoo(path, tuple(addons), _identity(path), python, pdf_maker and pdf_maker.parent)


def _package_folder(source):
    for folder in (source, source / "usr/lib/python3/dist-packages"):
        if (folder / "odoo/release.py").is_file():
            return folder
    raise DevError(
        f"ODOO_SOURCE={source} is no Odoo 19: odoo/release.py is not in it. "
        "Name a source checkout, or the folder that holds the `odoo` package."
    )


def _check_series(path):
    text = (path / "odoo/release.py").read_text()
    found = re.search(r"^version_info = \((\d+), (\d+)", text, re.MULTILINE)
    series = tuple(int(part) for part in found.groups()) if found else None
    if series != SERIES:
        raise DevError(f"The Odoo in {path} is {series}, not 19.0. Point ODOO_SOURCE to an Odoo 19.0, or unset it.")


def _identity(path):
    """Package file names, or the commit of a source checkout: a new version means new templates."""
    version = path / "VERSION"
    if version.exists():
        return version.read_text()
    command = ["git", "-C", path, "rev-parse", "HEAD"]
    commit = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return f"{path} {commit} {(path / 'odoo/release.py').stat().st_mtime}"
