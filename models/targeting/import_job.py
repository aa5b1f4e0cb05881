from ..customer.customer_matcher import CustomerMatcher


class ImportJob:
    """What matching and creating have in common.

    :param record: ``dealership.targeting.import``, with the rights of whoever imports
    """

    def __init__(self, record):
        self.record = record
        self.env = record.env
        self.positions = {column.meaning: column.position for column in record.column_ids if column.meaning}
        self.matcher = CustomerMatcher(self.env, record.company_id.country_id.code)

    def do_batch(self):
        """Handle the next rows; return how many, 0 when none is left."""
        raise NotImplementedError

    def get_texts(self, values):
        """Return {meaning: text} of a row."""
        return {
            meaning: values[position]
            for meaning, position in self.positions.items()
            if position < len(values) and values[position]
        }

    def finish(self):
        self.record._finish()

    def _advance(self, count):
        # sudo: the progress is not for people to write
        self.record.sudo().done_count += count

    def _translate(self, reason):
        return self.env._(reason) if reason else None
