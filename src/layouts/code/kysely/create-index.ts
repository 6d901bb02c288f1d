import { made } from '../../../code/text.ts';
import type { Call, Value } from '../../../code/value.ts';
import { identifier } from '../quote.ts';
import type { Reader } from '../reader.ts';
import { builder } from './builder.ts';
import { conditionSql } from './condition.ts';
import { inSchema, orderedColumn, sqlOr } from './names.ts';

/** `createIndex('i').on('t').column('a')`. */
export function createIndex(begun: Call, schema: string | undefined, outer: Reader): Value {
  const name = identifier(outer.string(begun.args[0], begun));
  const said = { unique: '', ifNot: '', on: '', using: '', nulls: '' };
  const columns: string[] = [];
  const where: string[] = [];
  return builder(
    begun,
    {
      step(member, call, reader) {
        const [first] = call.args;
        switch (member) {
          case 'unique':
            said.unique = 'unique ';
            return true;
          case 'ifNotExists':
            said.ifNot = 'if not exists ';
            return true;
          case 'nullsNotDistinct':
            said.nulls = ' nulls not distinct';
            return true;
          case 'on':
            said.on = ` on ${inSchema(reader.string(first, call), schema)}`;
            return true;
          case 'using':
            said.using = ` using ${sqlOr(first, call, reader)}`;
            return true;
          case 'column':
            if (first !== undefined) columns.push(orderedColumn(first, call, reader));
            return true;
          case 'columns':
            for (const column of first?.kind === 'list' ? first.items : []) columns.push(orderedColumn(column, call, reader));
            if (first?.kind !== 'list') reader.fail(call.at, 'the columns of the index are not written here');
            return true;
          case 'expression':
            columns.push(sqlOr(first, call, reader));
            return true;
          case 'where': {
            const condition = conditionSql(call.args);
            if (condition === undefined) reader.fail(call.at, 'the condition of the index is not understood');
            else where.push(condition);
            return true;
          }
          default:
            return false;
        }
      },
      text: () =>
        made(
          `create ${said.unique}index ${said.ifNot}${name}${said.on}${said.using} (${columns.join(', ')})${said.nulls}${where.length === 0 ? '' : ` where ${where.join(' and ')}`}`,
          begun.at,
        ),
    },
    outer,
  );
}
