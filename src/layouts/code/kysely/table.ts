import { made, plainOf, type Text } from '../../../code/text.ts';
import type { Call, Value } from '../../../code/value.ts';
import { identifier } from '../quote.ts';
import { joined, type Reader } from '../reader.ts';
import { builder } from './builder.ts';
import { alterationSql, columnSql, constraintSql } from './column.ts';
import { sqlOr } from './names.ts';

/** `createTable('t').addColumn(…)`. */
export function createTable(begun: Call, name: string, schema: string | undefined, outer: Reader): Value {
  const said = { front: '', temporary: '', ifNot: '', commit: '', end: '' };
  const columns: Text[] = [];
  const constraints: Text[] = [];
  let query: Text | undefined;
  let last = begun.at.end;
  return builder(
    begun,
    {
      step(member, call, reader) {
        const [first] = call.args;
        const at = call.own;
        last = call.at.end;
        const constraint = constraintSql(member, call, schema, reader);
        if (constraint !== undefined) constraints.push(made(constraint, at));
        else if (member === 'addColumn') columns.push(made(columnSql(call.args, call, schema, reader), at));
        else if (member === 'temporary') said.temporary = 'temporary ';
        else if (member === 'ifNotExists') said.ifNot = 'if not exists ';
        else if (member === 'onCommit') said.commit = ` on commit ${reader.string(first, call)}`;
        else if (member === 'modifyFront') said.front += `${sqlOr(first, call, reader)} `;
        else if (member === 'modifyEnd') said.end += ` ${sqlOr(first, call, reader)}`;
        else if (member === 'as') {
          query = first?.kind === 'handle' ? first.sql : undefined;
          if (query === undefined) reader.fail(call.at, 'the query of the table is not written as SQL');
        } else return false;
        return true;
      },
      text() {
        const at = { start: begun.at.start, end: last };
        const head = made(`create ${said.front}${said.temporary}table ${said.ifNot}${name}`, at);
        const body = query === undefined ? [...made(' (', at), ...joined([...columns, ...constraints], ', ', at), ...made(')', at)] : [];
        return [...head, ...body, ...made(said.commit + said.end + (query === undefined ? '' : ` as ${plainOf(query)}`), at)];
      },
    },
    outer,
  );
}

/** `alterTable('t').addColumn(…)`: changes of columns go together, any other goes alone. */
export function alterTable(begun: Call, name: string, schema: string | undefined, outer: Reader): Value {
  const changes: Text[] = [];
  let last = begun.at.end;
  return builder(
    begun,
    {
      step(member, call, reader) {
        const [first, second] = call.args;
        const at = call.own;
        last = call.at.end;
        const added = constraintSql(member, call, schema, reader);
        if (added !== undefined) {
          changes.push(made(`add ${added}`, at));
          return true;
        }
        const named = (value: Value | undefined): string => identifier(reader.string(value, call));
        switch (member) {
          case 'addColumn':
            changes.push(made(`add column ${columnSql(call.args, call, schema, reader)}`, at));
            return true;
          case 'dropColumn':
            changes.push(made(`drop column ${named(first)}`, at));
            return true;
          case 'renameColumn':
            changes.push(made(`rename column ${named(first)} to ${named(second)}`, at));
            return true;
          case 'alterColumn':
            changes.push(made(alterationSql(call, reader), at));
            return true;
          case 'renameTo':
            changes.push(made(`rename to ${named(first)}`, at));
            return true;
          case 'setSchema':
            changes.push(made(`set schema ${named(first)}`, at));
            return true;
          case 'dropConstraint':
            changes.push(made(`drop constraint ${named(first)}`, at));
            return true;
          case 'renameConstraint':
            changes.push(made(`rename constraint ${named(first)} to ${named(second)}`, at));
            return true;
          case 'ifExists':
          case 'cascade':
          case 'restrict':
          case 'deferrable':
          case 'notDeferrable':
          case 'initiallyDeferred':
          case 'initiallyImmediate':
          case 'onDelete':
          case 'onUpdate':
            return modify(changes, member, call, reader);
          default:
            return false;
        }
      },
      text: () => [...made(`alter table ${name} `, { start: begun.at.start, end: last }), ...joined(changes, ', ', begun.at)],
    },
    outer,
  );
}

const TAILS: { readonly [member: string]: string } = {
  cascade: 'cascade',
  restrict: 'restrict',
  deferrable: 'deferrable',
  notDeferrable: 'not deferrable',
  initiallyDeferred: 'initially deferred',
  initiallyImmediate: 'initially immediate',
};

/** What follows `addForeignKeyConstraint(…)` or `dropConstraint(…)` is about it. */
function modify(changes: Text[], member: string, call: Call, reader: Reader): boolean {
  const change = changes.pop();
  const [part] = change ?? [];
  if (change === undefined || part === undefined) return false;
  const before = plainOf(change);
  const action =
    member === 'onDelete'
      ? `on delete ${reader.string(call.args[0], call)}`
      : member === 'onUpdate'
        ? `on update ${reader.string(call.args[0], call)}`
        : TAILS[member];
  const after = member === 'ifExists' ? before.replace(/^drop constraint /, 'drop constraint if exists ') : `${before} ${action ?? ''}`;
  changes.push(made(after, { start: part.at.start, end: call.at.end }));
  return true;
}
