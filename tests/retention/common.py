from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields

from ..common import DealershipCommon

# France keeps prospects for three years. Customers of the tests are entered today.
TODAY = fields.Datetime.now().replace(hour=10, minute=0, second=0, microsecond=0)
LATER = TODAY + relativedelta(years=4)
LONG_AGO = LATER - relativedelta(years=3, days=1)
LATELY = LATER - relativedelta(years=3) + timedelta(days=1)


class RetentionCommon(DealershipCommon):
    """A day four years from now, on which nobody who was entered today has been heard of for three years."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.retention = cls.env["dealership.retention"]
        cls.purges = cls.env["dealership.purge"]
        # Companies of the demo data, and of the tests of others, share customers, too.
        for company in cls.env["res.company"].search([]) - cls.company_a:
            company.country_id = cls.env.ref("base.fr")
        cls.silent = cls.make_customer("Silent", email="silent@customer.test", phone=False)

    def find(self, kind, company=None, now=LATER):
        return self.retention._get_records(kind, company or self.company_a, now)

    def is_found(self, record, kind="prospect", **options):
        return record in self.find(kind, **options)

    def make_call(self, customer=None, **vals):
        return self.env["dealership.call"].create(
            {
                "company_id": self.company_a.id,
                "partner_id": customer.id if customer else False,
                "direction": "incoming",
                "from_number": "+33611111111",
                "outcome": "connected",
                "started_at": LONG_AGO,
                "recording_url": "https://recordings.test/1",
                "transcription": "I am Jeanne",
                **vals,
            }
        )

    def make_reply(self, customer=None, **vals):
        return self.env["dealership.reply"].create(
            {
                "company_id": self.company_a.id,
                "partner_id": customer.id if customer else False,
                "sender": "+33611111111",
                "body": "Yes, I come",
                "received_at": LONG_AGO,
                "provider_reference": f"reply {self.env['dealership.reply'].search_count([])}",
                **vals,
            }
        )
