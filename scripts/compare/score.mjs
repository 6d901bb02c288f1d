import { classOf } from './cases.mjs';

/**
 * What a tool said of a case; undefined: it could not read it.
 * @typedef {readonly { readonly rule: string, readonly claim: import('./claims.mjs').Claim }[] | undefined} Said
 * @typedef {{ readonly kase: import('./cases.mjs').Case, readonly said: Said }} Entry
 * @typedef {{ readonly n: number, readonly hit: number, readonly list: readonly Entry[] }} Share
 * @typedef {{ readonly outages: Share, readonly errors: Share, readonly refusals: Share, readonly harmless: Share, readonly brief: Share, readonly unread: number }} Score
 */

/** Claims that count as a warning about the statement. */
const ABOUT_IT = new Set(['work', 'refused', 'lock', 'other']);

/**
 * Holds what was said of each case against what the server did. `list` is what speaks against the tool: misses, or false alarms.
 * @param {readonly import('./cases.mjs').Case[]} cases
 * @param {number} version
 * @param {(kase: import('./cases.mjs').Case) => Said} saidOf
 * @returns {Score}
 */
export function scoreOf(cases, version, saidOf) {
  const entries = cases.map((kase) => ({ kase, said: saidOf(kase) }));
  const of = (/** @type {import('./cases.mjs').Class} */ wanted) => entries.filter(({ kase }) => classOf(kase, version) === wanted);
  /** @type {(entry: Entry, wanted: ReadonlySet<string>) => boolean} */
  const claims = ({ said = [] }, wanted) => said.some(({ claim }) => wanted.has(claim));
  /** What can't be read can't be run either, as far as the tool knows: it is refused. */
  const refuses = (/** @type {Entry} */ entry) => entry.said === undefined || claims(entry, new Set(['refused']));
  return {
    outages: caught(of('outage'), (entry) => claims(entry, ABOUT_IT)),
    errors: caught(of('error'), (entry) => entry.said === undefined || claims(entry, ABOUT_IT)),
    refusals: caught(of('error'), refuses),
    harmless: raised(of('harmless'), (entry) => claims(entry, new Set(['work', 'refused', 'lock']))),
    brief: raised(of('brief'), (entry) => claims(entry, new Set(['work', 'refused']))),
    unread: entries.filter(({ said }) => said === undefined).length,
  };
}

/** @type {(entries: readonly Entry[], isHit: (entry: Entry) => boolean) => Share} */
function caught(entries, isHit) {
  const list = entries.filter((entry) => !isHit(entry));
  return { n: entries.length, hit: entries.length - list.length, list };
}

/** @type {(entries: readonly Entry[], isHit: (entry: Entry) => boolean) => Share} */
function raised(entries, isHit) {
  const list = entries.filter(isHit);
  return { n: entries.length, hit: list.length, list };
}
