from odoo import api, fields, models

from . import (
    calls,
    customers,
    dates,
    dead_addresses,
    decisions,
    enquiries,
    feeds,
    invoices,
    leads,
    occasions,
    recalls,
    reminders,
    replies,
    sending_domains,
    staff_tasks,
    vehicles,
    visits,
)
from .world import World

# Nobody is to be notified of things that never happened.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "no_mail_to_attendees": True,
    "dont_notify": True,
    "mail_activity_quick_update": True,
}


class DealershipDemo(models.AbstractModel):
    """The histories of some 300 customers, dated relative to the day the demo data is loaded.

    Every ready-made scenario is to find somebody on any day, and the figures must look like those of
    real sites, dirty addresses included: that takes a program rather than an XML file. It is a model
    only because ``<function>`` in a demo file calls models; ``_generate`` is private, hence out of the
    reach of RPC, and does nothing where the demo customers exist already.
    """

    _name = "dealership.demo"
    _description = "Demo Dealership Generator"

    @api.model
    def _adopt_main_company(self):
        """Let the database's first company be Causse Automobiles, unless somebody keeps books in it already."""
        main = self.env.ref("base.main_company")
        taken = self.env["account.move"].search_count([("company_id", "=", main.id)], limit=1)
        if not taken and not self.env.ref("crm_dealership.demo_company_causse", raise_if_not_found=False):
            self._name_record("demo_company_causse", main)

    @api.model
    def _generate(self):
        if self.env.ref("crm_dealership.demo_customer_1", raise_if_not_found=False):
            return
        self.env["res.lang"]._activate_lang("fr_FR")
        self._load_translations()
        self._keep_out_of_directories()
        world = World(self.env(context={**self.env.context, **QUIET}), fields.Datetime.now())
        customers.make_customers(world)
        self._name_record("demo_customer_1", world.sites[0].customers[0])
        vehicles.make_vehicles(world)
        visits.make_visits(world)
        dates.make_dates(world)
        recalls.make_recalls(world)
        leads.make_leads(world)
        invoices.make_invoices(world)
        calls.make_calls(world)
        # Before the reminders, whose messages are due as well.
        staff_tasks.make_staff_tasks(world)
        reminders.make_reminders(world)
        occasions.make_occasions(world)
        replies.make_unasked(world)
        enquiries.make_enquiries(world)
        feeds.make_feeds(world)
        dead_addresses.make_dead_addresses(world)
        for key, topic in decisions.make_decisions(world).items():
            self._name_record(f"demo_topic_{key}", topic)

    @api.model
    def _answer(self, settle):
        """Have customers answer what was sent; called where a mailbox takes all that is sent (``./dev demo``).

        :param settle: called once all is sent, to wait for what the provider reports of it
        """
        replies.make_answers(self.env, fields.Datetime.now(), settle)

    @api.model
    def _check_domains(self):
        """Have the domains checked that e-mails leave from, once there is a mail server (``./dev demo``)."""
        sending_domains.check_domains(self.env)

    def _load_translations(self):
        """Odoo loads an addon's translations after its data, but examples are copied now, in every language."""
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env["ir.module.module"]._load_module_terms(["crm_dealership"], langs)

    def _keep_out_of_directories(self):
        """Odoo asks an online directory about each new company; it knows nothing of fictive ones."""
        companies = self.env.ref("crm_dealership.demo_company_causse") + self.env.ref(
            "crm_dealership.demo_company_albi"
        )
        if "iap_enrich_auto_done" in companies._fields:
            companies.iap_enrich_auto_done = True

    def _name_record(self, name, record):
        """Give a record an XML id of this addon."""
        self.env["ir.model.data"]._update_xmlids(
            [{"xml_id": f"crm_dealership.{name}", "record": record, "noupdate": True}]
        )
