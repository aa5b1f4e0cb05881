from functools import reduce

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...engine.targeting.alternatives import any_of, negate
from ...engine.targeting.exists import Exists, Linked
from ...engine.targeting.operation import DIFFERENCE, INTERSECTION, UNION, combine, find_cycle
from ...engine.targeting.types import is_integer
from ..client.arguments import a_text, an_id, arguments, ids
from .reach import Reach
from .targeting_reach import MARKETING

OPERATION = "operation"


class DealershipTargeting(models.Model):
    """Mode “operation”: the union, the intersection or the difference of other targetings.

    Each operand is evaluated anew, at its own point of sale, in one query with the others. Operands of
    the operation's own subject are combined as they are; an operation that returns customers also takes
    targetings of anything else, which then stand for the customers of what they find.

    Whoever evaluates an operation must be allowed to see every targeting in it: otherwise its result
    would tell what a private rule says. The refusal names the operation, not what is hidden.
    """

    _inherit = "dealership.targeting"

    mode = fields.Selection(selection_add=[(OPERATION, "Operation")], ondelete={OPERATION: "cascade"})
    operation = fields.Selection(
        [(UNION, "Union"), (INTERSECTION, "Intersection"), (DIFFERENCE, "Difference")],
        required=True,
        default=UNION,
        help="Union: whoever is in at least one of the targetings. Intersection: whoever is in all of them. "
        "Difference: whoever is in the first and in none of the others.",
    )
    operand_ids = fields.One2many("dealership.targeting.operand", "operation_id", string="Targetings", copy=True)
    operation_outline = fields.Html(compute="_compute_operation_outline", sanitize=False)

    # -- constraints --------------------------------------------------------------------------------

    @api.constrains("mode", "operation", "operand_ids", "subject")
    def _check_operation(self):
        for targeting in self._filtered_operations():
            if len(targeting._get_all_operands()) < 2:
                raise ValidationError(
                    self.env._("%(targeting)s: choose at least two targetings to combine.", targeting=targeting.name)
                )
        # sudo: operations that others made of this targeting have to stay right too
        lines = self.env["dealership.targeting.operand"].sudo().search([("operand_id", "in", self.ids)])
        (self | lines.operation_id.with_env(self.env))._check_operands()

    def _check_operands(self):
        for targeting in self._filtered_operations():
            operands = targeting._get_all_operands()
            targeting._check_cycle(operands)
            targeting._check_subjects(targeting.sudo().subject, operands)  # sudo: as in _check_subjects

    def _check_cycle(self, operands):
        """Refuse an operation that contains itself, however far down.

        :raise ValidationError: with the way from it back to it
        """
        cycle = find_cycle(self, lambda targeting: operands if targeting == self else targeting._get_all_operands())
        if cycle:
            way = " → ".join(self._get_shown_name(targeting) for targeting in cycle)
            raise ValidationError(self.env._("A targeting can't contain itself: %(way)s", way=way))

    def _check_subjects(self, subject, operands):
        """Refuse what can't be combined: only customers can stand for records of another kind."""
        names = dict(self._fields["subject"]._description_selection(self.env))
        for operand in operands if subject != "customer" else ():
            other = operand.sudo().subject  # sudo: a fact about the operation, whoever may see the operand
            if other != subject:
                raise ValidationError(
                    self.env._(
                        "%(targeting)s returns “%(subject)s”, but %(operand)s returns “%(other)s”. Let it return "
                        "“%(customers)s”: then all are combined by their customers.",
                        targeting=self._get_shown_name(self) if self else self.env._("This targeting"),
                        subject=names[subject],
                        operand=self._get_shown_name(operand),
                        other=names[other],
                        customers=names["customer"],
                    )
                )

    # -- computes -----------------------------------------------------------------------------------

    @api.depends("operation", "operand_ids.operand_id", "operand_ids.sequence")
    def _compute_customer_count(self):
        return super()._compute_customer_count()

    @api.depends("mode", "operation", "operand_ids.operand_id", "operand_ids.sequence")
    @api.depends_context("uid", "lang")
    def _compute_operation_outline(self):
        for targeting in self:
            targeting.operation_outline = targeting.mode == OPERATION and self.env["ir.qweb"]._render(
                "crm_dealership.operation_outline", {"node": targeting._get_outline()}
            )

    def _get_outline(self):
        """Return the operation with what it is made of, and that again, as far down as the user may see."""
        operands = self.operand_ids.operand_id if self.mode == OPERATION else self.browse()
        return {
            "id": self._origin.id,
            "name": self.name or self.env._("This targeting"),
            "mode": self.mode,
            "operation": self.mode == OPERATION and self.operation,
            "count": self.customer_count,
            "operands": [operand._get_outline() for operand in operands if operand._is_shown()],
        }

    # -- CRUD ---------------------------------------------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused_operands(self):
        # sudo: an operation of another point of sale needs its operands as well
        lines = self.env["dealership.targeting.operand"].sudo().search([("operand_id", "in", self.ids)])
        for targeting in self:
            used = lines.filtered(lambda line, targeting=targeting: line.operand_id.id == targeting.id)
            operations = (used.operation_id - self.sudo())._filtered_operations()
            if operations:
                raise UserError(
                    self.env._(
                        "%(targeting)s can't be deleted, for these targetings are made of it: %(operations)s",
                        targeting=targeting.name,
                        operations=", ".join(self._get_shown_name(operation) for operation in operations),
                    )
                )

    # -- evaluation ---------------------------------------------------------------------------------

    def _get_domain_operation(self, now):
        return self._get_base_domain(self.subject) & self._get_rules_domain_operation(now)

    def _get_rules_domain_operation(self, now):
        operands = self._get_readable_operands()
        self._check_cycle(operands)  # two people may have closed it at the same moment
        return self._combine(self.operation, self.subject, operands, now)

    def _get_unknown_domain_operation(self, now):
        base, operands = self._get_base_domain(self.subject), self._get_readable_operands()
        return base & self._combine_unknown(self.operation, self.subject, operands, now)

    @api.model
    def _combine_unknown(self, operation, subject, operands, now):
        """Return the domain of what the operation cannot tell whether it finds: it may, but does not surely."""
        found, possible = operands._get_operand_domains(subject, now)
        if found is possible:
            return Domain.FALSE
        return combine(operation, possible, found) & negate(combine(operation, found, possible))

    @api.model
    def _combine(self, operation, subject, operands, now):
        """Return the domain, on the subject's model, of what the operation finds in the operands.

        Without the category's own conditions, which are to be said once for all: so that "not in B" is
        NOT EXISTS, and not one of many ways not to be in B.
        """
        return combine(operation, *operands._get_operand_domains(subject, now))

    def _get_operand_domains(self, subject, now):
        """Return what each targeting contributes to an operation, and what each may contribute, as two lists."""
        found = [operand._get_operand_domain(subject, now) for operand in self]
        unknown = [operand._get_unknown_domain(now) for operand in self]
        if all(domain.is_false() for domain in unknown):
            return found, found
        return found, [
            operand._get_operand_domain(subject, now, domain) for operand, domain in zip(self, unknown, strict=True)
        ]

    def _get_operand_domain(self, subject, now, unknown=Domain.FALSE):
        """Return the domain, on the subject's model, of what the targeting finds.

        :param Domain unknown: of what counts as found, too, on the targeting's own model
        """
        is_own = self.subject == subject
        category = self._get_schema().get(self.subject)
        if not category and not is_own:
            raise AccessError(self.env._("%(targeting)s: you may not read what it returns.", targeting=self.name))
        domain = self._get_rules_domain(now) if is_own else self._get_domain(now)
        domain = domain if unknown.is_false() else any_of([domain, unknown])
        return domain if is_own else Exists(Linked(category.model, "id", category.customer, domain))

    def _get_all_operands(self):
        """Return the operands in order, whether the user may see them or not."""
        if not self._filtered_operations():
            return self.browse()
        # sudo: to know that there is something hidden. A search, so that nothing hidden stays in the field's cache.
        lines = self.env["dealership.targeting.operand"].sudo().search([("operation_id", "=", self._origin.id)])
        return lines.operand_id.with_env(self.env)

    def _get_readable_operands(self):
        """Return the operands in order.

        :raise AccessError: when the user may not see one of them
        """
        operands = self._get_all_operands()
        self._check_shown(operands)
        return operands

    def _check_shown(self, operands):
        if all(operand._is_shown() for operand in operands):
            return
        raise AccessError(
            self.env._(
                "%(targeting)s can't be evaluated: it combines a targeting that is not shared with you. Ask its author "
                "to make all of its targetings visible to you.",
                targeting=self._get_shown_name(self) if self else self.env._("This targeting"),
            )
        )

    def _is_shown(self):
        return self.env.su or bool(self._origin._filtered_access("read"))

    @api.model
    def _get_shown_name(self, targeting):
        """Return the name of a targeting, unless it is hidden from the user."""
        targeting = targeting.with_env(self.env)
        if not targeting._is_shown():
            return self.env._("a targeting not shared with you")
        return self.env._("“%(name)s”", name=targeting.name)

    def _filtered_operations(self):
        # sudo: whether a targeting is an operation, also one that is hidden from the user
        return self.filtered(lambda targeting: targeting.sudo().mode == OPERATION)

    # -- editor -------------------------------------------------------------------------------------

    @api.readonly
    @api.model
    @arguments(subject=a_text, operation=a_text, operand_ids=ids, targeting_id=an_id)
    def preview_operation(self, subject, operation, operand_ids, targeting_id=False):
        """Count and show what an operation finds, while it is being edited.

        :param list operand_ids: the targetings, in order
        :param int targeting_id: the operation itself, once it is saved
        :return: as ``preview_rule``
        """
        self.browse().check_access("read")
        try:
            operands, domain, unknown = self._read_edited(subject, operation, operand_ids, targeting_id)
        except (AccessError, ValidationError) as error:
            return {"error": {"path": "", "message": str(error)}}
        return self._answer_preview(
            self._get_schema()[subject], domain, self._tell_operation(operation, subject, operands), unknown
        )

    @api.readonly
    @api.model
    @arguments(subject=a_text, operation=a_text, operand_ids=ids, targeting_id=an_id, purpose=a_text)
    def preview_operation_reach(self, subject, operation, operand_ids, targeting_id=False, purpose=MARKETING):
        """Return :meth:`preview_reach` of an operation; the arguments are those of :meth:`preview_operation`."""
        self.browse().check_access("read")
        try:
            _operands, domain, _unknown = self._read_edited(subject, operation, operand_ids, targeting_id)
        except (AccessError, ValidationError):
            return {"channels": []}
        return self._answer_reach(subject, domain, Reach(self.env.company, None, self.env.user), purpose)

    def _read_edited(self, subject, operation, operand_ids, targeting_id):
        """Return the targetings of an operation that is being edited, what it finds and what it cannot tell of."""
        base = self._get_base_domain(subject)
        if operation not in dict(self._fields["operation"].selection):
            raise ValidationError(self.env._("Choose how the targetings are combined."))
        edited = self.browse(targeting_id if is_integer(targeting_id) else False).exists()
        operands = self.browse([operand_id for operand_id in operand_ids if is_integer(operand_id)]).exists()
        edited._check_edited(subject, operands)
        found = self._combine(operation, subject, operands, None)
        return operands, base & found, base & self._combine_unknown(operation, subject, operands, None)

    def _check_edited(self, subject, operands):
        """Check an operation as it is being edited; ``self`` is empty while it is new."""
        if len(operands) < 2:
            raise ValidationError(self.env._("Choose at least two targetings to combine."))
        if self:
            self._get_readable_operands()  # with one hidden, the number would be that of something else
        self._check_shown(operands)
        self._check_cycle(operands)
        self._check_subjects(subject, operands)

    # -- sentence -----------------------------------------------------------------------------------

    def _describe_operation(self):
        return self._tell_operation(self.operation, self.subject, self._get_all_operands())

    @api.model
    def _tell_operation(self, operation, subject, operands, get_name=None):
        """Return “Customers of “A” or of “B”, but not of “C””.

        :param get_name: what names a targeting; by default, as its reader may see it
        """
        first, *others = [(get_name or self._get_shown_name)(operand) for operand in operands] or [
            self.env._("nothing yet")
        ]
        if operation == INTERSECTION:
            first = reduce(
                lambda one, two: self.env._("%(first)s and of %(second)s", first=one, second=two), others, first
            )
        elif operation == UNION:
            first = self._join_or(first, others)
        elif others:
            excluded = self._join_or(others[0], others[1:])
            first = self.env._("%(first)s, but not of %(second)s", first=first, second=excluded)
        records = dict(self._fields["subject"]._description_selection(self.env))[subject]
        return self.env._("%(records)s of %(targetings)s", records=records, targetings=first)

    @api.model
    def _join_or(self, first, others):
        return reduce(lambda one, two: self.env._("%(first)s or of %(second)s", first=one, second=two), others, first)
