/**
 * Open the list of what a targeting finds: that of the saved one, since only the server can turn
 * it into a search.
 *
 * @param {Object} action the action service
 * @param {Object} record the targeting in its form
 */
export async function openFound(action, record) {
    if (await record.save()) {
        await action.doActionButton({
            type: "object",
            name: "action_view_customers",
            resModel: record.resModel,
            resId: record.resId,
            resIds: [record.resId],
            context: record.context,
        });
    }
}
