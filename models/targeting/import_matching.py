import json
from itertools import islice

from odoo.tools import SQL

from ...engine.file.table import read_rows
from ...engine.targeting.customer_keys import EMAIL
from ...engine.targeting.import_columns import COMPANY, FIRST_NAME, LAST_NAME, NAME
from ...engine.targeting.matching import MATCHED, UNKNOWN, UNREADABLE, Verdict, repeat
from .import_job import ImportJob

BATCH_ROWS = 2_000


class ImportMatching(ImportJob):
    """Stores the rows of a file with what became of them.

    The row number is the cursor: rows stored already, by a process that was killed perhaps, are not read again.
    """

    def __init__(self, record):
        super().__init__(record)
        self.rows = self._read_rows()

    def _read_rows(self):
        """Return an iterator over the rows of people that are not stored yet."""
        rows = read_rows(self.record._read_file(), self.record._get_format(), self.record.has_header)
        if self.record.has_header:
            next(rows, None)
        last = self._get_last_number()
        return (row for row in rows if row.number > last)

    def _get_last_number(self):
        query = SQL("SELECT MAX(number) FROM dealership_targeting_import_row WHERE import_id = %s", self.record.id)
        return self.env.execute_query(query)[0][0] or 0

    def do_batch(self):
        """Store the next rows; return how many, 0 at the end of the file.

        :raise TableFileError: where the file breaks
        """
        rows = list(islice(self.rows, BATCH_ROWS))
        if rows:
            verdicts = self._mark_repeated(rows, self._judge(rows))
            self._store(rows, verdicts)
            self._advance(len(rows))
        return len(rows)

    # -- judging ------------------------------------------------------------------------------------

    def _judge(self, rows):
        verdicts = self.matcher.match([self.get_texts(row.values) for row in rows])
        return [
            Verdict(UNREADABLE, reason=row.problem) if row.problem else verdict
            for row, verdict in zip(rows, verdicts, strict=True)
        ]

    def _mark_repeated(self, rows, verdicts):
        """Say of each customer's second and further rows that they are."""
        first_rows = self._get_first_rows([verdict.partner_id for verdict in verdicts if verdict.partner_id])
        marked = []
        for row, verdict in zip(rows, verdicts, strict=True):
            first = first_rows.setdefault(verdict.partner_id, row.number) if verdict.status == MATCHED else row.number
            marked.append(verdict if first == row.number else repeat(verdict.partner_id, first))
        return marked

    def _get_first_rows(self, partner_ids):
        """Return {customer: number of the row already stored that found them}."""
        query = SQL(
            "SELECT partner_id, MIN(number) FROM dealership_targeting_import_row"
            " WHERE import_id = %s AND partner_id = ANY(%s) GROUP BY partner_id",
            self.record.id,
            partner_ids,
        )
        return dict(self.env.execute_query(query))

    def _is_creatable(self, row, verdict):
        if verdict.status != UNKNOWN or verdict.archived:
            return False
        texts = self.get_texts(row.values)
        values, _wrong = self.matcher.read_keys(texts)
        return any(texts.get(name) for name in (NAME, FIRST_NAME, LAST_NAME, COMPANY)) or EMAIL in values

    # -- storing ------------------------------------------------------------------------------------

    def _store(self, rows, verdicts):
        """Insert rows and candidates, in one statement each."""
        pairs = list(zip(rows, verdicts, strict=True))
        columns = (
            [row.number for row in rows],
            [json.dumps(row.values) for row in rows],
            [" · ".join(filter(None, row.values)) for row in rows],
            [verdict.status for verdict in verdicts],
            [self._translate(verdict.reason) for verdict in verdicts],
            [self._is_creatable(row, verdict) for row, verdict in pairs],
            [verdict.partner_id for verdict in verdicts],
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO dealership_targeting_import_row (
                    import_id, number, raw_values, content, status, reason, creatable, partner_id,
                    create_uid, create_date, write_uid, write_date)
                SELECT %(record)s, source.*, %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM unnest(%(columns)s) AS source
                RETURNING number, id
                """,
                record=self.record.id,
                uid=self.env.uid,
                columns=_cast(columns),
            )
        )
        row_ids = dict(self.env.cr.fetchall())
        self._store_candidates(
            [(row_ids[row.number], partner_id) for row, verdict in pairs for partner_id in verdict.candidates]
        )
        self.env["dealership.targeting.import.row"].invalidate_model(flush=False)

    def _store_candidates(self, links):
        if links:
            row_ids, partner_ids = zip(*links, strict=True)
            self.env.cr.execute(
                SQL(
                    "INSERT INTO dealership_import_row_candidate_rel (row_id, partner_id)"
                    " SELECT * FROM unnest(%s::int[], %s::int[])",
                    list(row_ids),
                    list(partner_ids),
                )
            )


def _cast(columns):
    types = ("%s::int[]", "%s::jsonb[]", "%s::text[]", "%s::text[]", "%s::text[]", "%s::boolean[]", "%s::int[]")
    return SQL(", ").join(SQL(kind, values) for kind, values in zip(types, columns, strict=True))
