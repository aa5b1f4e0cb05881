import json

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import DIRECTOR
from ..ledger.common import IN_TOWN, DeliveryCommon


class NamedIdsCommon(DeliveryCommon):
    """Records of Rodez, and of Albi, another company, whose people see nothing of each other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_outside_director = cls._make_user("test_albi_director", "Alix Pons", DIRECTOR, cls.company_b)
        cls.team_foreign.user_id = cls.user_outside_director
        cls.here = cls._make_world(cls.team_a, cls.user_director, cls.user_sales, "+33565421111", cls.targeting)
        place = {"team_id": cls.team_foreign.id, "company_id": cls.company_b.id}
        targeting = cls.make_targeting("customer", [IN_TOWN], user_id=cls.user_outside_director.id, **place)
        cls.there = cls._make_world(
            cls.team_foreign, cls.user_outside_director, cls.user_foreign, "+33563001111", targeting
        )

    @classmethod
    def _make_world(cls, team, director, salesperson, number, targeting):
        """Return a record of each kind that can be named, of one point of sale."""
        purpose = "marketing" if team == cls.team_a else "service"  # one decision per customer and purpose
        env, company = cls.env, team.company_id
        place = {"team_id": team.id, "company_id": company.id}
        customer = cls.make_townsman(f"Customer of {team.name}", **place)
        vehicle = cls.make_vehicle(customer, **place)
        account = env["dealership.provider.account"].create({"name": team.name, "company_id": company.id})
        line = env["dealership.tracking.number"].create({"name": team.name, "number": number, "team_id": team.id})
        message = cls.make_message(company_id=company.id)
        people = {"user_id": director.id, "signatory_user_id": salesperson.id}
        scenario = cls.make_scenario(targeting, message=message, **place, **people)
        scenario._run()
        lead = cls.make_lead(customer, user_id=salesperson.id, team_id=team.id, lost_reason_id=False)
        lead.tag_ids = env["crm.tag"].create({"name": f"Secret of {team.name}"})
        record = env["dealership.targeting.import"].with_context(import_file=True)
        imported = cls.make_targeting("customer", user_id=director.id, mode="import", **place)
        imported = record.create({"targeting_id": imported.id, "name": "people.csv"})
        call = env["dealership.call"].create(
            {"from_number": "+33612345678", "tracking_number_id": line.id, "company_id": company.id}
        )
        delivery = scenario.run_ids.delivery_ids
        recall = env["dealership.recall"].create({"name": team.name, "company_id": company.id})
        recall._load_list({f"VF3CCHMZ6JT{team.id:06}": None}, False)
        return {
            record._name: record
            for record in (
                *(customer, vehicle, account, line, message, scenario, scenario.step_ids, scenario.run_ids, delivery),
                *(
                    recall,
                    recall.vehicle_ids,
                    delivery.enrolment_id,
                    lead,
                    imported,
                    call,
                    team,
                    company,
                    director,
                    targeting,
                    lead.lifetime_id,
                ),
                cls.make_appointment(customer, team_id=team.id, user_id=salesperson.id),
                cls.make_repair_order(customer, vehicle, advisor_id=salesperson.id, **place),
                env["dealership.reply"].create(
                    {
                        "sender": "+33612345678",
                        "provider_reference": f"test {team.id}",
                        "company_id": company.id,
                        "team_id": team.id,
                    }
                ),
                env["dealership.targeting.import.row"].create(
                    {"import_id": imported.id, "number": 1, "status": "unknown", "raw_values": ["Somebody"]}
                ),
                env["dealership.targeting.import.column"].create(
                    {"import_id": imported.id, "position": 0, "name": "Name", "meaning": "name"}
                ),
                env["dealership.consent"].create(
                    {"partner_id": customer.id, "purpose": purpose, "channel": "email", "granted": True}
                ),
            )
            if record
        }


@tagged("post_install", "-at_install")
class TestNamedIds(NamedIdsCommon):
    """Whoever names a record by its id must be allowed to read it."""

    def get_links(self):
        """Yield ``(model, field, record of Albi)`` for every link of ours that could be misused."""
        for name in sorted(self.env.registry):
            model = self.env[name]
            if model._abstract or not model._auto:
                continue
            for field, comodel in sorted(model._get_checked_links().items()):
                # Odoo shows everybody the names of all colleagues; who can work in a company is another question.
                if comodel in self.there and comodel != "res.users":
                    yield name, field, self.there[comodel]

    def as_value(self, model, field, target):
        many = self.env[model]._fields[field].type == "many2many"
        return [Command.set(target.ids)] if many else target.id

    def as_default(self, model, field, target):
        return target.ids if self.env[model]._fields[field].type == "many2many" else target.id

    def test_11_07_every_link_of_ours_is_looked_at(self):
        """No stored link of our models, nor any that we add to Odoo's, can be forgotten."""
        ours = {
            (model._name, field.name)
            for model in self.env.values()
            for field in model._fields.values()
            if field.store and field.type in ("many2one", "many2many") and not model._abstract
            if model._name.startswith("dealership.") or field._modules == ("crm_dealership",)
            if field.name not in ("create_uid", "write_uid")
        }
        checked = {(model._name, field) for model in self.env.values() for field in model._get_checked_links()}
        self.assertGreater(len(ours), 100)
        self.assertFalse(ours - checked)
        self.assertIn(("crm.lead", "vehicle_id"), checked)
        self.assertNotIn(("crm.lead", "partner_id"), checked)

    def test_11_07_who_names_nothing_needs_no_right(self):
        """An employee without a role plans a meeting: their client says that it has no vehicle."""
        employee = self._make_user("test_employee", "Elsa Sans", "base.group_user", self.company_a)
        day = "2026-11-30 09:00:00"
        meetings = self.env["calendar.event"].with_user(employee)
        meeting = meetings.create({"name": "Budget", "start": day, "stop": day, "vehicle_id": False, "team_id": False})
        meeting.write({"vehicle_id": False, "customer_id": False})
        meetings.onchange({"vehicle_id": False}, ["vehicle_id"], {"vehicle_id": {}})
        self.assertTrue(meeting.copy())

    def test_11_07_nobody_creates_with_a_foreign_id(self):
        for model, field, target in self.get_links():
            for user in (self.user_sales, self.user_director):
                with self.subTest(model=model, field=field, user=user.login):
                    records = self.env[model].with_user(user)
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        records.create({field: self.as_value(model, field, target)})
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        records.with_context(**{f"default_{field}": self.as_default(model, field, target)}).create({})

    def test_11_07_nobody_writes_a_foreign_id(self):
        for model, field, target in self.get_links():
            mine = self.here.get(model)
            if not mine:
                continue
            before = mine[field]
            for user in (self.user_sales, self.user_director):
                with self.subTest(model=model, field=field, user=user.login):
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        mine.with_user(user).write({field: self.as_value(model, field, target)})
                    self.env.invalidate_all()
                    self.assertEqual(mine[field], before)

    def test_11_07_an_open_form_shows_nothing_of_a_foreign_id(self):
        for model, field, target in self.get_links():
            if not self.env[model].with_user(self.user_director).has_access("create"):
                continue
            with self.subTest(model=model, field=field):
                records = self.env[model].with_user(self.user_director)
                values = {field: self.as_value(model, field, target)}
                with self.assertRaises(AccessError):
                    records.onchange(values, [field], {"display_name": {}})
                with self.assertRaises(AccessError):
                    context = {f"default_{field}": self.as_default(model, field, target)}
                    records.with_context(**context).onchange({}, [], {field: {}})

    def test_11_07_foreign_leads_are_not_read_by_naming_them(self):
        """As it was done: the tags of 21 leads in a second."""
        lead = self.there["crm.lead"]
        calls = self.env["dealership.call"].with_user(self.user_sales)
        with self.assertRaises(AccessError):
            calls.create({"from_number": "+33699999999", "lead_id": lead.id})
        mine = self.here["dealership.call"].with_user(self.user_sales)
        with self.assertRaises(AccessError):
            mine.lead_id = lead
        spec = {"lead_tag_ids": {"fields": {"display_name": {}}}, "lead_state": {}}
        with self.assertRaises(AccessError):
            calls.onchange({"lead_id": lead.id}, ["lead_id"], spec)
        self.assertTrue(calls.onchange({"lead_id": self.here["crm.lead"].id}, ["lead_id"], spec)["value"])

    def test_11_07_people_of_another_company_are_not_in_charge(self):
        """Nor, for whoever sees both companies, is the caller of one a contact of the other."""
        both = self.env["dealership.call"].with_user(self.user_administrator)
        both = both.with_context(allowed_company_ids=(self.company_a + self.company_b).ids)
        for field in ("user_id", "partner_id", "team_id", "tracking_number_id"):
            target = self.there[both._fields[field].comodel_name]
            with self.subTest(field=field), self.assertRaises(UserError), self.env.cr.savepoint():
                both.browse(self.here["dealership.call"].id).write({field: target.id})
        with self.assertRaises(UserError):
            self.here["dealership.repair.order"].with_user(self.user_sales).advisor_id = self.user_foreign

    def test_11_07_a_lead_is_given_to_no_point_of_sale_unseen(self):
        lead = self.here["crm.lead"].with_user(self.user_sales)
        with self.assertRaises(AccessError):
            lead.write({"team_id": self.team_foreign.id})
        lead.write({"team_id": self.team_a.id})

    def test_11_07_lines_in_an_open_form(self):
        scenarios = self.env["dealership.scenario"].with_user(self.user_director)
        step = {"message_id": self.there["dealership.message"].id}
        with self.assertRaises(AccessError):
            scenarios.onchange({"step_ids": [[0, "virtual_1", step]]}, ["step_ids"], {"step_ids": {"fields": {}}})

    def test_11_07_lines_that_are_somebody_elses(self):
        scenarios = self.env["dealership.scenario"].with_user(self.user_director)
        for command in (
            [4, self.there["dealership.scenario.step"].id],
            [1, self.there["dealership.scenario.step"].id, {}],
        ):
            with self.subTest(command=command[0]), self.assertRaises(AccessError):
                scenarios.onchange({"step_ids": [command]}, ["step_ids"], {"step_ids": {"fields": {"message_id": {}}}})

    def test_11_07_a_default_of_ones_own(self):
        """What somebody saves as their default is what they name."""
        self.env["ir.default"].set("dealership.call", "lead_id", self.there["crm.lead"].id, user_id=self.user_sales.id)
        with self.assertRaises(AccessError):
            self.env["dealership.call"].with_user(self.user_sales).create({"from_number": "+33699999999"})

    def test_11_07_a_copy_that_names_somebody_else(self):
        order = self.here["dealership.repair.order"].with_user(self.user_sales)
        with self.assertRaises(AccessError):
            order.copy({"appointment_id": self.there["calendar.event"].id})

    def test_11_07_what_was_named_before_may_stay(self):
        """A form sends what it has: an owner who moved to another company keeps nobody from writing the mileage."""
        vehicle = self.here["fleet.vehicle"]
        order = self.here["dealership.repair.order"]
        order.appointment_id = self.there["calendar.event"]
        mine = order.with_user(self.user_sales)
        mine.write({"appointment_id": self.there["calendar.event"].id, "name": "RO-2"})
        self.assertEqual(order.name, "RO-2")
        values = {"appointment_id": self.there["calendar.event"].id, "vehicle_id": vehicle.id}
        self.assertTrue(mine.onchange(values, ["vehicle_id"], {"name": {}}) is not None)

    def test_11_07_rows_of_a_file(self):
        row = self.here["dealership.targeting.import.row"].with_user(self.user_director)
        with self.assertRaises(AccessError):
            row.partner_id = self.there["res.partner"]
        row.partner_id = self.here["res.partner"]
        self.assertEqual(row.status, "matched")


@tagged("post_install", "-at_install")
class TestUnreadableTargets(NamedIdsCommon):
    """One row that names what somebody may not see keeps nobody from their list."""

    def get_rows(self):
        """Yield each record of Rodez together with each of its links, which leads to Albi now."""
        for model, record in self.here.items():
            for field, comodel in self.env[model]._get_checked_links().items():
                if comodel in self.there and field not in ("company_id", "team_id"):
                    yield record, field, self.there[comodel]

    def get_list_fields(self, model):
        view = self.env[model].get_view(view_type="list")
        names = view["models"][model]
        fields = map(self.env[model]._fields.get, names)
        # Odoo exports properties for those who may read its definitions of them.
        definitions = "properties.base.definition"
        return [each.name for each in fields if each.type != "one2many" and each.comodel_name != definitions]

    def test_11_07_lists_and_exports(self):
        for record, field, target in self.get_rows():
            self.env.flush_all()
            if (record._name, field) == ("dealership.targeting.import.row", "import_id"):
                continue  # with the number it is unique
            with self.subTest(model=record._name, field=field), self.env.cr.savepoint() as savepoint:
                self.point(record, field, target)
                for user in (self.user_sales, self.user_director):
                    rows = self.env[record._name].with_user(user)
                    if not rows.has_access("read") or not rows.search_count([("id", "=", record.id)]):
                        continue
                    names = [*self.get_list_fields(record._name), "display_name"]
                    found = rows.web_search_read([("id", "=", record.id)], {name: {} for name in names})
                    self.assertEqual(found["length"], 1)
                    rows.web_search_read(
                        [("id", "=", record.id)], {field: {"fields": {"display_name": {}}}, "display_name": {}}
                    )
                    self.env.invalidate_all()
                    if user == self.user_director:
                        for columns in (["id", "display_name", *names], names):
                            rows.browse(record.id).export_data(columns)
                savepoint.rollback()
            self.env.invalidate_all()

    def point(self, record, field, target):
        definition = record._fields[field]
        if definition.type == "many2many":
            record.sudo()[field] = target
        else:
            self.env.cr.execute(
                f"UPDATE {record._table} SET {field} = %s WHERE id = %s",  # noqa: S608 names of ours
                [target.id, record.id],
            )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestNamedIdsByRpc(HttpCase, NamedIdsCommon):
    """The same over the wire."""

    def call(self, model, method, *args, **kwargs):
        self.env.flush_all()
        body = {"params": {"model": model, "method": method, "args": args, "kwargs": kwargs}}
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(body),
            headers={"Content-Type": "application/json"},
        ).json()
        return answer.get("error", {}).get("data", {}).get("name") or answer["result"]

    @mute_logger("odoo.http")
    def test_11_07_over_json_rpc(self):
        self.authenticate("test_sales", "test_sales")
        refused = "odoo.exceptions.AccessError"
        lead, mine = self.there["crm.lead"].id, self.here["dealership.call"].id
        self.assertEqual(self.call("dealership.call", "web_save", [], {"lead_id": lead}, {"lead_state": {}}), refused)
        self.assertEqual(self.call("dealership.call", "web_save", [mine], {"lead_id": lead}, {}), refused)
        context = {"default_lead_id": lead}
        self.assertEqual(self.call("dealership.call", "default_get", ["lead_id"], context=context), refused)
        onchange = ([], {"lead_id": lead}, ["lead_id"], {"lead_state": {}})
        self.assertEqual(self.call("dealership.call", "onchange", *onchange), refused)
        own = self.here["crm.lead"].id
        saved = self.call("dealership.call", "web_save", [mine], {"lead_id": own}, {"lead_id": {}})
        self.assertEqual(saved[0]["lead_id"], own)
