import { made, plainOf } from '../../../code/text.ts';
import { handle, nothing, plain, record, text, type Call, type Value } from '../../../code/value.ts';
import { codeLayout } from '../code-layout.ts';
import { dataOf } from '../data.ts';
import { harmless, method, NOWHERE, object, send, sqlOf } from '../members.ts';
import { createReader, placedLines, sendBuilt } from '../reader.ts';
import { knownColumn, noteOperation, noteSql, type KnownColumns } from './known-columns.ts';
import { OPERATIONS } from './operations.ts';

const say =
  (sql: string) =>
  ({ machine, at }: Call): Value => {
    machine.emit(made(sql, at));
    return nothing(at);
  };

/** `new Table({ … })`, `new TableColumn({ … })`: what they are given is what they are. */
const described = (name: string): Value =>
  handle(name, NOWHERE, {
    construct: ({ args: [given], at }) => (given === undefined ? nothing(at) : { ...given, at: given.kind === 'record' ? given.at : at }),
  });
const CLASSES = ['Table', 'TableColumn', 'TableIndex', 'TableForeignKey', 'TableUnique', 'TableCheck', 'TableExclusion', 'View'];

const LOOKS = new Set([
  'hasTable',
  'hasColumn',
  'hasSchema',
  'hasDatabase',
  'getTable',
  'getTables',
  'getView',
  'getViews',
  'getSchemas',
  'getCurrentSchema',
  'getCurrentDatabase',
  'connect',
  'release',
  'stream',
  'rollbackTransaction',
  'clearSqlMemory',
  'createDatabase',
]);

/** What a query runner knows of the database it works on. */
interface Setting {
  /** What makes a UUID on the server. */
  readonly uuid: string;
  readonly known: KnownColumns;
}

function operation(name: string, call: Call, { uuid, known }: Setting): Value {
  const reader = createReader(call.machine);
  const write = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (write === undefined) reader.fail(call.at, `sqlsafe does not know \`${call.name}\``);
  const args = call.args.map((arg) => dataOf(arg, call, reader));
  const [table, from, ...rest] = args;
  // A column that is only named is looked up in the database; what an earlier migration made of it is known.
  const found = name === 'changeColumn' && typeof from === 'string' ? knownColumn(known, table, from) : undefined;
  const written = write?.(found === undefined ? args : [table, found, ...rest], uuid) ?? [];
  noteOperation(known, name, args);
  if (typeof written === 'string') reader.fail(call.at, written);
  const statements = typeof written === 'string' ? [] : written;
  sendBuilt(
    call.machine,
    reader,
    statements.map((each) => placedLines(each, call.at, columnsByName(call.args[0]))),
  );
  return nothing(call.at);
}

/** Columns of a `new Table({ columns: […] })` by their names, so that each stands for its own place. */
function columnsByName(table: Value | undefined): Value | undefined {
  const columns = table?.kind === 'record' ? table.entries.get('columns') : undefined;
  if (table === undefined || columns?.kind !== 'list') return undefined;
  return record(
    columns.items.flatMap((column): [string, Value][] => {
      const name = column.kind === 'record' ? column.entries.get('name') : undefined;
      return name?.kind === 'text' ? [[name.text.map((part) => part.text).join(''), column]] : [];
    }),
    table.at,
  );
}

/** What a migration is given. */
function queryRunner(setting: Setting): Value {
  const query = (call: Call): Value => {
    const [first] = call.args;
    const sql = first === undefined ? undefined : sqlOf(first);
    noteSql(setting.known, sql === undefined ? undefined : plainOf(sql));
    return send(first, call);
  };
  const postgres = (at: Value['at']): Value => record([['type', text(made('postgres', at), at)]], at, true);
  const connection = (at: Value['at']): Value =>
    record(
      [
        ['options', postgres(at)],
        ['driver', record([['options', postgres(at)]], at, true)],
      ],
      at,
      true,
    );
  const own = object(
    'queryRunner',
    NOWHERE,
    { query, startTransaction: say('BEGIN'), commitTransaction: say('COMMIT') },
    {
      manager: (at) => object('queryRunner.manager', at, { query }),
      connection,
      dataSource: connection,
      isTransactionActive: (at) => plain(true, at),
    },
  );
  if (own.kind !== 'handle') return own;
  return {
    ...own,
    get: (name, at) =>
      own.get?.(name, at) ?? method(`queryRunner.${name}`, at, LOOKS.has(name) ? harmless : (call) => operation(name, call, setting)),
  };
}

/** What is remembered from file to file. */
const COLUMNS = 'columns';

/** The mode of the data source: `all` (one transaction for all) where nothing is said, `each`, `none`. A migration says so with `transaction = false`. */
const MODE = /\bmigrationsTransactionMode['"]?\s*:\s*['"](all|each|none)['"]/;

export const typeorm = codeLayout({
  name: 'typeorm',
  settings: /^(?:.*data-?source.*|ormconfig|typeorm.*config.*|.*typeorm.*)\.(?:[cm]?[jt]s|json)$/i,
  open: ({ settings, memory }) => {
    const mode = MODE.exec(settings)?.[1] ?? 'all';
    return {
      modules: (module) =>
        module === 'typeorm'
          ? record(
              CLASSES.map((name) => [name, described(name)] as const),
              NOWHERE,
              true,
            )
          : undefined,
      argumentsOf(direction) {
        const known = (memory.get(COLUMNS) ?? new Map()) as KnownColumns;
        memory.set(COLUMNS, known);
        return [
          queryRunner({
            uuid: /\buuidExtension\s*:\s*['"]pgcrypto['"]/.test(settings) ? 'gen_random_uuid()' : 'uuid_generate_v4()',
            // The way back begins where the way forth ended, and leads nowhere for the files that follow.
            known: direction === 'up' ? known : new Map(Array.from(known, ([table, columns]) => [table, new Map(columns)])),
          }),
        ];
      },
      inTransaction(members) {
        const own = members.get('transaction');
        return own?.kind === 'plain' && typeof own.value === 'boolean' ? own.value : mode !== 'none';
      },
      misread(members) {
        const own = members.get('transaction');
        if (own === undefined || mode !== 'all' || !/\bDataSource\b|\bmigrations\b/.test(settings)) return undefined;
        return {
          at: own.at,
          text: 'TypeORM refuses to run migrations at all while one of them says this and all run in one transaction, which is its default.',
          why: 'It stops with ForbiddenTransactionModeOverrideError before it runs anything.',
          instead: "Set `migrationsTransactionMode: 'each'` on the data source, or run them with `--transaction each`.",
        };
      },
    };
  },
  versionOf(className) {
    const digits = /(\d{13})$/.exec(className)?.[1];
    return digits === undefined ? undefined : { numbers: [digits], text: digits };
  },
});
