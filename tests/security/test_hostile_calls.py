import inspect
import random
import traceback
from collections import Counter
from contextlib import ExitStack, contextmanager, suppress
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.models import BaseModel
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import mail_new_test_user

from ..common import DealershipCommon
from . import hostile

PACKAGE = "odoo.addons.crm_dealership."
CALLS_PER_METHOD = 6
LOGGERS = ("odoo.sql_db", "odoo.models", "odoo.models.unlink", "odoo.domains")
# Odoo's dispatcher turns what a constraint of the database refuses into a ValidationError (`retrying`).
USER_ERRORS = (UserError, IntegrityError)
WRITTEN = ("create", "write", "web_save", "copy", "copy_data", "unlink", "default_get")
TREE_PARAMETERS = {"tree", "rule_tree"}


def describe(model, name, error, given):
    try:
        told = ascii(given)
    except (ValueError, RecursionError):
        told = "numbers too long, or lists too deep, to be printed"
    return f"{model}.{name}: {type(error).__name__}: {str(error)[:100]!a} <- {told[:160]}"


class Undo(Exception):
    """Takes back what a call has done."""


@tagged("post_install", "-at_install")
class TestHostileCalls(DealershipCommon):
    """Every public method of ours, called by every role with what no screen would send: user errors only.

    What Odoo's own dispatcher refuses before a method is reached (no ids at all, ids that are no list, a context that
    is none) is Odoo's to answer, as it does for every model. What Odoo's own methods of reading (`search`, `read`…) do
    not understand they answer for our models as for any other: here, not worse than for contacts' tags. Nor do we mend
    what `create` and `write` of Odoo's models cannot take, unless it is our code in them that fails.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_accountant = mail_new_test_user(cls.env, "hostile_accountant", groups="account.group_account_invoice")
        cls.user_portal = mail_new_test_user(cls.env, "hostile_portal", groups="base.group_portal")
        cls.roles = [
            cls.user_sales,
            cls.user_director,
            cls.user_accountant,
            cls.user_portal,
            cls.user_administrator,
        ]
        customer = cls.make_customer()
        vehicle = cls.make_vehicle(customer)
        cls.make_appointment(customer, vehicle_id=vehicle.id)
        cls.make_repair_order(customer, vehicle)
        cls.make_lead(customer)
        scenario = cls.make_scenario(cls.make_targeting("customer"))
        scenario._run()
        cls.env.flush_all()
        cls.dice = random.Random(11)
        cls.existing = {}

    # -- the methods ----------------------------------------------------------------------------------

    def test_11_12_every_public_method(self):
        faults = Counter()
        for model, name in self._get_public_methods():
            for role in self.roles:
                for _call in range(CALLS_PER_METHOD):
                    self._call(faults, role, model, name, self._pick_ids(model), *self._pick_arguments(model, name))
        self._assert_none(faults)

    def test_11_12_every_argument_is_declared(self):
        """A public method with parameters says what they are; nobody forgets one."""
        forgotten = []
        for model, name in self._get_public_methods():
            method = getattr(type(self.env[model]), name)
            parameters = list(inspect.signature(method).parameters)[1:]
            if not self._is_odoo_method(model, name) and set(parameters) - set(getattr(method, "_argument_checks", {})):
                forgotten.append(f"{model}.{name}({', '.join(parameters)})")
        self.assertFalse(forgotten)

    def test_11_12_the_door_outlives_a_change_of_automation_rules(self):
        rules = self.env["base.automation"]
        rules._unregister_hook()
        rules._register_hook()
        for model, name in (
            ("dealership.scenario", "write"),
            ("dealership.scenario", "action_pause"),
            ("dealership.consent", "create"),
            ("crm.lead", "action_take"),
            ("res.partner", "action_view_deliveries"),
        ):
            self.assertTrue(getattr(self.registry[model], name)._is_door, f"{model}.{name}")

    def test_11_12_the_door_keeps_nothing_out(self):
        """Whatever is said of writing a model is still said: the door of a mixin, in its midst, hides nobody."""
        said = []

        def note(model_class):
            written = model_class.write

            def write(record, vals):
                said.append(model_class)
                return written(record, vals)

            return write

        for model in ("dealership.targeting", "dealership.scenario"):
            mixins = [
                each
                for each in self.registry[model].__mro__
                if each.__module__.startswith(PACKAGE) and "write" in vars(each) and each._name != "base"
            ]
            with ExitStack() as stack:
                for each in mixins:
                    stack.enter_context(patch.object(each, "write", note(each)))
                record = self.env[model].search([], limit=1)
                record.write({"name": "Another"})
            self.assertEqual(set(said), set(mixins))
            said.clear()

    # -- values ---------------------------------------------------------------------------------------

    def test_11_12_every_field_of_ours(self):
        faults = Counter()
        for model in self._get_own_models():
            for field in self.env[model]._fields.values():
                for value in self.dice.sample(hostile.VALUES, 4):
                    vals = {field.name: value}
                    role = self.dice.choice([self.user_director, self.user_administrator])
                    ids = self._pick_existing(model)
                    self._call(faults, role, model, "create", None, [vals], {})
                    self._call(faults, role, model, "write", ids, [vals], {})
                    self._call(faults, role, model, "web_save", ids, [vals, {}], {})
        self._assert_none(faults)

    def test_11_12_values_of_no_shape(self):
        faults = Counter()
        for model in self._get_own_models():
            ids = self._pick_existing(model)
            for value in self.dice.sample(hostile.VALUES, 12):
                for role in (self.user_director, self.user_administrator):
                    self._call(faults, role, model, "create", None, [value], {})
                    self._call(faults, role, model, "write", ids, [value], {})
            for hostile_ids in hostile.IDS:
                self._call(faults, self.user_administrator, model, "unlink", self._as_ids(model, hostile_ids), [], {})
                self._call(faults, self.user_administrator, model, "copy", self._as_ids(model, hostile_ids), [], {})
        self._assert_none(faults)

    def test_11_12_a_line_of_text_that_no_index_takes(self):
        """PostgreSQL refuses some 2,700 bytes that it cannot press together, with a traceback."""
        line = "".join(self.dice.choices("abcdefghijklmnopqrstuvwxyz0123456789é", k=4_000))
        targeting = self.env["dealership.targeting"].with_user(self.user_administrator).search([], limit=1)
        with self.assertRaisesRegex(UserError, "cannot hold what was given"):
            call_kw(targeting.browse(), "write", [targeting.ids, {"code": line}], {})
        call_kw(targeting.browse(), "write", [targeting.ids, {"code": line[:1_500]}], {})
        self.assertEqual(targeting.code, line[:1_500])

    def test_11_12_what_has_changed_is_among_the_values(self):
        for model in ("dealership.call", "dealership.scenario", "dealership.scenario.configure"):
            with self.assertRaisesRegex(UserError, "among the values"):
                self.env[model].with_user(self.user_director).onchange({}, ["team_id"], {"team_id": {}})

    # -- reading --------------------------------------------------------------------------------------

    def test_11_12_reading_is_no_worse_than_odoo(self):
        faults = Counter()
        for model in self._get_own_models():
            ids = self._pick_existing(model)
            for domain in self.dice.sample(hostile.DOMAINS, 5):
                for name, args in (
                    ("search", [domain]),
                    ("search_count", [domain]),
                    ("search_read", [domain]),
                    ("web_search_read", [domain, {"display_name": {}}]),
                    ("formatted_read_group", [domain, ["id"], ["__count"]]),
                    ("name_search", ["a", domain]),
                ):
                    self._call_as_odoo(faults, model, name, None, args)
            for value in self.dice.sample(hostile.VALUES, 4):
                for name, args in (
                    ("read", [[value]]),
                    ("web_read", [{"display_name": value}]),
                    ("export_data", [[value]]),
                ):
                    self._call_as_odoo(faults, model, name, ids, args)
        self._assert_none(faults)

    def test_11_12_every_model_can_be_searched_by_name(self):
        """Whoever types in a many2one of a partner's addon, or in the domain of one, searches by `_rec_name`."""
        for model in filter(lambda name: self.env[name]._rec_name, self._get_own_models()):
            with self.subTest(model=model):
                self.env[model].name_search("a", limit=1)
                self.env[model].search([("display_name", "ilike", "a")], limit=1)

    def test_11_12_figures_can_be_exported(self):
        """Every field of the lines that queries make, by every way to read them."""
        faults = Counter()
        for model in self._get_own_models():
            if self.env[model]._is_an_ordinary_table() or self.env[model]._abstract:
                continue
            ids = self.env[model].search([], limit=2).ids
            names = list(self.env[model]._fields)
            for name in names:
                for call, args in (("read", [[name]]), ("export_data", [[name]]), ("web_read", [{name: {}}])):
                    self._call(faults, self.user_administrator, model, call, ids, args, {})
                if self.env[model]._fields[name]._description_searchable:
                    self._call(faults, self.user_administrator, model, "search", None, [[(name, "!=", False)]], {})
            for path in (".id", "partner_id/id", "partner_id/.id"):
                self._call(faults, self.user_administrator, model, "export_data", ids, [[path]], {})
        partners = self.env["dealership.receivable"].search([], limit=2).partner_id.ids
        self._call(faults, self.user_administrator, "res.partner", "export_data", partners, [["receivable_ids/id"]], {})
        self._assert_none(faults)

    # -- calling --------------------------------------------------------------------------------------

    def _get_own_models(self):
        return [
            name for name in sorted(self.registry) if name.startswith("dealership.") and not self.env[name]._abstract
        ]

    def _get_public_methods(self):
        """Yield the name of each model and method that a client can call and that stands in our code."""
        for model in sorted(self.registry):
            names = {
                name
                for each in self.registry[model].__mro__
                if each.__module__.startswith(PACKAGE) and each._name != "base"
                for name, value in vars(each).items()
                if inspect.isfunction(value) and not name.startswith("_")
            }
            for name in sorted(names):
                mro = self.registry[model].__mro__
                private = any(getattr(vars(each).get(name), "_api_private", False) for each in mro)
                if not private and not self.env[model]._abstract:
                    yield model, name

    def _is_odoo_method(self, model, name):
        """Return whether Odoo has a method of that name, whose arguments are Odoo's to define."""
        addons = [each for each in self.registry[model].__mro__ if each.__module__.startswith("odoo.addons.")]
        theirs = [BaseModel, *(each for each in addons if not each.__module__.startswith(PACKAGE))]
        return any(name in vars(each) for each in theirs)

    def _pick_ids(self, model):
        return self._as_ids(model, self.dice.choice(hostile.IDS))

    def _as_ids(self, model, ids):
        return self._pick_existing(model) if ids is hostile.EXISTING else ids

    def _pick_existing(self, model):
        if model not in self.existing:
            self.existing[model] = self.env[model].search([], limit=2, order="id desc").ids
        return self.existing[model][: self.dice.choice([1, 1, 2])]

    def _pick_arguments(self, model, name):
        """Return positional and named arguments, for each parameter or for too many or too few."""
        parameters = list(inspect.signature(getattr(self.registry[model], name)).parameters)[1:]
        args = [
            self.dice.choice(hostile.TREES if parameter in TREE_PARAMETERS else hostile.VALUES)
            for parameter in parameters
        ]
        chance = self.dice.random()
        if chance < 0.1:
            return [*args, None], {}
        if chance < 0.2:
            return args[:-1], {}
        if chance < 0.3:
            return args, {"nothing": 1}
        return args, {}

    def _call(self, faults, role, model, name, ids, args, kwargs):
        error = self._try(role, model, name, ids, args, kwargs)
        if error and not isinstance(error, USER_ERRORS) and not self._is_odoos(error, model, name):
            faults[describe(model, name, error, (ids, args, kwargs))] += 1

    def _is_odoos(self, error, model, name):
        """Return whether Odoo's own method says so, in code of Odoo's; of our models, none that writes."""
        *_outer, (inner, _line) = traceback.walk_tb(error.__traceback__)
        ours = inner.f_globals["__name__"].startswith(PACKAGE)
        answerable = model.startswith("dealership.") and name in WRITTEN
        return self._is_odoo_method(model, name) and not ours and not answerable

    def _call_as_odoo(self, faults, model, name, ids, args):
        """Note an error that Odoo's own model does not give for the same call."""
        error = self._try(self.user_administrator, model, name, ids, args, {})
        if not error or isinstance(error, USER_ERRORS):
            return
        tags = self.env["res.partner.category"]
        theirs = self._try(self.user_administrator, tags._name, name, ids and tags.search([], limit=1).ids, args, {})
        if type(theirs) is not type(error):
            faults[describe(model, name, error, args)] += 1

    def _try(self, role, model, name, ids, args, kwargs):
        """Return the error of a call as it comes by RPC, if there was one; whatever it did is taken back."""
        records = self.env(user=role, su=False)[model]
        method = getattr(self.registry[model], name)
        given = args if getattr(method, "_api_model", False) else [ids, *args]
        try:
            with self._taken_back():
                call_kw(records, name, given, {**kwargs, "context": {"lang": "en_US"}})
                self.env.flush_all()
        except Exception as error:  # noqa: BLE001 which it is, is the question
            return error
        return None

    @contextmanager
    def _taken_back(self):
        """Undo a call, without the log of what the database refuses."""
        try:
            with (
                suppress(Undo),
                mute_logger("odoo.sql_db", "odoo.models", "odoo.models.unlink", "odoo.domains"),
                self.cr.savepoint(),
            ):
                yield
                raise Undo
        finally:
            self.env.invalidate_all(flush=False)

    def _assert_none(self, faults):
        listing = "\n".join(sorted(faults))
        self.assertFalse(faults, f"{len(faults)} calls end in a traceback:\n{listing}")
