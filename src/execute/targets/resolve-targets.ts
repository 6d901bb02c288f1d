import { resolve } from 'node:path';
import type { Problem } from '../../model/problem.ts';
import { chooseDriver } from '../drivers/choose-driver.ts';
import { connectionTarget, withDatabase } from '../drivers/connection-target.ts';
import { claims, lookedAt } from './looked-at.ts';
import type { Target } from './target.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A database of a list, as the list says it: `config/targets`. */
export interface Listed {
  readonly name: string | undefined;
  readonly url: string | undefined;
  readonly database: string | undefined;
  readonly schemas: readonly string[];
  readonly at: { readonly file: string; readonly line: number };
}

export interface Resolving {
  /** The database that `--url` names: of entries without a URL of their own. */
  readonly base: { readonly url: string | undefined; readonly embedded: boolean };
  readonly stream: string;
  readonly environment: Environment;
  readonly cwd: string;
}

/** Entries → databases that can be opened, in that order; nothing is connected to. Everything that is wrong comes back at once. */
export function resolveTargets(
  listed: readonly Listed[],
  by: Resolving,
): { readonly targets: readonly Target[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const targets: Target[] = [];
  const names = new Map<string, Listed>();
  const places = new Map<string, Listed>();
  const claim = claims();
  for (const each of listed) {
    const place = JSON.stringify([each.url, each.database, each.schemas]);
    const there = places.get(place);
    if (there !== undefined) {
      problems.push(at(each, `This is the database of line ${there.at.line} again.`));
      continue;
    }
    places.set(place, each);
    const target = targetOf(each, by, claim);
    if ('code' in target) {
      problems.push({ ...target, file: each.at.file, line: each.at.line });
      continue;
    }
    const named = names.get(target.name);
    if (named === undefined) {
      names.set(target.name, each);
      targets.push(target);
    } else
      problems.push(
        at(each, `The name ${target.name} stands in line ${named.at.line} already.`, 'Each has a name of its own: name = postgres://…'),
      );
  }
  return { targets, problems };
}

const at = ({ at: { file, line } }: Listed, text: string, hint?: string): Problem => ({
  code: 'targets-twice',
  text,
  ...(hint === undefined ? {} : { hint }),
  file,
  line,
});

function targetOf(each: Listed, { base, stream, environment, cwd }: Resolving, claim: ReturnType<typeof claims>): Target | Problem {
  const url = urlOf(each, base.url ?? firstOf(environment['SQLSAFE_DATABASE_URL'], environment['DATABASE_URL']));
  if (typeof url === 'object') return url;
  const own = each.url !== undefined || each.database !== undefined;
  const [schema] = each.schemas;
  const chosen = chooseDriver(
    { url, embedded: !own && base.embedded && url === undefined, ...(schema === undefined ? {} : { searchPath: each.schemas }) },
    environment,
    cwd,
  );
  if ('code' in chosen) return chosen;
  // What nobody named is not changed in many places.
  if (chosen.byDefault)
    return {
      code: 'connection-target',
      text: 'It is in the database of --url, and none is named.',
      hint: '--url postgres://user@host/database',
    };
  const { driver } = chosen;
  const folder = driver.kind === 'embedded' ? resolve(cwd, driver.name) : undefined;
  const name =
    each.name ??
    (each.url === undefined ? (schema ?? each.database) : undefined) ??
    (schema === undefined ? driver.name : `${schema} in ${driver.name}`);
  return {
    name,
    driver: lookedAt(driver, { name, history: schema === undefined ? stream : tenantStream(stream, schema), claim }),
    schema,
    secrets: secretsOf(url, environment),
    oneAtATime: folder,
  };
}

function secretsOf(url: string | undefined, environment: Environment): readonly string[] {
  if (url === undefined || url.startsWith('pglite:')) return [];
  const target = connectionTarget(url, environment);
  return 'code' in target ? [] : target.secrets;
}

/** The history of a tenant's schema, among several in a database. */
export const tenantStream = (stream: string, schema: string): string => `${stream}/${schema}`;

function urlOf({ url, database }: Listed, base: string | undefined): string | undefined | Problem {
  if (url !== undefined) return url;
  if (database === undefined) return base;
  if (base?.startsWith('pglite:') === true)
    return {
      code: 'connection-target',
      text: 'An embedded PostgreSQL has one database.',
      hint: 'Another one is another folder: pglite:FOLDER; or give a schema.',
    };
  return withDatabase(base, database);
}

const firstOf = (...texts: readonly (string | undefined)[]): string | undefined => texts.find((text) => text !== undefined && text !== '');
