import { type Data, type Datum, isData, listIn, members, stringIn, stringsIn } from '../data.ts';
import { columnSql, createEnum, fullType, isEnum } from './column.ts';
import { enumName, primaryKeyName, tableSql, uniqueName } from './names.ts';

const DEPENDS =
  'what it sends depends on the column in the database: of another type or length, TypeORM drops the column with its data and adds it anew';

/** Of two columns that are written out what differs. Source: TypeORM 1, driver/postgres/PostgresQueryRunner.js, changeColumn */
export function changeColumn(table: Datum, from: Datum, to: Datum, uuid = 'uuid_generate_v4()'): readonly string[] | string {
  if (!isData(from) || !isData(to)) return DEPENDS;
  const [before, after] = [members(from), members(to)];
  const alter = (what: string): string => `ALTER TABLE ${tableSql(table)} ${what}`;
  const [oldName, name] = [stringIn(before['name']) ?? '', stringIn(after['name']) ?? ''];
  const differs = (key: string, otherwise: Datum): boolean => (before[key] ?? otherwise) !== (after[key] ?? otherwise);
  if (
    differs('type', '') ||
    differs('length', '') ||
    differs('isArray', false) ||
    differs('asExpression', undefined) ||
    differs('generatedType', undefined)
  )
    return [alter(`DROP COLUMN "${oldName}"`), alter(`ADD ${columnSql(table, after, uuid)}`)];
  if (before['isPrimary'] !== after['isPrimary'] || differs('isGenerated', false)) return DEPENDS;
  const change = (what: string): string => alter(`ALTER COLUMN "${name}" ${what}`);
  const sent: string[] = [];
  if (oldName !== name) sent.push(alter(`RENAME COLUMN "${oldName}" TO "${name}"`));
  if (oldName !== name && after['isPrimary'] === true)
    sent.push(alter(`RENAME CONSTRAINT "${primaryKeyName(table, oldName)}" TO "${primaryKeyName(table, name)}"`));
  if (differs('precision', undefined) || differs('scale', undefined)) sent.push(change(`TYPE ${fullType(after)}`));
  if (isEnum(after) && stringsIn(before['enum']).join() !== stringsIn(after['enum']).join())
    sent.push(...changeEnum(table, before, after, change));
  if (differs('isNullable', false)) sent.push(change(after['isNullable'] === true ? 'DROP NOT NULL' : 'SET NOT NULL'));
  if (differs('comment', undefined)) sent.push(`COMMENT ON COLUMN ${tableSql(table)}."${name}" IS ${comment(after['comment'])}`);
  if (differs('isUnique', false))
    sent.push(
      alter(
        after['isUnique'] === true
          ? `ADD CONSTRAINT "${uniqueName(table, name)}" UNIQUE ("${name}")`
          : `DROP CONSTRAINT "${uniqueName(table, name)}"`,
      ),
    );
  if (differs('default', undefined))
    sent.push(
      change(
        after['default'] === undefined || after['default'] === null ? 'DROP DEFAULT' : `SET DEFAULT ${stringIn(after['default']) ?? ''}`,
      ),
    );
  return sent;
}

const comment = (text: Datum): string => (typeof text === 'string' && text !== '' ? `'${text.replaceAll("'", "''")}'` : 'NULL');

function changeEnum(table: Datum, before: Data, after: Data, change: (what: string) => string): string[] {
  const [old, now] = [listIn(before['enum']), listIn(after['enum'])];
  const name = enumName(table, after);
  const added = now.filter((value) => !old.includes(value));
  if (old.every((value) => now.includes(value)))
    return added.map((value) => `ALTER TYPE ${name} ADD VALUE '${(stringIn(value) ?? '').replaceAll("'", "''")}'`);
  const bare = name.split('.').at(-1)?.slice(1, -1) ?? '';
  return [
    `ALTER TYPE ${name} RENAME TO "${bare}_old"`,
    createEnum(table, after),
    change(`TYPE ${name} USING "${stringIn(after['name']) ?? ''}"::"text"::${name}`),
    `DROP TYPE ${name.slice(0, -1)}_old"`,
  ];
}
