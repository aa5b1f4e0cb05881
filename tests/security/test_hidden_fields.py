from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import DealershipCommon

OURS = "crm_dealership"
SYSTEM = "base.group_system"
# Secrets, and what decides by which way mail leaves: for those who set the system up and nobody else.
SECRETS = {
    "dealership.provider.account": ("account_sid", "auth_token", "api_url", "webhook_token", "call_webhook_url"),
    "dealership.scenario": ("mail_server_id",),
    "res.company": ("sms_twilio_account_sid", "sms_twilio_auth_token"),
}


@tagged("post_install", "-at_install")
class TestHiddenFields(DealershipCommon):
    """A field with groups is had by nobody else, by whatever way of asking."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = {"internal": "base.group_user", "accountant": "base.group_user,account.group_account_invoice"}
        cls.people = {
            "public": cls.env.ref("base.public_user"),
            "portal": cls._make_user("hidden_portal", "Paul Portal", "base.group_portal", cls.company_a),
            **{name: cls._make_user(f"hidden_{name}", name, group, cls.company_a) for name, group in groups.items()},
            "User": cls.user_sales,
            "Director": cls.user_director,
            "Administrator": cls.user_administrator,
        }
        cls.system = cls._make_user("hidden_system", "Sylvie Système", f"base.group_user,{SYSTEM}", cls.company_a)
        cls.account = cls.env["dealership.provider.account"].create(
            {
                "name": "Twilio",
                "account_sid": "AC-unseen",
                "auth_token": "token-unseen",
                "api_url": "https://unseen.test",
            }
        )

        # Odoo answers a question about activities before it looks at its fields where somebody has none.
        for user in cls.people.values():
            if user._is_internal():
                cls.user_sales.partner_id.activity_schedule("mail.mail_activity_data_todo", user_id=user.id)

    def _get_hidden_fields(self):
        """Return the fields of ours that have groups, by model; what `_inherits` mirrors has those of its origin."""
        return {
            model: [
                name
                for name, field in self.env[model]._fields.items()
                if field.groups and OURS in field._modules and not field.inherited
            ]
            for model in self.env.registry
            if not self.env[model]._abstract
        }

    def test_11_secrets_are_for_those_who_set_the_system_up(self):
        hidden = self._get_hidden_fields()
        for model, names in SECRETS.items():
            for name in names:
                with self.subTest(model=model, field=name):
                    field = self.env[model]._fields[name]
                    self.assertEqual(field.groups, SYSTEM)
                    self.assertIn(name, self.env[model].with_user(self.system).fields_get())
                    if OURS in field._modules:
                        self.assertIn(name, hidden[model])
                    for person, user in self.people.items():
                        self.assertRefused(person, user, model, field)

    def test_11_fields_with_groups_are_had_by_no_way(self):
        checked = 0
        for model, names in self._get_hidden_fields().items():
            for field in map(self.env[model]._fields.get, names):
                for person, user in self.people.items():
                    if not user.has_groups(field.groups):
                        with self.subTest(model=model, field=field.name, person=person):
                            self.assertRefused(person, user, model, field)
                            checked += 1
        self.assertGreater(checked, 50, "The registry has lost its fields with groups")

    def assertRefused(self, person, user, model, field):
        """Check that a field is in no description of the model, and refused by every way of asking for it."""
        records = self.env[model].with_user(user)
        record = self.env[model].search([], limit=1).with_user(user)
        name = field.name
        if records.browse().has_access("read"):  # otherwise the model has no description for them at all
            self.assertNotIn(name, records.fields_get(), person)
        asked = {
            "read": lambda: record.read([name]),
            "web_read": lambda: record.web_read({name: {}}),
        }
        if user.has_group("base.group_allow_export"):  # nobody else exports anything
            asked["export"] = lambda: record.export_data([name])
        asked = asked if record else {}
        if field.store or field.search:
            asked["search"] = lambda: records.search([(name, "!=", False)])
            asked["count"] = lambda: records.search_count([(name, "=", False)])
        if field.store and field.column_type:
            asked["sort"] = lambda: records.search([], order=name)
            asked["group"] = lambda: records.formatted_read_group([], [name], ["__count"])
            asked["aggregate"] = lambda: records.formatted_read_group([], [], [f"{name}:count"])
        for path_model, path in self._get_paths(model) if asked.get("search") else ():
            other = self.env[path_model].with_user(user)
            asked[f"{path_model}.{path}"] = lambda other=other, path=path: other.search(
                [(f"{path}.{name}", "!=", False)]
            )
        for way, ask in asked.items():
            record.invalidate_recordset()
            with self.assertRaises(AccessError, msg=f"{person} has {model}.{name} by {way}"):
                ask()

    def _get_paths(self, model):
        """Return the links of ours that lead to a model, by which a domain could look into it."""
        return [
            (name, field.name)
            for name in self.env.registry
            if not self.env[name]._abstract and name.startswith("dealership.")
            for field in self.env[name]._fields.values()
            if field.type == "many2one" and field.store and field.comodel_name == model
        ]

    def test_11_nothing_that_follows_from_a_hidden_field_is_open(self):
        """A related field that reads as superuser has the groups of what it shows."""
        for model in self.env.registry:
            for field in self.env[model]._fields.values():
                if not field.related or OURS not in field._modules or field.inherited:
                    continue
                target = self.env[model]
                for name in field.related.split("."):
                    shown = target._fields[name]
                    with self.subTest(model=model, field=field.name, shows=str(shown)):
                        if shown.groups:
                            self.assertTrue(field.groups, "shows what is hidden")
                    target = target[name] if shown.relational else target

    def test_11_secrets_are_in_nothing_that_can_be_read(self):
        """Whatever an Administrator reads of an account and of what names one, a secret is not in it."""
        account = self.account.with_user(self.user_administrator)
        number = self.env["dealership.tracking.number"].create(
            {"name": "Magazine", "number": "+33565421111", "team_id": self.team_a.id, "account_id": self.account.id}
        )
        purchase = (
            self.env["dealership.number.purchase"]
            .with_user(self.user_administrator)
            .create({"account_id": self.account.id})
        )
        for record in (account, number.with_user(self.user_administrator), purchase):
            record.invalidate_recordset()
            self.assertNotIn("unseen", str(record.read()), record)
            self.assertNotIn(self.account.webhook_token, str(record.read()), record)
        self.assertFalse(account.name_search("unseen"))
