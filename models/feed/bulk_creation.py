"""Making many records at once."""

from collections import defaultdict
from itertools import repeat

from odoo.fields import Domain
from odoo.tools import SQL

FEW = 20  # records that are made as any others
# Whose ``create`` does nothing for one who makes no mail, sets no driver and no e-mail that a person has entered.
_KNOWN_ADDONS = frozenset({"base", "mail", "fleet", "account", "crm_dealership"})


class BulkCreation:
    """Makes many records of a model as ``create`` would, but that nobody is told of any: for history.

    The first record of each shape, the names of its values and the values that are ``shared``, is made by ``create``:
    it is the *pattern*. The others have from it whatever their own values don't decide. What Odoo computes of those is
    computed before the record is inserted, not after: so each row is written once, all in one statement.

    Where another addon has something to do when such records are made, ``create`` makes them all.

    :param model: to create with, as superuser
    :param tuple shared: names of fields that have few different values: from whom much follows that need not be
        computed again
    """

    def __init__(self, model, shared):
        self.model = model
        self.env = model.env
        self.shared = shared
        self.columns = [field for field in model._fields.values() if field.store and field.column_type]
        self._patterns = {}

    def make(self, vals_list):
        """Return the records of a list of values, none of which is of a field that isn't a column."""
        if len(vals_list) < FEW or not self._is_known():
            return self.model.create(vals_list)
        groups = defaultdict(list)
        for place, vals in enumerate(vals_list):
            groups[self._get_shape(vals)].append(place)
        ids = [None] * len(vals_list)
        for shape, places in groups.items():
            alike = self._create_alike(shape, [vals_list[place] for place in places])
            for place, record_id in zip(places, alike, strict=True):
                ids[place] = record_id
        return self.model.browse(ids)

    def _is_known(self):
        makers = {each.__module__ for each in type(self.model).__mro__ if "create" in vars(each)}
        addons = {module.split(".")[2] for module in makers if module.startswith("odoo.addons.")}
        return addons <= _KNOWN_ADDONS and not self.model._parent_store

    def _get_shape(self, vals):
        return tuple(sorted(vals)), tuple(vals.get(name) for name in self.shared)

    def _create_alike(self, shape, vals_list):
        """Return the ids of records of one shape."""
        made = []
        if shape not in self._patterns:
            first = self.model.create(vals_list[:1])
            self._patterns[shape] = Pattern(first, self.columns)
            made, vals_list = [first.id], vals_list[1:]
        if vals_list:
            own = [name for name in shape[0] if name not in self.shared]
            made += self._repeat(self._patterns[shape], own, vals_list)
        return made

    def _repeat(self, pattern, names, vals_list):
        """Make records after a pattern.

        :param list names: of the values that are their own
        """
        records = self.model.browse(self._reserve_ids(len(vals_list)))
        own = [self.model._fields[name] for name in names]
        given = {field: [vals[field.name] for vals in vals_list] for field in own}
        itself = dict.fromkeys(pattern.itself, records.ids)
        self._fill_cache(records, pattern, {**given, **itself})
        computed = self._compute(records, [*own, *itself])
        # Those of one shape have one company, and hence one currency.
        first = records[:1]
        columns = {
            field: [field.convert_to_column_insert(value, first, validate=False) for value in values]
            for field, values in given.items()
        }
        columns |= {field: [field.get_column_update(record) for record in records] for field in computed}
        self._insert(records, pattern, {**columns, **itself})
        records._validate_fields({field.name for field in own})
        self._check_companies(records, own)
        return records.ids

    def _reserve_ids(self, count):
        sequence = SQL("pg_get_serial_sequence(%s, 'id')", self.model._table)
        rows = self.env.execute_query(SQL("SELECT nextval(%s) FROM generate_series(1, %s)", sequence, count))
        return [record_id for (record_id,) in rows]

    def _fill_cache(self, records, pattern, values):
        """Have Odoo find all values of the records, of which there are no rows yet."""
        for field in self.columns:
            if field in values:
                field._insert_cache(
                    records, [field.convert_to_cache(each, records, validate=False) for each in values[field]]
                )
            elif field.type != "properties":
                field._insert_cache(records, repeat(pattern.values[field]))

    def _compute(self, records, known):
        """Compute what depends on their own values; return the fields."""
        names = [field.name for field in known]
        with self.env.protecting([(known, records)]):
            records.modified(names, create=True)
            marked = self.env.transaction.tocompute
            computed = [field for field in self.columns if field.compute and not marked[field].isdisjoint(records._ids)]
            records._recompute_recordset([field.name for field in computed])
        return computed

    def _insert(self, records, pattern, columns):
        """Insert the rows.

        :param dict columns: field → value of each record, as the database has it; the others are the pattern's
        """
        own = {"id": ("int4", records.ids)}
        own |= {field.name: (field.column_type[0], values) for field, values in columns.items()}
        others = {field.name: SQL.identifier("pattern", field.name) for field in self.columns if field.name not in own}
        others |= {name: SQL("now() AT TIME ZONE 'UTC'") for name in ("create_date", "write_date")}
        self.env.cr.execute(
            SQL(
                "WITH pattern AS MATERIALIZED (SELECT (%(row)s::%(table)s).*)"
                " INSERT INTO %(table)s (%(names)s) SELECT %(values)s FROM pattern, unnest(%(lists)s) AS own (%(own)s)",
                row=pattern.row,
                table=SQL.identifier(self.model._table),
                names=SQL(", ").join(map(SQL.identifier, [*own, *others])),
                values=SQL(", ").join([*(SQL.identifier("own", name) for name in own), *others.values()]),
                lists=SQL(", ").join(SQL("%s::%s[]", values, SQL(type_)) for type_, values in own.values()),
                own=SQL(", ").join(map(SQL.identifier, own)),
            )
        )
        for field in columns:
            self._forget_to_write(field, records)

    def _forget_to_write(self, field, records):
        """The value is about to be inserted: it need not be updated then."""
        if dirty := self.env._field_dirty.get(field):
            dirty.difference_update(records._ids)

    def _check_companies(self, records, fields):
        """Refuse links to what belongs to another company, as ``create`` does, but for all at once."""
        for field in fields:
            if field.relational and field.check_company and self.model._check_company_auto:
                linked = self.env[field.comodel_name].browse({link.id for link in records.mapped(field.name)})
                domain = Domain("id", "in", linked.ids) & Domain(linked._check_company_domain(records.company_id))
                if linked.with_context(active_test=False).search_count(domain) != len(linked):
                    records._check_company([field.name])


class Pattern:
    """A record after which others are made.

    :ivar dict values: field → value, as the cache has it
    :ivar set itself: fields that link the record to itself
    :ivar str row: of the database, as text
    """

    def __init__(self, record, columns):
        record.env.flush_all()
        record.invalidate_recordset()
        self.values = {
            field: field.convert_to_cache(record[field.name], record, validate=False)
            for field in columns
            if field.type != "properties"
        }
        self.itself = {
            field
            for field, value in self.values.items()
            if field.type == "many2one" and field.comodel_name == record._name and value == record.id
        }
        table = SQL.identifier(record._table)
        [(self.row,)] = record.env.execute_query(SQL("SELECT %s::text FROM %s WHERE id = %s", table, table, record.id))
