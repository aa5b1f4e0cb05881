from psycopg2 import Error as DatabaseError

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .access_records import FOUND, VALUES
from .access_table import ACCESS
from .access_world import PLACES, AccessWorld

OURS = "crm_dealership"
EXPORTERS = ("director", "admin")
# They do what their colleague of the first site does; where they find a record is what differs.
READERS = ("User of another site", "Director of another site")
LOGGERS = (
    "odoo.sql_db",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.models",
    "odoo.orm.models",
)


def read_table():
    """Return ``{line of the table: {place: {column: codes}}}``."""
    lines = [line for line in ACCESS.splitlines() if line.strip() and not line.startswith(("#", "=="))]
    columns = lines[0].split()
    table = {}
    for line in lines[1:]:
        if not line.startswith(" "):
            places = table.setdefault(line.strip(), {})
            continue
        place, *codes = line.split()
        places[place] = dict(zip(columns, codes, strict=True))
    return table


TABLE = read_table()


QUIET = {"no_mail_to_attendees": True}
# What one reads a record by; each answers something when it is found.
READS = {
    "read": lambda record: record.read(["display_name"]),
    "web_read": lambda record: record.web_read({"display_name": {}}),
    "count": lambda record: record.search_count([("id", "in", record.ids)]),
    "list": lambda record: record.web_search_read([("id", "in", record.ids)], {"display_name": {}})["records"],
    "name_search": lambda record: record.name_search("", [("id", "in", record.ids)]),
    "group": lambda record: record.formatted_read_group([("id", "in", record.ids)], [], ["__count"])[0]["__count"],
    "export": lambda record: record.export_data([".id", "display_name"])["datas"],
}
# What is written by the test of writing, where the first plain value of a new record does not do.
WRITES = {
    "mail.activity": {"summary": "Call back"},
    "mail.message": {"body": "Said"},
    "res.company": {"name": "Mine"},
    "dealership.call.event": {"state": "waiting"},
    "dealership.recall.vehicle": {"repair_order_id": False},
    "dealership.reply": {"partner_id": False},
    "dealership.sending.domain": {"dkim_selectors": "s1"},
    "dealership.source.key": {"name": "Another program"},
    "dealership.targeting.import": {"name": "persons.csv"},
    "dealership.targeting.import.row": {"partner_id": False},
}
# Odoo lets nobody but its own administrators export these.
NEVER_EXPORTED = ("mail.message",)
# What no two records share, and what says who answers for one.
OWN_VALUES = {
    "dealership.consent": ("partner_id",),
    "dealership.dead.address": ("address",),
    "dealership.do.not.contact": ("address",),
    "dealership.enquiry.type": ("key",),
    "dealership.feed.code": ("code",),
    "dealership.feed.column": ("header",),
    "dealership.lead.lifetime": ("enquiry_type_ids",),
    "dealership.make.values": ("brand_id",),
    "dealership.repair.order": ("name",),
    "dealership.scenario": ("user_id", "team_id"),
    "dealership.sending.pause": ("domain",),
    "dealership.specialisation": ("name",),
    "dealership.targeting": ("user_id", "team_id"),
    "dealership.tracking.number": ("number",),
    "crm.team.member": ("user_id",),
    "sale.order.line": ("order_id",),
}
# Nobody copies these: an import is its file, which is gone once it is read; a decision is made once (``kept.py``); for
# the others Odoo says so.
DECISIONS = ("dealership.consent", "dealership.consent.state")
NEVER_COPIED = (*DECISIONS, "dealership.targeting.import", "res.company", "res.config.settings")
# Whoever may make these copies what they may read: what the original names they need not be able to name themselves.
COPIED_BY_READERS = ("calendar.event",)
# Odoo looks into the values of these before it looks at the rights.
WHOLE_VALUES = ("account.move.line", "mail.message")
# Made for oneself, where somebody is named whose record it is.
FOR_ONESELF = ("dealership.targeting", "dealership.targeting/team", "dealership.targeting/me", "dealership.scenario")


class _RollBackError(Exception):
    """Raised to take back what was tried."""


@tagged("post_install", "-at_install")
class TestAccess(AccessWorld):
    """Each role does with each model what the table says, by whatever way it asks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.records = {}
        cls.written = {}
        cls.dialogues = {}

    # -- the table and the registry ---------------------------------------------------------------------

    def test_11_every_model_has_a_line(self):
        listed = {name.partition("/")[0] for name in TABLE}
        self.assertEqual(sorted(self._get_models_with_data() - listed), [], "Models without a line in access_table.py")
        self.assertEqual(sorted(listed - self._get_extended_models()), [], "Lines of access_table.py without a model")
        self.assertEqual(sorted(set(TABLE) - set(VALUES) - set(FOUND)), [], "Lines that access_records.py cannot make")

    @classmethod
    def _get_models_with_data(cls):
        """Return the models that have fields or rights of ours, ours and Odoo's."""
        data = cls.env["ir.model.data"].search([("module", "=", OURS), ("model", "in", ["ir.rule", "ir.model.access"])])
        names = {cls.env[line.model].browse(line.res_id).model_id.model for line in data}
        for name, model in cls.env.registry.items():
            if any(OURS in field._modules and not field.inherited for field in model._fields.values()):
                names.add(name)
        return {name for name in names if not cls.env[name]._abstract}

    @classmethod
    def _get_extended_models(cls):
        """Return those, and the models of which we change nothing but what they do."""
        extended = {
            name
            for name, model in cls.env.registry.items()
            if any(base.__module__.startswith(f"odoo.addons.{OURS}.") for base in model._base_classes__)
        }
        return extended | cls._get_models_with_data()

    # -- what each role may do --------------------------------------------------------------------------

    def test_11_table(self):
        differences = []
        with mute_logger(*LOGGERS):
            for name, places in TABLE.items():
                for place, codes in places.items():
                    differences += self._compare(name, place, codes)
        self.assertFalse(differences, "\n" + "\n".join(differences))

    def test_11_views_show_what_their_records_show(self):
        """A view of the ledger or of the accounts has a row where its records may be seen, and its totals no other."""
        deliveries = self.env["dealership.delivery"].search(
            [("company_id", "in", (self.company_a + self.company_b).ids)]
        )
        todos = self.env["dealership.reminder.todo"].browse(spot.reminder.id for spot in self.spots.values())
        for actor, (column, user, home) in self.actors.items():
            if column not in ("accountant", "user", "director", "admin"):
                continue
            seen = deliveries.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
            with self.subTest(actor=actor):
                mine = seen._filtered_access("read")
                if column != "accountant":
                    report = seen.env["dealership.delivery.report"]
                    self.assertEqual(report.search([("delivery_id", "in", deliveries.ids)]).delivery_id, mine)
                    self.assertEqual(self._count(report, [("delivery_id", "in", deliveries.ids)]), len(mine))
                if column != "user":
                    todo = seen.env["dealership.reminder.todo"]
                    self.assertLessEqual(todo.search([("id", "in", todos.ids)]).delivery_id, mine)
                    company = self.spots[home].company
                    for view in (todo, seen.env["dealership.receivable"]):
                        groups = view.formatted_read_group([], ["company_id"], ["__count"])
                        self.assertEqual([group["company_id"][0] for group in groups], company.ids)

    def _count(self, view, domain):
        """Return the total of what a view counts by point of sale."""
        return sum(group["__count"] for group in view.formatted_read_group(domain, ["team_id"], ["__count"]))

    def _compare(self, name, place, codes):
        """Return a line of text for each actor who may do something else than the table says."""
        for actor, (column, user, home) in self.actors.items():
            spot = self.spots[PLACES[home][place]]
            if place == "mine":
                spot = self.dialogues.setdefault(actor, None) or self.open_dialogues(user, spot)
                self.dialogues[actor] = spot
            record = self._get_record(name, spot, {"mine": user, "others": spot.staff}.get(place))
            expected = codes[column].replace("-", "")
            own = record.with_user(user).with_context(allowed_company_ids=user.company_ids.ids, **QUIET)
            got = self._try_reading(own, column in EXPORTERS and record._name not in NEVER_EXPORTED)
            if actor in READERS:
                expected = "R" if "R" in expected else ""
            else:
                got = self._try_changing(name, record, own, spot, place, [got] if got else [])
            if got != expected:
                yield f"{name:38} {place:8} {actor:32} expected {expected or '-':6} got {got or '-'}"

    def _get_record(self, name, spot, user):
        """Return the record of a line at a spot, which is made once; dialogues are made for each user."""
        if user:
            return self.get_record(name, spot, user)
        key = name, id(spot)
        if key not in self.records:
            self.records[key] = self.get_record(name, spot)
        return self.records[key]

    def _try_changing(self, name, record, own, spot, place, found):
        """Return the codes of what is done with a record, after those ``found``, and what answers otherwise."""
        user = own.env.user
        if self._allows(lambda: own.write(self._get_write_vals(name, record)), found):
            found.append("W")
        if place != "others" and self._allows(lambda: own.create(self._get_new_vals(name, user, spot)), found):
            found.append("C")
        found += self._try_copying(own, {"R", "C"} <= {*found}, lambda: self._get_copied_vals(name, user, spot))
        if self._allows(lambda: self._get_doomed(name, own, user, spot, place).unlink(), found):
            found.append("D")
        codes = "".join(code for code in found if len(code) == 1)
        return " ".join([codes, *(code for code in found if len(code) > 1)]).strip()

    def _try_reading(self, own, may_export):
        """Return R when each way of reading finds the record, nothing when none does, otherwise those that do."""
        found, wrong = [], []
        for way, ask in READS.items():
            own.invalidate_recordset()
            try:
                if ask(own):
                    found.append(way)
            except (AccessError, MissingError):  # missing: what a view has no row for
                continue
            except UserError as error:
                if way != "export" or may_export:
                    wrong.append(f"{way}: {error}")
        if found == [way for way in READS if way != "export" or may_export] and not wrong:
            return "R"
        return " ".join(["reads by", *found, *wrong]) if found or wrong else ""

    def _try_copying(self, own, may_copy, get_vals):
        """Return what is wrong: a copy that is refused, or one of what may not be read or made.

        Without values of its own: a copy of which the client says everything shows nothing.
        """
        if not own._auto or own._name in NEVER_COPIED or (may_copy and own._transient):  # who wants a dialogue twice?
            return []
        if may_copy:
            wrong = []
            copied = self._allows(lambda: own.copy(get_vals()), wrong)
            return [] if copied else wrong or ["(no copy)"]
        wrong = []
        copied = self._allows(own.copy, wrong)
        if copied and own._name in COPIED_BY_READERS and own.has_access("read") and own.has_access("create"):
            return []
        return ["(copies)"] if copied else wrong

    def _allows(self, act, found):
        """Whether something is done for a client; what fails for another reason than access is added to ``found``."""
        try:
            with self.env.cr.savepoint():
                act()
                self.env.flush_all()
                raise _RollBackError
        except _RollBackError:
            return True
        except AccessError:
            return False
        except (UserError, ValueError, LookupError, DatabaseError) as error:
            found.append(f"({type(error).__name__}: {str(error)[:200]})")
            return False

    def _get_write_vals(self, name, record):
        """Return a value of the record as it is: whether it may be written is asked, not what."""
        if record._name in WRITES:
            return WRITES[record._name]
        written = self._get_written_field(name, record)
        field = record._fields[written]
        return {written: field.convert_to_write(record[written], record)}

    def _get_written_field(self, name, record):
        """Return the first plain field of what a new record is made with, of a view its company."""
        if name not in self.written:
            with self.env.cr.savepoint() as savepoint:
                vals = self.get_vals(name, self.spots["a"]) or {"company_id": False, "name": False}
                savepoint.rollback()
            plain = ("char", "text", "integer", "float", "boolean", "selection", "html", "many2one")
            fields = [key for key in vals if key in record._fields and record._fields[key].type in plain]
            self.written[name] = fields[0] if fields else "id"
        return self.written[name]

    def _get_new_vals(self, name, user, spot):
        """Return what a new record is made with; nothing for who may make none, whatever it were."""
        if name not in WHOLE_VALUES and not self.env[name.partition("/")[0]].with_user(user).has_access("create"):
            return {}
        vals = self.get_vals(name, spot)
        return {**vals, "user_id": user.id} if name in FOR_ONESELF else vals

    def _get_copied_vals(self, name, user, spot):
        """Return what a copy must have of its own."""
        vals = self._get_new_vals(name, user, spot)
        return {key: vals[key] for key in OWN_VALUES.get(name.partition("/")[0], ()) if key in vals}

    def _get_doomed(self, name, own, user, spot, place):
        """Return a record to delete: a new one that nothing hangs on yet, where it might be deleted at all."""
        if not own._auto or name == "res.company" or not own.browse().has_access("unlink"):
            return own
        creator = {"mine": user, "others": spot.staff}.get(place)
        return self.make_record(name, spot, creator).with_env(own.env)
