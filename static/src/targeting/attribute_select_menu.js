import { SelectMenu } from "@web/core/select_menu/select_menu";
import { normalize } from "@web/core/l10n/utils";

/** How well a choice answers a search: the lower the better, nothing when it doesn't. */
function getRank(choice, search) {
    const name = normalize(choice.name || choice.label);
    const label = normalize(choice.label).replaceAll(" · ", " ");
    if (!search.split(/\s+/).every((word) => label.includes(word))) {
        return undefined;
    }
    const ranks = [label === search, name === search, name.startsWith(search), true];
    return ranks.indexOf(true);
}

/**
 * A select menu for many choices in groups. A search lists what it finds without the groups, the
 * best first, and at once, as all choices are there already: whoever types "post" and Enter
 * quickly gets the postcode.
 */
export class AttributeSelectMenu extends SelectMenu {
    setup() {
        super.setup();
        this.debouncedOnInput = ({ target }) => {
            this.state.searchValue = target.value;
            this.onInput(target.value);
        };
    }

    filterOptions(searchString, groups) {
        const search = normalize(searchString || "").trim();
        if (!search) {
            return super.filterOptions("", groups);
        }
        const choices = [...this.props.choices, ...this.props.groups.flatMap((group) => group.choices)];
        const found = choices
            .map((choice) => ({ choice, rank: getRank(choice, search) }))
            .filter(({ rank }) => rank !== undefined)
            .sort((a, b) => a.rank - b.rank);
        this.state.choices = found.map(({ choice }) => ({ ...choice, name: choice.label }));
        this.sliceDisplayedOptions();
    }
}
