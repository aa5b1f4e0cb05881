/** Write a text instead of what stands where values are chips, as one types it. */
export function writeOnFace(text) {
    return function () {
        this.anchor.focus();
        document.getSelection().selectAllChildren(this.anchor);
        document.execCommand("insertText", false, text);
        this.anchor.blur();
    };
}
