import base64

from ..common import DealershipCommon


class ImportCommon(DealershipCommon):
    """A targeting of mode import, and files as people have them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.targeting = cls.make_targeting(name="Open day", mode="import", user_id=cls.user_director.id)

    @classmethod
    def make_import(cls, content, user=None, targeting=None, **vals):
        """An import whose columns are to be matched, uploaded by the director unless another user is given."""
        content = content.encode() if isinstance(content, str) else content
        return (
            cls.env["dealership.targeting.import"]
            .with_user(user or cls.user_director)
            .create(
                {
                    "targeting_id": (targeting or cls.targeting).id,
                    "name": "people.csv",
                    "file": base64.b64encode(content),
                    **vals,
                }
            )
        )

    @classmethod
    def run_import(cls, content, **kwargs):
        record = cls.make_import(content, **kwargs)
        record.action_start()
        return record

    def assertRows(self, record, expected):
        """Compare (number, status, customer) of all rows."""
        rows = record.row_ids.sorted("number")
        self.assertEqual([(row.number, row.status, row.partner_id) for row in rows], expected)

    def get_row(self, record, number):
        return record.row_ids.filtered(lambda row: row.number == number)
