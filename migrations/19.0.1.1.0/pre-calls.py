"""Calls say what they were made for. None that there is was made for a scenario: the telephone did not know."""


def migrate(cr, version):
    cr.execute("ALTER TABLE dealership_call ADD COLUMN purpose varchar DEFAULT 'service'")
    cr.execute("ALTER TABLE dealership_call ALTER COLUMN purpose DROP DEFAULT")
