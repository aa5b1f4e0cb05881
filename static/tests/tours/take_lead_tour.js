import { registry } from "@web/core/registry";

const BUTTON = ".o_notification:contains('Missed call (tour)') button:contains('Take in Hand')";

/** The reminder of a waiting lead stands in a corner of whatever page is open; its button takes the lead. */
registry.category("web_tour.tours").add("crm_dealership.take_lead", {
    steps: () => [
        { content: "Take the lead", trigger: BUTTON, run: "click" },
        { content: "It is ours", trigger: ".o_notification:contains('Missed call (tour) is yours now')" },
        { content: "and the reminder is gone", trigger: `body:not(:has(${BUTTON}))` },
    ],
});
