import { compose } from '../../src/code/compose.ts';
import { interpret, type Chunk } from '../../src/code/interpreter.ts';
import { plainOf } from '../../src/code/text.ts';
import { handle, nothing, record, type Value } from '../../src/code/value.ts';
import { parseCode } from '../../src/io/parse-code.ts';
import { positionAt, rawOffset } from '../../src/model/position.ts';

const at = { start: 0, end: 0 };

/** A tool with one method, `db.query(sql)`, and `db.lazy(sql)`, which is sent where it is waited for. */
const database: Value = handle('db', at, {
  get: (name, place) =>
    name === 'query' || name === 'lazy'
      ? handle(`db.${name}`, place, {
          call({ args: [sql], machine, at: call }) {
            const send = (): void =>
              sql?.kind === 'text' ? machine.emit(sql.text) : machine.unread(call, sql?.kind === 'unknown' ? sql.why : 'no text');
            if (name === 'query') send();
            return name === 'query' ? nothing(call) : handle('lazy', call, { settle: send });
          },
        })
      : undefined,
});

/** What a module's `up(db)` sends. */
export function chunksOf(source: string, name = 'm.ts', values: Readonly<Record<string, string>> = {}): readonly Chunk[] {
  const parsed = parseCode(source, name);
  if ('problem' in parsed) throw new Error(parsed.problem.text);
  const { exported, machine, collect } = interpret(
    parsed.program,
    source,
    (module) => (module === 'tool' ? record([['db', database]], at) : undefined),
    values,
  );
  const up = exported.get('up');
  if (up === undefined) throw new Error('no up');
  return collect(() => machine.settle(machine.invoke(up, [database], at)));
}

/** Each statement as text; what was not understood as `?? why`. */
export const sent = (source: string, name?: string): readonly string[] =>
  chunksOf(source, name).map((chunk) => (chunk.kind === 'sql' ? plainOf(chunk.sql) : `?? ${chunk.why}`));

/** The body of `up`, as a module. */
export const up = (body: string, before = ''): string => `${before}\nexport async function up(db) {\n${body}\n}`;

/** Where a word of the SQL stands in the code: `line:column` of its beginning and its end. */
export function placeOf(source: string, word: string): string {
  const { file } = compose('m.ts', source, [chunksOf(source)], []);
  const found = file.text.indexOf(word);
  if (found === -1) throw new Error(`${word} is not in ${file.text}`);
  const start = positionAt(source, rawOffset(file, found));
  const end = positionAt(source, rawOffset(file, found + word.length, 'end'));
  return `${start.line}:${start.column}-${end.line}:${end.column}`;
}
