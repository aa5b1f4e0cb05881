import json
import re

from odoo.tests import HttpCase, tagged

from ..common import DealershipCommon

EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
# Draws each text and puts its sources back; says what differs, and what a person would see of Jinja2.
CHECK = """
(() => {
    const { drawChips, makeNodes, restoreSources } = odoo.loader.modules.get("@crm_dealership/message/chips");
    const known = %(labels)s;
    const labels = { get: (path) => known[path] };
    const draw = {
        html(source) {
            const template = document.createElement("template");
            template.innerHTML = source;
            const written = template.innerHTML; // as a browser writes it, with chips or without
            template.innerHTML = drawChips(source, labels);
            return [template.content, written, (root) => { restoreSources(root); return template.innerHTML; }];
        },
        text(source) {
            const root = document.createElement("div");
            root.append(...makeNodes(source, labels));
            return [root, source, (root) => { restoreSources(root); return root.textContent; }];
        },
    };
    const faults = [];
    let chips = 0;
    for (const [kind, source] of %(texts)s) {
        const [root, written, restore] = draw[kind](source);
        chips += root.querySelectorAll(".o_dealership_value_chip").length;
        const shown = [...root.querySelectorAll(".o_dealership_value_chip")].map((chip) => chip.textContent);
        if (/[{}]/.test(root.textContent) || shown.some((text) => /^(value|valeur)$|…/.test(text))) {
            faults.push(["seen", root.textContent]);
        }
        if (restore(root) !== written) {
            faults.push(["changed", source]);
        }
    }
    if (faults.length || chips !== %(chips)s) {
        throw new Error(JSON.stringify([chips, ...faults]));
    }
    console.log("test successful");
})()
"""


@tagged("post_install", "-at_install")
class TestChips(DealershipCommon, HttpCase):
    def test_no_text_of_the_gallery_shows_jinja_or_is_changed_by_being_shown(self):
        steps = self.env["dealership.scenario.model.step"].search([])
        texts = []
        for lang in ("en_US", "fr_FR"):
            for step in steps.with_context(lang=lang):
                texts += [("text", text) for text in (step.subject, step.body_text) if text]
                texts += [("html", str(html)) for html in [step.body_html] if html]
        self.assertGreater(len(texts), 100)
        paths = {path for _kind, text in texts for each in EXPRESSION.findall(text) for path in self.find_paths(each)}
        labels = self.env["dealership.message"].get_value_labels(sorted(paths))
        chips = sum(len(EXPRESSION.findall(self.get_read(kind, text))) for kind, text in texts)
        check = {"labels": json.dumps(labels), "texts": json.dumps(texts), "chips": chips}
        self.browser_js("/odoo", CHECK % check, login=self.user_director.login, ready="odoo.isReady === true")

    def find_paths(self, expression):
        return re.findall(r"[a-z_]+(?:\.[a-z_]+)?", re.sub(r'"[^"]*"', "", expression))

    def get_read(self, kind, text):
        """Return what is read of a text, and no address that stands in a tag."""
        return re.sub(r"<[^>]*>", "", text) if kind == "html" else text
