import { type Data, type Datum, isData, isList, listIn, members, stringIn } from '../data.ts';
import type { Written } from '../reader.ts';
import { changeColumn } from './change-column.ts';
import { columnSql, createEnum, isEnum } from './column.ts';
import {
  checkName,
  columnsSql,
  enumName,
  exclusionName,
  foreignKeyName,
  indexName,
  primaryKeyName,
  tableParts,
  tableSql,
  uniqueName,
} from './names.ts';

/** What is sent, or a clause that says why that can't be told. */
export type Operation = (args: readonly Datum[], uuid: string) => readonly Written[] | string;

const alter = (table: Datum, what: string): string => `ALTER TABLE ${tableSql(table)} ${what}`;
const quotedComment = (comment: Datum): string =>
  typeof comment === 'string' && comment !== '' ? `'${comment.replaceAll("'", "''")}'` : 'NULL';
/** Something of a table by its name, or the object that describes it. */
const nameIn = (of: Datum, otherwise: (of: Data) => string): string =>
  isData(of) ? (stringIn(of['name']) ?? otherwise(of)) : (stringIn(of) ?? '');
const inOrder =
  (operation: Operation): Operation =>
  (args, uuid) => {
    const [table, list, ...rest] = args;
    const each = (isList(list) ? list : [list]).map((item) => operation([table, item, ...rest], uuid));
    return each.find((one) => typeof one === 'string') ?? (each as (readonly Written[])[]).flat();
  };

function createTable([table, , withForeignKeys, withIndices]: readonly Datum[], uuid: string): readonly Written[] {
  const { columns, uniques, checks, exclusions, foreignKeys, indices, comment } = members(table);
  const all = listIn(columns).map(members);
  const nameOf = (column: Data): string => stringIn(column['name']) ?? '';
  const enums = [...new Map(all.filter(isEnum).map((column) => [enumName(table, column), column])).values()];
  const given = listIn(uniques).map(members);
  const alone = all.filter(
    (column) => column['isUnique'] === true && !given.some((each) => columnsSql(each['columnNames']) === columnsSql([column['name']])),
  );
  const sets = [...given, ...alone.map((column): Data => ({ columnNames: [column['name']] }))];
  const keys = all.filter((column) => column['isPrimary'] === true);
  const path = tableSql(table);
  const constraints = [
    ...sets.map(
      (each) =>
        `CONSTRAINT "${nameIn(each, ({ columnNames }) => uniqueName(table, columnNames))}" UNIQUE (${columnsSql(each['columnNames'])})${deferrable(each)}`,
    ),
    ...listIn(checks).map(
      (each) =>
        `CONSTRAINT "${nameIn(each, ({ expression }) => checkName(table, expression))}" CHECK (${stringIn(members(each)['expression']) ?? ''})`,
    ),
    ...listIn(exclusions).map(
      (each) =>
        `CONSTRAINT "${nameIn(each, ({ expression }) => exclusionName(table, expression))}" EXCLUDE ${stringIn(members(each)['expression']) ?? ''}${deferrable(members(each))}`,
    ),
    ...(withForeignKeys === false ? [] : listIn(foreignKeys).map((each) => foreignKeySql(table, members(each), ' '))),
    ...(keys.length === 0
      ? []
      : [
          `CONSTRAINT "${
            stringIn(keys[0]?.['primaryKeyConstraintName']) ??
            primaryKeyName(
              table,
              keys.map((key) => key['name']),
            )
          }" PRIMARY KEY (${columnsSql(keys.map((key) => key['name']))})`,
        ]),
  ];
  return [
    ...enums.map((column) => createEnum(table, column)),
    {
      head: `CREATE TABLE ${path} (`,
      lines: [
        ...all.map((column) => ({ name: nameOf(column), sql: columnSql(table, column, uuid) })),
        ...constraints.map((sql) => ({ sql })),
      ],
      tail: ')',
    },
    ...all.flatMap((column) =>
      column['comment'] === undefined ? [] : [`COMMENT ON COLUMN ${path}."${nameOf(column)}" IS ${quotedComment(column['comment'])}`],
    ),
    ...(withIndices === false ? [] : listIn(indices).map((index) => indexSql(table, members(index)))),
    ...(comment === undefined ? [] : [`COMMENT ON TABLE ${path} IS ${quotedComment(comment)}`]),
  ];
}

const deferrable = ({ deferrable: when }: Data): string => (typeof when === 'string' ? ` DEFERRABLE ${when}` : '');

function foreignKeySql(table: Datum, key: Data, gap: string): string {
  const { referencedTableName, referencedSchema, onDelete, onUpdate } = key;
  const to = tableSql(
    isData(table) || referencedSchema !== undefined
      ? { name: referencedTableName, schema: referencedSchema ?? (isData(table) ? table['schema'] : undefined) }
      : referencedTableName,
  );
  const referenced = listIn(key['referencedColumnNames'])
    .map((column) => `"${stringIn(column) ?? ''}"`)
    .join(gap === '' ? ',' : ', ');
  const action = (word: string, value: Datum): string => (typeof value === 'string' ? ` ${word} ${value}` : '');
  return `CONSTRAINT "${nameIn(key, ({ columnNames }) => foreignKeyName(table, columnNames))}" FOREIGN KEY (${columnsSql(key['columnNames'])}) REFERENCES ${to}${gap}(${referenced})${action('ON DELETE', onDelete)}${action('ON UPDATE', onUpdate)}${deferrable(key)}`;
}

function indexSql(table: Datum, index: Data): string {
  const { isUnique, isConcurrent, isSpatial, type, where } = index;
  const using = isSpatial === true ? ' USING gist' : typeof type === 'string' ? ` USING ${type}` : '';
  const condition = typeof where === 'string' && where !== '' ? ` WHERE ${where}` : '';
  return `CREATE ${isUnique === true ? 'UNIQUE ' : ''}INDEX${isConcurrent === true ? ' CONCURRENTLY' : ''} "${nameIn(index, (own) => indexName(table, own))}" ON ${tableSql(table)}${using} (${columnsSql(index['columnNames'])})${condition}`;
}

const addColumn: Operation = ([table, given], uuid) => {
  const column = members(given);
  const name = stringIn(column['name']) ?? '';
  return [
    ...(isEnum(column) ? [createEnum(table, column)] : []),
    alter(table, `ADD ${columnSql(table, column, uuid)}`),
    ...(column['isPrimary'] === true ? [alter(table, `ADD CONSTRAINT "${primaryKeyName(table, name)}" PRIMARY KEY ("${name}")`)] : []),
    ...(column['isUnique'] === true ? [alter(table, `ADD CONSTRAINT "${uniqueName(table, name)}" UNIQUE ("${name}")`)] : []),
    ...(column['comment'] === undefined ? [] : [`COMMENT ON COLUMN ${tableSql(table)}."${name}" IS ${quotedComment(column['comment'])}`]),
  ];
};
const dropColumn: Operation = ([table, column, ifExists]) => [
  alter(table, `DROP COLUMN ${ifExists === true ? 'IF EXISTS ' : ''}"${nameIn(column, () => '')}"`),
];
const dropConstraint =
  (name: (table: Datum, of: Data) => string): Operation =>
  ([table, of, ifExists]) => [
    alter(table, `DROP CONSTRAINT ${ifExists === true ? 'IF EXISTS ' : ''}"${nameIn(of, (own) => name(table, own))}"`),
  ];
const createForeignKey: Operation = ([table, key]) => [alter(table, `ADD ${foreignKeySql(table, members(key), '')}`)];
const createUnique: Operation = ([table, unique]) => {
  const { columnNames } = members(unique);
  return [
    alter(
      table,
      `ADD CONSTRAINT "${nameIn(unique, () => uniqueName(table, columnNames))}" UNIQUE (${columnsSql(columnNames)})${deferrable(members(unique))}`,
    ),
  ];
};
const createCheck: Operation = ([table, check]) => {
  const { expression } = members(check);
  return [alter(table, `ADD CONSTRAINT "${nameIn(check, () => checkName(table, expression))}" CHECK (${stringIn(expression) ?? ''})`)];
};
const createIndex: Operation = ([table, index]) => [indexSql(table, members(index))];
const dropIndex: Operation = ([table, index, ifExists]) => {
  // A table that is named only was looked up, with its schema.
  const schema = tableParts(table).schema ?? (isData(table) ? undefined : 'public');
  const name = `"${nameIn(index, (own) => indexName(table, own))}"`;
  return [
    `DROP INDEX ${members(index)['isConcurrent'] === true ? 'CONCURRENTLY ' : ''}${ifExists === true ? 'IF EXISTS ' : ''}${schema === undefined ? '' : `"${schema}".`}${name}`,
  ];
};
const dropUnique = dropConstraint((table, { columnNames }) => uniqueName(table, columnNames));
const dropCheck = dropConstraint((table, { expression }) => checkName(table, expression));
const dropForeignKey = dropConstraint((table, { columnNames }) => foreignKeyName(table, columnNames));

/** Source: TypeORM 1, driver/postgres/PostgresQueryRunner.js. What it finds out from the database first is left out where it only adds to what is sent. */
export const OPERATIONS: { readonly [method: string]: Operation } = {
  createTable,
  dropTable: ([table]) => [`DROP TABLE ${tableSql(table)}`],
  renameTable: ([from, to]) => [alter(from, `RENAME TO "${stringIn(to) ?? ''}"`)],
  clearTable: ([table, options]) => [`TRUNCATE TABLE ${tableSql(table)}${members(options)['cascade'] === true ? ' CASCADE' : ''}`],
  addColumn,
  addColumns: inOrder(addColumn),
  dropColumn,
  dropColumns: inOrder(dropColumn),
  renameColumn: ([table, from, to]) =>
    isData(to) ? changeColumn(table, from, to) : [alter(table, `RENAME COLUMN "${nameIn(from, () => '')}" TO "${stringIn(to) ?? ''}"`)],
  changeColumn: ([table, from, to], uuid) => changeColumn(table, from, to, uuid),
  createPrimaryKey: ([table, columns, name]) => [
    alter(table, `ADD CONSTRAINT "${stringIn(name) ?? primaryKeyName(table, columns)}" PRIMARY KEY (${columnsSql(columns)})`),
  ],
  dropPrimaryKey: ([table, name]) =>
    name === undefined
      ? 'the name of the primary key is looked up in the database'
      : [alter(table, `DROP CONSTRAINT "${stringIn(name) ?? ''}"`)],
  createUniqueConstraint: createUnique,
  createUniqueConstraints: inOrder(createUnique),
  dropUniqueConstraint: dropUnique,
  dropUniqueConstraints: inOrder(dropUnique),
  createCheckConstraint: createCheck,
  createCheckConstraints: inOrder(createCheck),
  dropCheckConstraint: dropCheck,
  dropCheckConstraints: inOrder(dropCheck),
  createForeignKey,
  createForeignKeys: inOrder(createForeignKey),
  dropForeignKey,
  dropForeignKeys: inOrder(dropForeignKey),
  createIndex,
  createIndices: inOrder(createIndex),
  dropIndex,
  dropIndices: inOrder(dropIndex),
  createSchema: ([path, ifNotExists]) => [
    `CREATE SCHEMA ${ifNotExists === true ? 'IF NOT EXISTS ' : ''}"${(stringIn(path) ?? '').split('.').at(-1) ?? ''}"`,
  ],
  dropSchema: ([path, ifExists, cascade]) => [
    `DROP SCHEMA ${ifExists === true ? 'IF EXISTS ' : ''}"${(stringIn(path) ?? '').split('.').at(-1) ?? ''}"${cascade === true ? ' CASCADE' : ''}`,
  ],
  createView: ([view]) => {
    const { materialized, expression } = members(view);
    return typeof expression === 'string'
      ? [`CREATE ${materialized === true ? 'MATERIALIZED ' : ''}VIEW ${tableSql(view)} AS ${expression}`]
      : 'the query of the view is not written as SQL';
  },
};
