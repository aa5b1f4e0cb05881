import { status, useComponent, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useDebounced } from "@web/core/utils/timing";
import { useService } from "@web/core/utils/hooks";
import { explainFailure } from "./rpc_failure";

const PREVIEW_DELAY = 250; // milliseconds after the last change

/**
 * What the server says of a rule while it is being written: number, sentence, first records,
 * then whom it reaches.
 *
 * Only the answer to the newest question counts: an older one is aborted, and ignored should it
 * arrive nevertheless. Until then the previous answer stays, marked as `isLoading`.
 *
 * @param {Object} handlers
 * @param {(error: { path: string, message: string }|false) => void} handlers.onAnswer
 * @param {string} [handlers.method] that of the server to ask
 * @param {string} [handlers.reachMethod] the one, with the same arguments and the purpose, that says whom it reaches
 */
export function useRulePreview({ onAnswer, method = "preview_rule", reachMethod = "preview_reach" }) {
    const component = useComponent();
    const orm = useService("orm");
    const preview = useState({
        count: null,
        about: false, // the count is an estimate: counting took too long
        unknown: 0, // of how many customers it can't be told
        sentence: "",
        customers: [],
        channels: [], // how many can be written to, and why not the others
        purpose: "marketing", // why one would write to them
        isLoading: false,
        failure: "", // the question could not be asked or answered at all
        reachFailure: "", // the number is there, but not whom it reaches
    });
    let newest = 0;
    let request = null;
    let answered = null; // the arguments of the question whose answer is shown

    const receive = ({ error, ...answer }) => {
        Object.assign(preview, error ? {} : answer, { isLoading: false, failure: "" });
        onAnswer(error);
    };

    const fail = (error) => {
        const reason = explainFailure(error);
        preview.isLoading = false;
        preview.failure = _t("The number can't be computed: %(reason)s", { reason });
    };

    /** After the number, which never waits for it, and stands when this fails. */
    const askReach = async (question, args) => {
        const answer = { channels: [], reachFailure: "" };
        try {
            request = orm.silent.call("dealership.targeting", reachMethod, [...args, preview.purpose]);
            answer.channels = (await request).channels;
        } catch (error) {
            const reason = explainFailure(error);
            answer.reachFailure = _t("Whom it reaches can't be computed: %(reason)s", { reason });
        }
        if (question === newest) {
            Object.assign(preview, answer);
        }
    };

    const ask = useDebounced(async (question, args) => {
        if (status(component) === "destroyed") {
            return; // drawn once more before it was ever shown
        }
        request = orm.silent.call("dealership.targeting", method, args);
        try {
            const answer = await request;
            if (question === newest) {
                receive(answer);
                answered = answer.error ? null : args;
                if (!answer.error) {
                    await askReach(question, args);
                }
            }
        } catch (error) {
            if (question === newest) {
                fail(error);
            }
        }
    }, PREVIEW_DELAY);

    const cancel = () => {
        newest++;
        ask.cancel();
        request?.abort?.(false);
        request = null;
        preview.isLoading = false;
    };

    return {
        preview,
        cancel,
        /** @param {Array} args of the server's method */
        refresh(args) {
            cancel();
            preview.isLoading = true;
            ask(newest, args);
        },
        /** Ask whom messages of another purpose reach; the number stays. */
        setPurpose(purpose) {
            preview.purpose = purpose;
            if (answered && !preview.isLoading) {
                askReach(++newest, answered);
            }
        },
    };
}
