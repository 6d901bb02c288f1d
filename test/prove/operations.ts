import { postgresqlFrontEnd } from '../../src/dialects/postgresql/index.ts';
import { wasm } from '../../src/io/wasm.ts';
import type { Operation } from '../../src/model/operation.ts';
import type { OracleCase } from '../oracle/recording.ts';

const frontEnd = postgresqlFrontEnd(wasm);

/** What a case's statements are read as. */
export function operationsOf({ statements }: OracleCase, version: number): readonly Operation[] {
  const text = statements.map((sql) => `${sql};\n`).join('');
  const file = { path: 'case.sql', text, raw: text, edits: [] };
  const read = frontEnd.read([{ file, span: { start: 0, end: text.length } }], { dialect: 'postgresql', version: [version, 0] });
  return read.flatMap(({ statements }) => statements).flatMap(({ steps }) => steps.flatMap(({ operations }) => operations));
}
