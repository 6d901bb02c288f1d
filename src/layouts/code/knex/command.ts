import { made, plainOf, type Text } from '../../../code/text.ts';
import type { Call, Value } from '../../../code/value.ts';
import { dotted, identifier } from '../quote.ts';
import type { Reader } from '../reader.ts';

/** `table.foreign('a').references('id').inTable('b')`. */
export interface ForeignKey {
  readonly at: Value['at'];
  readonly columns: readonly string[];
  name: string | undefined;
  references?: readonly string[];
  table?: string;
  onDelete?: string;
  onUpdate?: string;
  deferrable?: string;
}

interface Table {
  /** As it is written in SQL. */
  readonly sql: string;
  readonly name: string;
  readonly schema: string | undefined;
  /** Checks without a name so far. */
  readonly checks: number;
  readonly isAlter: boolean;
}

/** How knex calls an index that nobody named. */
const indexName = (kind: string, table: string, columns: readonly string[]): string =>
  dotted(`${table.replaceAll(/\.|-/g, '_')}_${columns.join('_')}_${kind}`.toLowerCase());

const listed = (columns: readonly string[]): string => columns.map(dotted).join(', ');

/** Without a table or its columns knex leaves it out, and does not say so. */
export function foreignSql(key: ForeignKey, table: string, tableName: string): Text[] {
  if (key.table === undefined || key.references === undefined) return [];
  const name = key.name === undefined ? indexName('foreign', tableName, key.columns) : dotted(key.name);
  const onUpdate = key.onUpdate === undefined ? '' : ` on update ${key.onUpdate}`;
  const onDelete = key.onDelete === undefined ? '' : ` on delete ${key.onDelete}`;
  const deferrable = key.deferrable === undefined ? '' : ` deferrable initially ${key.deferrable.toLowerCase()} `;
  return [
    made(
      `alter table ${table} add constraint ${name} foreign key (${listed(key.columns)}) references ${dotted(key.table)} (${listed(key.references)})${onUpdate}${onDelete}${deferrable}`,
      key.at,
    ),
  ];
}

/** Statements for what is asked of a table beside columns and foreign keys. */
export function commandSql(
  { method, call, column }: { readonly method: string; readonly call: Call; readonly column: string | undefined },
  table: Table,
  reader: Reader,
): Text[] {
  const { at } = call;
  // Of a column the first argument is left out: it is the column itself.
  const [first, second, third] = column === undefined ? call.args : [undefined, ...call.args];
  const columns = (): readonly string[] => (column === undefined ? reader.strings(first, call) : [column]);
  const named = (kind: string): string => {
    const name = second?.kind === 'record' ? undefined : reader.optional(second, call);
    return name === undefined ? indexName(kind, table.name, columns()) : dotted(name);
  };
  const alter = (what: string): Text[] => [made(`alter table ${table.sql} ${what}`, at)];
  const dropConstraint = (name: string, isForgiving: boolean): Text[] => alter(`drop constraint ${isForgiving ? 'if exists ' : ''}${name}`);
  const isForgiving = method.endsWith('IfExists');
  switch (method) {
    case 'primary': {
      const options = second?.kind === 'record' ? reader.options(second, call) : undefined;
      const name = reader.optional(options === undefined ? second : options.get('constraintName'), call);
      const deferrable = reader.optional(options?.get('deferrable'), call);
      return alter(
        `add constraint ${dotted(name ?? `${table.name}_pkey`)} primary key (${listed(columns())})${deferrable === undefined ? '' : ` deferrable initially ${deferrable}`}`,
      );
    }
    case 'unique':
      return uniqueSql(columns(), second, table, call, reader);
    case 'index':
      return [indexSql(columns(), second, third, table, call, reader)];
    case 'dropColumn':
    case 'dropColumns': {
      const names = call.args.flatMap((arg) => reader.strings(arg, call));
      return alter(names.map((name) => `drop column ${dotted(name)}`).join(', '));
    }
    case 'dropTimestamps': {
      const names = reader.boolean(first, call) === true ? ['createdAt', 'updatedAt'] : ['created_at', 'updated_at'];
      return alter(names.map((name) => `drop column ${identifier(name)}`).join(', '));
    }
    case 'renameColumn':
      return alter(`rename ${dotted(reader.string(first, call))} to ${dotted(reader.string(second, call))}`);
    case 'setNullable':
      return alter(`alter column ${dotted(reader.string(first, call))} drop not null`);
    case 'dropNullable':
      return alter(`alter column ${dotted(reader.string(first, call))} set not null`);
    case 'dropPrimary':
    case 'dropPrimaryIfExists':
      return dropConstraint(dotted(reader.optional(first, call) ?? `${table.name}_pkey`), isForgiving);
    case 'dropUnique':
    case 'dropUniqueIfExists':
      return dropConstraint(named('unique'), isForgiving);
    case 'dropForeign':
    case 'dropForeignIfExists':
      return dropConstraint(named('foreign'), isForgiving);
    case 'dropIndex':
      return [made(`drop index ${table.schema === undefined ? '' : `${dotted(table.schema)}.`}${named('index')}`, at)];
    case 'dropChecks':
      return alter(
        call.args
          .flatMap((arg) => reader.strings(arg, call))
          .map((name) => `drop constraint ${name}`)
          .join(', '),
      );
    case 'check':
      return alter(`add constraint ${reader.optional(third, call) ?? `${table.sql}_${table.checks}`} check(${reader.string(first, call)})`);
    default:
      reader.fail(at, `sqlsafe does not know \`${call.name}\``);
      return [];
  }
}

function uniqueSql(columns: readonly string[], second: Value | undefined, table: Table, call: Call, reader: Reader): Text[] {
  const options = second?.kind === 'record' ? reader.options(second, call) : undefined;
  const given = reader.optional(options === undefined ? second : options.get('indexName'), call);
  const name = given === undefined ? indexName('unique', table.name, columns) : dotted(given);
  const deferrable = reader.optional(options?.get('deferrable'), call);
  const predicate = predicateSql(options?.get('predicate'), call, reader);
  const isConstraint = reader.boolean(options?.get('useConstraint'), call) ?? (deferrable !== undefined || predicate === '');
  const list = `(${listed(columns)})`;
  return [
    made(
      isConstraint
        ? `alter table ${table.sql} add constraint ${name} unique ${list}${deferrable === undefined ? '' : ` deferrable initially ${deferrable}`}`
        : `create unique index ${name} on ${table.sql} ${list}${predicate}`,
      call.at,
    ),
  ];
}

function indexSql(
  columns: readonly string[],
  second: Value | undefined,
  third: Value | undefined,
  table: Table,
  call: Call,
  reader: Reader,
): Text {
  const given = reader.optional(second, call);
  const name = given === undefined ? indexName('index', table.name, columns) : dotted(given);
  const options = third?.kind === 'record' ? reader.options(third, call) : undefined;
  const using = reader.optional(options === undefined ? third : options.get('storageEngineIndexType'), call);
  const isUnique = reader.optional(options?.get('indexType'), call)?.toLowerCase() === 'unique';
  const predicate = predicateSql(options?.get('predicate'), call, reader);
  return made(
    `create${isUnique ? ' unique' : ''} index ${name} on ${table.sql}${using === undefined ? '' : ` using ${using}`} (${listed(columns)})${predicate}`,
    call.at,
  );
}

/** `knex.whereNotNull('email')`, as the condition of an index. */
function predicateSql(value: Value | undefined, call: Call, reader: Reader): string {
  if (value === undefined) return '';
  if (value.kind === 'handle' && value.sql !== undefined) return ` ${plainOf(value.sql).trim()}`;
  reader.fail(call.at, `the predicate of \`${call.name}\` is not understood`);
  return '';
}
