import type { Failure, RelationEffect } from '../../src/model/effect.ts';
import type { Observed, OracleCase } from './recording.ts';

/** What is said of a case: for each of its statements, in order. */
export type Judgement = readonly { readonly fails: Failure | null; readonly effects: readonly RelationEffect[] }[];
/** Judges a case for one server version. */
export type Judge = (kase: OracleCase, version: number) => Judgement | Promise<Judgement>;

export interface Comparison {
  readonly kase: OracleCase;
  readonly version: number;
  /** Where it differs; empty: it agrees. */
  readonly differences: readonly string[];
  /** Agrees on a failure, or on going through, only because it said "may": `23502 on 42P01` is what it said and what the server did. */
  readonly may: { readonly said: string; readonly server: string } | undefined;
}

/** Every case on every version that was measured. */
export async function compareAll(cases: readonly OracleCase[], judge: Judge): Promise<readonly Comparison[]> {
  const found: Comparison[] = [];
  for (const kase of cases) {
    for (const observed of kase.outcomes)
      for (const version of observed.versions) found.push(compare(kase, version, observed, await judge(kase, version)));
  }
  return found;
}

/** One case on one version. */
export function compare(kase: OracleCase, version: number, observed: Observed, judgement: Judgement): Comparison {
  const failures = judgement.flatMap(({ fails }) => fails ?? []);
  const certain = failures.find((fails) => fails.certain);
  const done = (differences: readonly string[], may?: Comparison['may']): Comparison => ({ kase, version, differences, may });
  if (observed.fails !== undefined) {
    const named = failures.find((fails) => fails.code === observed.fails);
    if (named === undefined)
      return done([
        `server: ${observed.fails}; here: ${failures.length === 0 ? 'goes through' : failures.map(({ code }) => code).join(', ')}`,
      ]);
    return done([], named.certain ? undefined : { said: named.code, server: observed.fails });
  }
  if (certain !== undefined) return done([`server: goes through; here: ${certain.code} ${certain.message}`]);

  const effects = mergedEffects(judgement, namesBefore(kase.statements));
  const { locks = {}, work = {} } = observed;
  const differences: string[] = [];
  const rewritten = work === 'unseen' ? {} : work;
  for (const name of new Set([...Object.keys(locks), ...effects.keys(), ...Object.keys(rewritten)])) {
    const ours = effects.get(name);
    // "May": the name was never mentioned, and IF EXISTS is written.
    if (ours?.certain === false && !(name in locks) && !(name in rewritten)) continue;
    // Where a statement manages its own transactions, an index's lock is seen only if something stood in its way.
    const seen = name in locks || kase.how !== 'alone' || ours?.kind !== 'index';
    if (seen && ours?.lock !== locks[name])
      differences.push(`${name}: server ${locks[name] ?? 'no lock'}, here ${ours?.lock ?? 'no lock'}`);
    if (work !== 'unseen' && (ours?.work ?? 'none') !== (work[name] ?? 'none'))
      differences.push(`${name}: server ${work[name] ?? 'none'}, here ${ours?.work ?? 'none'}`);
  }
  const [possible] = failures;
  return done(differences, possible === undefined ? undefined : { said: possible.code, server: 'goes through' });
}

const LOCKS = ['ROW SHARE', 'ROW EXCLUSIVE', 'SHARE UPDATE EXCLUSIVE', 'SHARE', 'SHARE ROW EXCLUSIVE', 'EXCLUSIVE', 'ACCESS EXCLUSIVE'];
const WORKS = ['none', 'scan', 'build', 'rewrite'];
const stronger = (order: readonly string[], a: string, b: string): string => (order.indexOf(a) >= order.indexOf(b) ? a : b);

function mergedEffects(
  judgement: Judgement,
  nameBefore: (name: string, statement: number) => string,
): ReadonlyMap<string, { readonly kind: string; readonly lock: string; readonly work: string; readonly certain: boolean }> {
  const merged = new Map<string, { kind: string; lock: string; work: string; certain: boolean }>();
  for (const [statement, { effects }] of judgement.entries()) {
    for (const { relation, lock, work, certain } of effects) {
      const name = nameBefore(relation.schema === 'public' ? relation.name : `${relation.schema}.${relation.name}`, statement);
      const other = merged.get(name);
      merged.set(name, {
        kind: relation.kind,
        lock: other === undefined ? lock : stronger(LOCKS, other.lock, lock),
        work: other === undefined ? work : stronger(WORKS, other.work, work),
        certain: certain && other?.certain !== false,
      });
    }
  }
  return merged;
}

/** Servers were watched under the names that relations had at first; what is said of a statement uses those of its own time. */
function namesBefore(statements: readonly string[]): (name: string, statement: number) => string {
  const renames = statements.flatMap((sql, statement) => {
    const [, from, to] = /^ALTER (?:TABLE|INDEX|VIEW|SEQUENCE|MATERIALIZED VIEW) (\w+) RENAME TO (\w+)$/.exec(sql) ?? [];
    return from === undefined || to === undefined ? [] : [{ from, to, statement }];
  });
  return (name, statement) => {
    const earlier = renames.filter((each) => each.statement < statement).reverse();
    return earlier.reduce((current, { from, to }) => (current === to ? from : current), name);
  };
}

/** Agreement by group, worst first, and in total: with what was left open, and with what was certain. */
export function agreementTable(comparisons: readonly Comparison[]): string {
  const groups = new Map<string, { total: number; agree: number; certain: number }>();
  const all = { total: 0, agree: 0, certain: 0 };
  for (const { kase, differences, may } of comparisons) {
    const group = groups.get(kase.group) ?? { total: 0, agree: 0, certain: 0 };
    for (const counted of [group, all]) {
      counted.total++;
      if (differences.length === 0) counted.agree++;
      if (differences.length === 0 && may === undefined) counted.certain++;
    }
    groups.set(kase.group, group);
  }
  const percent = (a: number, b: number): string => `${((100 * a) / b).toFixed(1).padStart(5)} %`;
  const line = (name: string, { total, agree, certain }: typeof all): string =>
    `${name.padEnd(20)}${String(agree).padStart(6)} of ${String(total).padStart(5)}  ${percent(agree, total)}   certain ${String(certain).padStart(5)}  ${percent(certain, total)}`;
  const rows = [...groups].sort(([, a], [, b]) => a.agree / a.total - b.agree / b.total);
  return [...rows.map(([name, group]) => line(name, group)), line('all', all)].join('\n');
}

/** Where we say that a statement does no harm, and the server stops reads or writes of a relation for as long as its data are large. */
export function harmless(kase: OracleCase, { locks = {}, work = {} }: Observed, judgement: Judgement): readonly string[] {
  const effects = mergedEffects(judgement, namesBefore(kase.statements));
  return Object.entries(locks).flatMap(([name, lock]) => {
    const takes = work === 'unseen' ? 'none' : (work[name] ?? 'none');
    if (takes === 'none' || LOCKS.indexOf(lock) < LOCKS.indexOf('SHARE')) return [];
    const ours = effects.get(name);
    const weaker = ours === undefined || LOCKS.indexOf(ours.lock) < LOCKS.indexOf('SHARE') || ours.work === 'none';
    return weaker ? [`${kase.name}: ${name} ${lock} ${takes}, here ${ours?.lock ?? 'no lock'} ${ours?.work ?? 'none'}`] : [];
  });
}
