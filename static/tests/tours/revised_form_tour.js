import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";

const NAME = "[name=name] input";

/** Somebody changes the message that one has open: saving says so, and what they wrote stays. */
registry.category("web_tour.tours").add("crm_dealership.revised_form", {
    steps: () => [
        { content: "One's own change is saved", trigger: NAME, run: "edit Changed once" },
        { trigger: ".o_form_button_save", run: "click" },
        { content: "It is saved", trigger: ".o_form_saved" },
        { content: "so is the next one", trigger: NAME, run: "edit Changed twice" },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "Meanwhile a colleague saves",
            trigger: ".o_form_saved",
            async run() {
                const id = Number(window.location.pathname.split("/").pop());
                await rpc("/web/dataset/call_kw/dealership.message/write", {
                    model: "dealership.message",
                    method: "write",
                    args: [[id], { name: "Changed by a colleague" }],
                    kwargs: {},
                });
            },
        },
        { content: "One's third change", trigger: NAME, run: "edit Changed too late" },
        { trigger: ".o_form_button_save", run: "click" },
        { content: "is refused", trigger: ".modal-body:contains('after you had opened it')" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "and can still be read", trigger: `${NAME}:value(Changed too late)` },
        { trigger: ".o_form_button_cancel", run: "click" },
    ],
});
