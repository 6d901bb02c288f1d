import { made, plainOf } from '../../../code/text.ts';
import { handle, nothing, type Call, type Value } from '../../../code/value.ts';
import { harmless, method } from '../members.ts';
import { dotted, identifier, literal } from '../quote.ts';
import { createReader, type Reader } from '../reader.ts';
import { builder } from './builder.ts';
import { conditionSql } from './condition.ts';
import { inSchema } from './names.ts';

const valueSql = (value: Value | undefined): string => (value === undefined ? '$1' : (literal(value) ?? '$1'));

/** `insertInto`, `updateTable`, `deleteFrom`: values that are not known are parameters, conditions that are not known are still conditions. */
export function writeQuery(kind: 'insertInto' | 'updateTable' | 'deleteFrom', begun: Call, schema: string | undefined): Value {
  const outer = createReader(begun.machine);
  const table = inSchema(outer.string(begun.args[0], begun), schema);
  const where: string[] = [];
  const set: string[] = [];
  let inserted = '';
  let conflict = '';
  const condition = (): string => (where.length === 0 ? '' : ` where ${where.join(' and ')}`);
  return builder(
    begun,
    {
      step(member, call, reader) {
        const [first, second] = call.args;
        if (member === 'values') inserted = rowsSql(first, call, reader);
        else if (member === 'set') {
          if (first?.kind === 'text') set.push(`${dotted(plainOf(first.text))} = ${valueSql(second)}`);
          else if (first?.kind === 'record')
            for (const [name, value] of first.entries) set.push(`${identifier(name)} = ${valueSql(value)}`);
          else reader.fail(call.at, 'what is set is not written here');
        } else if (member.startsWith('where')) where.push(conditionSql(call.args) ?? '$1');
        else if (member === 'onConflict') conflict = onConflict(call);
        else if (!/^(?:returning|returningAll|using|from|innerJoin|leftJoin|limit|columns)$/.test(member)) return false;
        return true;
      },
      text: () =>
        made(
          kind === 'insertInto'
            ? `insert into ${table} ${inserted}${conflict}`
            : kind === 'updateTable'
              ? `update ${table} set ${set.join(', ')}${condition()}`
              : `delete from ${table}${condition()}`,
          begun.at,
        ),
    },
    outer,
  );
}

function rowsSql(given: Value | undefined, call: Call, reader: Reader): string {
  const rows = given?.kind === 'list' ? given.items : given === undefined ? [] : [given];
  const names = [...new Set(rows.flatMap((row) => [...reader.options(row, call).keys()]))];
  const values = rows.map(
    (row) =>
      `(${names.map((name) => (row.kind === 'record' && row.entries.has(name) ? valueSql(row.entries.get(name)) : 'default')).join(', ')})`,
  );
  return `(${names.map(identifier).join(', ')}) values ${values.join(', ')}`;
}

/** `(oc) => oc.column('id').doNothing()`. */
function onConflict(call: Call): string {
  let columns = '';
  let isKnown = false;
  const [build] = call.args;
  const self: Value = handle('oc', call.at, {
    get: (member, place) =>
      method(member, place, (own) => {
        const [first] = own.args;
        const names = first?.kind === 'list' ? first.items : own.args;
        if (member === 'column' || member === 'columns')
          columns = ` (${names.map((name) => (name.kind === 'text' ? identifier(plainOf(name.text)) : '')).join(', ')})`;
        if (member === 'doNothing') isKnown = true;
        return self;
      }),
  });
  if (build?.kind === 'function') call.machine.invoke(build, [self], call.at);
  return isKnown ? ` on conflict${columns} do nothing` : '';
}

/** A query that reads: nothing comes of it. */
export const readQuery = (call: Call): Value => {
  const self: Value = handle(call.name, call.at, {
    get: (member, place) =>
      method(member, place, (own) =>
        /^(?:execute|executeTakeFirst|executeTakeFirstOrThrow|stream)$/.test(member)
          ? harmless(own)
          : member === 'then'
            ? nothing(own.at)
            : self,
      ),
  });
  return self;
};
