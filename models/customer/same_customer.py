"""Who is the same customer: the one place that says it, as a field, as a domain and for what counts for a customer.

Odoo keeps three kinds of records in ``res.partner`` under one parent, and they are two kinds of customers:

=======================  ==================================  ======================================================
record                   who it is                           what counts for it
=======================  ==================================  ======================================================
person, company          a customer                          all that names it
*address* of a customer  that customer again                 nothing of its own: what names it is the customer's
(invoice, delivery, …)
*contact* of a company   a customer too: a person            vehicles, appointments, repair orders, leads, calls,
                                                             messages and consents; invoices are the company's
=======================  ==================================  ======================================================

- ``partner.same_customer_id`` is the customer that a partner is; itself, unless it is an address.
- ``counts_for(field)`` declares on a model the stored ``counts_for_id``: the customer behind the partner it names.
  Stored beside what it names, so that rules look records up by it as they would by hand, without a join. Whom one
  writes to stays the partner named: an address has an e-mail of its own.
- Invoices count for Odoo's ``commercial_partner_id``, the company of a contact.
- ``IS_CUSTOMER`` is the domain of the partners that are no address of another.
"""

from odoo import api, fields, models
from odoo.fields import Domain

ADDRESS_TYPES = ("delivery", "invoice", "other")
# An address that nobody has is a customer, whatever it is called.
IS_CUSTOMER = Domain("type", "not in", ADDRESS_TYPES) | Domain("parent_id", "=", False)
# The fields that say for which customer a record counts; technical, beside the partner that it names.
COUNTING_FIELDS = ("same_customer_id", "counts_for_id")


def counts_for(field, index="btree_not_null", precompute=True):
    """Return the stored field ``counts_for_id`` of a model whose customer is named by ``field``.

    :param index: as of any field; False where the model has an index of its own that begins with it
    :param bool precompute: as of any field; False where ``field`` is computed later itself
    """
    return fields.Many2one(
        "res.partner",
        string="Counts For",
        related=f"{field}.same_customer_id",
        store=True,
        precompute=precompute,
        index=index,
        ondelete="set null",
        copy=False,
        export_string_translation=False,
    )


class ResPartner(models.Model):
    """Which customer a partner is."""

    _inherit = "res.partner"

    same_customer_id = fields.Many2one(
        "res.partner",
        compute="_compute_same_customer_id",
        store=True,
        recursive=True,
        ondelete="set null",
        copy=False,
        export_string_translation=False,
    )

    # The addresses of a customer are few among all; a customer's own record is found by its id.
    _addresses_index = models.Index("(same_customer_id) WHERE same_customer_id <> id")

    @api.depends("type", "parent_id.same_customer_id")
    def _compute_same_customer_id(self):
        for partner in self:
            is_address = partner.parent_id and partner.type in ADDRESS_TYPES
            partner.same_customer_id = partner.parent_id.same_customer_id if is_address else partner

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint({"type", "parent_id"}):
            self._hand_over_decisions()
        return result

    def _recount(self):
        """Say anew for which customer records count, after links to these partners were changed by SQL."""
        self.env.invalidate_all()
        for [model, name], field in self._get_counting_fields().items():
            records = self.env[model].sudo().with_context(active_test=False).search([(name, "in", self.ids)])
            self.env.add_to_compute(field, records)
        self.env.flush_all()

    @api.model
    def _get_counting_fields(self):
        """Return {(model, field that names a partner): field that says for which customer the record counts}."""
        fields_of = {("res.partner", "parent_id"): self._fields["same_customer_id"]}
        for model in self.env.registry.values():
            field = model._fields.get("counts_for_id")
            if field and model._auto and not model._abstract:
                fields_of[model._name, field.related.split(".")[0]] = field
        return fields_of

    def _hand_over_decisions(self):
        """Give what was decided by partners that have become addresses to their customers."""
        # sudo: whoever may change a partner need not see what was decided
        consents = self.env["dealership.consent"].sudo()
        for customer, partners in self.grouped("same_customer_id").items():
            consents._move(partners - customer, customer)
