import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";

/**
 * Why the server gave no answer, for whoever is waiting for it. An error that is not the server's is thrown on.
 *
 * @param {Error} error
 * @returns {string}
 */
export function explainFailure(error) {
    if (error instanceof ConnectionLostError) {
        return _t("no connection");
    }
    if (error instanceof RPCError) {
        return error.data?.message || error.message;
    }
    throw error;
}
