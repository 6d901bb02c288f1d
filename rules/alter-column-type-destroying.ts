import { defineRule, nameText, quoteIdentifier, quoteName, typeText, type AlterColumnType, type TypeName } from '../src/rule.ts';

export default defineRule({
  id: 'alter-column-type-destroying',
  severity: 'error',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Do not let a type change cut or round what is stored.',
    why: 'What the new type cannot hold is cut off or rounded in every row, without an error and without a trace. There is no way back but a backup.',
    instead:
      'Look for the values that would change first. Keep the old column until nobody misses anything: add a column of the new type and fill that.',
    whenNot: 'You have looked, and no value would change; say so in a suppression.',
    sources: [
      'https://www.postgresql.org/docs/current/datatype-character.html',
      'https://www.postgresql.org/docs/current/datatype-numeric.html',
      'https://www.postgresql.org/docs/current/datatype-datetime.html',
    ],
  },
  aliases: ['migrationpilot:MP044'],
  on: ['alter-column-type'],
  messages: {
    cuts: 'ALTER COLUMN {column} TYPE {type} cuts every longer value of {table} off, without an error: {using} is an explicit cast.',
    'cuts-by-function': 'ALTER COLUMN {column} TYPE {type} USING {using} cuts every longer value of {table} off, for good.',
    rounds: 'ALTER COLUMN {column} TYPE {type} rounds every value of {table} that {from} held more exactly, without an error.',
    'drops-time': 'ALTER COLUMN {column} TYPE date drops the time of day from every value of {table}, without an error.',
  },
  examples: [
    {
      title: 'A cast that cuts',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50));',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ALTER COLUMN name TYPE varchar(20) USING name::varchar(20);",
      good: [
        "SET lock_timeout = '2s';\nALTER TABLE users ADD CONSTRAINT users_name_length CHECK (char_length(name) <= 20) NOT VALID;",
        'ALTER TABLE users VALIDATE CONSTRAINT users_name_length;',
      ],
    },
    {
      title: 'A timestamp that becomes a date',
      dialect: 'postgresql',
      given: 'CREATE TABLE users (id bigint PRIMARY KEY, seen_at timestamptz);',
      bad: "SET lock_timeout = '2s';\nALTER TABLE users ALTER COLUMN seen_at TYPE date;",
      good: "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN seen_on date;",
    },
  ],
  check({ op, effects, before }) {
    if (effects.fails?.certain === true || effects.relations.length === 0) return [];
    const from = before.table(op.table)?.columns.find((column) => column.name === op.column)?.type;
    const said = { column: op.column, type: typeText(op.type), table: nameText(op.table) };
    const using = op.using?.text ?? '';
    const cut = cutBy(op, from);
    if (cut === 'cast') return [{ message: 'cuts', data: { ...said, using }, instead: look(op, longer(op)) }];
    if (cut === 'function') return [{ message: 'cuts-by-function', data: { ...said, using }, instead: look(op, longer(op)) }];
    if (from === undefined || (op.using !== undefined && op.using.calls.length > 0)) return [];
    const column = quoteIdentifier(op.column);
    const differs = `${column} <> ${column}::${typeText(op.type)}`;
    if (op.type.name === 'date' && TIMESTAMPS.has(from.name))
      return [{ message: 'drops-time', data: { column: said.column, table: said.table }, instead: look(op, differs) }];
    if (rounds(from, op.type))
      return [{ message: 'rounds', data: { ...said, from: typeText(from) }, instead: look(op, differs), certain: false }];
    return [];
  },
});

const STRINGS: ReadonlySet<string> = new Set(['text', 'varchar', 'bpchar', 'citext', 'name']);
const TIMESTAMPS: ReadonlySet<string> = new Set(['timestamp', 'timestamptz']);
const SHORTENING: ReadonlySet<string> = new Set(['left', 'substr', 'substring', 'right', 'overlay']);

/** An explicit cast to a length cuts where an assignment would refuse. */
function cutBy(op: AlterColumnType, from: TypeName | undefined): 'cast' | 'function' | undefined {
  const { using, type } = op;
  if (using === undefined || !STRINGS.has(type.name) || type.dimensions > 0 || !using.columns.includes(op.column)) return undefined;
  if (using.calls.some((call) => SHORTENING.has(call.name.name))) return 'function';
  const [length] = from?.modifiers ?? [];
  const cast = using.casts.find((each) => (each.name === 'varchar' || each.name === 'bpchar') && each.modifiers[0] !== undefined);
  if (cast === undefined || using.calls.length > 0 || (from !== undefined && !STRINGS.has(from.name))) return undefined;
  return length === undefined || from?.dimensions !== 0 || (cast.modifiers[0] ?? 0) < length ? 'cast' : undefined;
}

const INTEGERS: ReadonlySet<string> = new Set(['int2', 'int4', 'int8']);
const FLOATS: ReadonlySet<string> = new Set(['float4', 'float8']);

/** The new type holds fewer digits after the point, or fewer at all, and takes the nearest value. */
function rounds(from: TypeName, to: TypeName): boolean {
  if (from.dimensions > 0 || to.dimensions > 0) return false;
  if (from.name === 'float8' && to.name === 'float4') return true;
  const exact = from.name === 'numeric' || FLOATS.has(from.name);
  if (exact && INTEGERS.has(to.name)) return from.name !== 'numeric' || from.modifiers.length === 0 || (from.modifiers[1] ?? 0) > 0;
  if (from.name === 'numeric' && FLOATS.has(to.name)) return true;
  if (from.name === 'numeric' && to.name === 'numeric' && to.modifiers.length > 0)
    return from.modifiers.length === 0 || (to.modifiers[1] ?? 0) < (from.modifiers[1] ?? 0);
  if (FLOATS.has(from.name) && to.name === 'numeric') return to.modifiers.length > 0;
  return TIMESTAMPS.has(from.name) && TIMESTAMPS.has(to.name) && (to.modifiers[0] ?? 6) < (from.modifiers[0] ?? 6);
}

const longer = (op: AlterColumnType): string | undefined =>
  op.type.modifiers[0] === undefined ? undefined : `char_length(${quoteIdentifier(op.column)}) > ${op.type.modifiers[0]}`;

const look = (op: AlterColumnType, where: string | undefined): { text: string; sql: string | null } => ({
  text: 'Look for the values that would change, and keep the old column until nobody misses anything.',
  sql: where === undefined ? null : `SELECT count(*) FROM ${quoteName(op.table)} WHERE ${where};`,
});
