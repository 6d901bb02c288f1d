import type { Problem } from '../model/problem.ts';
import { DEFAULT_POSTGRESQL_VERSION, DIALECTS, POSTGRESQL_VERSIONS, type Dialect, type Target } from '../model/target.ts';

const isDialect = (name: string): name is Dialect => DIALECTS.some((dialect) => dialect === name);

/**
 * The server that is meant.
 * @param version `17`, `17.2`; PostgreSQL's minor releases change nothing that we judge
 */
export function readTarget(dialect: string, version: string | undefined): Target | Problem {
  if (!isDialect(dialect))
    return { code: 'dialect-unknown', text: `There is no dialect ${dialect}.`, hint: `One of ${DIALECTS.join(', ')}.` };
  if (dialect !== 'postgresql') {
    return { code: 'dialect-not-read', text: `This version of sqlsafe does not read ${dialect} yet.`, hint: 'It reads postgresql.' };
  }
  if (version === undefined) return { dialect, version: [DEFAULT_POSTGRESQL_VERSION, 0] };
  const major = /^(\d{1,3})(?:\.\d+)*$/.exec(version.trim())?.[1];
  const known = POSTGRESQL_VERSIONS.find((each) => each === Number(major));
  const [oldest, newest] = [POSTGRESQL_VERSIONS[0], POSTGRESQL_VERSIONS[POSTGRESQL_VERSIONS.length - 1]];
  return known === undefined
    ? {
        code: 'version-unknown',
        text: `PostgreSQL ${version} is not known.`,
        hint: `A major version from ${oldest} to ${newest}: --db-version 17`,
      }
    : { dialect, version: [known, 0] };
}
