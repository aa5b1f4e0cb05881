const FOUND = ".o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option)";

/** Click a record in the list under a field in which its name has been typed, once the list has been searched for it. */
export function pickFound(name) {
    return [
        {
            content: "The field has searched: what it listed before is gone",
            trigger: `.o-autocomplete--dropdown-menu:not(:has(${FOUND}:not(:contains("${name}"))))`,
        },
        { trigger: `${FOUND}:contains("${name}")`, run: "click" },
    ];
}
