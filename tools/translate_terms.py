"""Script for the Odoo shell: write i18n/ anew, or only check it when TRANSLATE_CHECK is set."""

import os
import sys

from odoo.addons.crm_dealership.tools import french
from odoo.addons.crm_dealership.tools import translations as i18n

if not env.ref(f"{i18n.ADDON}.demo_team_rodez", raise_if_not_found=False):  # noqa: F821 (the shell provides it)
    sys.exit("This database has no demo data: its terms would be lost. Use ./dev translate.")
template = i18n.export(env)  # noqa: F821
translated = french.read_translations()
problems = i18n.find_problems(template, translated)
if not os.environ.get("TRANSLATE_CHECK"):
    template.save(i18n.get_path(f"{i18n.ADDON}.pot"))
    i18n.merge(template, translated).save(i18n.get_path(f"{i18n.LANGUAGE}.po"))
print(*problems, f"{len(template)} terms, {len(problems)} to be mended in i18n/{i18n.LANGUAGE}.po", sep="\n")
sys.exit(1 if problems else 0)
