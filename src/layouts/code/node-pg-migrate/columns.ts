import { type Data, type Datum, isData, isList, listIn, members, stringIn, stringsIn } from '../data.ts';
import { commentSql, nameSql, typed, typeSql, valueSql, type Shorthands } from './names.ts';

/** Columns and what goes with them. */
export interface Columns {
  /** Each with the name that it was given under. */
  readonly lines: readonly { readonly name: string; readonly sql: string }[];
  /** Of several columns the primary key is a constraint of the table. */
  readonly primaryKey: readonly string[];
  readonly comments: readonly string[];
}

/** Source: node-pg-migrate 8, src/operations/tables/shared.ts */
export function columnsSql(table: Datum, columns: Datum, shorthands: Shorthands): Columns {
  const all = Object.entries(members(columns)).map(([name, options]) => ({ name, options: typed(options, shorthands) }));
  const keys = all.filter(({ options }) => isOn(options['primaryKey'])).map(({ name }) => name);
  const isShared = keys.length > 1;
  return {
    lines: all.map(({ name, options }) => ({
      name,
      sql: columnSql(table, name, isShared ? { ...options, primaryKey: false } : options, shorthands),
    })),
    primaryKey: isShared ? keys : [],
    comments: all.flatMap(({ name, options }) => {
      const own = options['comment'] === undefined ? [] : [commentSql('COLUMN', `${nameSql(table)}.${nameSql(name)}`, options['comment'])];
      const about = options['referencesConstraintComment'];
      return isOn(options['references']) && isOn(about)
        ? [...own, commentSql(`CONSTRAINT ${nameSql(keyName(table, name, options))} ON`, nameSql(table), about)]
        : own;
    }),
  };
}

export const isOn = (value: Datum): boolean => Boolean(value);

const keyName = (table: Datum, column: string, options: Data): string =>
  stringIn(options['referencesConstraintName']) ??
  (isOn(options['referencesConstraintComment']) ? `${stringIn(table) ?? ''}_fk_${column}` : '');

function columnSql(table: Datum, name: string, options: Data, shorthands: Shorthands): string {
  const part = (key: string, sql: (value: string) => string): string[] => (isOn(options[key]) ? [sql(stringIn(options[key]) ?? '')] : []);
  const key = keyName(table, name, options);
  const type = options['type'];
  return [
    `${nameSql(name)} ${isData(type) ? nameSql(type) : (stringIn(type) ?? '')}`,
    ...part('collation', (value) => `COLLATE ${value}`),
    ...(options['default'] === undefined ? [] : [`DEFAULT ${valueSql(options['default'])}`]),
    ...part('unique', () => 'UNIQUE'),
    ...part('primaryKey', () => 'PRIMARY KEY'),
    ...part('notNull', () => 'NOT NULL'),
    ...part('check', (value) => `CHECK (${value})`),
    ...(isOn(options['references']) ? [`${key === '' ? '' : `CONSTRAINT ${nameSql(key)} `}${referencesSql(options)}`] : []),
    ...part('deferrable', () => deferrableSql(options)),
    ...(isOn(options['sequenceGenerated']) ? [identitySql(options['sequenceGenerated'], shorthands)] : []),
    ...part('expressionGenerated', (value) => `GENERATED ALWAYS AS (${value}) STORED`),
  ].join(' ');
}

export function identitySql(options: Datum, shorthands: Shorthands): string {
  const clauses = sequenceClauses(members(options), shorthands).join(' ');
  return `GENERATED ${stringIn(members(options)['precedence']) ?? ''} AS IDENTITY${clauses === '' ? '' : ` (${clauses})`}`;
}

function referencesSql(options: Data): string {
  const { references } = options;
  const written =
    typeof references === 'string' && (references.startsWith('"') || references.endsWith(')')) ? references : nameSql(references);
  const clause = (key: string, word: string): string => (isOn(options[key]) ? ` ${word} ${stringIn(options[key]) ?? ''}` : '');
  return `REFERENCES ${written}${clause('match', 'MATCH')}${clause('onDelete', 'ON DELETE')}${clause('onUpdate', 'ON UPDATE')}`;
}

const deferrableSql = ({ deferred }: Data): string => `DEFERRABLE INITIALLY ${isOn(deferred) ? 'DEFERRED' : 'IMMEDIATE'}`;

/** Constraints of a table, and comments on them. `given`: the name that they are to have. */
export function constraintsSql(
  table: Datum,
  options: Data,
  given: string | undefined,
): { readonly lines: readonly string[]; readonly comments: readonly string[] } {
  const bare = isData(table) ? (stringIn(table['name']) ?? '') : (stringIn(table) ?? '');
  const named = (name: string, sql: string): string => `CONSTRAINT ${nameSql(given ?? name)} ${sql}`;
  const { check, unique, primaryKey, foreignKeys, exclude, deferrable, comment } = options;
  const uniqueSets = listIn(unique);
  const sets = uniqueSets.some(isList) ? uniqueSets : uniqueSets.length > 0 ? [uniqueSets] : [];
  const keys = listIn(foreignKeys).map(members);
  const keyNameOf = (key: Data): string =>
    nameSql(stringIn(key['referencesConstraintName']) ?? given ?? `${bare}_fk_${stringsIn(key['columns']).join('_')}`);
  const lines = [
    ...(isList(check)
      ? check.map((each, i) => named(`${bare}_chck_${i + 1}`, `CHECK (${stringIn(each) ?? ''})`))
      : isOn(check)
        ? [named(`${bare}_chck`, `CHECK (${stringIn(check) ?? ''})`)]
        : []),
    ...sets.map((set) => named(`${bare}_uniq_${stringsIn(set).join('_')}`, `UNIQUE (${stringsIn(set).map(nameSql).join(', ')})`)),
    ...(isOn(primaryKey) ? [named(`${bare}_pkey`, `PRIMARY KEY (${stringsIn(primaryKey).map(nameSql).join(', ')})`)] : []),
    ...keys.map(
      (key) => `CONSTRAINT ${keyNameOf(key)} FOREIGN KEY (${stringsIn(key['columns']).map(nameSql).join(', ')}) ${referencesSql(key)}`,
    ),
    ...(isOn(exclude) ? [named(`${bare}_excl`, `EXCLUDE ${stringIn(exclude) ?? ''}`)] : []),
  ];
  return {
    lines: isOn(deferrable) ? lines.map((line) => `${line} ${deferrableSql(options)}`) : lines,
    comments: [
      ...keys.flatMap((key) => {
        const about = key['referencesConstraintComment'];
        return isOn(about) ? [commentSql(`CONSTRAINT ${keyNameOf(key)} ON`, nameSql(table), about)] : [];
      }),
      ...(isOn(comment) && given !== undefined ? [commentSql(`CONSTRAINT ${nameSql(given)} ON`, nameSql(table), comment)] : []),
    ],
  };
}

/** Options of a sequence, a clause each. */
export function sequenceClauses(options: Data, shorthands: Shorthands): string[] {
  const clause = (key: string, sql: string, none?: string): string[] => {
    const value = options[key];
    if (isOn(value)) return [value === true ? sql : `${sql} ${stringIn(value) ?? ''}`];
    return none !== undefined && (value === null || value === false) ? [none] : [];
  };
  return [
    ...(isOn(options['type']) ? [`AS ${typeSql(options['type'], shorthands)}`] : []),
    ...clause('increment', 'INCREMENT BY'),
    ...clause('minvalue', 'MINVALUE', 'NO MINVALUE'),
    ...clause('maxvalue', 'MAXVALUE', 'NO MAXVALUE'),
    ...clause('start', 'START WITH'),
    ...clause('cache', 'CACHE'),
    ...(options['cycle'] === undefined ? [] : [options['cycle'] === true ? 'CYCLE' : 'NO CYCLE']),
    ...clause('owner', 'OWNED BY', 'OWNED BY NONE'),
  ];
}
