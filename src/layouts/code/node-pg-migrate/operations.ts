import { type Datum, isData, isList, listIn, members, stringIn, stringsIn } from '../data.ts';
import type { Written } from '../reader.ts';
import { columnsSql, constraintsSql, identitySql, isOn, sequenceClauses } from './columns.ts';
import { adapted, commentSql, nameSql, namesSql, typeSql, valueSql, when, type Shorthands } from './names.ts';
import { routines } from './routines.ts';

export type Operation = (args: readonly Datum[], shorthands: Shorthands) => readonly Written[];

const one =
  (write: (args: readonly Datum[], shorthands: Shorthands) => string): Operation =>
  (args, shorthands) => [write(args, shorthands)];

/** `DROP … IF EXISTS name CASCADE`. */
const drop = (what: string): Operation =>
  one(([name, options]) => `DROP ${what}${when(options, 'ifExists', 'IF EXISTS')} ${nameSql(name)}${when(options, 'cascade', 'CASCADE')}`);
const rename = (what: string): Operation => one(([from, to]) => `ALTER ${what} ${nameSql(from)} RENAME TO ${nameSql(to)}`);
/** Of a part of something: `ALTER TABLE t RENAME a TO b`. */
const renamePart = (what: string, part: string): Operation =>
  one(([of, from, to]) => `ALTER ${what} ${nameSql(of)} RENAME ${part}${nameSql(from)} TO ${nameSql(to)}`);

/** Source: node-pg-migrate 8, src/operations */
const OPERATIONS: { readonly [method: string]: Operation } = {
  ...routines,
  createTable(args, shorthands) {
    const [table, given, more] = args;
    const options = members(more);
    const { lines, primaryKey, comments } = columnsSql(table, given, shorthands);
    const constraints = constraintsSql(
      table,
      { ...members(options['constraints']), ...(primaryKey.length > 0 ? { primaryKey } : {}) },
      undefined,
    );
    const partition = members(options['partition']);
    const inherits = options['inherits'] === undefined ? '' : ` INHERITS (${nameSql(options['inherits'])})`;
    const by =
      options['partition'] === undefined
        ? ''
        : ` PARTITION BY ${stringIn(partition['strategy']) ?? ''} (${listIn(partition['columns']).map(partitionColumn).join(', ')})`;
    return [
      {
        head: `CREATE${when(more, 'temporary', 'TEMPORARY')}${when(more, 'unlogged', 'UNLOGGED')} TABLE${when(more, 'ifNotExists', 'IF NOT EXISTS')} ${nameSql(table)} (`,
        lines: [
          ...lines,
          ...constraints.lines.map((sql) => ({ sql })),
          ...(isOn(options['like']) ? [{ sql: likeSql(options['like']) }] : []),
        ],
        tail: `)${inherits}${by}`,
      },
      ...comments,
      ...constraints.comments,
      ...(options['comment'] === undefined ? [] : [commentSql('TABLE', nameSql(table), options['comment'])]),
    ];
  },
  addColumns([table, given, options], shorthands) {
    const { lines, comments } = columnsSql(table, given, shorthands);
    const add = `ADD${when(options, 'ifNotExists', 'IF NOT EXISTS')} `;
    return [
      { head: `ALTER TABLE ${nameSql(table)} `, lines: lines.map(({ name, sql }) => ({ name, sql: add + sql })), tail: '' },
      ...comments,
    ];
  },
  dropColumns: one(([table, columns, options]) => {
    const names = isData(columns) ? Object.keys(columns) : stringsIn(columns);
    const each = names.map(
      (name) =>
        `DROP ${when(options, 'ifExists', 'IF EXISTS').trimStart()}${isOn(members(options)['ifExists']) ? ' ' : ''}${nameSql(name)}${when(options, 'cascade', 'CASCADE')}`,
    );
    return `ALTER TABLE ${nameSql(table)} ${each.join(', ')}`;
  }),
  alterColumn([table, column, more], shorthands) {
    const options = members(more);
    const actions = columnActions(more, shorthands).map((action) => `ALTER ${nameSql(column)} ${action}`);
    return [
      ...(actions.length > 0 ? [`ALTER TABLE ${nameSql(table)} ${actions.join(', ')}`] : []),
      ...(options['comment'] === undefined ? [] : [commentSql('COLUMN', `${nameSql(table)}.${nameSql(column)}`, options['comment'])]),
    ];
  },
  renameColumn: renamePart('TABLE', ''),
  dropTable: drop('TABLE'),
  renameTable: rename('TABLE'),
  alterTable: one(([table, more]) => {
    const { levelSecurity, unlogged } = members(more);
    const clauses = [
      ...(isOn(levelSecurity) ? [`${stringIn(levelSecurity) ?? ''} ROW LEVEL SECURITY`] : []),
      ...(typeof unlogged === 'boolean' ? [`SET ${unlogged ? 'UNLOGGED' : 'LOGGED'}`] : []),
    ];
    return `ALTER TABLE ${nameSql(table)} ${clauses.join(', ')}`;
  }),
  addConstraint([table, name, expression]) {
    const given = stringIn(name);
    if (typeof expression === 'string')
      return [`ALTER TABLE ${nameSql(table)} ADD ${given === undefined ? '' : `CONSTRAINT ${nameSql(given)} `}${expression}`];
    const { lines, comments } = constraintsSql(table, members(expression), given);
    return [`ALTER TABLE ${nameSql(table)} ${lines.map((line) => `ADD ${line}`).join(', ')}`, ...comments];
  },
  dropConstraint: one(
    ([table, name, options]) =>
      `ALTER TABLE ${nameSql(table)} DROP CONSTRAINT${when(options, 'ifExists', 'IF EXISTS')} ${nameSql(name)}${when(options, 'cascade', 'CASCADE')}`,
  ),
  renameConstraint: renamePart('TABLE', 'CONSTRAINT '),
  createIndex: one(([table, columns, more]) => {
    const options = members(more);
    const method = isOn(options['method']) ? ` USING ${stringIn(options['method']) ?? ''}` : '';
    const include = isOn(options['include']) ? ` INCLUDE (${namesSql(options['include'])})` : '';
    const where = isOn(options['where']) ? ` WHERE ${stringIn(options['where']) ?? ''}` : '';
    const name = nameSql(indexName(isData(table) ? table['name'] : table, columns, more));
    return `CREATE${when(more, 'unique', 'UNIQUE')} INDEX${when(more, 'concurrently', 'CONCURRENTLY')}${when(more, 'ifNotExists', 'IF NOT EXISTS')} ${name} ON ${nameSql(table)}${method} (${listIn(columns).map(indexColumn).join(', ')})${include}${where}`;
  }),
  dropIndex: one(
    ([table, columns, options]) =>
      `DROP INDEX${when(options, 'concurrently', 'CONCURRENTLY')}${when(options, 'ifExists', 'IF EXISTS')} ${nameSql(indexName(table, columns, options))}${when(options, 'cascade', 'CASCADE')}`,
  ),
  createType: one(([name, options], shorthands) =>
    isList(options)
      ? `CREATE TYPE ${nameSql(name)} AS ENUM (${options.map(valueSql).join(', ')})`
      : `CREATE TYPE ${nameSql(name)} AS (${Object.entries(members(options))
          .map(([attribute, type]) => `${nameSql(attribute)} ${typeSql(type, shorthands)}`)
          .join(', ')})`,
  ),
  dropType: drop('TYPE'),
  renameType: rename('TYPE'),
  renameTypeAttribute: renamePart('TYPE', 'ATTRIBUTE '),
  renameTypeValue: one(([type, from, to]) => `ALTER TYPE ${nameSql(type)} RENAME VALUE ${valueSql(from)} TO ${valueSql(to)}`),
  addTypeAttribute: one(
    ([type, name, of], shorthands) => `ALTER TYPE ${nameSql(type)} ADD ATTRIBUTE ${nameSql(name)} ${typeSql(of, shorthands)}`,
  ),
  dropTypeAttribute: one(
    ([type, name, options]) => `ALTER TYPE ${nameSql(type)} DROP ATTRIBUTE ${nameSql(name)}${when(options, 'ifExists', 'IF EXISTS')}`,
  ),
  setTypeAttribute: one(
    ([type, name, of], shorthands) =>
      `ALTER TYPE ${nameSql(type)} ALTER ATTRIBUTE ${nameSql(name)} SET DATA TYPE ${typeSql(of, shorthands)}`,
  ),
  addTypeValue: one(([type, value, more]) => {
    const { before, after } = members(more);
    const place = isOn(before) ? ` BEFORE ${valueSql(before)}` : isOn(after) ? ` AFTER ${valueSql(after)}` : '';
    return `ALTER TYPE ${nameSql(type)} ADD VALUE${when(more, 'ifNotExists', 'IF NOT EXISTS')} ${valueSql(value)}${place}`;
  }),
  createSchema: one(([name, options]) => {
    const owner = stringIn(members(options)['authorization']);
    return `CREATE SCHEMA${when(options, 'ifNotExists', 'IF NOT EXISTS')} ${nameSql(name)}${owner === undefined ? '' : ` AUTHORIZATION ${owner}`}`;
  }),
  dropSchema: drop('SCHEMA'),
  renameSchema: rename('SCHEMA'),
  createExtension: ([names, options]) => {
    const { schema } = members(options);
    return listIn(names).map(
      (name) =>
        `CREATE EXTENSION${when(options, 'ifNotExists', 'IF NOT EXISTS')} ${nameSql(name)}${schema === undefined ? '' : ` SCHEMA ${nameSql(schema)}`}`,
    );
  },
  dropExtension: ([names, options]) =>
    listIn(names).map(
      (name) => `DROP EXTENSION${when(options, 'ifExists', 'IF EXISTS')} ${nameSql(name)}${when(options, 'cascade', 'CASCADE')}`,
    ),
  createSequence: one(
    ([name, options], shorthands) =>
      `CREATE${when(options, 'temporary', 'TEMPORARY')} SEQUENCE${when(options, 'ifNotExists', 'IF NOT EXISTS')} ${nameSql(name)} ${sequenceClauses(members(options), shorthands).join(' ')}`,
  ),
  alterSequence: one(([name, options], shorthands) => {
    const { restart } = members(options);
    const again = restart === true ? ['RESTART'] : isOn(restart) ? [`RESTART WITH ${stringIn(restart) ?? ''}`] : [];
    return `ALTER SEQUENCE ${nameSql(name)} ${[...sequenceClauses(members(options), shorthands), ...again].join(' ')}`;
  }),
  dropSequence: drop('SEQUENCE'),
  renameSequence: rename('SEQUENCE'),
};

const partitionColumn = (column: Datum): string => {
  if (!isData(column)) return nameSql(column);
  const { name, collate, opclass } = column;
  return `${nameSql(name)}${isOn(collate) ? ` COLLATE ${stringIn(collate) ?? ''}` : ''}${isOn(opclass) ? ` ${stringIn(opclass) ?? ''}` : ''}`;
};

function likeSql(like: Datum): string {
  const isLong = isData(like) && 'table' in like;
  const options = isLong ? members(like['options']) : {};
  const words = (key: string): string =>
    stringsIn(options[key])
      .map((option) => ` ${key.toUpperCase()} ${option}`)
      .join('');
  return `LIKE ${nameSql(isLong ? like['table'] : like)}${words('including')}${words('excluding')}`;
}

/** Named after its table and columns where nobody names it. */
function indexName(table: Datum, columns: Datum, options: Datum): Datum {
  const { name, unique } = members(options);
  const own = stringIn(name);
  const bare = isData(table) ? (stringIn(table['name']) ?? '') : (stringIn(table) ?? '');
  const listed = listIn(columns).map((column) => stringIn(isData(column) ? column['name'] : column) ?? '');
  const full = own ?? `${bare}_${listed.join('_')}${isOn(unique) ? '_unique' : ''}_index`;
  return isData(table) ? { schema: table['schema'], name: full } : full;
}

/** A column, or an expression: what has blanks, brackets or dots is written as it is. */
function indexColumn(column: Datum): string {
  const plain = (name: Datum): string => (/[ ().]/.test(stringIn(name) ?? '') ? (stringIn(name) ?? '') : nameSql(name));
  if (!isData(column)) return plain(column);
  const { name, opclass, sort } = column;
  return [plain(name), ...(isOn(opclass) ? [nameSql(opclass)] : []), ...(isOn(sort) ? [stringIn(sort) ?? ''] : [])].join(' ');
}

function columnActions(more: Datum, shorthands: Shorthands): string[] {
  const options = members(more);
  const { default: byDefault, type, collation, using, notNull, allowNull, sequenceGenerated, expressionGenerated } = options;
  return [
    ...(byDefault === null ? ['DROP DEFAULT'] : byDefault === undefined ? [] : [`SET DEFAULT ${valueSql(byDefault)}`]),
    ...(isOn(type)
      ? [
          `SET DATA TYPE ${adapted(stringIn(type) ?? '')}${isOn(collation) ? ` COLLATE ${stringIn(collation) ?? ''}` : ''}${isOn(using) ? ` USING ${stringIn(using) ?? ''}` : ''}`,
        ]
      : []),
    ...(isOn(notNull) ? ['SET NOT NULL'] : notNull === false || isOn(allowNull) ? ['DROP NOT NULL'] : []),
    ...(sequenceGenerated === undefined
      ? []
      : [isOn(sequenceGenerated) ? `ADD ${identitySql(sequenceGenerated, shorthands)}` : 'DROP IDENTITY']),
    ...(typeof expressionGenerated === 'string'
      ? [`SET EXPRESSION AS (${expressionGenerated})`]
      : expressionGenerated === null
        ? ['DROP EXPRESSION']
        : []),
  ];
}

const ALIASES: { readonly [alias: string]: string } = {
  addColumn: 'addColumns',
  dropColumn: 'dropColumns',
  addIndex: 'createIndex',
  addType: 'createType',
  addExtension: 'createExtension',
  createConstraint: 'addConstraint',
};
export const operationOf = (method: string): Operation | undefined => {
  const name = ALIASES[method] ?? method;
  return Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
};
