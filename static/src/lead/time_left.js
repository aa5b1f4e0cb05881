/**
 * What the clock of a lead shows at a moment; plain functions over luxon's DateTime.
 *
 * The intervals are the time that counts, from when the clock started to the deadline: opening hours, or one
 * interval around the clock. Outside of them the clock stands still.
 */

import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;

export const URGENT_SHARE = 2 / 3;

/** From the pairs of UTC texts that the server sends. */
export function parseIntervals(pairs) {
    return (pairs || []).map((pair) => pair.map((text) => DateTime.fromSQL(text, { zone: "utc" }).toMillis()));
}

/**
 * @param {number[][]} intervals in milliseconds
 * @param {number} deadline
 * @param {number} now
 * @returns {{left: number, share: number, overdue: boolean, pausedUntil: number|null}} the time left, negative past the
 *  deadline; the share of the lifetime that is over, 0 to 1
 */
export function readClock(intervals, deadline, now) {
    if (now >= deadline) {
        return { left: deadline - now, share: 1, overdue: true, pausedUntil: null };
    }
    let total = 0;
    let left = 0;
    let isOpen = !intervals.length;
    let pausedUntil = null;
    for (const [start, end] of intervals) {
        total += end - start;
        left += Math.max(end - Math.max(start, now), 0);
        isOpen = isOpen || (start <= now && now < end);
        if (start > now && pausedUntil === null) {
            pausedUntil = start;
        }
    }
    if (!intervals.length) {
        left = deadline - now;
        total = left;
    }
    return { left, share: total ? 1 - left / total : 0, overdue: false, pausedUntil: isOpen ? null : pausedUntil };
}

/** Minutes, or hours and minutes, or days; the last two minutes with seconds. Time left is rounded up, time over down. */
export function formatDuration(milliseconds) {
    const round = milliseconds < 0 ? Math.floor : Math.ceil;
    const seconds = round(Math.abs(milliseconds) / 1000);
    if (seconds < 120) {
        return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }
    const minutes = round(seconds / 60);
    if (minutes < 60) {
        return _t("%s min", minutes);
    }
    const hours = Math.floor(minutes / 60);
    if (hours < 48) {
        return _t("%(hours)s h %(minutes)s", { hours, minutes: String(minutes % 60).padStart(2, "0") });
    }
    return _t("%s days", Math.floor(hours / 24));
}
