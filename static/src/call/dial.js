import { registry } from "@web/core/registry";

/** Have the user's telephone dial, as Odoo's links to numbers do; then show the records as they are now. */
registry.category("actions").add("dealership_dial", (env, action) => {
    const link = document.createElement("a");
    link.href = `tel:${action.params.number}`;
    link.target = "_blank";
    link.click();
    return { type: "ir.actions.act_window_close" };
});
