import { made, type Text } from '../../../code/text.ts';
import { handle, nothing, record, text, type Call, type Value } from '../../../code/value.ts';
import type { Layout } from '../../layout.ts';
import { isNodePgMigrate, misreadings, partsOf } from '../../node-pg-migrate-sql.ts';
import { duplicates } from '../../order-findings.ts';
import { isSql } from '../../path.ts';
import { unreadBeside } from '../../tool-config.ts';
import { naturalCompare } from '../../version.ts';
import { codeLayout } from '../code-layout.ts';
import { type Datum, dataOf, isData } from '../data.ts';
import { method, NOWHERE, object, send } from '../members.ts';
import { asMessage, createReader, placedLines, sendBuilt } from '../reader.ts';
import type { Project } from '../tool.ts';
import { nameSql, valueSql } from './names.ts';
import { operationOf } from './operations.ts';

/** `pgm.func('now()')`, `PgLiteral.create('now()')`. */
const literalOf = (call: Call): Value => {
  const [first] = call.args;
  return first?.kind === 'text' ? handle(call.name, call.at, { sql: first.text }) : (first ?? nothing(call.at));
};

/** `pgm.sql('… {name} …', { name: 'users' })`. */
function sqlCall(call: Call): Value {
  const [first, given] = call.args;
  if (first?.kind !== 'text' || given === undefined) return send(first, call);
  const reader = createReader(call.machine);
  let sql: Text = first.text;
  const args = dataOf(given, call, reader);
  for (const [name, value] of isData(args) ? Object.entries(args) : []) {
    const written = value === undefined ? '' : typeof value === 'string' || isData(value) ? nameSql(value) : valueSql(value);
    sql = filled(sql, `{${name}}`, written);
  }
  sendBuilt(call.machine, reader, [sql]);
  return nothing(call.at);
}

/** What is filled in stands for the part of the literal that it is filled into; of one with escapes for all of it. */
function filled(sql: Text, mark: string, written: string): Text {
  return sql.flatMap((part): Text => {
    if (!part.text.includes(mark)) return [part];
    let { start } = part.at;
    return part.text.split(mark).flatMap((piece, i): Text => {
      const hole = i === 0 ? [] : made(written, part.exact ? { start, end: start + mark.length } : part.at);
      if (i > 0) start += mark.length;
      const kept =
        piece === '' ? [] : [{ text: piece, at: part.exact ? { start, end: start + piece.length } : part.at, exact: part.exact }];
      start += piece.length;
      return [...hole, ...kept];
    });
  });
}

/** Shorthands of types count for all later files too. */
const SHORTHANDS = 'shorthands';

const code = codeLayout(
  {
    name: 'node-pg-migrate',
    open({ memory }: Project) {
      const without = new Set<string>();
      let going = 'up';
      const shorthands = new Map<string, Datum>([['id', { type: 'serial', primaryKey: true }]]);
      for (const [name, value] of memory) shorthands.set(name, value as Datum);
      const operation =
        (name: string) =>
        (call: Call): Value => {
          const write = operationOf(name);
          const reader = createReader(call.machine);
          const args = call.args.map((arg) => dataOf(arg, call, reader));
          if (write === undefined) reader.fail(call.at, `sqlsafe does not know \`${call.name}\``);
          const written = write?.(args, shorthands) ?? [];
          const statements = written.map((each) => placedLines(each, call.at, call.args[1]));
          sendBuilt(call.machine, reader, name.endsWith('Extension') ? statements : asMessage(statements, call.at));
          return nothing(call.at);
        };
      const own = object(
        'pgm',
        NOWHERE,
        {
          sql: sqlCall,
          func: literalOf,
          noTransaction({ at }) {
            without.add(going);
            return nothing(at);
          },
        },
        { db: (at) => object('pgm.db', at, { query: (call) => send(call.args[0], call), select: ({ at: place }) => nothing(place) }) },
      );
      const pgm =
        own.kind === 'handle'
          ? { ...own, get: (name: string, at: Value['at']) => own.get?.(name, at) ?? method(`pgm.${name}`, at, operation(name)) }
          : own;
      const types = new Map(
        [
          'BIGINT',
          'INTEGER',
          'TEXT',
          'UUID',
          'BOOLEAN',
          'JSONB',
          'JSON',
          'TIMESTAMP',
          'TIMESTAMPTZ',
          'DATE',
          'SERIAL',
          'BIGSERIAL',
          'SMALLINT',
          'NUMERIC',
          'VARCHAR',
          'REAL',
        ].map((name) => [name, text(made(name.toLowerCase(), NOWHERE), NOWHERE)]),
      );
      return {
        modules: (module) =>
          module === 'node-pg-migrate'
            ? record(
                [
                  ['PgLiteral', object('PgLiteral', NOWHERE, { create: literalOf })],
                  ['PgType', record(types, NOWHERE, true)],
                ],
                NOWHERE,
                true,
              )
            : undefined,
        argumentsOf(direction, members, machine) {
          going = direction;
          const reader = createReader(machine);
          const given = members.get(SHORTHANDS);
          if (given?.kind === 'record') {
            for (const [name, value] of given.entries) {
              const datum = dataOf(value, { at: value.at, own: value.at, name, args: [], machine }, reader);
              shorthands.set(name, datum);
              memory.set(name, datum);
            }
          }
          return [pgm, handle('run', NOWHERE, { call: ({ at }) => nothing(at) })];
        },
        inTransaction: (_members, direction) => !without.has(direction),
      };
    },
  },
  { compare: naturalCompare, sql: ({ source }) => partsOf(source), infersDown: true },
);

/** Migrations in JavaScript, TypeScript and SQL, side by side. */
export const nodePgMigrate: Layout = {
  ...code,
  detect: (folder) => code.detect(folder) || isNodePgMigrate({ ...folder, files: folder.files.filter(({ path }) => isSql(path)) }),
  order(folder) {
    const ordered = code.order(folder);
    const read = new Set(folder.files.map(({ path }) => path));
    return {
      ...ordered,
      findings: [
        ...ordered.findings,
        ...folder.files.filter(({ path }) => isSql(path)).flatMap(({ source }) => misreadings(source)),
        ...duplicates(ordered.steps, 'info', 'node-pg-migrate goes by the whole name: both run, in the order of their names.'),
      ],
      skipped: unreadBeside(folder.tree, folder.root, /^\d.*\.[cm]?[jt]s$/i, 'node-pg-migrate runs it, and it is not SQL').filter(
        ({ path }) => !read.has(path),
      ),
    };
  },
};
