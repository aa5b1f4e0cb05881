"""Who may do what with which records: written by hand, from what was asked for, never from the code.

Columns are roles. *public* is the visitor, *portal* a customer who logs in, *internal* an employee without a role,
*accountant* one who has Invoicing and nothing else, *user*, *director* and *admin* the roles of the dealership.

Lines are places, as the role sees them:

- ``own``: the point of sale (or, for what has none, the company) one belongs to; for people without a role, any;
- ``none``: of one's company, and of no point of sale;
- ``other``: another point of sale of one's company;
- ``foreign``: another company;
- ``all``: what is the same for everybody, whatever the company;
- ``mine`` and ``others``: dialogues one opened oneself, and those that somebody of the same point of sale opened.

Somebody else is always in charge of the record. Codes:

    R  read by id, search, list, count, group, find by name, follow from another record; export by those who may export
    W  write      C  create there, for oneself      D  delete      -  nothing
    Copying is for R and C together, at most.

``model/variant`` is a second record of a model, which differs in what the variant says.
"""

ACCESS = """
            public    portal    internal  accountant  user      director  admin

== Whom and what a dealership knows ==
dealership.repair.order
    own     -         -         -         -           RWC       RWC       RWCD
    none    -         -         -         -           RWC       RWC       RWCD
    other   -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
# Vehicles are one file per company; who owned them follows from what is done.
dealership.vehicle.owner
    own     -         -         -         -           R         R         R
    none    -         -         -         -           R         R         R
    other   -         -         -         -           R         R         R
    foreign -         -         -         -           -         -         -
# So are recalls: whoever sees a vehicle may say that it is repaired; lists are loaded by Directors.
dealership.recall
    own     -         -         -         -           R         RWC       RWCD
    foreign -         -         -         -           -         -         -
dealership.recall.vehicle
    own     -         -         -         -           RW        RW        RWD
    foreign -         -         -         -           -         -         -
# Customers are one file per company: so are their decisions.
# Nobody changes or deletes one.
dealership.consent
    own     -         -         -         -           RC        RC        RC
    none    -         -         -         -           RC        RC        RC
    other   -         -         -         -           RC        RC        RC
    foreign -         -         -         -           -         -         -
dealership.consent.state
    own     -         -         -         -           R         R         R
    none    -         -         -         -           R         R         R
    other   -         -         -         -           R         R         R
    foreign -         -         -         -           -         -         -
# Hashes of who is gone: of no company.
dealership.erasure
    all     -         -         -         -           -         -         R
dealership.topic
    own     -         -         -         -           R         R         RWCD
    foreign -         -         -         -           -         -         -
# Who is likely one: found by a search, decided by buttons.
dealership.duplicate
    own     -         -         -         -           -         R         R
    foreign -         -         -         -           -         -         -
dealership.matching.rule
    own     -         -         -         -           R         R         RWCD
    foreign -         -         -         -           -         -         -
# It says how one is reminded: accountants do that.
dealership.customer.profile
    all     -         -         -         R           R         R         RWCD
# Points of sale are read by everybody of their company, and kept by Administrators.
dealership.make.values
    own     -         -         -         -           R         R         RWCD
    other   -         -         -         -           R         R         RWCD
    foreign -         -         -         -           -         -         -
dealership.specialisation
    all     -         -         -         -           R         R         RWCD
# Shown on leads and sales teams, to everybody who sees these.
dealership.enquiry.type
    all     -         -         R         R           R         R         RWCD
dealership.lead.lifetime
    own     -         -         R         R           R         RWCD      RWCD
    other   -         -         R         R           -         -         RWCD
    foreign -         -         -         -           -         -         -
# The law of a country: the same for all companies.
dealership.region
    all     -         -         -         -           R         R         RWCD
dealership.contact.rule
    all     -         -         -         -           R         R         R
dealership.contact.rule.hours
    all     -         -         -         -           R         R         R
# What a company decides instead of it.
dealership.contact.rule/own
    own     -         -         -         -           R         R         RWCD
    foreign -         -         -         -           -         -         -
dealership.contact.rule.hours/own
    own     -         -         -         -           R         R         RWCD
    foreign -         -         -         -           -         -         -
dealership.list.check
    all     -         -         -         -           -         -         RWCD
# What of a company was purged, when and by whom: numbers, no names. Nobody changes it.
dealership.purge
    own     -         -         -         -           -         -         R
    foreign -         -         -         -           -         -         -
dealership.purge.line
    own     -         -         -         -           -         -         R
    foreign -         -         -         -           -         -         -
# What DNS says of the domains of a company. Which they are is found; what is entered is how they are signed.
dealership.sending.domain
    own     -         -         -         -           -         R         RW
    foreign -         -         -         -           -         -         -
# What servers said of addresses: nobody changes it but by the button.
dealership.dead.address
    own     -         -         -         -           -         -         R
    foreign -         -         -         -           -         -         -
# Servers belong to no company.
dealership.sending.pause
    all     -         -         -         -           -         -         R
dealership.do.not.contact
    own     -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
dealership.customer.kind.rule
    all     -         -         -         -           R         R         RWCD
dealership.inspection.rule
    all     -         -         -         -           R         R         RWCD

== Targetings ==
# Visible to everyone: of the company. A Director makes one of no point of sale for themselves.
dealership.targeting
    own     -         -         -         -           R         RWCD      RWCD
    none    -         -         -         -           R         RC        RWCD
    other   -         -         -         -           R         R         RWCD
    foreign -         -         -         -           -         -         -
dealership.targeting/team
    own     -         -         -         -           R         RWCD      RWCD
    other   -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
dealership.targeting/me
    own     -         -         -         -           -         C         RWCD
    none    -         -         -         -           -         C         RWCD
    other   -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
dealership.targeting.operand
    own     -         -         -         -           R         RWCD      RWCD
    none    -         -         -         -           R         R         RWCD
    other   -         -         -         -           R         R         RWCD
    foreign -         -         -         -           -         -         -
dealership.targeting.snapshot
    own     -         -         -         -           R         R         R
    none    -         -         -         -           R         R         R
    other   -         -         -         -           R         R         R
    foreign -         -         -         -           -         -         -
dealership.targeting.snapshot/me
    own     -         -         -         -           -         -         R
    other   -         -         -         -           -         -         R
    foreign -         -         -         -           -         -         -
# A file is the business of whoever may change the targeting. That it was imported is seen with the targeting.
dealership.targeting.import
    own     -         -         -         -           -         RWCD      RWCD
    none    -         -         -         -           -         -         RWCD
    other   -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
dealership.targeting.import/finished
    own     -         -         -         -           R         RWCD      RWCD
    none    -         -         -         -           R         R         RWCD
    other   -         -         -         -           R         R         RWCD
    foreign -         -         -         -           -         -         -
dealership.targeting.import.column
    own     -         -         -         -           -         RWCD      RWCD
    none    -         -         -         -           -         -         RWCD
    other   -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
dealership.targeting.import.row
    own     -         -         -         -           -         RW        RW
    none    -         -         -         -           -         -         RW
    other   -         -         -         -           -         -         RW
    foreign -         -         -         -           -         -         -

== Scenarios and their ledger ==
dealership.scenario
    own     -         -         -         -           R         RWCD      RWCD
    none    -         -         -         -           R         RC        RWCD
    other   -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
dealership.scenario.step
    own     -         -         -         -           R         RWCD      RWCD
    none    -         -         -         -           R         R         RWCD
    other   -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
dealership.message
    own     -         -         -         -           R         RWCD      RWCD
    none    -         -         -         -           R         RC        RWCD
    other   -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
# The gallery is the same for all companies.
dealership.scenario.model
    all     -         -         -         -           R         R         RWCD
dealership.scenario.model.step
    all     -         -         -         -           R         R         RWCD
# The ledger is written by nobody but the scenarios.
dealership.scenario.run
    own     -         -         -         -           R         R         R
    none    -         -         -         -           R         R         R
    other   -         -         -         -           -         -         R
    foreign -         -         -         -           -         -         -
dealership.enrolment
    own     -         -         -         -           R         R         R
    none    -         -         -         -           R         R         R
    other   -         -         -         -           -         -         R
    foreign -         -         -         -           -         -         -
dealership.delivery
    own     -         -         -         -           R         R         R
    none    -         -         -         -           R         R         R
    other   -         -         -         -           -         -         R
    foreign -         -         -         -           -         -         -
dealership.delivery.report
    own     -         -         -         -           R         R         R
    none    -         -         -         -           R         R         R
    other   -         -         -         -           -         -         R
    foreign -         -         -         -           -         -         -
# The sums behind the figures of runs, which are read through the rules of deliveries.
dealership.delivery.count
    own     -         -         -         -           -         -         R
    none    -         -         -         -           -         -         R
    other   -         -         -         -           -         -         R
    foreign -         -         -         -           -         -         -
# What a real-time scenario passed over: machinery, for whoever looks after it.
dealership.scenario.already.matching
    own     -         -         -         -           -         -         R
    none    -         -         -         -           -         -         R
    other   -         -         -         -           -         -         R
    foreign -         -         -         -           -         -         -
# Which database this is: the same for all.
dealership.database
    all     -         -         -         -           -         -         R
# How many have left by which mail server: of no company.
dealership.sending.usage
    all     -         -         -         -           -         -         R
# What was sent as a test, by whom and to whom.
dealership.test.message
    own     -         -         -         -           -         -         R
    foreign -         -         -         -           -         -         -
dealership.reply
    own     -         -         -         -           RW        RW        RW
    none    -         -         -         -           RW        RW        RW
    other   -         -         -         -           -         -         RW
    foreign -         -         -         -           -         -         -

== Invoice reminders: what is owed is the business of the company, not of one point of sale ==
dealership.receivable
    own     -         -         -         R           -         R         R
    none    -         -         -         R           -         R         R
    other   -         -         -         R           -         R         R
    foreign -         -         -         -           -         -         -
dealership.reminder.todo
    own     -         -         -         R           -         R         R
    none    -         -         -         R           -         R         R
    other   -         -         -         R           -         R         R
    foreign -         -         -         -           -         -         -
dealership.delivery/reminder
    own     -         -         -         R           R         R         R
    none    -         -         -         R           R         R         R
    other   -         -         -         R           -         R         R
    foreign -         -         -         -           -         -         -
# The figures of the deliveries one sees; accountants have the lists above.
dealership.delivery.report/reminder
    own     -         -         -         -           R         R         R
    none    -         -         -         -           R         R         R
    other   -         -         -         -           -         R         R
    foreign -         -         -         -           -         -         -

== Telephony ==
dealership.call
    own     -         -         -         -           RWC       RWC       RWCD
    none    -         -         -         -           RWC       RWC       RWCD
    other   -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
dealership.tracking.number
    own     -         -         -         -           R         R         RWCD
    other   -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
# What providers sent, until it is read: an Administrator reads it and has it read again.
dealership.call.event
    own     -         -         -         -           -         -         RW
    foreign -         -         -         -           -         -         -
# A lock and nothing else.
dealership.caller
    own     -         -         -         -           -         -         -
    foreign -         -         -         -           -         -         -
dealership.provider.account
    own     -         -         -         -           -         -         R
    foreign -         -         -         -           -         -         -

== Data in ==
# Who may post, and with which keys: Administrators of the company make and revoke them.
dealership.source
    own     -         -         -         -           -         -         RWCD
    none    -         -         -         -           -         -         RWCD
    other   -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
# A key is made by its button, which shows it; one that was used stays in the list.
dealership.source.key
    own     -         -         -         -           -         -         RW
    foreign -         -         -         -           -         -         -
dealership.source.request
    own     -         -         -         -           -         -         R
    foreign -         -         -         -           -         -         -
dealership.lead.mail.profile
    own     -         -         -         -           -         -         RWCD
    none    -         -         -         -           -         -         RWCD
    other   -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
dealership.lead.mail.label
    own     -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
# How files are read, which were, and what became of their rows.
dealership.feed
    own     -         -         -         -           -         -         RWCD
    none    -         -         -         -           -         -         RWCD
    other   -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
dealership.feed.column
    own     -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
dealership.feed.code
    own     -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
dealership.feed.load
    own     -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
dealership.feed.row
    own     -         -         -         -           -         -         R
    foreign -         -         -         -           -         -         -
# What there was before a load, for a day: nobody's to read.
dealership.feed.trace
    own     -         -         -         -           -         -         -
    foreign -         -         -         -           -         -         -
dealership.feed.record
    own     -         -         -         -           -         -         R
    foreign -         -         -         -           -         -         -
# What was received is seen with its lead.
dealership.lead.receipt
    own     -         -         -         -           R         R         R
    none    -         -         -         -           R         R         R
    other   -         -         -         -           -         -         R
    foreign -         -         -         -           -         -         -

== Dialogues ==
dealership.source.key.shown
    mine    -         -         -         -           -         -         RWCD
    others  -         -         -         -           -         -         -
dealership.message.preview
    mine    -         -         -         -           RWCD      RWCD      RWCD
    others  -         -         -         -           -         -         -
dealership.scenario.configure
    mine    -         -         -         -           -         RWCD      RWCD
    others  -         -         -         -           -         -         -
dealership.scenario.configure.step
    mine    -         -         -         -           -         RWCD      RWCD
    others  -         -         -         -           -         -         -
# For leads that one may change.
dealership.lead.salesperson
    mine    -         -         -         -           RWCD      RWCD      RWCD
    others  -         -         -         -           -         -         -
# What hangs on a point of sale that was archived, for whoever decides about scenarios. Archiving opens it.
dealership.team.archived
    mine    -         -         -         -           -         RWD       RWD
    others  -         -         -         -           -         -         -
dealership.scenario.refuse
    mine    -         -         -         -           -         -         RWCD
    others  -         -         -         -           -         -         -
dealership.rehearsal
    mine    -         -         -         -           -         RWCD      RWCD
    others  -         -         -         -           -         -         -
dealership.rehearsal.line
    mine    -         -         -         -           -         R         R
    others  -         -         -         -           -         -         -
dealership.targeting.change
    mine    -         -         -         -           RWCD      RWCD      RWCD
    others  -         -         -         -           -         -         -
dealership.targeting.why
    mine    -         -         -         -           RWC       RWC       RWC
    others  -         -         -         -           -         -         -
dealership.targeting.import.create
    mine    -         -         -         -           -         RWCD      RWCD
    others  -         -         -         -           -         -         -
dealership.consent.record
    mine    -         -         -         -           RWCD      RWCD      RWCD
    others  -         -         -         -           -         -         -
dealership.do.not.contact.import
    mine    -         -         -         -           -         -         RWCD
    others  -         -         -         -           -         -         -
dealership.do.not.contact.problem
    mine    -         -         -         -           -         -         R
    others  -         -         -         -           -         -         -
dealership.matching.setup
    mine    -         -         -         -           -         -         RWCD
    others  -         -         -         -           -         -         -
dealership.matching.setup.line
    mine    -         -         -         -           -         -         RWCD
    others  -         -         -         -           -         -         -
dealership.matching.setup.row
    mine    -         -         -         -           -         -         R
    others  -         -         -         -           -         -         -
dealership.recall.load
    mine    -         -         -         -           -         RWCD      RWCD
    others  -         -         -         -           -         -         -
dealership.feed.undo
    mine    -         -         -         -           -         -         RWCD
    others  -         -         -         -           -         -         -
dealership.purge.confirm
    mine    -         -         -         -           -         -         RWCD
    others  -         -         -         -           -         -         -
dealership.erasure.confirm
    mine    -         -         -         -           -         -         RWCD
    others  -         -         -         -           -         -         -
dealership.reminder.postpone
    mine    -         -         -         RWCD        -         RWCD      RWCD
    others  -         -         -         -           -         -         -
dealership.reminder.setup
    mine    -         -         -         -           -         RWCD      RWCD
    others  -         -         -         -           -         -         -
dealership.number.purchase
    mine    -         -         -         -           -         -         RWCD
    others  -         -         -         -           -         -         -
# What the provider offers.
dealership.number.purchase.line
    mine    -         -         -         -           -         -         RWD
    others  -         -         -         -           -         -         -

== Odoo's models that we extend or narrow: people without a role have what Odoo gives them ==
crm.lead
    own     -         -         -         -           RWC       RWC       RWCD
    none    -         -         -         -           RWC       RWC       RWCD
    other   -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
crm.activity.report
    own     -         -         -         -           R         R         R
    none    -         -         -         -           R         R         R
    other   -         -         -         -           -         -         R
    foreign -         -         -         -           -         -         -
crm.team
    own     -         -         R         R           R         R         RWCD
    other   -         -         R         R           R         R         RWCD
    foreign -         -         -         -           -         -         -
# Odoo has no rule by company here.
crm.team.member
    own     -         -         R         R           R         R         RWCD
    other   -         -         R         R           R         R         RWCD
    foreign -         -         R         R           R         R         RWCD
res.partner
    own     -         -         R         R           RWC       RWC       RWC
    none    -         -         R         R           RWC       RWC       RWC
    other   -         -         R         R           RWC       RWC       RWC
    foreign -         -         -         -           -         -         -
fleet.vehicle
    own     -         -         -         -           RWCD      RWCD      RWCD
    none    -         -         -         -           RWCD      RWCD      RWCD
    other   -         -         -         -           RWCD      RWCD      RWCD
    foreign -         -         -         -           -         -         -
# Odoo's, of no company; we add when they are to be serviced.
fleet.vehicle.model
    all     -         -         -         -           R         R         RWCD
# Odoo's calendars are shared by all employees, of all companies; nobody names a customer whom they may not read.
calendar.event
    own     -         -         RWCD      RWCD        RWCD      RWCD      RWCD
    none    -         -         RWCD      RWCD        RWCD      RWCD      RWCD
    other   -         -         RWCD      RWCD        -         -         RWCD
    foreign -         -         RWD       RWD         -         -         -
account.move
    own     -         -         -         RWCD        R         R         R
    none    -         -         -         RWCD        R         R         R
    other   -         -         -         RWCD        -         -         R
    foreign -         -         -         -           -         -         -
account.move.line
    own     -         -         -         RWCD        R         R         R
    none    -         -         -         RWCD        R         R         R
    other   -         -         -         RWCD        -         -         R
    foreign -         -         -         -           -         -         -
account.journal
    own     -         -         -         R           R         R         R
    foreign -         -         -         -           -         -         -
account.invoice.report
    own     -         -         -         R           R         R         R
    none    -         -         -         R           R         R         R
    other   -         -         -         R           -         -         R
    foreign -         -         -         -           -         -         -
sale.order
    own     -         -         -         RW          RWC       RWC       RWCD
    none    -         -         -         RW          RWC       RWC       RWCD
    other   -         -         -         RW          -         -         RWCD
    foreign -         -         -         -           -         -         -
sale.order.line
    own     -         -         -         RW          RWCD      RWCD      RWCD
    none    -         -         -         RW          RWCD      RWCD      RWCD
    other   -         -         -         RW          -         -         RWCD
    foreign -         -         -         -           -         -         -
sale.report
    own     -         -         -         -           R         R         R
    none    -         -         -         -           R         R         R
    other   -         -         -         -           -         -         R
    foreign -         -         -         -           -         -         -
# Of a repair order: seen and changed with it.
mail.activity
    own     -         -         -         -           RWCD      RWCD      RWCD
    none    -         -         -         -           RWCD      RWCD      RWCD
    other   -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
mail.message
    own     -         -         -         -           RWCD      RWCD      RWCD
    none    -         -         -         -           RWCD      RWCD      RWCD
    other   -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
ir.attachment
    own     -         -         -         -           RWCD      RWCD      RWCD
    none    -         -         -         -           RWCD      RWCD      RWCD
    other   -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
# Of nothing yet, as what one adds while writing.
ir.attachment/free
    mine    -         -         RWCD      RWCD        RWCD      RWCD      RWCD
    others  -         -         -         -           -         -         -
# A file that goes with a message is the message's.
ir.attachment/message
    own     -         -         -         -           R         RWCD      RWCD
    none    -         -         -         -           R         R         RWCD
    other   -         -         -         -           -         -         RWCD
    foreign -         -         -         -           -         -         -
res.company
    own     -         R         R         R           R         R         R
    foreign -         -         -         -           -         -         -
# Odoo has no rule by company for its own people; each writes what stands in the own preferences.
res.users
    own     -         -         R         R           R         R         R
    foreign -         -         R         R           R         R         R
# Odoo has no rule by company for opening hours.
resource.calendar
    own     -         -         R         R           R         R         R
    foreign -         -         R         R           R         R         R
resource.calendar.attendance
    own     -         -         R         R           R         R         R
    foreign -         -         R         R           R         R         R
# Odoo lets all employees read when the company is closed; its own managers of resources say when.
resource.calendar.leaves
    own     -         -         R         R           R         R         R
    foreign -         -         -         -           -         -         -
ir.actions.report
    all     -         -         R         R           R         R         R
# What sends and automates is for those who set the system up: none of these roles.
ir.mail_server
    all     -         -         -         -           -         -         -
mail.mail
    own     -         -         -         -           -         -         -
    foreign -         -         -         -           -         -         -
mailing.trace
    own     -         -         -         -           -         -         -
    foreign -         -         -         -           -         -         -
sms.tracker
    own     -         -         -         -           -         -         -
    foreign -         -         -         -           -         -         -
base.automation
    all     -         -         -         -           -         -         -
ir.actions.server
    all     -         -         -         -           -         -         -
res.config.settings
    mine    -         -         -         -           -         -         -
    others  -         -         -         -           -         -         -
base.partner.merge.automatic.wizard
    mine    -         -         -         -           -         -         -
    others  -         -         -         -           -         -         -
"""
