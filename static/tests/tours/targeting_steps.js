import { pickFound } from "./found_records";

/** What a person does in the editor of targetings, for the tours that write some. */

export const ROOT = ".o_rule_tree > .o_rule_group";

/** The nth rule of a group, and the group that a nested one is. */
export const rule = (group, number) => `${group} > .o_rule_list_nodes > li:nth-child(${number})`;
export const nested = (group, number) => `${rule(group, number)} > .o_rule_body > .o_rule_group`;

/** Open a menu of the editor and choose an entry by what it says. */
export function choose(content, menu, text) {
    return [
        { content, trigger: `${menu} > .o_select_menu_toggler`, run: "click" },
        { trigger: `.o_select_menu_item:text(${text})`, run: "click" },
    ];
}

/** Search the attribute menu of a group and take what it finds first, as on a keyboard. */
export function addRule(group, search, found) {
    return [
        {
            content: `Add a rule: ${search}`,
            trigger: `${group} > .o_rule_adders .o_rule_add_condition > .o_select_menu_toggler`,
            run: "click",
        },
        { trigger: ".o_rule_menu_list .o_select_menu_input", run: `edit ${search}` },
        { trigger: `.o_select_menu_item:first:text(${found})` },
        { trigger: ".o_rule_menu_list .o_select_menu_input", run: "press Enter" },
    ];
}

/** "has no repair order": add it to a group, and say how many. */
export function addScope(group, category) {
    return choose(`Has… ${category}`, `${group} > .o_rule_adders .o_rule_add_scope`, category);
}

/** Give a rule the operator and the value of so many units: "was more than 4 years ago". */
export function setDistance(node, operator, count, unit) {
    return [
        ...choose(operator, `${node} .o_rule_operator`, operator),
        { trigger: `${node} .o_rule_value .o_rule_count`, run: `edit ${count}` },
        ...choose(unit, `${node} .o_rule_value .o_rule_menu`, unit),
    ];
}

/** Search for a record by name, and add it to the list of a rule. */
export function pickRecord(node, name) {
    return [{ trigger: `${node} .o_rule_value .o-autocomplete--input`, run: `edit ${name}` }, ...pickFound(name)];
}

/** Wait for the number that the editor announces; the list of what is found must have as many. */
export function seeThemAll(name) {
    let found = "";
    return [
        {
            trigger: ".o_rule_total:not(.o_rule_stale) .o_rule_found",
            run() {
                found = this.anchor.textContent;
            },
        },
        { content: "See them in their own list", trigger: ".o_rule_open_list:enabled", run: "click" },
        {
            trigger: `.o_list_view:has(.o_data_cell:contains(${name})) .o_pager_limit`,
            run() {
                if (this.anchor.textContent !== found) {
                    throw new Error(`${this.anchor.textContent} in the list, ${found} announced`);
                }
            },
        },
    ];
}
