"""Taking back what a load has made and changed, where nothing else has touched it since."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from psycopg2.errors import IntegrityError

from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...engine.feed import load_states as states
from ...engine.one_line import describe_error
from .dealership_feed_record import RESTORED
from .dealership_feed_trace import Trace

_lt = LazyTranslate(__name__, default_lang="en_US")

# Odoo's own, and ours, that point to a record by its model and its number.
_POINTING = [
    ("mail_message", "model", "create_date"),
    ("ir_attachment", "res_model", "create_date"),
    ("mail_activity", "res_model", "create_date"),
    ("dealership_enrolment", "res_model", "enrolled_at"),
]
# Of these, whatever stands on a record that the load has made counts: an automation rule may have written it at once.
_ALWAYS = frozenset({"mail_activity", "dealership_enrolment"})
# Of whoever follows something: told with what they follow.
_PASSED_OVER = frozenset({"mail_followers", "dealership_feed_record", "dealership_feed_row"})

CHANGED = _lt("Somebody, or something, has changed it since.")
SAID = _lt("A later file has spoken of it.")
USED = _lt("Something else refers to it by now: a message, an activity, a scenario, another record.")


class Kept(NamedTuple):
    """A record that stays as the load left it."""

    kind: str
    record_id: int
    name: str
    reason: str


class LoadUndo:
    """Undoes a load trace by trace, the last first: so whatever refers to a record is gone before it.

    A record that is touched stays; what is made of several loads, too. What stays keeps what it stands on.

    :param load: ``dealership.feed.load``, as superuser in the environment that files are loaded in
    :ivar Counter removed: kind → number of records
    :ivar Counter restored: kind → number of records that were set back
    :ivar dict kept: (kind, id) → ``Kept``
    """

    def __init__(self, load):
        self.load = load
        self.env = load.env
        self.source = load.feed_id.source_id
        self.traces = load.env["dealership.feed.trace"]
        self.removed, self.restored, self.kept = Counter(), Counter(), {}
        self._restored_ids = set()
        self._is_last = not self._has_later_loads()
        # What stays of what the load made, also what stood so when another process began.
        self._staying = {
            (trace.kind, record_id) for trace in self.get_traces(undone=True) for record_id in trace.kept_ids or ()
        }

    def _has_later_loads(self):
        """Return whether files of since were loaded, and not undone: only these have spoken later."""
        later = self.load.search_count(
            [
                ("feed_id.source_id", "=", self.source.id),
                ("as_of", ">", self.load.as_of),
                ("dry_run", "=", False),
                ("state", "not in", (states.DRAFT, states.TRIED, states.UNDONE)),
            ],
            limit=1,
        )
        return bool(later)

    def get_traces(self, undone=False):
        """Return the traces of the load, the last first."""
        domain = [("load_id", "=", self.load.id), ("undone", "=", undone), ("kind", "!=", "")]
        return self.traces.search(domain, order="id desc")

    def undo(self, trace):
        """Take back what one trace tells of.

        :param trace: ``dealership.feed.trace``
        """
        self.env.flush_all()
        # What is written now is no other's touch.
        self.traces._note(self.load, "", Trace([], {}, {}))
        kind = self._get_kind(trace.kind)
        every = kind._get_creator().with_context(active_test=False)
        created = every.browse(trace.created_ids or ()).exists()
        changed = every.browse(int(key) for key in trace.changes or ()).exists() - created
        staying = {**self._find_reasons(kind, created, trace, True), **self._find_reasons(kind, changed, trace, False)}
        for record in (created + changed).filtered(lambda record: record.id in staying):
            self._keep(kind, record, staying[record.id])
        gone = self._remove(kind, created.filtered(lambda record: record.id not in staying))
        self._set_back(kind, changed.filtered(lambda record: record.id not in staying), trace)
        self._forget_said(kind, trace, gone)
        staying = sorted(set(created.ids) - set(gone))
        self._staying |= {(trace.kind, record_id) for record_id in staying}
        trace.write({"undone": True, "kept_ids": staying})
        self.env.flush_all()

    def _get_kind(self, key):
        return self.env["dealership.feed.kind"]._get_kind(key)

    def _keep(self, kind, record, reason):
        key = kind._get_key()
        name = record.display_name or str(record.id)
        self.kept.setdefault((key, record.id), Kept(key, record.id, name, self.env._(reason)))

    # -- what has touched it ------------------------------------------------------------------------------

    def _find_reasons(self, kind, records, trace, is_new):
        """Return {id: why a record stays}.

        :param bool is_new: whether the load has made them
        """
        if not records:
            return {}
        if kind._feed_lasting:
            return dict.fromkeys(records.ids, kind._feed_lasting)
        reasons = {}
        if is_new:
            reasons |= dict.fromkeys(self._find_linked(records), USED)
        reasons |= dict.fromkeys(self._find_pointed_at(records, trace, is_new), USED)
        reasons |= dict.fromkeys(self._find_said(records, trace, is_new), SAID)
        reasons |= dict.fromkeys(self._find_changed(records), CHANGED)
        return reasons

    def _is_ours(self, column):
        """Return the condition that something was done in one of the load's own transactions."""
        return SQL(
            "%s IN (SELECT made_at FROM dealership_feed_trace WHERE load_id = %s)", SQL.identifier(column), self.load.id
        )

    def _select(self, statement, *arguments):
        return {record_id for [record_id] in self.env.execute_query(SQL(statement, *arguments))}

    def _find_changed(self, records):
        return self._select(
            "SELECT id FROM %s WHERE id = ANY(%s) AND write_date IS NOT NULL AND NOT %s",
            SQL.identifier(records._table),
            records.ids,
            self._is_ours("write_date"),
        )

    def _find_said(self, records, trace, is_new):
        """Return of which records a later file has spoken, or, where they are new, another source."""
        by_others = SQL("source_id <> %s", self.source.id) if is_new else SQL("FALSE")
        later = SQL("FALSE") if self._is_last else SQL("said_at > %s", trace.said_at)
        return self._select(
            """SELECT res_id FROM dealership_feed_record
                WHERE res_model = %s AND res_id = ANY(%s) AND (%s OR %s)""",
            records._name,
            records.ids,
            later,
            by_others,
        )

    def _find_pointed_at(self, records, trace, is_new):
        """Return which records have messages, activities, files or enrolments of since; those of the load apart."""
        found = set()
        for table, model, made_at in _POINTING:
            found |= self._select(
                "SELECT res_id FROM %s WHERE %s = %s AND res_id = ANY(%s) AND (%s OR %s >= %s AND NOT %s)",
                SQL.identifier(table),
                SQL.identifier(model),
                records._name,
                records.ids,
                is_new and table in _ALWAYS,
                SQL.identifier(made_at),
                trace.made_at,
                self._is_ours(made_at),
            )
        return found

    def _find_linked(self, records):
        """Return to which records other records have a link: but for what came with them, and goes with them."""
        found = set()
        tables = {model._table: model for model in self.env.registry.values() if model._auto and not model._abstract}
        for table, column in self._get_links(records._table):
            model = tables.get(table)
            if model is None or table in _PASSED_OVER or (table == records._table and column == "id"):
                continue  # the table of a many2many: whoever chooses something writes the record
            found |= self._find_linked_by(self.env[model._name], column, records)
        return found

    def _find_linked_by(self, model, column, records):
        conditions = [SQL("%s = ANY(%s)", SQL.identifier(column), records.ids)]
        if model._name == records._name:
            conditions.append(SQL("id <> %s", SQL.identifier(column)))
        if model._log_access:
            staying = [record_id for key, record_id in self._staying if self._get_kind(key)._feed_model == model._name]
            conditions.append(SQL("(NOT %s OR id = ANY(%s))", self._is_ours("create_date"), staying))
        return self._select(
            "SELECT DISTINCT %s FROM %s WHERE %s",
            SQL.identifier(column),
            SQL.identifier(model._table),
            SQL(" AND ").join(conditions),
        )

    def _get_links(self, table):
        """Return (table, column) of every foreign key to a table."""
        return self.env.execute_query(
            SQL(
                """SELECT linking.relname, link.attname
                     FROM pg_constraint con
                     JOIN pg_class linking ON linking.oid = con.conrelid
                     JOIN pg_attribute link ON link.attrelid = con.conrelid AND link.attnum = con.conkey[1]
                    WHERE con.contype = 'f' AND con.confrelid = %s::regclass
                      AND linking.relnamespace = current_schema::regnamespace""",
                table,
            )
        )

    # -- taking back --------------------------------------------------------------------------------------

    def _remove(self, kind, records):
        """Delete what the load made, by halves where some can't be; return the ids of what is gone."""
        if not records:
            return []
        ids = records.ids
        try:
            with self.env.cr.savepoint():
                kind._take_back(records)
                self.env.flush_all()
        except (UserError, IntegrityError) as error:
            self.env.invalidate_all(flush=False)
            if len(ids) == 1:
                self._keep(kind, records, USED if isinstance(error, IntegrityError) else describe_error(error))
                return []
            middle = len(ids) // 2
            return self._remove(kind, records[:middle]) + self._remove(kind, records[middle:])
        self.removed[kind._get_key()] += len(ids)
        return ids

    def _set_back(self, kind, records, trace):
        """Write what stood there before the load."""
        for record in records:
            vals = {name: self._to_value(record, name, value) for name, value in trace.changes[str(record.id)].items()}
            try:
                with self.env.cr.savepoint():
                    kind._write(record, vals)
                    self.env.flush_all()
            except (UserError, IntegrityError) as error:
                self.env.invalidate_all(flush=False)
                self._keep(kind, record, describe_error(error))
                continue
            if (trace.kind, record.id) not in self._restored_ids:
                self._restored_ids.add((trace.kind, record.id))
                self.restored[trace.kind] += 1

    def _to_value(self, record, name, value):
        """Return a value as a field takes it; empty where what it named is gone."""
        field = record._fields[name]
        if value is None:
            return False
        if field.type == "datetime":
            return datetime.fromisoformat(value)
        if field.type == "many2one":
            return self.env[field.comodel_name].browse(value).exists().id
        return value

    def _forget_said(self, kind, trace, gone):
        """Remember again what was remembered before: the same file brings it again."""
        memory = self.env["dealership.feed.record"]
        records = memory.search(
            [("source_id", "=", self.source.id), ("res_model", "=", kind._feed_model), ("res_id", "in", gone)]
        )
        records.unlink()
        keys = list(trace.memories or ())
        known = memory.search([("source_id", "=", self.source.id), ("kind", "=", trace.kind), ("key", "in", keys)])
        for record in known:
            is_later = record.said_at > trace.said_at and not self._is_last
            if is_later or record.closed or (trace.kind, record.res_id) in self.kept:
                continue
            before = trace.memories[record.key]
            if before:
                record.write(dict(zip(RESTORED, before, strict=True)))
            else:
                record.unlink()
