from pytz import timezone

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, format_datetime

from ...engine.targeting.compiler import compile_rules, compile_unknown
from ...engine.targeting.errors import RuleError
from ...engine.targeting.french import with_article
from ...engine.targeting.sentence import Words, describe, lower
from ...engine.targeting.tree import parse_tree

EVERYONE = {"match": "all", "rules": []}
# What decides whom a targeting finds; a mode adds its own.
RULE_FIELDS = frozenset({"rule_tree", "subject", "mode", "team_id", "company_id", "operation", "operand_ids"})


class DealershipTargeting(models.Model):
    """Whom a scenario speaks to: a rule that finds customers, vehicles, appointments… anew at each use.

    The rule is always evaluated with the rights of whoever asks: record rules narrow what it finds. What is stored for
    all to see, the number of customers and the snapshots, is found with the rights of whoever set the rule up.
    """

    _name = "dealership.targeting"
    _description = "Targeting"
    _inherit = ["dealership.responsible.rights", "mail.thread"]
    _order = "name, id"
    _check_company_auto = True
    _rights_fields = RULE_FIELDS | {"user_id"}

    name = fields.Char(string="Title", required=True, translate=False, tracking=True)
    code = fields.Char(copy=False, help="Short and unique in the company; made up when left empty.")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    team_id = fields.Many2one(
        "crm.team",
        string="Point of Sale",
        index="btree_not_null",
        check_company=True,
        help="Its time zone and opening days are those of the rule.",
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Author",
        required=True,
        index=True,
        copy=False,
        check_company=True,
        default=lambda self: self.env.user,
    )
    rights_user_id = fields.Many2one(tracking=True)
    visibility = fields.Selection(
        [("everyone", "Everyone"), ("team", "One Point of Sale"), ("me", "Only Me")],
        required=True,
        default="everyone",
        help="Who can see and use this targeting.",
    )
    active = fields.Boolean(default=True)
    mode = fields.Selection(
        [("query", "Query")],
        required=True,
        default="query",
        help="How the records are found: by a rule, evaluated anew at every use, from other targetings, or in a file.",
    )
    subject = fields.Selection("_selection_subject", string="Returns", required=True, default="customer")
    rule_tree = fields.Json(string="Rule", default=lambda self: EVERYONE)
    customer_count = fields.Integer(
        string="Customers",
        compute="_compute_customer_count",
        store=True,
        compute_sudo=False,
        copy=False,
        help="Different customers behind the records found, at the date beside it.",
    )
    customer_count_date = fields.Datetime(
        string="Counted On", compute="_compute_customer_count", store=True, compute_sudo=False, copy=False
    )

    _code_unique = models.UniqueIndex(
        "(company_id, code) WHERE code IS NOT NULL", "Another targeting of the company has this code."
    )

    @api.model
    def _selection_subject(self):
        return self.env["dealership.catalogue"]._selection_subject()

    # -- constraints --------------------------------------------------------------------------------

    @api.constrains("rule_tree", "subject", "mode")
    def _check_rule_tree(self):
        for targeting in self.filtered(lambda targeting: targeting.mode == "query"):
            targeting._get_domain()

    @api.constrains("visibility", "team_id")
    def _check_team(self):
        for targeting in self:
            if targeting.visibility == "team" and not targeting.team_id:
                raise ValidationError(
                    self.env._("%(targeting)s: choose the point of sale that can see it.", targeting=targeting.name)
                )

    # -- computes -----------------------------------------------------------------------------------

    @api.depends("rule_tree", "subject", "mode", "team_id", "company_id", "rights_user_id")
    def _compute_customer_count(self):
        """Count when the rule is saved; :meth:`action_refresh_count` counts again later.

        Not while it is being edited: the editor counts by itself, and a rule half written cannot be.
        """
        now = fields.Datetime.now()
        edited = self.filtered(lambda targeting: not isinstance(targeting.id, int))
        for targeting in edited:
            targeting.customer_count = targeting._origin.customer_count
            targeting.customer_count_date = targeting._origin.customer_count_date
        for targeting in self - edited:
            # sudo: nobody writes it by hand
            count = 0 if targeting.is_broken else targeting._count_customers(now)
            targeting.sudo().update({"customer_count": count, "customer_count_date": now})

    # -- CRUD ---------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        targetings = super().create(vals_list)
        for targeting in targetings.filtered(lambda targeting: not targeting.code):
            targeting.code = f"T{targeting.id:05d}"
        return targetings

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if "name" in (default or {}):
            return vals_list
        return [
            {**vals, "name": self.env._("%(name)s (copy)", name=targeting.name)}
            for targeting, vals in zip(self, vals_list, strict=True)
        ]

    # -- actions ------------------------------------------------------------------------------------

    def action_refresh_count(self):
        """Count the customers anew, as whoever set it up sees them."""
        self.check_access("write")
        self.env.add_to_compute(self._fields["is_broken"], self)
        self._compute_customer_count()

    def action_duplicate(self):
        """Make a copy and open it, to be changed."""
        return self.copy().get_formview_action()

    def action_view_customers(self):
        """Open the records the targeting finds now."""
        self.ensure_one()
        category = self.env[f"dealership.category.{self.subject}"]
        return category._get_list_action(self.name, [("dealership_targeting_id", "=", self.id)])

    # -- evaluation ---------------------------------------------------------------------------------

    def _get_domain(self, now=None):
        """Return the ``Domain``, on the subject's model, of the records the targeting finds.

        Searching it is one SQL query. The domain is bound to ``now`` (naive UTC, the clock when
        absent): evaluate it at once, don't keep it. Each mode is a ``_get_domain_<mode>(now)`` and a
        ``_describe_<mode>()``, beside what else the mode needs.

        :raise ValidationError: when the rule is wrong, with the path of the node
        """
        self.ensure_one()
        return getattr(self, f"_get_domain_{self.mode}")(now)

    def _get_rules_domain(self, now=None):
        """Return the domain without what every record of the subject's category meets.

        For whoever says that once for several. A mode that can tell has a ``_get_rules_domain_<mode>``.
        """
        return getattr(self, f"_get_rules_domain_{self.mode}", self._get_domain)(now)

    def _get_domain_query(self, now):
        return self._get_base_domain(self.subject) & self._get_rules_domain_query(now)

    def _get_rules_domain_query(self, now):
        schema = self._get_schema()
        root = self._parse_intact(schema)
        return compile_rules(root, self.subject, schema, self._get_clock(now))

    def _get_unknown_domain(self, now=None):
        """Return the domain of the records of which it can't be told whether the targeting finds them.

        A mode that may not know has a ``_get_unknown_domain_<mode>``.
        """
        self.ensure_one()
        return getattr(self, f"_get_unknown_domain_{self.mode}", lambda now: Domain.FALSE)(now)

    def _get_unknown_domain_query(self, now):
        schema = self._get_schema()
        return compile_unknown(self._parse_intact(schema), self.subject, schema, self._get_clock(now))

    @api.model
    def _get_base_domain(self, subject):
        """Return what every record of a category meets.

        :raise ValidationError: when the user may not read the category's records
        """
        schema = self._get_schema()
        if subject not in schema:
            message = self.env._("you may not read the records this targeting returns")
            raise ValidationError(self._get_rule_message(RuleError("", message)))
        return schema[subject].base

    def _search_subjects(self, now=None):
        """Return the records the targeting finds, as the user may read them."""
        domain = self._get_domain(now)
        return self._get_subject_model().search(domain)

    def _get_subject_model(self):
        """Return the model of the records it finds, empty."""
        return self.env[self.env[f"dealership.category.{self.subject}"]._category_model]

    def _get_timezone(self):
        """Return the ``pytz`` time zone in which the rule's days are read: the point of sale's."""
        return timezone(str(self.team_id._get_timezone()))

    def _get_clock(self, now=None):
        return self.team_id._get_targeting_clock(now or fields.Datetime.now())

    def _get_schema(self, team=None):
        """Return the catalogue as the company reads it to whom the targeting belongs: consent is given to a company.

        :param team: ``crm.team`` of a rule that belongs to no targeting yet
        """
        catalogue = self.env["dealership.catalogue"]
        company = team.company_id if team else self.company_id
        is_theirs = len(company) == 1 and (self.env.su or company in self.env.companies)
        return (catalogue.with_company(company) if is_theirs else catalogue)._get_schema()

    @api.model
    def _parse(self, tree, subject, schema):
        """Return the checked tree.

        :raise ValidationError: with the path of the node at fault
        """
        try:
            if subject not in schema:
                raise RuleError("", self.env._("you may not read the records this targeting returns"))
            return parse_tree(tree, schema)
        except RuleError as error:
            raise ValidationError(self._get_rule_message(error)) from error

    @api.model
    def _get_rule_message(self, error):
        message = self._translate(error.message)
        return f"{error.path}: {message}" if error.path else self.env._("rule: %(message)s", message=message)

    @api.model
    def _translate(self, text):
        return text if isinstance(text, str) else self.env._(text)

    def _count_customers(self, now):
        """Return how many different customers stand behind the records that whoever set it up finds.

        None when they may not read such records or a part of the targeting, or find anybody here any more.
        """
        if self._find_rights_problem():
            return 0
        targeting = self._with_responsible_rights()
        category = targeting._get_schema().get(targeting.subject)
        if not category:
            return 0
        model = targeting.env[category.model]
        try:
            query = model._search(targeting._get_domain(now))
        except AccessError:
            return 0
        return self.env.execute_query(count_sql(model, category, query))[0][1]

    # -- editor -------------------------------------------------------------------------------------

    @api.model
    def _catalogue(self):
        """Return the categories and attributes rules can be built from; see ``dealership.catalogue``."""
        return self.env["dealership.catalogue"]._get_catalogue()

    @api.readonly
    @api.model
    def get_catalogue(self):
        """Give the editor its catalogue."""
        self.browse().check_access("read")
        return self._catalogue()

    def _describe(self):
        """Say in one sentence, in the user's language, whom the targeting finds."""
        self.ensure_one()
        return getattr(self, f"_describe_{self.mode}")()

    def _describe_query(self):
        return self._describe_rule(self.rule_tree, self.subject)

    @api.model
    def _describe_rule(self, tree, subject):
        """Return the rule in one sentence, in the user's language."""
        schema = self._get_schema()
        return describe(self._parse(tree, subject, schema), subject, schema, self._get_words())

    @api.model
    def _get_words(self):
        def get_names(model, ids):
            records = self.env[model].with_context(active_test=False)
            found = records.search([("id", "in", ids)]) if records.has_access("read") else records
            names = {record.id: self._get_name_in_rule(record) for record in found}
            # sudo: whether it exists, not what it is
            hidden = set(records.sudo().browse(set(ids) - names.keys()).exists().ids)
            return [names.get(each) or (f"#{each}" if each in hidden else self.env._("(deleted)")) for each in ids]

        def format_value(value):
            if not hasattr(value, "hour"):
                return format_date(self.env, value)
            return format_datetime(self.env, value, tz="UTC")  # local already: not to be moved

        get_noun = with_article if self.env.lang and self.env.lang.startswith("fr") else lower
        return Words(self._translate, get_names, format_value, get_noun)

    @api.model
    def _get_name_in_rule(self, record):
        if record._active_name and not record[record._active_name]:
            return self.env._("%s (archived)", record.display_name)
        return record.display_name


def count_sql(model, category, query):
    """Return the query of (number of records, number of different customers)."""
    if category.customer == "id":
        return query.select(SQL("COUNT(*)"), SQL("COUNT(*)"))
    return query.select(SQL("COUNT(*)"), SQL("COUNT(DISTINCT %s)", customer_sql(model, category, query)))


def customer_sql(model, category, query):
    """Return the customer of a record found, as a column."""
    return model._field_to_sql(query.table, category.customer, query)
