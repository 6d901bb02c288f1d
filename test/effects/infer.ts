import { postgresqlFrontEnd } from '../../src/dialects/postgresql/index.ts';
import { postgresql } from '../../src/effects/postgresql.ts';
import { createState } from '../../src/engine/replay/index.ts';
import { wasm } from '../../src/io/wasm.ts';
import type { Effects } from '../../src/model/effect.ts';
import type { TransactionMode } from '../../src/model/migration.ts';
import type { Target } from '../../src/model/target.ts';

const frontEnd = postgresqlFrontEnd(wasm);

/** What the operations of `sql` do, one after the other, where `given` is what earlier deployments left. */
export function infer(given: string, sql: string, version = 17, mode: TransactionMode = 'statement'): readonly Effects[] {
  const target: Target = { dialect: 'postgresql', version: [version, 0] };
  const state = createState(target);
  const found: Effects[] = [];
  for (const [text, isCase] of [
    [given, false],
    [sql, true],
  ] as const) {
    const file = { path: isCase ? '2.sql' : '1.sql', text, raw: text, edits: [] };
    const statements = frontEnd.read([{ file, span: { start: 0, end: text.length } }], target).flatMap((read) => read.statements);
    state.beginDeployment();
    state.beginSection(isCase ? mode : 'statement', statements.length);
    for (const [index, { steps }] of statements.entries()) {
      state.beginStatement(index);
      for (const op of steps.flatMap(({ operations }) => operations)) {
        const effects = postgresql.infer(
          op,
          state.catalog,
          state.session,
          target,
          steps.flatMap(({ operations }) => operations),
        );
        if (isCase) found.push(effects);
        state.apply(op, effects);
      }
      state.endStatement();
    }
    state.endSection();
  }
  return found;
}

/** `t ACCESS EXCLUSIVE rewrite`, in order of their names. */
export const brief = (list: readonly Effects[]): readonly string[] =>
  [
    ...new Set(
      list.flatMap(({ relations }) =>
        relations.map(({ name, lock, work }) => (work === 'none' ? `${name} ${lock}` : `${name} ${lock} ${work}`)),
      ),
    ),
  ].sort();
/** SQLSTATEs; `?` where the data or an unknown object decide. */
export const failures = (list: readonly Effects[]): readonly string[] =>
  list.flatMap(({ fails }) => (fails === null ? [] : [`${fails.code}${fails.certain ? '' : '?'}`]));
