import { onMounted, toRaw, useRef } from "@odoo/owl";

/**
 * Gives the focus to a node the user has just added. The template's root is `t-ref="root"`.
 *
 * @param {import("./rule_tree").RuleTree} tree
 * @param {Object} node
 * @param {string[]} selectors what takes the focus, the best first
 */
export function useFocusWhenNew(tree, node, selectors) {
    const root = useRef("root");
    onMounted(() => {
        if (toRaw(tree).focusId === toRaw(node).id) {
            toRaw(tree).focusId = null;
            const candidates = selectors.map((selector) => root.el.querySelector(selector));
            candidates.find(Boolean)?.focus();
        }
    });
}
