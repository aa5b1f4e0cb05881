import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

/** Have the user's telephone dial, by whatever program opens such links; then show the record as it is now. */
registry.category("actions").add("dealership_dial", (env, action) => {
    browser.open(`tel:${action.params.number}`, "_self");
    return { type: "ir.actions.act_window_close" };
});
