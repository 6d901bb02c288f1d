import { type Data, type Datum, isData, isList, isSqlDatum, listIn, members, stringIn, stringsIn } from '../data.ts';
import { dotted, identifier, quoted } from '../quote.ts';
import type { Written } from '../reader.ts';
import { attributeOf, createEnum, enumName, mapped, tableName, tableSql, valueSql } from './attribute.ts';
import { conditionSql } from './condition.ts';

/** undefined: something that it is given is of another form than we know. */
export type Operation = (args: readonly Datum[]) => readonly Written[] | undefined;

/** `userId` → `user_id`, as Sequelize names indexes. */
const underscored = (name: string): string =>
  name
    .replaceAll(/([A-Z\d]+)([A-Z][a-z])/g, '$1_$2')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();

/** Some statements name the schema in any case. */
const qualified = (table: Datum): Datum => (isData(table) ? table : { tableName: table, schema: 'public' });

const inSchema = (table: Datum, options: Datum): Datum => {
  const schema = stringIn(members(options)['schema']);
  return schema === undefined || isData(table) ? table : { tableName: table, schema };
};

/** Source: Sequelize 6, lib/dialects/abstract/query-interface.js and the query generators */
export const OPERATIONS: { readonly [method: string]: Operation } = {
  createTable([given, attributes, options]) {
    const table = inSchema(given, options);
    const all = Object.entries(members(attributes)).map(([name, each]) => ({ name, attribute: attributeOf(each, table) }));
    const keys = all.filter(({ attribute }) => attribute.options['primaryKey'] === true).map(({ name }) => identifier(name));
    const unique = Object.values(members(members(options)['uniqueKeys'])).map(
      (each) => `UNIQUE (${stringsIn(members(each)['fields']).map(identifier).join(', ')})`,
    );
    const { comment } = members(options);
    return [
      ...all.flatMap(({ name, attribute: { values } }) => (values === undefined ? [] : [createEnum(given, name, values)])),
      {
        head: `CREATE TABLE IF NOT EXISTS ${tableSql(table)} (`,
        lines: [
          ...all.map(({ name, attribute }) => ({ name, sql: `${identifier(name)} ${mapped(attribute, table, name)}` })),
          ...unique.map((sql) => ({ sql })),
          ...(keys.length > 0 ? [{ sql: `PRIMARY KEY (${keys.join(',')})` }] : []),
        ],
        tail: ')',
      },
      ...(typeof comment === 'string' ? [`COMMENT ON TABLE ${tableSql(table)} IS ${quoted(comment)}`] : []),
      ...all.flatMap(({ name, attribute }) => commentOn(table, name, attribute.comment)),
    ];
  },
  dropTable: ([table, options]) => {
    const { cascade, force } = members(options);
    return [`DROP TABLE IF EXISTS ${tableSql(table)}${cascade === true || force === true ? ' CASCADE' : ''}`];
  },
  renameTable: ([from, to]) => [`ALTER TABLE ${tableSql(from)} RENAME TO ${tableSql(to)}`],
  addColumn([table, column, given]) {
    const name = stringIn(column) ?? '';
    const attribute = attributeOf(given, table);
    return [
      ...(attribute.values === undefined ? [] : [createEnum(table, name, attribute.values)]),
      `ALTER TABLE ${tableSql(qualified(table))} ADD COLUMN ${identifier(name)} ${mapped(attribute, table, name)}`,
      ...commentOn(table, name, attribute.comment),
    ];
  },
  removeColumn: ([table, column]) => [`ALTER TABLE ${tableSql(qualified(table))} DROP COLUMN ${identifier(stringIn(column) ?? '')}`],
  changeColumn,
  renameColumn: ([table, from, to]) => [
    `ALTER TABLE ${tableSql(table)} RENAME COLUMN ${identifier(stringIn(from) ?? '')} TO ${identifier(stringIn(to) ?? '')}`,
  ],
  addIndex,
  removeIndex([table, index, options]) {
    const name = isList(index) ? underscored(`${tableName(table)}_${stringsIn(index).join('_')}`) : (stringIn(index) ?? '');
    return [`DROP INDEX${members(options)['concurrently'] === true ? ' CONCURRENTLY' : ''} IF EXISTS ${dotted(name)}`];
  },
  addConstraint: ([table, options]) => addConstraint(table, members(options)),
  removeConstraint: ([table, name]) => [
    `ALTER TABLE ${isData(table) ? tableSql(table) : dotted(stringIn(table) ?? '')} DROP CONSTRAINT ${dotted(stringIn(name) ?? '')}`,
  ],
  createSchema: ([name]) => [`CREATE SCHEMA IF NOT EXISTS ${identifier(stringIn(name) ?? '')}`],
  dropSchema: ([name]) => [`DROP SCHEMA IF EXISTS ${identifier(stringIn(name) ?? '')} CASCADE`],
  dropEnum: ([name]) => [`DROP TYPE IF EXISTS ${identifier(stringIn(name) ?? '')}`],
  bulkInsert([table, records]) {
    const rows = listIn(records).map(members);
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    if (rows.length === 0) return [];
    const values = rows.map((row) => `(${names.map((name) => (row[name] === undefined ? 'DEFAULT' : valueSql(row[name]))).join(',')})`);
    return [`INSERT INTO ${tableSql(table)} (${names.map(identifier).join(',')}) VALUES ${values.join(',')}`];
  },
  bulkUpdate([table, values, where]) {
    const condition = whereSql(where);
    const set = Object.entries(members(values)).map(([name, value]) => `${identifier(name)}=${valueSql(value)}`);
    return condition === undefined ? undefined : [`UPDATE ${tableSql(table)} SET ${set.join(',')}${condition}`];
  },
  bulkDelete([table, where, options]) {
    if (members(options)['truncate'] === true)
      return [`TRUNCATE ${tableSql(table)}${members(options)['cascade'] === true ? ' CASCADE' : ''}`];
    const condition = whereSql(where);
    return condition === undefined ? undefined : [`DELETE FROM ${tableSql(table)}${condition}`];
  },
};

const whereSql = (where: Datum): string | undefined => {
  if (where === undefined || where === null) return '';
  const sql = conditionSql(where);
  return sql === undefined ? undefined : sql === '' ? '' : ` WHERE ${sql}`;
};

const commentOn = (table: Datum, column: string, comment: string | undefined): string[] =>
  comment === undefined ? [] : [`COMMENT ON COLUMN ${tableSql(table)}.${identifier(column)} IS ${quoted(comment)}`];

/**
 * A statement for each property that a column is to have, and for each that it is not said to have. What follows a default is taken for a
 * part of it, as Sequelize does.
 */
function changeColumn([table, column, given]: readonly Datum[]): readonly Written[] {
  const name = stringIn(column) ?? '';
  const attribute = attributeOf(given, table);
  const quotedName = identifier(name);
  const change = (what: string): string => `ALTER TABLE ${tableSql(table)} ALTER COLUMN ${quotedName} ${what}`;
  const add = (what: string): string => `ALTER TABLE ${tableSql(table)} ADD ${what}`;
  const statements: string[] = [];
  let rest = mapped(attribute, table, name);
  const isKey = rest.includes('REFERENCES');
  if (rest.includes('NOT NULL')) {
    statements.push(change('SET NOT NULL'));
    rest = rest.replace('NOT NULL', '').trim();
  } else if (!isKey) statements.push(change('DROP NOT NULL'));
  const at = rest.indexOf('DEFAULT ');
  if (at !== -1) {
    statements.push(change(`SET ${rest.slice(at)}`));
    rest = rest.slice(0, at).trim();
  } else if (!isKey) statements.push(change('DROP DEFAULT'));
  if (attribute.values !== undefined) {
    statements.push(createEnum(table, name, attribute.values));
    rest = rest.replace(enumName(table, name), enumName(tableName(table), name)) + ` USING (${quotedName}::${enumName(table, name)})`;
  }
  if (rest.endsWith('UNIQUE')) {
    statements.push(add(`UNIQUE (${quotedName})`));
    rest = rest.slice(0, -'UNIQUE'.length).trim();
  }
  const reference = rest.indexOf('REFERENCES');
  statements.push(reference === -1 ? change(`TYPE ${rest}`) : add(`FOREIGN KEY (${quotedName}) ${rest.slice(reference)}`));
  return [...statements, ...commentOn(table, name, attribute.comment)];
}

function addIndex([table, second, third]: readonly Datum[]): readonly Written[] | undefined {
  const options: Data = { ...members(isList(second) ? third : second) };
  const fields = listIn(isList(second) ? second : options['fields']);
  const written = fields.map(fieldSql(options));
  const names = fields.map((field) => (isData(field) ? (stringIn(field['name'] ?? field['attribute']) ?? '') : (stringIn(field) ?? '')));
  const condition = options['where'] === undefined ? '' : whereSql(options['where']);
  const name =
    stringIn(options['name']) ?? underscored(`${tableName(table).replaceAll('.', '_').replaceAll(/["']/g, '')}_${names.join('_')}`);
  const type = stringIn(options['type']) ?? '';
  const isUnique = options['unique'] === true || type.toLowerCase() === 'unique';
  if (condition === undefined) return undefined;
  const on = isData(table) ? tableSql(table) : dotted(stringIn(table) ?? '');
  const parts = [
    'CREATE',
    ...(isUnique ? ['UNIQUE'] : []),
    'INDEX',
    ...(options['concurrently'] === true ? ['CONCURRENTLY'] : []),
    dotted(name),
    `ON ${on}`,
    ...(typeof options['using'] === 'string' ? [`USING ${options['using']}`] : []),
    `(${written.join(', ')})`,
  ];
  return [`${parts.join(' ')}${condition}`];
}

const fieldSql =
  (options: Data) =>
  (field: Datum): string => {
    if (isSqlDatum(field)) return field.sql;
    const { name, attribute, collate, operator, order } = isData(field)
      ? field
      : { name: field, attribute: undefined, collate: undefined, operator: undefined, order: undefined };
    const by = stringIn(operator ?? options['operator']);
    return [
      identifier(stringIn(name ?? attribute) ?? ''),
      ...(collate === undefined ? [] : [`COLLATE ${identifier(stringIn(collate) ?? '')}`]),
      ...(by === undefined ? [] : [by]),
      ...(order === undefined ? [] : [stringIn(order) ?? '']),
    ].join(' ');
  };

function addConstraint(table: Datum, options: Data): readonly Written[] | undefined {
  const quotedTable = isData(table) ? tableSql(table) : dotted(stringIn(table) ?? '');
  const fields = listIn(options['fields']).map((field) =>
    isSqlDatum(field) ? field.sql : identifier(stringIn(isData(field) ? field['name'] : field) ?? ''),
  );
  const kind = (stringIn(options['type']) ?? '').toUpperCase();
  // Sequelize puts quoted names into the name that it makes up.
  const named = (suffix: string): string =>
    identifier(stringIn(options['name']) ?? `${quotedTable}_${fields.join('_')}_${suffix}`.replaceAll('"', ''));
  const list = `(${fields.join(', ')})`;
  const add = (sql: string): readonly Written[] => [`ALTER TABLE ${quotedTable} ADD CONSTRAINT ${sql}${deferral(options)}`];
  switch (kind) {
    case 'UNIQUE':
      return add(`${named('uk')} UNIQUE ${list}`);
    case 'PRIMARY KEY':
      return add(`${named('pk')} PRIMARY KEY ${list}`);
    case 'CHECK': {
      const condition = conditionSql(options['where']);
      return condition === undefined ? undefined : [`ALTER TABLE ${quotedTable} ADD CONSTRAINT ${named('ck')} CHECK (${condition})`];
    }
    case 'FOREIGN KEY': {
      const references = members(options['references']);
      const to = stringsIn(references['field'] ?? references['fields'])
        .map(identifier)
        .join(', ');
      const action = (word: string, value: Datum): string =>
        typeof value === 'string' && value !== '' ? ` ${word} ${value.toUpperCase()}` : '';
      return add(
        `${named(`${tableName(references['table'])}_fk`)} FOREIGN KEY ${list} REFERENCES ${tableSql(references['table'])} (${to})${action('ON UPDATE', options['onUpdate'])}${action('ON DELETE', options['onDelete'])}`,
      );
    }
    default:
      return undefined;
  }
}

const deferral = ({ deferrable }: Data): string => (typeof deferrable === 'string' ? ` ${deferrable.replaceAll('_', ' ')}` : '');
