import { defineRule, listed, nameText, type ColumnDefinition, type Subject, type TypeName } from '../src/rule.ts';

export default defineRule({
  id: 'column-type-style',
  severity: 'info',
  preset: 'style',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Choose types that do not surprise anybody later.',
    why: 'Some types of PostgreSQL are there for the standard or for the past. They cut, pad or round what is stored, depend on settings of the session, or are hard to change once a table is large. None of them is wrong; each has a companion that gives less trouble.',
    instead: 'The companion: text, timestamptz, numeric, jsonb, GENERATED … AS IDENTITY.',
    whenNot: 'Something outside of the database asks for just this type.',
    sources: [
      'https://wiki.postgresql.org/wiki/Don%27t_Do_This',
      'https://www.postgresql.org/docs/current/datatype.html',
      'https://www.postgresql.org/docs/current/ddl-identity-columns.html',
    ],
  },
  aliases: [
    'squawk:prefer-text-field',
    'squawk:ban-char-field',
    'squawk:prefer-timestamptz',
    'squawk:prefer-identity',
    'pg-migration-lint:PGM101',
    'pg-migration-lint:PGM102',
    'pg-migration-lint:PGM103',
    'pg-migration-lint:PGM104',
    'pg-migration-lint:PGM105',
    'pg-migration-lint:PGM108',
    'pg-migration-lint:PGM109',
    'migrationpilot:MP037',
    'migrationpilot:MP039',
    'migrationpilot:MP040',
    'migrationpilot:MP041',
  ],
  on: ['create-table', 'add-column', 'alter-column-type'],
  messages: {
    'varchar-length':
      '{columns} of {table}: a limit of varchar is raised easily, and lowering it writes the table anew. text with a CHECK can be changed either way without that.',
    char: '{columns} of {table}: char is padded with blanks to its length, and a longer one writes the table anew. text holds the same without.',
    'timestamp-without-zone':
      '{columns} of {table}: a timestamp without a zone means what its reader takes it for. timestamptz is a point in time.',
    'timestamp-rounding':
      '{columns} of {table}: whole seconds are rounded, upwards too, so that a time may lie in the future. Round where you read.',
    timetz: '{columns} of {table}: a zone without a date can not follow summer time. Use timestamptz.',
    money: '{columns} of {table}: money is in the currency of lc_monetary, a setting, and rounds to its cents. Use numeric.',
    'floating-point':
      '{columns} of {table}: a floating-point number can not hold most decimal fractions. Where sums have to be right, use numeric.',
    'xml-or-hstore': '{columns} of {table}: jsonb holds the same, needs no extension, and has more operators and indexes.',
    serial: '{columns} of {table}: serial makes a sequence with rights of its own. GENERATED … AS IDENTITY is one thing, and the standard.',
    'nullable-boolean': '{columns} of {table}: a boolean that may be NULL has three answers, and NOT of NULL is NULL. Say NOT NULL.',
  },
  examples: [
    {
      title: 'A table as many write it',
      dialect: 'postgresql',
      bad: 'CREATE TABLE users (id serial PRIMARY KEY, name varchar(50), since timestamp);',
      good: 'CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text, since timestamptz);',
    },
  ],
  check({ op, before, target }: Subject<'create-table' | 'add-column' | 'alter-column-type'>) {
    const columns: readonly Written[] =
      op.kind === 'create-table' ? op.columns : op.kind === 'add-column' ? [op.definition] : [{ name: op.column, type: op.type }];
    const table = nameText(op.table);
    if (op.kind === 'create-table' && op.ifNotExists && before.table(op.table)?.complete === true) return [];
    return CAUSES.flatMap(({ message, found }) => {
      const named = columns.filter((column) => column.type.schema === undefined && found(column, target.version[0]));
      if (named.length === 0) return [];
      return [{ message, data: { columns: listed(named.map(({ name }) => name)), table } }];
    });
  },
});

interface Written extends Partial<ColumnDefinition> {
  readonly name: string;
  readonly type: TypeName;
}

const isOf =
  (...names: readonly string[]) =>
  ({ type }: Written): boolean =>
    names.includes(type.name);

const CAUSES = [
  { message: 'varchar-length', found: ({ type }) => type.name === 'varchar' && type.modifiers.length > 0 },
  // bpchar without a length pads nothing
  { message: 'char', found: ({ type }) => type.name === 'bpchar' && type.modifiers.length > 0 },
  { message: 'timestamp-without-zone', found: isOf('timestamp') },
  { message: 'timestamp-rounding', found: ({ type }) => /^timestamp(?:tz)?$/.test(type.name) && type.modifiers[0] === 0 },
  { message: 'timetz', found: isOf('timetz') },
  { message: 'money', found: isOf('money') },
  { message: 'floating-point', found: isOf('float4', 'float8') },
  { message: 'xml-or-hstore', found: isOf('xml', 'hstore') },
  // identity columns came with 10
  { message: 'serial', found: ({ type }, version) => type.serial && version >= 10 },
  {
    message: 'nullable-boolean',
    found: ({ type, notNull, generated }) => type.name === 'bool' && type.dimensions === 0 && notNull === false && generated === undefined,
  },
] as const satisfies readonly { readonly message: string; readonly found: (column: Written, version: number) => boolean }[];
