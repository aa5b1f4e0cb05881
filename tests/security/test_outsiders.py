"""People outside the dealership roles notice nothing of us."""

from collections import defaultdict

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import SQL, mute_logger
from odoo.tools.safe_eval import datetime as safe_datetime
from odoo.tools.safe_eval import safe_eval

from odoo.addons.mail.tests.common import mail_new_test_user

from ..common import DealershipCommon
from .outsiders import MEANT, MENUS, PROFILES, SHOWN_WITHOUT_ACTION

ADDON = "crm_dealership"
RECORDS = 1  # opened of each window


class Outsider:
    """One profile: what its menus open, and what it finds there."""

    def __init__(self, env, user):
        self.env = env(user=user, su=False, context={"lang": "en_US", "allowed_company_ids": user.company_ids.ids})

    def get_menus(self):
        """Return the menus it sees: those that are open to it, in folders that are."""
        menus = self.env["ir.ui.menu"].sudo()
        if not self.env.user._is_internal():
            return menus
        visible = menus.browse(self.env["ir.ui.menu"]._visible_menu_ids())
        return visible.filtered(
            lambda menu: {int(key) for key in menu.parent_path.split("/") if key} <= set(visible.ids)
        )

    def get_actions(self):
        """Yield a window of its menus for each model, and the models of the trade by their plainest views."""
        menus = self.get_menus()
        seen = set()
        extended = get_extended_models(self.env)
        for menu in menus.sorted("id"):
            action = menu.action
            if action and action._name == "ir.actions.act_window" and action.res_model in extended - seen:
                seen.add(action.res_model)
                views = [(view_id, mode) for view_id, mode in action.views]
                search = action.search_view_id.id
                yield f"{menu.complete_name}", action.res_model, [*views, (search, "search")], self._read(action)
        for model in SHOWN_WITHOUT_ACTION:
            if self.env[model].has_access("read"):
                yield model, model, [(False, "list"), (False, "kanban"), (False, "form"), (False, "search")], {}

    def _read(self, action):
        values = {"uid": self.env.uid, "active_id": False, "active_ids": [], "context": {}, "datetime": safe_datetime}
        values |= {"allowed_company_ids": self.env.companies.ids, "time": None, "context_today": fields.Date.today}
        try:
            context = safe_eval(action.context or "{}", values)
            return {"context": context, "domain": safe_eval(action.domain or "[]", values)}
        except (NameError, ValueError, TypeError):
            return {}

    def see(self, model, views):
        """Return what the web client gets of a window: ``{view type: arch}``, and the names in its action menu."""
        got = self.env[model].get_views(views, {"toolbar": True})
        archs = {kind: etree.tostring(_strip(view["arch"])).decode() for kind, view in got["views"].items()}
        bound = sorted(
            entry["name"]
            for view in got["views"].values()
            for entries in view.get("toolbar", {}).values()
            for entry in entries
        )
        return archs, bound

    def use(self, model, views, options):
        """Read a list as the web client does, open some of its records, and begin a new one; yield what fails."""
        records = self.env[model].with_context(**options.get("context", {}))
        kinds = {kind: view_id for view_id, kind in views}
        found = records.browse()
        for kind in ("list", "kanban", "calendar", "activity"):
            if kind in kinds:
                yield from self._attempt(f"{kind}", self._search, records, kinds[kind], kind, options)
        if "form" not in kinds:
            return
        try:
            found = records.search(options.get("domain", []), limit=RECORDS)
        except Exception:  # noqa: BLE001 told of by the list above
            return
        for record in found:
            yield from self._attempt("open", Form, record, kinds["form"] or None)
        if records.has_access("create"):
            yield from self._attempt("new", Form, records, kinds["form"] or None)

    def _search(self, records, view_id, kind, options):
        arch = etree.fromstring(records.get_views([(view_id, kind)])["views"][kind]["arch"])
        names = {node.get("name") for node in arch.iter("field") if not list(node.iterancestors("field"))}
        names |= {arch.get(name) for name in ("date_start", "date_stop", "color") if kind == "calendar"} - {None}
        specification = {name: {"fields": {"display_name": {}}} for name in names if name in records._fields}
        for name in specification:
            if not records._fields[name].relational:
                specification[name] = {}
        records.web_search_read(options.get("domain", []), specification, limit=20)

    def write_down(self, model, values):
        """Create, change, copy and delete a record, as far as Odoo lets the profile; yield what fails."""
        records = self.env[model]
        if records.has_access("create"):
            yield from self._attempt("create", self._write_down, records, values)

    def _write_down(self, records, values):
        record = records.create(values)
        if record.has_access("write"):
            record.write(dict(list(values.items())[:1]))
        copied = record.copy()
        if copied.has_access("unlink"):
            copied.unlink()

    def _attempt(self, what, call, *arguments):
        try:
            with self.env.cr.savepoint() as savepoint:
                call(*arguments)
                self.env.flush_all()
                savepoint.rollback()
        except Exception as error:  # noqa: BLE001 whatever it is, people would read it
            yield f"{what}: {type(error).__name__} {str(error).splitlines()[0][:150]}"
        self.env.invalidate_all(flush=False)


def get_extended_models(env):
    """Return the names of the models that have a class or a field of ours: the others cannot show anything of us."""
    return {
        name
        for name, model in env.registry.items()
        if any(getattr(base, "_module", None) == ADDON for base in model.__mro__)
    }


def _strip(arch):
    """Return an arch without what says nothing to people: blanks, and the numbers of actions and views."""
    root = etree.fromstring(arch, etree.XMLParser(remove_blank_text=True))
    for node in root.iter():
        node.attrib.pop("__validate__", None)
    return root


@tagged("post_install", "-at_install")
class TestOutsiders(DealershipCommon):
    """What a profile sees and does with our views, rules and rights, compared with Odoo as it is without them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outsiders = {
            name: Outsider(
                cls.env,
                mail_new_test_user(
                    cls.env,
                    f"outsider_{number}",
                    groups=groups,
                    email=f"outsider_{number}@dealership.test",
                    company_id=cls.company_a.id,
                    company_ids=[(6, 0, cls.company_a.ids)],
                ),
            )
            for number, (name, groups) in enumerate(PROFILES.items())
        }
        cls.customer = customer = cls.make_customer()
        cls.mailing_model = cls.env["ir.model"]._get("mailing.contact")
        lead, _opportunity = cls.make_lead(customer), cls.make_opportunity(customer)
        cls.make_appointment(customer)
        cls.make_vehicle(customer)
        cls.make_invoice(customer)
        lead.activity_schedule("mail.mail_activity_data_todo", user_id=cls.user_sales.id)
        cls.env["sale.order"].create({"partner_id": customer.id, "company_id": cls.company_a.id})
        cls.env["mailing.mailing"].create({"subject": "News", "mailing_model_id": cls.mailing_model.id})
        cls.env.flush_all()

    def _without_us(self):
        """Let Odoo's models be shown and narrowed by Odoo's views, rules and rights alone."""
        odoos = SQL("NOT LIKE 'dealership.%%'")
        models = SQL("(SELECT id FROM ir_model WHERE model %s)", odoos)
        for model, condition in (
            ("ir.ui.view", SQL("record.model %s", odoos)),
            ("ir.rule", SQL("record.model_id IN %s", models)),
            ("ir.model.access", SQL("record.model_id IN %s", models)),
        ):
            self.env.cr.execute(
                SQL(
                    """UPDATE %s AS record SET active = FALSE FROM ir_model_data AS data
                        WHERE data.res_id = record.id AND data.module = %s AND data.model = %s AND %s""",
                    SQL.identifier(model.replace(".", "_")),
                    ADDON,
                    model,
                    condition,
                )
            )
        self._forget()

    def _forget(self):
        self.env.registry.clear_all_caches()
        self.env.invalidate_all()

    def _observe(self):
        """Return ``{(profile, window): {what: [what people would notice]}}``."""
        observed = {}
        for profile, outsider in self.outsiders.items():
            for window, model, views, options in outsider.get_actions():
                observed[profile, window] = self._observe_window(outsider, model, views, options)
            for model, values in self._get_new_records().items():
                observed[profile, f"new {model}"] = {"fails": sorted(outsider.write_down(model, values))}
        return observed

    def _observe_window(self, outsider, model, views, options):
        try:
            archs, bound = outsider.see(model, views)
        except AccessError as error:
            return {"fails": [f"see: {error}"[:200]]}
        shown = {f"shows in {kind}": sorted(set(list_elements(arch))) for kind, arch in archs.items()}
        records = outsider.env[model]
        count = records.search_count([]) if records.has_access("read") else 0
        return {
            **shown,
            "shows in the menu Action": bound,
            "fails": sorted(set(outsider.use(model, views, options))),
            "sees records": [str(count)],
        }

    def _get_new_records(self):
        customer = self.customer.id
        return {
            "crm.lead": {"name": "New", "type": "lead"},
            "crm.team": {"name": "New", "company_id": self.company_a.id},
            "res.partner": {"name": "New"},
            "ir.attachment": {"name": "New", "raw": b"New"},
            "calendar.event": {"name": "New", "start": "2026-11-30 09:00:00", "stop": "2026-11-30 10:00:00"},
            "fleet.vehicle": {"model_id": self.model_208.id},
            "account.move": {"move_type": "out_invoice", "partner_id": customer},
            "sale.order": {"partner_id": customer},
            "mailing.mailing": {"subject": "New", "mailing_model_id": self.mailing_model.id},
        }

    @mute_logger("odoo.sql_db", "odoo.tests.form.onchange", "odoo.addons.base.models.ir_rule")
    def test_11_13_nothing_fails_and_nothing_of_ours_is_shown(self):
        with_us = self._observe()
        with self.env.cr.savepoint() as savepoint:
            self._without_us()
            without = self._observe()
            savepoint.rollback()
        self._forget()
        self.assertGreater(len(with_us), 120)
        noticed = defaultdict(set)
        for (profile, window), now in with_us.items():
            plain = without.get((profile, window), {})
            for what, told in now.items():
                # Our code goes on running without our views and rights: what fails because of it is never plain.
                for one in set(told) - {each for each in plain.get(what, []) if "(dealership." not in each}:
                    if not is_meant(profile, one):
                        noticed[f"{window} {what} {one}"].add(profile)
        self.assertFalse(noticed, _tell(noticed))
        # Both ways: nothing of Odoo's is taken away.
        lost = defaultdict(set)
        for (profile, window), plain in without.items():
            now = with_us.get((profile, window), {})
            for what, told in plain.items():
                if what.startswith("shows"):
                    for one in set(told) - set(now.get(what, [])):
                        lost[f"{window} no longer {what} {one}"].add(profile)
        self.assertFalse(lost, _tell(lost))

    def test_11_13_what_one_has_no_right_on_is_copied_along(self):
        """A Sales Manager copies the lead about a vehicle, without Fleet; nobody chooses one so."""
        manager = self.outsiders["sales manager"].env
        vehicle = self.make_vehicle(self.customer)
        lead = self.make_lead(self.customer, vehicle_id=vehicle.id).with_env(manager)
        self.assertEqual(lead.copy().sudo().vehicle_id, vehicle)
        other = self.make_lead(self.customer).with_env(manager)
        for take in (lambda: other.copy({"vehicle_id": vehicle.id}), lambda: other.write({"vehicle_id": vehicle.id})):
            with self.assertRaises(AccessError):
                take()

    def test_11_13_a_user_is_entered(self):
        users = self.outsiders["settings"].env["res.users"].with_context(no_reset_password=True)
        self.assertTrue(users.create({"name": "New", "login": "new@dealership.test"}).partner_id)

    def test_11_13_contacts_of_a_company_with_a_profile(self):
        """Odoo hands a company's profile on to its contacts, whoever enters them."""
        profile = self.env["dealership.customer.profile"].create({"name": "Slow payers"})
        company = self.make_customer("Garage", is_company=True, customer_profile_id=profile.id)
        contacts = self.outsiders["contact creation"].env["res.partner"]
        contact = contacts.create({"name": "Jeanne", "parent_id": company.id})
        self.assertEqual(contact.sudo().customer_profile_id, profile)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_11_13_menus(self):
        """The menus of ours that somebody without a role sees are those of the table, with the folders above them."""
        for profile, outsider in self.outsiders.items():
            names = outsider.get_menus().get_external_id().values()
            ours = {name.split(".")[1] for name in names if name.startswith(f"{ADDON}.")}
            self.assertEqual(ours, MENUS.get(profile, set()), profile)


def _tell(found):
    return "\n".join(f"{what}: {', '.join(sorted(profiles))}" for what, profiles in sorted(found.items()))


def is_meant(profile, noticed):
    return any(words in noticed and profile in profiles for words, profiles in MEANT.items())


def list_elements(arch):
    """Yield what an arch shows, element by element."""
    for node in etree.fromstring(arch).iter():
        shown = ("name", "string", "placeholder", "widget", "js_class", "invisible", "column_invisible")
        attributes = " ".join(f"{key}={node.get(key)!r}" for key in shown if node.get(key))
        pages = [page.get("name") for page in (node, *node.iterancestors()) if page.tag == "page"]
        yield f"<{node.tag} {attributes}>" + (f" in the page {pages[0]!r}" if pages else "")


@tagged("post_install", "-at_install")
class TestOutsidersByClicks(DealershipCommon, HttpCase):
    """The real web client: an error there is a dialogue, and stands in the console."""

    def open_as(self, groups, path, seen, hidden):
        """Open an address; the form has to show one thing, and must not show the other."""
        login = f"clicks_{groups.split('.')[1]}"
        mail_new_test_user(
            self.env,
            login,
            groups=groups,
            email=f"{login}@dealership.test",
            company_id=self.company_a.id,
            company_ids=[(6, 0, self.company_a.ids)],
        )
        code = f"""
            const found = document.querySelectorAll("{hidden}, .o_error_dialog").length;
            console.log(found ? "something of ours is there" : "test successful");
            if (found) console.error("something of ours is there");
        """
        self.browser_js(path, code, ready=f"Boolean(document.querySelector('{seen}'))", login=login)

    def test_11_13_sales_manager_opens_a_sales_team(self):
        path = f"/odoo/action-sales_team.crm_team_action_config/{self.team_a.id}"
        self.open_as(
            "sales_team.group_sale_manager", path, ".o_form_view [name=member_ids]", "[name=brand_ids], [name=tz]"
        )

    def test_11_13_salesperson_opens_a_lead(self):
        lead = self.make_lead(self.make_customer())
        path = f"/odoo/crm.lead/{lead.id}"
        self.open_as(
            "sales_team.group_sale_salesman_all_leads",
            path,
            ".o_form_view [name=partner_id]",
            "[name=action_mark_handled], [name=business_attribute]",
        )
