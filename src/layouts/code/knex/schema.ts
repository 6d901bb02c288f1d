import { made, type Text } from '../../../code/text.ts';
import { handle, nothing, type Call, type Machine, type Value } from '../../../code/value.ts';
import { method } from '../members.ts';
import { dotted } from '../quote.ts';
import { createReader, sendBuilt, type Reader } from '../reader.ts';
import { rawOf } from './raw.ts';
import { tableStatements } from './table.ts';
import { viewStatement } from './view.ts';

/** What was asked of a schema builder and is not sent yet. */
type Pending = (machine: Machine) => void;

/** `knex.schema`: calls are collected, and sent where the chain is waited for. */
export function schemaBuilder(name: string, at: Value['at'], given?: string): Value {
  const pending: Pending[] = [];
  let schema = given;
  let machine: Machine | undefined;
  const self: Value = handle(name, at, {
    get: (member, place) => method(`${name}.${member}`, place, (call) => called(member, call)),
    settle() {
      for (const each of pending.splice(0)) if (machine !== undefined) each(machine);
    },
  });
  function called(member: string, call: Call): Value {
    ({ machine } = call);
    switch (member) {
      case 'hasTable':
      case 'hasColumn':
        return nothing(call.at);
      case 'withSchema':
        schema = createName(call);
        return self;
      case 'queryContext':
        return self;
      case 'then':
        call.machine.settle(self);
        for (const arg of call.args) call.machine.settle(call.machine.invoke(arg, [nothing(call.at)], call.at));
        return nothing(call.at);
      case 'catch':
      case 'finally':
        call.machine.settle(self);
        return nothing(call.at);
      case 'raw': {
        const raw = rawOf(call);
        pending.push((to) => to.settle(raw));
        return self;
      }
      default: {
        const { reader, statements } = statementsOf(member, call, schema);
        pending.push((to) => sendBuilt(to, reader, statements));
        return self;
      }
    }
  }
  return self;
}

const createName = (call: Call): string | undefined => createReader(call.machine).optional(call.args[0], call);

interface Built {
  readonly reader: Reader;
  readonly statements: readonly Text[];
}

const TABLES = {
  createTable: 'create',
  createTableIfNotExists: 'createIfNot',
  alterTable: 'alter',
  table: 'alter',
} as const;

function statementsOf(member: string, call: Call, schema: string | undefined): Built {
  const reader = createReader(call.machine);
  const [first, second, third] = call.args;
  if (Object.hasOwn(TABLES, member)) {
    const table = reader.string(first, call);
    const built = tableStatements(TABLES[member as keyof typeof TABLES], { table, schema }, second, call);
    return reader.problem === undefined ? built : { reader, statements: [] };
  }
  if (member === 'createTableLike') {
    const names = { table: reader.string(first, call), schema, like: reader.string(second, call) };
    const built = tableStatements('createLike', names, third, call);
    return reader.problem === undefined ? built : { reader, statements: [] };
  }
  const view = viewStatement(member, call, schema, reader);
  if (view !== undefined) return { reader, statements: [view] };
  const sql = simpleSql(member, call, schema, reader);
  if (sql === undefined) reader.fail(call.at, `sqlsafe does not know \`${call.name}\``);
  return { reader, statements: sql === undefined ? [] : [made(sql, call.at)] };
}

/** What is one statement with names in it. Source: knex 3, lib/dialects/postgres/schema/pg-compiler.js */
function simpleSql(member: string, call: Call, schema: string | undefined, reader: Reader): string | undefined {
  const name = (value: Value | undefined): string => dotted(reader.string(value, call));
  const [first, second] = call.args;
  const inSchema = (): string => dotted(schema === undefined ? reader.string(first, call) : `${schema}.${reader.string(first, call)}`);
  const ifExists = member.endsWith('IfExists') ? 'if exists ' : '';
  const ifNot = member.endsWith('IfNotExists') ? 'if not exists ' : '';
  switch (member) {
    case 'dropTable':
    case 'dropTableIfExists':
      return `drop table ${ifExists}${inSchema()}`;
    case 'dropView':
    case 'dropViewIfExists':
      return `drop view ${ifExists}${inSchema()}`;
    case 'dropMaterializedView':
    case 'dropMaterializedViewIfExists':
      return `drop materialized view ${ifExists}${inSchema()}`;
    case 'renameTable':
      return `alter table ${inSchema()} rename to ${name(second)}`;
    case 'renameView':
      return `alter view ${name(first)} rename to ${name(second)}`;
    case 'createSchema':
    case 'createSchemaIfNotExists':
      return `create schema ${ifNot}${name(first)}`;
    case 'dropSchema':
    case 'dropSchemaIfExists':
      return `drop schema ${ifExists}${name(first)}${reader.boolean(second, call) === true ? ' cascade' : ''}`;
    case 'createExtension':
    case 'createExtensionIfNotExists':
      return `create extension ${ifNot}${name(first)}`;
    case 'dropExtension':
    case 'dropExtensionIfExists':
      return `drop extension ${ifExists}${name(first)}`;
    case 'refreshMaterializedView':
      return `refresh materialized view${reader.boolean(second, call) === true ? ' concurrently' : ''} ${name(first)}`;
    default:
      return undefined;
  }
}
