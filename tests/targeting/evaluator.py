"""What a rule means, said a second time in plain Python, one record after the other.

Written from what was asked for, and sharing nothing with the compiler, so that a mistake has to be
made twice to go unseen. Slow on purpose: it reads all records once and loops.
"""

from datetime import datetime, time, timedelta
from functools import cached_property

from dateutil import tz
from dateutil.relativedelta import relativedelta
from holidays import country_holidays

from .declarations import CATEGORIES, CUSTOMER_FIELDS, DATE_FIELDS, DIRECT_LINKS, FIELDS

CUSTOMER = "the customer it counts for"
# What can't be known of every record, and the method that says of which it can.
UNKNOWABLE = {"message.opened": "is_opening_known", "appointment.customer_came": "is_arrival_known"}


def belongs(category, record):  # noqa: PLR0911 one answer per category
    """Return whether a record of the category's model is one of the category."""
    match category:
        case "customer":
            return record.active and record.partner_share and not record.ref_company_ids and not is_address(record)
        case "lead" | "opportunity":
            return record.type == category
        case "appointment":
            return record.active and bool(record.customer_id)
        case "vehicle":
            return record.active
        case "recall":
            return record.recall_id.active and record.vehicle_id.active
        case "invoice":
            return record.move_type in ("out_invoice", "out_refund") and record.state == "posted"
        case "message":
            return record.state == "sent"
    return True


def is_address(partner):
    return bool(partner.parent_id) and partner.type in ("delivery", "invoice", "other")


def find_customer(category, partner):
    """Return whom a record that names a partner counts for: an address is its owner, an invoice the company's."""
    while is_address(partner) or (category == "invoice" and partner.parent_id and not partner.is_company):
        partner = partner.parent_id
    return partner


def find_decision(customer, company, purpose, channel):
    """Return whether a customer has said yes or no to a company, None when neither."""
    for state in customer.consent_state_ids:
        if (state.company_id, state.purpose, state.channel) == (company, purpose, channel):
            return state.granted
    return None


def plain(record, name):
    """Return a field's value without Odoo: ids for links, None for what is missing."""
    field, value = record._fields[name], record[name]
    if field.type == "many2one":
        return value.id or None
    if field.type == "many2many":
        return frozenset(value.ids)
    if field.type in ("integer", "float", "monetary", "boolean"):
        return value
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    return value or None


class World:
    """All records of all categories, read once, and how they are linked."""

    def __init__(self, env):
        self.env = env
        env.flush_all()
        env.invalidate_all()
        self.records = {
            category: {
                record.id: record
                for record in env[model].with_context(active_test=False).search([])
                if belongs(category, record)
            }
            for category, model in CATEGORIES.items()
        }
        self._values = {}
        self._indexes = {}

    @cached_property
    def blacklist(self):
        """Return the e-mail addresses and numbers that are blacklisted."""
        return set(self.env["mail.blacklist"].search([]).mapped("email")) | set(
            self.env["phone.blacklist"].search([]).mapped("number")
        )

    @cached_property
    def dead(self):
        """Return the addresses at which nothing arrives, by channel."""
        rows = self.env["dealership.dead.address"].search([]).filtered(lambda row: not row.lifted_at)
        return {channel: set(some.mapped("address")) for channel, some in rows.grouped("channel").items()}

    def field(self, category, record_id, name):
        """Return the plain value of a field of a record."""
        key = category, record_id, name
        if key not in self._values:
            self._values[key] = self._read(category, record_id, name)
        return self._values[key]

    def _read(self, category, record_id, name):
        if name == "id":
            return record_id
        record = self.records[category][record_id]
        if name == CUSTOMER:
            named = record[CUSTOMER_FIELDS.get(category, "partner_id")]
            return find_customer(category, named).id or None
        return plain(record, name)

    def linked(self, category, record_id, other):
        """Return the ids of the other category's records that are linked to the record."""
        own_field, other_field = self._get_link(category, other)
        index = self._get_index(other, other_field)
        value = self.field(category, record_id, own_field)
        return [] if value is None else index.get(value, [])

    def _get_link(self, category, other):
        if (category, other) in DIRECT_LINKS:
            return DIRECT_LINKS[category, other]
        if (other, category) in DIRECT_LINKS:
            return tuple(reversed(DIRECT_LINKS[other, category]))
        return tuple("id" if key == "customer" else CUSTOMER for key in (category, other))

    def _get_index(self, category, name):
        if (category, name) not in self._indexes:
            index = self._indexes[category, name] = {}
            for record_id in self.records[category]:
                index.setdefault(self.field(category, record_id, name), []).append(record_id)
        return self._indexes[category, name]


class Evaluator:
    """The meaning of rules at one moment, in one place."""

    def __init__(self, world, now, zone, weekdays=frozenset(range(5)), closed=frozenset()):
        self.world = world
        self.now = now
        self.zone = tz.gettz(zone)
        self.local_now = self.to_local(now)
        self.today = self.local_now.date()
        self.weekdays = weekdays
        self.closed = closed
        self.supposed = False

    def search(self, tree, subject):
        """Return the ids of the subject's records for which the tree is true, whatever cannot be known."""
        return set.intersection(*self.search_supposed(tree, subject))

    def search_unknown(self, tree, subject):
        """Return the ids of the records for which the tree would be true or not, depending on what cannot be known."""
        first, second = self.search_supposed(tree, subject)
        return first ^ second

    def search_supposed(self, tree, subject):
        """Return what is found when openings that nobody measured are supposed not to be so, and to be so."""
        found = []
        for self.supposed in (False, True):
            found.append({one for one in self.world.records[subject] if self.holds(tree, subject, one)})
        return found

    # -- the tree -----------------------------------------------------------------------------------

    def holds(self, node, category, record_id):
        """Return whether a group, condition or scope is true of a record."""
        if "has" in node:
            return self.scope_holds(node, category, record_id)
        if "attribute" in node:
            other = node["attribute"].split(".")[0]
            if other == category:
                return self.condition_holds(node, category, record_id)
            linked = self.world.linked(category, record_id, other)
            return any(self.condition_holds(node, other, linked_id) for linked_id in linked)
        if node["match"] == "all":
            return self.all_hold(node["rules"], category, record_id)
        one_holds = any(self.holds(rule, category, record_id) for rule in node["rules"])
        return one_holds == (node["match"] == "any")

    def all_hold(self, rules, category, record_id):
        """Return whether all rules hold, those of one foreign category for one and the same record."""
        foreign = {}
        for rule in rules:
            other = rule["attribute"].split(".")[0] if "attribute" in rule else category
            if other != category:
                foreign.setdefault(other, []).append(rule)
            elif not self.holds(rule, category, record_id):
                return False
        return all(
            any(
                all(self.condition_holds(rule, other, linked_id) for rule in conditions)
                for linked_id in self.world.linked(category, record_id, other)
            )
            for other, conditions in foreign.items()
        )

    def scope_holds(self, node, category, record_id):
        """Pick first, test second, count third."""
        other = node["has"]
        picked = self.pick(node.get("pick", "any"), other, self.world.linked(category, record_id, other))
        group = {"match": node.get("match", "all"), "rules": node.get("rules", [])}
        count = sum(self.holds(group, other, linked_id) for linked_id in picked)
        times = node.get("times", {"operator": ">=", "value": 1})
        return compare(times["operator"], count, times["value"])

    def pick(self, pick, category, ids):
        """Return the linked records that a scope looks at."""
        if pick == "any":
            return ids
        dated = [(self.world.field(category, linked_id, DATE_FIELDS[category]), linked_id) for linked_id in ids]
        dated = sorted(pair for pair in dated if pair[0] is not None)
        past = [pair for pair in dated if not self.is_future(pair[0])]
        future = [pair for pair in dated if self.is_future(pair[0])]
        chosen = {"last": past[-1:], "next": future[:1], "first": dated[:1]}[pick]
        return [linked_id for _date, linked_id in chosen]

    def is_future(self, value):
        """Return whether a category's date lies after now, or after today."""
        return value > (self.now if isinstance(value, datetime) else self.today)

    # -- conditions ---------------------------------------------------------------------------------

    def condition_holds(self, node, category, record_id):  # noqa: PLR0911 one answer per kind
        """Return whether a condition is true of a record of its own category."""
        operator, expected = node["operator"], node.get("value")
        opposite = {"is_not": "is", "not_contains": "contains", "not_set": "set", "!=": "=", "not_in": "in"}
        if operator in opposite:
            return not self.condition_holds({**node, "operator": opposite[operator]}, category, record_id)
        if node["attribute"] in UNKNOWABLE and not getattr(self, UNKNOWABLE[node["attribute"]])(record_id):
            return self.supposed
        value = self.value(category, record_id, node["attribute"].split(".", 1)[1])
        if operator == "set":
            return value not in (None, frozenset(), "undecided")
        if value is None:
            return False
        if isinstance(value, frozenset):
            return bool(value & set(expected if operator == "in" else [expected]))
        if isinstance(value, datetime) or hasattr(value, "isoformat"):
            return self.date_holds(value, operator, expected)
        if operator == "is" and self.is_text(category, node["attribute"].split(".", 1)[1]):
            return value.strip().lower() == expected.strip().lower()
        return compare(operator, value, expected)

    def is_text(self, category, key):
        """Return whether an attribute is what somebody typed; a choice is a text to Python as well."""
        field = self.world.env[CATEGORIES[category]]._fields.get(FIELDS[category].get(key, key))
        return field is not None and field.type in ("char", "text", "html")

    def is_opening_known(self, record_id):
        """Return whether it can be known of a message that it was opened; what is no e-mail is not opened."""
        delivery = self.world.records["message"][record_id]
        return delivery.channel != "email" or delivery.measured

    def recall_is_safety(self, record_id):
        return self.world.records["recall"][record_id].recall_id.is_safety

    def recall_reference(self, record_id):
        return self.world.records["recall"][record_id].recall_id.reference or None

    def is_arrival_known(self, record_id):
        """Return whether the point of sale has shown a sign of life in the two weeks before an appointment."""
        visit = self.world.records["appointment"][record_id]
        since, until = visit.start - timedelta(days=14), visit.stop
        return bool(visit.team_id) and (
            any(
                order.team_id == visit.team_id and since <= order.opened_at <= until
                for order in self.world.records["repair_order"].values()
            )
            or any(
                other.team_id == visit.team_id
                and other.appointment_status in ("arrived", "done")
                and since <= other.start <= until
                for other in self.world.records["appointment"].values()
            )
        )

    def appointment_customer_came(self, record_id):
        visit = self.world.records["appointment"][record_id]
        customer = find_customer("appointment", visit.customer_id)
        for order in self.world.records["repair_order"].values():
            theirs = order.vehicle_id == visit.vehicle_id and visit.vehicle_id
            theirs = theirs or find_customer("repair_order", order.partner_id) == customer
            recent = order.opened_at >= visit.came_since or order.status != "closed"
            if order.status != "cancelled" and (order.appointment_id == visit or (theirs and recent)):
                return True
        return False

    def value(self, category, record_id, key):
        """Return the value of an attribute."""
        special = getattr(self, f"{category}_{key}", None)
        if special:
            return special(record_id)
        if key.startswith("consent_"):
            return self.consent(record_id, *key.split("_")[1:])
        if key == "vehicle_brand":
            vehicle = self.world.records[category][record_id].vehicle_id
            return vehicle.brand_id.id or None
        return self.world.field(category, record_id, FIELDS[category].get(key, key))

    def customer_company_type(self, record_id):
        return "company" if self.world.field("customer", record_id, "is_company") else "person"

    def customer_email_present(self, record_id):
        return bool(self.world.field("customer", record_id, "email_normalized"))

    def customer_email_dead(self, record_id):
        return self.world.field("customer", record_id, "email_normalized") in self.world.dead["email"]

    def customer_mobile_present(self, record_id):
        number = self.world.field("customer", record_id, "phone_sanitized") or ""
        return number.startswith(("+336", "+337", "+1"))  # America does not tell mobiles from landlines

    def customer_blacklisted(self, record_id):
        email = self.world.field("customer", record_id, "email_normalized")
        return bool({email, self.world.field("customer", record_id, "phone_sanitized")} & self.world.blacklist)

    def consent(self, record_id, purpose, channel):
        customer = self.world.records["customer"][record_id]
        granted = find_decision(customer, customer.env.company, purpose, channel)
        return {True: "granted", False: "refused", None: "undecided"}[granted]

    def vehicle_age(self, record_id):
        born = self.world.field("vehicle", record_id, "first_registration_date")
        if born is None:
            return None
        years = self.today.year - born.year + 1
        while born + relativedelta(years=years) > self.today:
            years -= 1
        return years

    def vehicle_last_visit(self, record_id):
        owner = self.world.field("vehicle", record_id, CUSTOMER)
        visits = [
            order.closed_at or order.opened_at
            for order in self.world.records["repair_order"].values()
            if order.status != "cancelled"
            and (
                order.vehicle_id.id == record_id
                or (not order.vehicle_id and find_customer("repair_order", order.partner_id).id == owner)
            )
        ]
        return max(visits, default=None)

    def vehicle_appointment_coming(self, record_id):
        owner = self.world.field("vehicle", record_id, CUSTOMER)
        return any(
            find_customer("appointment", appointment.customer_id).id == owner
            and appointment.start >= self.now
            and appointment.appointment_status not in ("cancelled", "no_show")
            for appointment in self.world.records["appointment"].values()
        )

    def opportunity_neglected(self, record_id):
        """Return whether so many working days lie between the last that was done or planned and today."""
        lead = self.world.records["opportunity"][record_id]
        team, zone = lead.team_id, tz.gettz(lead.team_id.tz or "UTC")
        if not team.neglected_after_days or lead.lead_state != "open" or not lead.active:
            return False

        def local_day(moment):
            return moment.replace(tzinfo=tz.UTC).astimezone(zone).date()

        days = [local_day(lead.acted_at), *lead.activity_ids.mapped("date_deadline")]
        days += [
            local_day(visit.start)
            for visit in self.world.records["appointment"].values()
            if visit.opportunity_id == lead and visit.appointment_status != "cancelled"
        ]
        today, holidays = local_day(self.now), country_holidays("FR")
        between = (max(days) + timedelta(days=number) for number in range(1, (today - max(days)).days))
        return sum(day.weekday() < 5 and day not in holidays for day in between) >= team.neglected_after_days

    def invoice_addressee_email(self, record_id):
        return bool(self.world.records["invoice"][record_id].partner_id.email_normalized)

    def invoice_days_overdue(self, record_id):
        def read(name):
            return self.world.field("invoice", record_id, name)

        unpaid = read("payment_state") in ("not_paid", "partial") and read("move_type") == "out_invoice"
        return (self.today - read("invoice_date_due")).days if unpaid and read("invoice_date_due") else None

    # -- dates --------------------------------------------------------------------------------------

    def to_local(self, moment):
        return moment.replace(tzinfo=tz.UTC).astimezone(self.zone).replace(tzinfo=None)

    def to_utc(self, local):
        aware = local.replace(tzinfo=self.zone)
        while not tz.datetime_exists(aware):
            aware = aware.replace(second=0, microsecond=0) + timedelta(minutes=1)
        return aware.astimezone(tz.UTC).replace(tzinfo=None)

    def date_holds(self, value, operator, expected):
        """Return whether a day or a moment (naive UTC) passes the test."""
        if operator == "anniversary":
            return self.is_anniversary(value, expected["n"])
        if operator in ("on", "before", "after", "between"):
            return self.fixed_holds(value, operator, expected)
        sign = -1 if operator.startswith("ago") else 1
        if isinstance(value, datetime):
            return self.moment_holds(value, operator, sign, expected["n"], expected["unit"])
        return self.day_holds(value, operator, sign, expected["n"], expected["unit"])

    def day_holds(self, value, operator, sign, count, unit):
        if unit == "working_day":
            day, reached = value, self.shift(self.today, sign * count, unit)
        else:
            # So far from the day, a month's end clipped: "1 month ago" is whatever comes to today by a month.
            day, reached = self.shift(value, -sign * count, unit), self.today
        return DAY_TESTS[operator](day, reached) and (operator not in UP_TO_TODAY or self.is_passed(value, sign))

    def is_passed(self, value, sign):
        """Return whether a date has come, or is still to come; now, and today, are both."""
        present = self.now if isinstance(value, datetime) else self.today
        return value <= present if sign < 0 else value >= present

    def moment_holds(self, value, operator, sign, count, unit):
        if unit in ("minute", "hour"):
            return self.length_holds(value, operator, sign, count, unit)
        if operator in ("ago_less", "ago_more", "ahead_less", "ahead_more"):
            return self.bound_holds(value, operator, sign, self.moment_away(sign, count, unit))
        # The day so far away belongs to it from its first minute to its last.
        passed = not operator.endswith("at_most") or self.is_passed(value, sign)
        return passed and self.day_holds(self.to_local(value).date(), operator, sign, count, unit)

    def length_holds(self, value, operator, sign, count, unit):
        length = timedelta(minutes=1) if unit == "minute" else timedelta(hours=1)
        if operator in ("ago_exactly", "ahead_exactly"):
            distance = (value - self.now) * sign
            return distance >= timedelta(0) and distance // length == count
        return self.bound_holds(value, operator, sign, self.now + sign * count * length)

    def bound_holds(self, value, operator, sign, bound):
        return MOMENT_TESTS[operator](value, bound) and (operator not in UP_TO_TODAY or self.is_passed(value, sign))

    def moment_away(self, sign, count, unit):
        """Return the time now on the nearest day exactly so far away, or the midnight where there would be one."""
        operator = "ago_exactly" if sign < 0 else "ahead_exactly"
        near = self.shift(self.today, sign * count, unit)
        around = [near + timedelta(days=days) for days in range(-4, 5)]
        days = [day for day in around if self.day_holds(day, operator, sign, count, unit)]
        if days:
            return self.to_utc(
                datetime.combine(max(days) if sign < 0 else min(days), self.local_now.time().replace(fold=0))
            )
        later = "ago_less" if sign < 0 else "ahead_more"
        return self.to_utc(
            datetime.combine(next(day for day in around if self.day_holds(day, later, sign, count, unit)), time.min)
        )

    def shift(self, value, count, unit):
        """Step through the calendar; working days are walked one by one."""
        if unit != "working_day":
            return value + relativedelta(**{f"{unit}s": count})
        remaining = abs(count)
        while remaining:
            value += timedelta(days=1 if count > 0 else -1)
            day = value.date() if isinstance(value, datetime) else value
            if day.weekday() in self.weekdays and day not in self.closed:
                remaining -= 1
        return value

    def fixed_holds(self, value, operator, expected):
        local = self.to_local(value) if isinstance(value, datetime) else datetime.combine(value, datetime.min.time())
        ends = expected if operator == "between" else [expected]
        if all(len(end) == 10 for end in ends):
            days = [datetime.fromisoformat(end).date() for end in ends]
            return compare_ends(operator, local.date(), days)
        return compare_ends(operator, value, [self.to_utc(datetime.fromisoformat(end)) for end in ends])

    def is_anniversary(self, value, ahead):
        day = self.today + timedelta(days=ahead)
        born = self.to_local(value).date() if isinstance(value, datetime) else value
        return born.year < day.year and born + relativedelta(year=day.year) == day


# Between the date and now, or today; the others are open.
UP_TO_TODAY = ("ago_less", "ago_at_most", "ahead_less", "ahead_at_most")
# The day that the date comes to, and the one that it has to reach.
DAY_TESTS = {
    "ago_exactly": lambda day, reached: day == reached,
    "ago_less": lambda day, reached: day > reached,
    "ago_more": lambda day, reached: day <= reached,
    "ago_at_most": lambda day, reached: day >= reached,
    "ago_at_least": lambda day, reached: day <= reached,
    "ahead_exactly": lambda day, reached: day == reached,
    "ahead_less": lambda day, reached: day < reached,
    "ahead_more": lambda day, reached: day >= reached,
    "ahead_at_most": lambda day, reached: day <= reached,
    "ahead_at_least": lambda day, reached: day >= reached,
}
MOMENT_TESTS = {
    "ago_less": lambda value, bound: value >= bound,
    "ago_more": lambda value, bound: value < bound,
    "ago_at_most": lambda value, bound: value >= bound,
    "ago_at_least": lambda value, bound: value <= bound,
    "ahead_less": lambda value, bound: value < bound,
    "ahead_more": lambda value, bound: value >= bound,
    "ahead_at_most": lambda value, bound: value <= bound,
    "ahead_at_least": lambda value, bound: value >= bound,
}

COMPARISONS = {
    "is": lambda value, expected: value == expected,
    "contains": lambda value, expected: expected.lower() in value.lower(),
    "starts_with": lambda value, expected: value.lower().startswith(expected.lower()),
    "in": lambda value, expected: value in expected,
    "between": lambda value, expected: expected[0] <= value <= expected[1],
    "=": lambda value, expected: value == expected,
    "!=": lambda value, expected: value != expected,
    "<": lambda value, expected: value < expected,
    "<=": lambda value, expected: value <= expected,
    ">": lambda value, expected: value > expected,
    ">=": lambda value, expected: value >= expected,
}


def compare(operator, value, expected):
    """Compare a text, a number, a choice or an id."""
    return COMPARISONS[operator](value, expected)


def compare_ends(operator, value, ends):
    """Compare with fixed days or moments."""
    match operator:
        case "on":
            return value == ends[0]
        case "before":
            return value < ends[0]
        case "after":
            return value > ends[0]
    return ends[0] <= value <= ends[1]
