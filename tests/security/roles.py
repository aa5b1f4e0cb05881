from odoo import Command

from ..common import ADMINISTRATOR, DIRECTOR, DealershipCommon

NOBODY = "nobody"  # who is not logged in
ROLES = (
    NOBODY,
    "portal",  # a customer with an account
    "internal",  # of the staff, without any role of ours
    "user",  # of team_a, as is all that the tables speak of
    "user_b",  # of team_b
    "director",  # of both
    "director_b",  # of team_b
    "director_foreign",  # of the other company
    "accountant",  # of company_a, without any role of ours
    "administrator",
    "administrator_foreign",  # of the other company
)


class RolesCommon(DealershipCommon):
    """One user for each role, and tables of what each of them may do, written by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        a, b = cls.company_a, cls.company_b
        cls.users = {
            "portal": cls._make_user("role_portal", "Paule Portal", "base.group_portal", a),
            "internal": cls._make_user("role_internal", "Ines Interne", "base.group_user", a),
            "user": cls.user_sales,
            "user_b": cls.user_sales_b,
            "director": cls.user_director,
            "director_b": cls._make_user("role_director_b", "Didier Millau", DIRECTOR, a),
            "director_foreign": cls._make_user("role_director_foreign", "Dora Albi", DIRECTOR, b),
            "accountant": cls._make_user("role_accountant", "Agathe Compte", "account.group_account_invoice", a),
            "administrator": cls.user_administrator,
            "administrator_foreign": cls._make_user("role_administrator_foreign", "Alex Albi", ADMINISTRATOR, b),
        }
        cls.team_b.member_ids = [Command.link(cls.users["director_b"].id)]
        cls.team_foreign.member_ids = [Command.link(cls.users["director_foreign"].id)]

    def log_in(self, role):
        login = None if role == NOBODY else self.users[role].login
        self.authenticate(login, login)

    @staticmethod
    def read_table(text):
        """Return ``{row: set of the roles with an x}``; below the names of the columns, which are the roles.

        A row is a name, then a mark per role; what stands between them is for the eye.
        """
        lines = [line.split() for line in text.strip().splitlines() if line.strip()]
        assert tuple(lines[0]) == ROLES, lines[0]
        table = {}
        for name, *marks in lines[1:]:
            assert len(marks) == len(ROLES) and set(marks) <= {"x", "."}, name
            table[name] = {role for role, mark in zip(ROLES, marks, strict=True) if mark == "x"}
        return table
