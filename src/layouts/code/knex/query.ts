import { made, plainOf } from '../../../code/text.ts';
import { given, handle, nothing, type Call, type Value } from '../../../code/value.ts';
import { method } from '../members.ts';
import { dotted, identifier, literal } from '../quote.ts';
import { createReader, sendBuilt } from '../reader.ts';
import { rawOf } from './raw.ts';

// `knex('users').where({ active: false }).update({ … })`: what is read changes nothing, what is written is put into SQL.
// A value that is not known becomes a parameter, as it would be; a condition that is not known is still a condition.

interface Query {
  table: string | undefined;
  alias: string;
  readonly where: string[];
  readonly selected: string[];
  /** Something of a SELECT was not understood: it can't be part of another statement. */
  isVague: boolean;
  write:
    | {
        readonly kind: 'insert' | 'update' | 'delete';
        readonly value: Value | undefined;
        readonly call: Call;
        readonly columns: readonly [Value, Value | undefined] | undefined;
      }
    | undefined;
  conflict: string;
}

const PARAMETER = '$1';
const valueSql = (value: Value | undefined): string => (value === undefined ? PARAMETER : (literal(value) ?? PARAMETER));

/** A query of a table, or of none yet. `first`: the method that it begins with. */
export function queryBuilder(name: string, table: Value | undefined, begun: Call, first?: string): Value {
  const query: Query = { table: undefined, alias: '', where: [], selected: [], isVague: false, write: undefined, conflict: '' };
  let isSent = false;
  if (table !== undefined) setTable(query, table);
  const self: Value = {
    ...handle(name, begun.at, {
      get: (member, place) => method(`${name}.${member}`, place, (call) => called(member, call)),
      settle() {
        if (isSent || query.write === undefined) return;
        isSent = true;
        sendWrite(query, query.write);
      },
    }),
  };
  function called(member: string, call: Call): Value {
    if (member === 'then' || member === 'catch' || member === 'finally') {
      call.machine.settle(self);
      if (member === 'then') for (const arg of call.args) call.machine.settle(call.machine.invoke(arg, [nothing(call.at)], call.at));
      return nothing(call.at);
    }
    step(query, member, call);
    if (query.write === undefined && !query.isVague && query.table !== undefined)
      Object.assign(self, { sql: made(selectSql(query), call.at) });
    else if (query.write === undefined && query.table === undefined && query.where.length > 0)
      Object.assign(self, { sql: made(` where ${query.where.join(' and ')}`, call.at) });
    return self;
  }
  if (first !== undefined) called(first, begun);
  return self;
}

function setTable(query: Query, table: Value): void {
  if (table.kind === 'text') {
    const [name, alias] = plainOf(table.text).split(/\s+as\s+/i);
    query.table = dotted(name ?? '');
    query.alias = alias === undefined ? '' : ` as ${identifier(alias)}`;
  } else query.isVague = true;
}

function step(query: Query, member: string, call: Call): void {
  const [first, second] = call.args;
  switch (member) {
    case 'from':
    case 'into':
    case 'table':
      if (first !== undefined) setTable(query, first);
      return;
    case 'withSchema':
      if (first?.kind === 'text' && query.table !== undefined) query.table = `${identifier(plainOf(first.text))}.${query.table}`;
      return;
    case 'insert':
    case 'update':
    case 'increment':
    case 'decrement': {
      const kind = member === 'insert' ? 'insert' : 'update';
      query.write = {
        kind,
        value: first,
        call,
        columns: member !== 'insert' && first?.kind === 'text' ? [first, member === 'update' ? second : undefined] : undefined,
      };
      return;
    }
    case 'del':
    case 'delete':
      query.write = { kind: 'delete', value: undefined, call, columns: undefined };
      return;
    case 'truncate':
      call.machine.emit(made(`truncate ${query.table ?? ''} restart identity`, call.at));
      return;
    case 'onConflict':
      query.conflict = first?.kind === 'text' ? ` on conflict (${dotted(plainOf(first.text))})` : ' on conflict';
      return;
    case 'ignore':
      query.conflict += ' do nothing';
      return;
    case 'select':
    case 'columns':
    case 'column':
      for (const arg of call.args.flatMap((each) => (each.kind === 'list' ? each.items : [each]))) {
        if (arg.kind === 'text') query.selected.push(plainOf(arg.text) === '*' ? '*' : dotted(plainOf(arg.text)));
        else if (arg.kind === 'handle' && arg.sql !== undefined) query.selected.push(plainOf(arg.sql));
        else query.isVague = true;
      }
      return;
    case 'returning':
    case 'transacting':
    case 'debug':
    case 'timeout':
      return;
    default: {
      const condition = /^(?:and)?where/i.test(member) ? conditionOf(member.replace(/^and/, ''), call) : undefined;
      if (condition !== undefined) query.where.push(condition);
      else {
        query.isVague = true;
        if (/where/i.test(member)) query.where.push(PARAMETER);
      }
    }
  }
}

/** undefined: of another form than we know. */
function conditionOf(member: string, call: Call): string | undefined {
  const [first, second, third] = call.args;
  const column = first?.kind === 'text' ? dotted(plainOf(first.text)) : undefined;
  switch (member.toLowerCase()) {
    case 'where': {
      if (first?.kind === 'record' && !first.open)
        return Array.from(first.entries, ([name, value]) => equals(dotted(name), value)).join(' and ') || 'true';
      if (column === undefined || second === undefined) return undefined;
      return third === undefined
        ? equals(column, second)
        : second.kind === 'text'
          ? `${column} ${plainOf(second.text)} ${valueSql(third)}`
          : undefined;
    }
    case 'wherenull':
      return column === undefined ? undefined : `${column} is null`;
    case 'wherenotnull':
      return column === undefined ? undefined : `${column} is not null`;
    case 'wherenot':
      return column === undefined || second === undefined ? undefined : `not ${column} = ${valueSql(second)}`;
    case 'wherein':
    case 'wherenotin': {
      if (column === undefined || second?.kind !== 'list') return undefined;
      const isNot = member.toLowerCase() === 'wherenotin';
      return `${column} ${isNot ? 'not in' : 'in'} (${second.items.map(valueSql).join(', ')})`;
    }
    case 'wherebetween':
      if (column === undefined || second?.kind !== 'list') return undefined;
      return `${column} between ${valueSql(second.items[0])} and ${valueSql(second.items[1])}`;
    case 'whereraw': {
      const raw = rawOf(call);
      return raw.kind === 'handle' && raw.sql !== undefined ? plainOf(raw.sql) : undefined;
    }
    default:
      return undefined;
  }
}

const equals = (column: string, value: Value): string =>
  given(value) === undefined ? `${column} is null` : `${column} = ${valueSql(value)}`;

const whereSql = ({ where }: Query): string => (where.length === 0 ? '' : ` where ${where.join(' and ')}`);

const selectSql = (query: Query): string =>
  `select ${query.selected.length === 0 ? '*' : query.selected.join(', ')} from ${query.table ?? ''}${query.alias}${whereSql(query)}`;

function sendWrite(query: Query, { kind, value, call, columns }: NonNullable<Query['write']>): void {
  const reader = createReader(call.machine);
  const { table } = query;
  if (table === undefined) reader.fail(call.at, 'the table is not known here');
  const send = (sql: string): void => sendBuilt(call.machine, reader, [made(sql, call.at)]);
  if (kind === 'delete') return send(`delete from ${table ?? ''}${query.alias}${whereSql(query)}`);
  if (kind === 'insert') {
    const rows = value?.kind === 'list' ? value.items : value === undefined ? [] : [value];
    const names = [...new Set(rows.flatMap((row) => [...reader.options(row, call).keys()]))].toSorted();
    const values = rows.map(
      (row) =>
        `(${names.map((name) => (row.kind === 'record' && row.entries.has(name) ? valueSql(row.entries.get(name)) : 'DEFAULT')).join(', ')})`,
    );
    if (rows.length > 0)
      send(
        `insert into ${table ?? ''} (${names.map(identifier).join(', ')}) values ${values.join(', ')}${query.conflict.includes('do') ? query.conflict : ''}`,
      );
    return undefined;
  }
  const set =
    columns === undefined
      ? Array.from(reader.options(value, call), ([name, entry]) => `${dotted(name)} = ${valueSql(entry)}`)
      : [`${dotted(reader.string(columns[0], call))} = ${valueSql(columns[1])}`];
  return send(`update ${table ?? ''}${query.alias} set ${set.join(', ')}${whereSql(query)}`);
}
