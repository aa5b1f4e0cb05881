from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import ADMINISTRATOR, DealershipCommon

OURS = "crm_dealership"
# Odoo shows the values that follow a link (``related=``) to whoever sees the record, whatever they may see of what it
# links to. Written by hand: the links that are followed so, and why whoever sees the record may see what they show.
FOLLOWED = """
account.move                        commercial_partner_id   for which customer it counts
account.move                        journal_id              which source it was loaded from, by name
calendar.event                      customer_id             for which customer it counts
calendar.event                      vehicle_id              vehicles are one file per company; the brand only
crm.lead                            partner_id              for which customer it counts
dealership.call                     partner_id              for which customer it counts
dealership.contact.rule.hours       rule_id                 whose rule it is
dealership.delivery                 mail_message_id         the message as sent is the delivery's
dealership.delivery                 partner_id              for which customer it counts
dealership.delivery                 scenario_id             which targeting it was, by name
dealership.feed                     source_id               its company
dealership.feed.code                feed_id                 its company
dealership.feed.load                feed_id                 its company
dealership.feed.row                 load_id                 its company and its feed
dealership.lead.lifetime            team_id                 its company
dealership.number.purchase          account_id              what the provider can do
dealership.rehearsal                scenario_id             the currency
dealership.rehearsal.line           rehearsal_id            the currency
dealership.recall.vehicle           owner_id                for which customer it counts
dealership.recall.vehicle           recall_id               its company, and whether it is about safety
dealership.recall.vehicle           vehicle_id              one file per company; its owner and point of sale
dealership.reminder.todo            delivery_id             is that delivery
dealership.reminder.todo            partner_id              customers are one file per company; to be called
dealership.repair.order             company_id              the currency
dealership.repair.order             partner_id              for which customer it counts
dealership.repair.order             vehicle_id              vehicles are one file per company; the brand only
dealership.reply                    delivery_id             which scenario it was, by name
dealership.scenario                 targeting_id            whom it is for, and how many: part of the scenario
dealership.scenario.configure       model_id                the gallery is everybody's
dealership.scenario.configure.step  configure_id            is seen with it
dealership.scenario.run             scenario_id             is seen with it
dealership.scenario.step            scenario_id             is seen with it
dealership.targeting                last_import_id          that it was imported, and how it went
dealership.targeting.import         targeting_id            its company
dealership.targeting.import.create  import_id               is that import
dealership.targeting.import.row     import_id               is seen with it
dealership.targeting.operand        operand_id              both are seen, or the operand is not
dealership.targeting.operand        operation_id            both are seen, or the operand is not
dealership.vehicle.owner            partner_id              for which customer it counts
dealership.vehicle.owner            vehicle_id              vehicles are one file per company; its company and currency
fleet.vehicle                       company_id               the currency
fleet.vehicle                       owner_id                for which customer it counts
res.config.settings                 company_id              is that company
"""


@tagged("post_install", "-at_install")
class TestFollowedLinks(DealershipCommon):
    """What a record shows of another one, and which other ones it can name."""

    def test_11_every_link_that_is_followed_has_a_reason(self):
        listed = {tuple(line.split()[:2]) for line in FOLLOWED.strip().splitlines()}
        followed = {
            (name, field.related.partition(".")[0])
            for name, model in self.env.registry.items()
            for field in model._fields.values()
            if field.related and field.compute_sudo and not field.inherited and OURS in field._modules
        }
        self.assertEqual(followed - listed, set(), "Followed as superuser, without a reason")
        self.assertEqual(listed - followed, set(), "Reasons for what is not followed")

    def test_11_a_call_shows_nothing_of_a_lead_that_one_may_not_see(self):
        """A lead moves to another site, or to a colleague; its calls stay where they were taken."""
        tag = self.env["crm.tag"].create({"name": "Cash"})
        lead = self.make_lead(user_id=self.user_sales_b.id, team_id=self.team_b.id, tag_ids=[Command.set(tag.ids)])
        mine = self.make_lead(tag_ids=[Command.set(tag.ids)])
        hidden, shown = self.env["dealership.call"].create(
            [{"team_id": self.team_a.id, "outcome": "missed", "lead_id": each.id} for each in (lead, mine)]
        )
        self.assertEqual(hidden.lead_tag_ids, tag, "the superuser has it in the cache")
        calls = (hidden + shown).with_user(self.user_sales)
        names = ("lead_status", "lead_state", "lead_tag_ids", "deadline_at", "open_intervals", "lead_user_id")
        rows = {row["id"]: row for row in calls.read(names)}
        self.assertEqual({bool(rows[hidden.id][name]) for name in names}, {False})
        self.assertEqual(rows[shown.id]["lead_tag_ids"], tag.ids)
        self.assertEqual(rows[shown.id]["lead_user_id"][0], self.user_sales.id)
        ours = [("id", "in", calls.ids)]
        for domain in (
            [("lead_tag_ids", "in", tag.ids)],
            [("lead_user_id", "!=", False)],
            [("lead_status", "=", lead.lead_status)],
            [("lead_state", "=", lead.lead_state)],
        ):
            with self.subTest(domain):
                self.assertEqual(calls.search(ours + domain), calls[1])
                self.assertEqual(calls.sudo().search(ours + domain), calls)

    def test_11_an_administrator_of_two_companies_mixes_none(self):
        administrator = self._make_user("test_of_both", "Of Both", ADMINISTRATOR, self.company_a + self.company_b)
        env = self.env(user=administrator, context={"allowed_company_ids": administrator.company_ids.ids})
        elsewhere = {"team_id": False, "company_id": self.company_b.id}
        targeting, message = self.make_targeting(**elsewhere), self.make_message(**elsewhere)
        own_targeting, own_message = self.make_targeting(team_id=False), self.make_message(team_id=False)
        scenario = self.make_scenario(own_targeting, message=own_message, team_id=False, state="draft")
        scenario = scenario.with_env(env)
        call = env["dealership.call"].create({"team_id": self.team_a.id, "company_id": self.company_a.id})
        for record, vals in [
            (scenario, {"targeting_id": targeting.id}),
            (scenario, {"company_id": self.company_b.id}),
            (scenario.step_ids, {"message_id": message.id}),
            (scenario.step_ids, {"fallback_message_id": message.id}),
            (own_targeting.with_env(env), {"company_id": self.company_b.id}),
            (own_message.with_env(env), {"company_id": self.company_b.id}),
            (call, {"team_id": self.team_foreign.id}),
            (call, {"company_id": self.company_b.id}),
        ]:
            with (
                self.subTest(record=record, vals=vals),
                self.assertRaisesRegex(UserError, "belongs to another company"),
                self.env.cr.savepoint(),
            ):
                record.write(vals)
        shared = self.make_message(team_id=False, company_id=False)
        scenario.step_ids.message_id = shared.id
        self.assertEqual(scenario.step_ids.message_id, shared)
