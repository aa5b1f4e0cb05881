from odoo.models import MAGIC_COLUMNS
from odoo.tests import TransactionCase, tagged

MODULE = "crm_dealership"
# What becomes of a record when what one of its links leads to is deleted. One line for each stored link of ours, also
# of those that we add to Odoo's models; decided by hand, see `test_11_17_every_link_is_decided`.
#
# restrict  The link narrows who is written to, who sees the record or what is done; empty would mean more of it.
#           Deleting the target is refused, with the list of what depends on it.
# part      The record is a part of the target and goes with it.
# fact      The link says what the record is about or where it came from. Nothing is done because it is empty.
# dialog    An open dialog that goes with its target: without it, it would ask for something else.
# odoo      Odoo's own column, of which we change the label. "odoo held": narrows; see `LINKS_OF_ODOO`.
TABLE = """
account.journal                         dealership_source_id     restrict   empty: anybody's invoices, to be sent
account.journal                         dealership_team_id       restrict   which list of open items speaks of them
account.move                            counts_for_id            fact       computed anew
account.move                            settles_id               restrict   what it settles would be open again
account.move                            team_id                  odoo held  who sees it
calendar.event                          counts_for_id            fact       computed anew
calendar.event                          customer_id              fact       nobody to write to
calendar.event                          team_id                  restrict   who sees it, which scenarios reach it
calendar.event                          vehicle_id               fact       what it is about
crm.lead                                brand_id                 fact       what it is about; rules about brands: see 18
crm.lead                                closed_by_call_id        fact       where it came from
crm.lead                                counts_for_id            fact       computed anew
crm.lead                                dealership_delivery_id   fact       where it came from
crm.lead                                lifetime_id              fact       computed anew
crm.lead                                original_id              fact       shown only
crm.lead                                team_id                  odoo held  who sees it, which scenarios reach it
crm.lead                                vehicle_id               fact       what it is about
crm.team                                brand_ids                fact       shown only
crm.team                                country_id               fact       its time zone stays
crm.team                                resource_calendar_id     restrict   empty: the hours of the company
crm.team                                service_manager_id       fact       said only
crm.team                                specialisation_ids       fact       shown only
crm.team                                state_id                 fact       its time zone stays
crm.team.member                         enquiry_type_ids         restrict   empty: all types of enquiry
dealership.call                         account_id               fact       where it came from
dealership.call                         answered_by_id           fact       a call that was merged or erased
dealership.call                         company_id               restrict   who sees it
dealership.call                         counts_for_id            fact       computed anew
dealership.call                         delivery_id              fact       what asked for it
dealership.call                         lead_id                  fact       what came of it
dealership.call                         partner_id               fact       who called
dealership.call                         purpose_by_id            fact       who said so
dealership.call                         team_id                  restrict   who sees it
dealership.call                         tracking_number_id       restrict   what is done with it
dealership.call                         user_id                  fact       who answered
dealership.call.event                   account_id               part       what the provider said
dealership.call.event                   call_id                  fact       what came of it
dealership.caller                       company_id               part       a queue of the company
dealership.consent                      company_id               restrict   empty: the whole group
dealership.consent                      entered_by_id            restrict   part of the proof
dealership.consent                      partner_id               fact       hashes say whose it was
dealership.consent                      topic_id                 restrict   empty: all topics
dealership.consent.record               company_id               dialog
dealership.consent.record               partner_id               dialog
dealership.consent.record               topic_id                 dialog
dealership.consent.state                company_id               part       what its decisions come to
dealership.consent.state                consent_id               part       what it comes to
dealership.consent.state                partner_id               part       what their decisions come to
dealership.consent.state                topic_id                 part       a topic of decisions can't be deleted
dealership.contact.rule                 company_id               part       rules of the company
dealership.contact.rule                 country_id               part       rules of the country
dealership.contact.rule                 state_id                 part       rules of the state
dealership.contact.rule.hours           company_id               part       hours of a rule of the company
dealership.contact.rule.hours           rule_id                  part       hours of the rule
dealership.customer.kind.rule           country_id               part       rules of the country
dealership.delivery                     company_id               restrict   who sees it
dealership.delivery                     counts_for_id            fact       computed anew
dealership.delivery                     done_by_id               fact       who did it
dealership.delivery                     enrolment_id             part       a step of the enrolment
dealership.delivery                     gathered_into_id         fact       goes on its own
dealership.delivery                     mail_message_id          fact       what was sent
dealership.delivery                     partner_id               fact       nobody to write to
dealership.delivery                     reading_id               fact       waits until its day instead
dealership.delivery                     run_id                   part       of the run
dealership.delivery                     scenario_id              part       of the scenario, which stays once it ran
dealership.delivery                     signatory_id             fact       answers go to the next in line
dealership.delivery                     step_id                  part       of the step, which stays once it is used
dealership.delivery                     team_id                  restrict   who sees it
dealership.enrolment                    company_id               restrict   who sees it
dealership.enrolment                    partner_id               fact       nobody to write to
dealership.enrolment                    run_id                   part       of the run
dealership.enrolment                    scenario_id              part       of the scenario, which stays once it ran
dealership.enrolment                    team_id                  restrict   who sees it
dealership.dead.address                 company_id               fact       it is dead whoever found out
dealership.dead.address                 delivery_id              fact       where it came from
dealership.dead.address                 lifted_by_id             fact       who said so
dealership.dead.address                 mail_server_id           fact       which bursts it counts for
dealership.delivery                     mail_server_id           fact       which bursts it counts for
dealership.sending.pause                mail_server_id           part       nothing leaves through what is gone
dealership.sending.pause                resumed_by_id            fact       who said so
dealership.do.not.contact               company_id               part       a list of the company
dealership.do.not.contact.import        company_id               dialog
dealership.do.not.contact.problem       import_id                dialog
dealership.duplicate                    company_id               part       of the company's customer file
dealership.duplicate                    other_id                 part       two who may be one
dealership.duplicate                    partner_id               part       two who may be one
dealership.duplicate                    user_id                  fact       who said so
dealership.make.values                  brand_id                 part       what is said of that make
dealership.make.values                  service_manager_id       fact       said only
dealership.make.values                  team_id                  part       a setting of the point of sale
dealership.matching.rule                company_id               part       a rule of the company
dealership.matching.setup               company_id               dialog
dealership.matching.setup.line          setup_id                 dialog
dealership.matching.setup.row           setup_id                 dialog
dealership.matching.setup.row           candidate_ids            dialog
dealership.erasure                      company_id               restrict   empty: of all companies
dealership.erasure                      sharer_ids               fact       nobody left to be taken for whom was erased
dealership.erasure.confirm              partner_id               dialog
dealership.feed                         company_id               fact       that of its source
dealership.feed                         source_id                restrict   what its records are known by
dealership.feed                         team_id                  restrict   where what it brings goes
dealership.feed.code                    feed_id                  part       of the feed
dealership.feed.code                    team_id                  part       what a word means
dealership.feed.code                    user_id                  part       what a word means
dealership.feed.column                  feed_id                  part       of the feed
dealership.feed.load                    company_id               fact       that of its feed
dealership.feed.load                    feed_id                  part       what the feed has loaded
dealership.feed.record                  source_id                part       what the source has said
dealership.feed.row                     company_id               fact       that of its load
dealership.feed.row                     feed_id                  fact       that of its load
dealership.feed.row                     load_id                  part       of the load
dealership.feed.trace                   load_id                  part       what the load has done
dealership.feed.undo                    load_id                  dialog
dealership.inspection.rule              country_id               part       rules of the country
dealership.lead.lifetime                company_id               fact       that of its point of sale
dealership.lead.lifetime                enquiry_type_ids         restrict   empty: all types of enquiry
dealership.lead.lifetime                team_id                  part       a setting of the point of sale
dealership.lead.mail.label              profile_id               part       of the profile
dealership.lead.mail.profile            company_id               part       how the company reads its e-mails
dealership.lead.mail.profile            team_id                  restrict   where its leads go
dealership.lead.mail.profile            utm_medium_id            restrict   what its leads count for
dealership.lead.mail.profile            utm_source_id            restrict   what its leads count for
dealership.lead.receipt                 company_id               part       what the company received
dealership.lead.receipt                 lead_id                  part       sent again, it is a new lead
dealership.lead.receipt                 team_id                  part       what the point of sale received
dealership.lead.salesperson             lead_id                  dialog
dealership.lead.salesperson             user_id                  dialog
dealership.message                      attachment_ids           restrict   what is sent
dealership.message                      company_id               restrict   empty: shared by all companies
dealership.message                      picture_ids              restrict   what is sent
dealership.message                      report_id                restrict   what is sent
dealership.message                      revised_by_id            fact       who changed it last
dealership.message                      team_id                  restrict   who sees it
dealership.message.preview              message_id               dialog
dealership.message.preview              scenario_id              dialog
dealership.number.purchase              account_id               dialog
dealership.number.purchase              country_id               dialog
dealership.number.purchase              line_id                  fact       a choice: asked for again
dealership.number.purchase              source_id                dialog
dealership.number.purchase              team_id                  dialog
dealership.number.purchase.line         purchase_id              dialog
dealership.provider.account             company_id               restrict   who sees it, whose calls they are
dealership.rehearsal                    scenario_id              dialog
dealership.rehearsal.line               partner_id               dialog
dealership.rehearsal.line               rehearsal_id             dialog
dealership.rehearsal.line               scenario_id              dialog
dealership.rehearsal.line               step_id                  dialog
dealership.purge                        company_id               restrict   who sees it
dealership.purge                        user_id                  restrict   who confirmed it
dealership.purge.confirm                purge_id                 dialog
dealership.purge.line                   purge_id                 part       of the purge
dealership.region                       country_id               part       a part of the country
dealership.region                       state_id                 part       a part of the country
dealership.reminder.postpone            delivery_ids             fact       nothing left to postpone
dealership.reminder.setup               company_id               dialog
dealership.reminder.setup               made_ids                 dialog
dealership.reminder.setup               profile_id               dialog
dealership.reminder.setup               signatory_user_id        dialog
dealership.reminder.setup               source_profile_id        dialog
dealership.recall                       brand_id                 restrict   which vehicles it is about
dealership.recall                       company_id               restrict   who sees it
dealership.recall.load                  recall_id                dialog
dealership.recall.vehicle               company_id               fact       that of its recall
dealership.recall.vehicle               counts_for_id            fact       computed anew
dealership.recall.vehicle               owner_id                 fact       that of its vehicle
dealership.recall.vehicle               recall_id                part       of the recall
dealership.recall.vehicle               repair_order_id          fact       in which it is repaired
dealership.recall.vehicle               team_id                  fact       that of its vehicle
dealership.recall.vehicle               vehicle_id               fact       waits until the vehicle is known again
dealership.repair.order                 advisor_id               fact       others of the point of sale see to it
dealership.repair.order                 appointment_id           fact       where it came from
dealership.repair.order                 company_id               restrict   who sees it
dealership.repair.order                 counts_for_id            fact       computed anew
dealership.repair.order                 partner_id               restrict   whose it is
dealership.repair.order                 team_id                  restrict   who sees it, which scenarios reach it
dealership.repair.order                 vehicle_id               fact       what it is about
dealership.reply                        company_id               restrict   who sees it
dealership.reply                        delivery_id              fact       what it answers
dealership.reply                        mail_message_id          fact       the e-mail that it is
dealership.reply                        partner_id               fact       a person says who wrote it
dealership.reply                        scenario_id              fact       what it answers
dealership.reply                        team_id                  restrict   who sees it
dealership.reply                        user_id                  fact       who was told
dealership.scenario                     answer_user_ids          fact       without any, whoever signs gets the answers
dealership.scenario                     company_id               restrict   whom it reaches
dealership.scenario                     mail_server_id           restrict   which way e-mails leave
dealership.scenario                     reminder_profile_id      restrict   whom it reaches
dealership.scenario                     revised_by_id            fact       who changed it last
dealership.scenario                     scenario_model_id        fact       where it came from
dealership.scenario                     signatory_user_id        restrict   who signs
dealership.scenario                     targeting_id             restrict   whom it reaches
dealership.scenario                     team_id                  restrict   empty: the whole company
dealership.scenario                     told_user_ids            fact       told besides
dealership.scenario                     rights_user_id           restrict   with whose rights it runs
dealership.scenario                     topic_id                 restrict   empty: what was decided about all topics
dealership.scenario                     user_id                  restrict   who answers for it
dealership.scenario.already.matching           scenario_id              part       of the scenario
dealership.scenario.configure           company_id               dialog
dealership.scenario.configure           model_id                 dialog
dealership.scenario.configure           reminder_profile_id      dialog
dealership.scenario.configure           scenario_id              dialog
dealership.scenario.configure           signatory_user_id        dialog
dealership.scenario.configure           targeting_id             dialog
dealership.scenario.configure           team_id                  dialog     empty: the whole company
dealership.scenario.configure.step      configure_id             dialog
dealership.scenario.configure.step      model_step_id            dialog
dealership.scenario.model.step          lead_tag_ids             fact       proposed only
dealership.scenario.model.step          model_id                 part       of the card
dealership.scenario.refuse              scenario_id              dialog
dealership.scenario.run                 company_id               fact       that of its scenario
dealership.scenario.run                 scenario_id              part       of the scenario, which stays once it ran
dealership.scenario.run                 team_id                  restrict   who sees it
dealership.scenario.step                fallback_message_id      restrict   what is sent
dealership.scenario.step                lead_tag_ids             restrict   what is done
dealership.scenario.step                message_id               restrict   what is sent
dealership.scenario.step                scenario_id              part       of the scenario
dealership.scenario.step                task_activity_type_id    restrict   what is done
dealership.sending.domain               company_id               part       what DNS says of its domains
dealership.source                       company_id               restrict   whose leads it makes
dealership.source                       team_id                  restrict   where its leads go
dealership.source                       utm_medium_id            restrict   what its leads count for
dealership.source                       utm_source_id            restrict   what its leads count for
dealership.source.key                   source_id                part       a key of the source
dealership.source.request               key_id                   fact       what it was posted with
dealership.source.request               source_id                part       what the source posted
dealership.targeting                    company_id               restrict   who sees it
dealership.team.archived                destination_id           dialog
dealership.team.archived                team_ids                 fact       nothing left to move
dealership.targeting                    last_import_id           fact       without a file it finds nobody
dealership.targeting                    revised_by_id            fact       who changed it last
dealership.targeting                    team_id                  restrict   who sees it, whose days count
dealership.targeting                    rights_user_id           restrict   with whose rights it is counted
dealership.targeting                    user_id                  restrict   who sees it
dealership.targeting.change             targeting_id             dialog
dealership.targeting.import             targeting_id             part       a file of the targeting
dealership.targeting.import             user_id                  restrict   with whose rights it runs
dealership.targeting.import.column      import_id                part       of the file
dealership.targeting.import.create      import_id                dialog
dealership.targeting.import.row         candidate_ids            fact       one fewer to choose from
dealership.targeting.import.row         import_id                part       of the file
dealership.targeting.import.row         partner_id               fact       nobody to write to
dealership.targeting.operand            operand_id               part       operations refuse it before
dealership.targeting.operand            operation_id             part       of the operation
dealership.targeting.snapshot           targeting_id             part       of the targeting
dealership.targeting.why                partner_id               dialog
dealership.targeting.why                targeting_id             dialog
dealership.test.message                 company_id               part       a line in the log of the company
dealership.test.message                 user_id                  part       counts against the limit of that user
dealership.topic                        company_id               restrict   empty: of all companies
dealership.tracking.number              account_id               restrict   whose number it is
dealership.tracking.number              campaign_id              restrict   what its calls count for
dealership.tracking.number              company_id               restrict   who sees it
dealership.tracking.number              medium_id                restrict   what its calls count for
dealership.tracking.number              source_id                restrict   what its calls count for
dealership.tracking.number              team_id                  restrict   where its calls go
dealership.vehicle.owner                company_id               fact       that of the vehicle
dealership.vehicle.owner                counts_for_id            fact       computed anew
dealership.vehicle.owner                partner_id               part       a time of theirs
dealership.vehicle.owner                team_id                  fact       where it was sold
dealership.vehicle.owner                user_id                  fact       who sold it
dealership.vehicle.owner                vehicle_id               part       of the vehicle
fleet.vehicle                           counts_for_id            fact       computed anew
fleet.vehicle                           last_service_order_id    fact       computed anew
fleet.vehicle                           owner_id                 fact       nobody to write to
fleet.vehicle                           team_id                  restrict   who sees it, which scenarios reach it
ir.actions.server                       dealership_call_number_id  restrict  which number a call is counted for
ir.actions.server                       dealership_scenario_id   restrict   empty: out of all scenarios
mail.activity                           dealership_delivery_id   fact       where it came from
mailing.trace                           dealership_delivery_id   part       what became of the delivery
res.company                             dealership_open_items_account_id  restrict  what its loaded invoices stand on
res.company                             dealership_open_items_counterpart_id  restrict  the same
res.partner                             customer_profile_id      restrict   which reminders they get
res.partner                             same_customer_id         fact       computed anew
res.partner                             team_id                  restrict   which scenarios reach them
"""
# Decision → what PostgreSQL does, for a many2one and for a many2many.
ONDELETE = {
    "restrict": ("restrict", "restrict"),
    "part": ("cascade", "cascade"),
    "fact": ("set null", "cascade"),
    "dialog": ("cascade", "cascade"),
    "odoo held": ("set null", "cascade"),
}


@tagged("post_install", "-at_install")
class TestLinksTable(TransactionCase):
    """What becomes of each record when what it is linked to is deleted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.decisions = {}
        for line in TABLE.strip().splitlines():
            model, field, decision = line.split()[:3]
            cls.decisions[model, field] = "odoo held" if decision == "odoo" else decision

    def _get_links(self):
        """Return (model, field) → the field, of all stored links of this addon."""
        return {
            (name, field.name): field
            for name, model in self.env.registry.items()
            if model._auto and not model._abstract
            for field in model._fields.values()
            if _is_link_of_ours(field)
        }

    def test_11_17_every_link_is_decided(self):
        """A new link needs a line in the table: think of what it means when its target is deleted."""
        self.assertEqual(set(self._get_links()), set(self.decisions))

    def test_11_17_every_link_does_what_was_decided(self):
        wrong = {
            key: (self.decisions[key], done)
            for key, field in self._get_links().items()
            if (done := field.ondelete or "set null") != ONDELETE[self.decisions[key]][field.type == "many2many"]
        }
        self.assertFalse(wrong)

    def test_11_17_what_narrows_holds_its_target(self):
        """Deleting is refused in words, before the database does."""
        holding = {(model, field) for links in self.env["base"]._get_holding_links().values() for model, field in links}
        narrowing = {
            key
            for key, decision in self.decisions.items()
            if decision in ("restrict", "odoo held") and not self.env[key[0]]._transient
        }
        self.assertFalse(narrowing - holding)


def _is_link_of_ours(field):
    is_link = field.type in ("many2one", "many2many") and field.store and field.name not in MAGIC_COLUMNS
    return is_link and MODULE in field._modules
