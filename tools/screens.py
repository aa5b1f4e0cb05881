"""The screens ./dev screenshots goes through. Add a line to get a picture.

`at` is an address below the root of Odoo, or the XML id of an action. A step is a method of Browser with its
arguments: ("click", selector), ("type", selector, text), ("press", key), ("hover", selector), ("wait", selector);
("shot", suffix) saves one more picture on the way.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    name: str
    at: str
    steps: tuple = ()
    lang: str = "en_US"
    login: str = "director"

    @property
    def address(self):
        return self.at if self.at.startswith("/") else f"/odoo/action-{self.at}"


SCREENS = [
    Screen("leads", "crm.crm_lead_all_leads"),
]
