import { registry } from "@web/core/registry";

/** What somebody can press: it has words, lies within the window, and nothing covers it. */
function press(trigger, words) {
    return {
        content: words,
        trigger: `${trigger}:contains(${words})`,
        async run({ click }) {
            const { left, right, top, bottom } = this.anchor.getBoundingClientRect();
            if (right > window.innerWidth) {
                throw new Error(`${words} ends at ${right} px of ${window.innerWidth}`);
            }
            const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
            if (!this.anchor.contains(there)) {
                throw new Error(`${words} is covered by ${there && there.outerHTML.slice(0, 80)}`);
            }
            await click();
        },
    };
}

const ROW = ".o_data_row:contains(Jeanne)";
const NOTED = ".o_notification:contains(Noted)";
const CLOSE = { trigger: `${NOTED} .o_notification_close`, run: "click" };

registry.category("web_tour.tours").add("crm_dealership.missed_calls", {
    steps: () => [
        press(`${ROW} button[name=action_called]`, "I Called"),
        { content: "It is noted", trigger: `${NOTED}:contains(you have called Jeanne)` },
        CLOSE,
        press(`body:not(:has(.o_notification)) ${ROW} button[name=action_refuse_calls]`, "Refuses Calls"),
        { content: "It is noted", trigger: `${NOTED}:contains(no calls)` },
    ],
});

registry.category("web_tour.tours").add("crm_dealership.calls_to_make", {
    steps: () => [
        press(`${ROW} button[name=action_called]`, "I Called"),
        { content: "It is noted", trigger: `${NOTED}:contains(you have called Jeanne)` },
        CLOSE,
        press(`body:not(:has(.o_notification)) ${ROW} button[name=action_refuse_calls]`, "Refuses Calls"),
        { content: "It is noted", trigger: `${NOTED}:contains(no calls)` },
        { content: "Nobody is to be called any more", trigger: ".o_view_nocontent:contains(Nobody to call)" },
    ],
});
