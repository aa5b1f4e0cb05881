from odoo.tests import tagged

from ..common import DealershipCommon


@tagged("post_install", "-at_install")
class TestTimeZone(DealershipCommon):
    """In which time zone what belongs to no point of sale is dated."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.working_hours = cls.env["resource.calendar"].create(
            {"name": "Office", "tz": "America/New_York", "company_id": cls.company_a.id}
        )
        cls.company_a.resource_calendar_id = cls.working_hours
        cls.team_b.write({"tz": "Indian/Reunion", "sequence": 1})
        cls.team_a.write({"tz": "Europe/Paris", "sequence": 2})

    def get_zone(self, team=None, user=None, company=None):
        teams = self.env["crm.team"].with_user(user or self.env.user).with_company(company or self.company_a)
        return teams.browse(team and team.id)._get_timezone().zone

    def test_a_point_of_sale_has_its_own(self):
        self.assertEqual(self.get_zone(self.team_b), "Indian/Reunion")

    def test_without_one_that_of_the_working_hours(self):
        self.assertEqual(self.get_zone(), "America/New_York")

    def test_working_hours_left_at_utc_say_nothing(self):
        self.working_hours.tz = "UTC"
        self.assertEqual(self.get_zone(), "Indian/Reunion")
        self.company_a.resource_calendar_id = False
        self.assertEqual(self.get_zone(), "Indian/Reunion")

    def test_it_does_not_depend_on_who_asks(self):
        self.working_hours.tz = "UTC"
        self.assertEqual(self.get_zone(user=self.user_sales), "Indian/Reunion")

    def test_a_company_without_points_of_sale_is_in_utc(self):
        company = self._make_company("Nouveau")
        company.resource_calendar_id = False
        self.assertEqual(self.get_zone(company=company), "UTC")
