import { type Datum, listIn, members, stringIn, stringsIn } from '../data.ts';
import { isOn } from './columns.ts';
import { nameSql, namesSql, typed, typeSql, valueSql, when, type Shorthands } from './names.ts';
import type { Operation } from './operations.ts';

// Views, functions, triggers, policies and domains.

const optionList = (options: Datum): string =>
  Object.entries(members(options))
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}${value === true ? '' : ` = ${typeof value === 'boolean' ? String(value) : (stringIn(value) ?? '')}`}`)
    .join(', ');

const parameters = (list: Datum, shorthands: Shorthands): string =>
  `(${listIn(list)
    .map((each) => {
      const { mode, name, type, default: byDefault } = typed(each, shorthands);
      return [
        ...(isOn(mode) ? [stringIn(mode) ?? ''] : []),
        ...(isOn(name) ? [nameSql(name)] : []),
        ...(isOn(type) ? [stringIn(type) ?? ''] : []),
        ...(isOn(byDefault) ? [`DEFAULT ${valueSql(byDefault)}`] : []),
      ].join(' ');
    })
    .join(', ')})`;

function functionSql(name: Datum, params: Datum, more: Datum, body: Datum, shorthands: Shorthands): string {
  const options = members(more);
  const { returns, behavior, language, security, parallel, set } = options;
  const clauses = [
    stringIn(behavior) ?? 'VOLATILE',
    `LANGUAGE ${stringIn(language) ?? ''}`,
    ...(isOn(security) && security !== 'INVOKER' ? [`SECURITY ${stringIn(security) ?? ''}`] : []),
    ...(isOn(options['window']) ? ['WINDOW'] : []),
    ...(isOn(options['onNull']) ? ['RETURNS NULL ON NULL INPUT'] : []),
    ...(isOn(parallel) ? [`PARALLEL ${stringIn(parallel) ?? ''}`] : []),
    ...listIn(set).map((each) => {
      const { configurationParameter, value } = members(each);
      return `SET ${nameSql(configurationParameter)} ${value === 'FROM CURRENT' ? 'FROM CURRENT' : `TO ${stringIn(value) ?? ''}`}`;
    }),
  ];
  return `CREATE${when(more, 'replace', 'OR REPLACE')} FUNCTION ${nameSql(name)}${parameters(params, shorthands)} RETURNS ${stringIn(returns) ?? 'void'} AS ${valueSql(body)} ${clauses.join(' ')}`;
}

const policyClauses = (more: Datum): string[] => {
  const { role, using, check } = members(more);
  return [
    ...(stringsIn(role).length > 0 ? [`TO ${stringsIn(role).join(', ')}`] : []),
    ...(isOn(using) ? [`USING (${stringIn(using) ?? ''})`] : []),
    ...(isOn(check) ? [`WITH CHECK (${stringIn(check) ?? ''})`] : []),
  ];
};

const withData = (more: Datum): string => {
  const { data } = members(more);
  return data === undefined ? '' : ` WITH${isOn(data) ? '' : ' NO'} DATA`;
};
const listed = (columns: Datum): string => (listIn(columns).length === 0 ? '' : `(${namesSql(columns)})`);
const forgiving = (what: string, [name, options]: readonly Datum[]): string[] => [
  `DROP ${what}${when(options, 'ifExists', 'IF EXISTS')} ${nameSql(name)}${when(options, 'cascade', 'CASCADE')}`,
];

export const routines: { readonly [method: string]: Operation } = {
  createView: ([name, more, definition]) => {
    const { columns, options, checkOption } = members(more);
    const wanted = optionList(options);
    return [
      `CREATE${when(more, 'replace', 'OR REPLACE')}${when(more, 'temporary', 'TEMPORARY')}${when(more, 'recursive', 'RECURSIVE')} VIEW ${nameSql(name)}${listed(columns)}${wanted === '' ? '' : ` WITH (${wanted})`} AS ${stringIn(definition) ?? ''}${isOn(checkOption) ? ` WITH ${stringIn(checkOption) ?? ''} CHECK OPTION` : ''}`,
    ];
  },
  dropView: (args) => forgiving('VIEW', args),
  renameView: ([from, to]) => [`ALTER VIEW ${nameSql(from)} RENAME TO ${nameSql(to)}`],
  createMaterializedView: ([name, more, definition]) => {
    const { columns, storageParameters, tablespace } = members(more);
    const wanted = optionList(storageParameters);
    return [
      `CREATE MATERIALIZED VIEW${when(more, 'ifNotExists', 'IF NOT EXISTS')} ${nameSql(name)}${listed(columns)}${wanted === '' ? '' : ` WITH (${wanted})`}${isOn(tablespace) ? ` TABLESPACE ${nameSql(tablespace)}` : ''} AS ${stringIn(definition) ?? ''}${withData(more)}`,
    ];
  },
  dropMaterializedView: (args) => forgiving('MATERIALIZED VIEW', args),
  renameMaterializedView: ([from, to]) => [`ALTER MATERIALIZED VIEW ${nameSql(from)} RENAME TO ${nameSql(to)}`],
  renameMaterializedViewColumn: ([view, from, to]) => [
    `ALTER MATERIALIZED VIEW ${nameSql(view)} RENAME COLUMN ${nameSql(from)} TO ${nameSql(to)}`,
  ],
  refreshMaterializedView: ([name, more]) => [
    `REFRESH MATERIALIZED VIEW${when(more, 'concurrently', 'CONCURRENTLY')} ${nameSql(name)}${withData(more)}`,
  ],
  createFunction: ([name, params, options, body], shorthands) => [functionSql(name, params, options, body, shorthands)],
  dropFunction: ([name, params, options], shorthands) => [
    `DROP FUNCTION${when(options, 'ifExists', 'IF EXISTS')} ${nameSql(name)}${parameters(params, shorthands)}${when(options, 'cascade', 'CASCADE')}`,
  ],
  renameFunction: ([name, params, to], shorthands) => [
    `ALTER FUNCTION ${nameSql(name)}${parameters(params, shorthands)} RENAME TO ${nameSql(to)}`,
  ],
  createTrigger: ([table, name, more, body], shorthands) => {
    const options = members(more);
    const { constraint, condition, operation, function: given } = options;
    const moment = isOn(constraint) ? 'AFTER' : (stringIn(options['when']) ?? '');
    const level = /instead\s+of/i.test(moment) ? 'ROW' : (stringIn(options['level']) ?? 'STATEMENT');
    const called = given === undefined && body !== undefined ? name : given;
    const deferral = !isOn(constraint)
      ? ''
      : isOn(options['deferrable'])
        ? ` DEFERRABLE INITIALLY ${isOn(options['deferred']) ? 'DEFERRED' : 'IMMEDIATE'}`
        : ' NOT DEFERRABLE';
    const trigger = `CREATE${isOn(constraint) ? ' CONSTRAINT' : ''} TRIGGER ${nameSql(name)} ${moment} ${stringsIn(operation).join(' OR ')} ON ${nameSql(table)}${deferral} FOR EACH ${level}${isOn(condition) ? ` WHEN (${stringIn(condition) ?? ''})` : ''} EXECUTE PROCEDURE ${nameSql(called)}(${listIn(options['functionParams']).map(valueSql).join(', ')})`;
    return body === undefined ? [trigger] : [functionSql(called, [], { ...options, returns: 'trigger' }, body, shorthands), trigger];
  },
  dropTrigger: ([table, name, options]) => [
    `DROP TRIGGER${when(options, 'ifExists', 'IF EXISTS')} ${nameSql(name)} ON ${nameSql(table)}${when(options, 'cascade', 'CASCADE')}`,
  ],
  renameTrigger: ([table, from, to]) => [`ALTER TRIGGER ${nameSql(from)} ON ${nameSql(table)} RENAME TO ${nameSql(to)}`],
  createPolicy: ([table, name, more]) => {
    const options = { role: 'PUBLIC', ...members(more) };
    return [
      `CREATE POLICY ${nameSql(name)} ON ${nameSql(table)} FOR ${stringIn(members(more)['command']) ?? 'ALL'} ${policyClauses(options).join(' ')}`,
    ];
  },
  alterPolicy: ([table, name, more]) => [`ALTER POLICY ${nameSql(name)} ON ${nameSql(table)} ${policyClauses(more).join(' ')}`],
  dropPolicy: ([table, name, options]) => [`DROP POLICY${when(options, 'ifExists', 'IF EXISTS')} ${nameSql(name)} ON ${nameSql(table)}`],
  renamePolicy: ([table, from, to]) => [`ALTER POLICY ${nameSql(from)} ON ${nameSql(table)} RENAME TO ${nameSql(to)}`],
  createDomain: ([name, type, more], shorthands) => {
    const { default: byDefault, collation, notNull, check, constraintName } = members(more);
    const rule = isOn(notNull) ? 'NOT NULL' : isOn(check) ? `CHECK (${stringIn(check) ?? ''})` : undefined;
    return [
      [
        `CREATE DOMAIN ${nameSql(name)} AS ${typeSql(type, shorthands)}`,
        ...(isOn(collation) ? [`COLLATE ${stringIn(collation) ?? ''}`] : []),
        ...(byDefault === undefined ? [] : [`DEFAULT ${valueSql(byDefault)}`]),
        ...(rule === undefined ? [] : [...(isOn(constraintName) ? [`CONSTRAINT ${nameSql(constraintName)}`] : []), rule]),
      ].join(' '),
    ];
  },
  dropDomain: (args) => forgiving('DOMAIN', args),
  renameDomain: ([from, to]) => [`ALTER DOMAIN ${nameSql(from)} RENAME TO ${nameSql(to)}`],
};
