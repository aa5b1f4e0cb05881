from ..customer.customer_matcher import CustomerMatcher


class ImportJob:
    """What matching and creating have in common.

    :param record: ``dealership.targeting.import``, with the rights of whoever imports
    """

    def __init__(self, record):
        self.record = record
        self.env = record.env
        self.columns = record.column_ids.filtered("meaning").sorted("position").grouped("meaning")
        self.matcher = CustomerMatcher(self.env, record.company_id.country_id.code)

    def do_batch(self):
        """Handle the next rows; return how many, 0 when none is left."""
        raise NotImplementedError

    def get_texts(self, values):
        """Return {meaning: text} of a row, the list of texts where several columns hold one key."""
        found = {}
        for meaning, columns in self.columns.items():
            texts = [values[column.position] for column in columns if column.position < len(values)]
            texts = [text for text in texts if text]
            if texts:
                found[meaning] = texts if len(texts) > 1 else texts[0]
        return found

    def finish(self):
        self.record._finish()

    def _advance(self, count):
        # sudo: the progress is not for people to write
        self.record.sudo().done_count += count

    def _translate(self, reason):
        return self.env._(reason) if reason else None
