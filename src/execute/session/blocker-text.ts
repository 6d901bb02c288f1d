import type { Blocker } from '../events.ts';

/** Characters of a session's statement that are shown. */
const LONGEST = 80;

/** `process 4711 (worker, app), idle in transaction for 5 s: UPDATE users …`: another session, for people. */
export function blockerText({ pid, application, user, state, query, seconds }: Blocker): string {
  const who = [application, user].filter((each) => each !== '').join(', ');
  const what = query === '' ? '' : `: ${query.slice(0, LONGEST)}`;
  return `process ${pid}${who === '' ? '' : ` (${who})`}, ${state || 'active'} for ${seconds} s${what}`;
}
