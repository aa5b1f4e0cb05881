import { Plugin } from "@html_editor/plugin";
import { selectElements } from "@html_editor/utils/dom_traversal";
import { CHIP, restoreSources } from "./chips";

/** Chips in the HTML editor: each is one thing to the cursor, and what is saved has their sources. */
export class ChipPlugin extends Plugin {
    static id = "dealershipChips";
    resources = {
        content_not_editable_providers: (root) => [...selectElements(root, CHIP)],
        clean_for_save_handlers: ({ root }) => restoreSources(root),
        clipboard_content_processors: (root) => restoreSources(root),
    };
}
