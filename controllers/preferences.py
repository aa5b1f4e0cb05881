from odoo import http
from odoo.http import request

from .customer_page import render_customer_page
from .route import decision, page

SAVE, WITHDRAW, CONFIRM = ("decision", "save"), ("decision", "withdraw"), ("decision", "confirm")


class Preferences(http.Controller):
    """What a customer wants to hear of, and how: by ticks, from a link, no login, no script.

    As for unsubscribing, the signed token is the right to decide for one address; no session or CSRF token takes part.
    """

    _url = "/dealership/preferences/<string:token>"
    _confirmation_url = f"{_url}/confirm/<string:confirmation>"

    @page(_url, auth="public")
    def show(self, token):
        """Show what holds: programs that fetch every link of an e-mail decide nothing."""
        return self._render(self._find(token))

    @decision(_url, choices=(WITHDRAW, SAVE), auth="public", csrf=False)
    def decide(self, token, decision, **_form):
        """Write down what was changed, or withdraw everything."""
        delivery = self._find(token)
        if not delivery:
            return self._render(delivery)
        if decision == WITHDRAW[1]:
            delivery._withdraw_everything()
            return self._render(delivery, saved="withdrawn")
        form = request.httprequest.form
        unconfirmed = delivery._save_preferences(form.getlist("shown"), form.getlist("ticked"))
        return self._render(delivery, saved="unconfirmed" if unconfirmed else "saved")

    @page(_confirmation_url, auth="public")
    def ask(self, token, confirmation):
        """Ask for the confirmation that only a person gives."""
        delivery = self._find(token)
        return self._render_confirmation(delivery, delivery._find_confirmed_topics(confirmation))

    @decision(_confirmation_url, choices=(CONFIRM,), auth="public", csrf=False)
    def confirm(self, token, confirmation, decision):
        """Write down the "yes" that was asked for on the preference page."""
        delivery = self._find(token)
        topics = delivery._find_confirmed_topics(confirmation)
        if not topics:
            return self._render_confirmation(delivery, topics)
        delivery._confirm_preferences(topics)
        return self._render(delivery, saved="saved")

    def _find(self, token):
        return request.env["dealership.delivery"]._find_by_preferences_token(token)

    def _render(self, delivery, saved=None):
        preferences = delivery._get_preferences() if delivery else []
        return render_customer_page(
            "crm_dealership.preferences_page",
            delivery,
            preferences=preferences,
            # The forms of the page of a confirmation decide on the page itself.
            action=delivery._get_preferences_url() if delivery else "",
            saved=saved,
        )

    def _render_confirmation(self, delivery, topics):
        """A link that is good no more still says so in the customer's language, and where to tick once more."""
        labels = delivery._get_topic_labels(topics)
        return render_customer_page(
            "crm_dealership.preferences_confirmation_page", delivery, is_valid=bool(topics), topics=labels
        )
