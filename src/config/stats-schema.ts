// The file that `sqlsafe stats` writes and `--stats` reads: the JSON schema, by which it is also validated.

/** As much of JSON Schema as the file needs. */
export interface Schema {
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'number';
  readonly const?: string | number;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: { readonly [key: string]: Schema };
  readonly items?: Schema;
  readonly anyOf?: readonly [Schema, { readonly type: 'null' }];
}

const string = (description?: string): Schema => ({ type: 'string', ...(description === undefined ? {} : { description }) });
const amount = (description?: string): Schema => ({ type: 'number', minimum: 0, ...(description === undefined ? {} : { description }) });
const list = (items: Schema): Schema => ({ type: 'array', items });
const orNull = (schema: Schema, description?: string): Schema => ({
  anyOf: [schema, { type: 'null' }],
  ...(description === undefined ? {} : { description }),
});
/** All keys must be there; others are allowed, for more may come within a schema version. */
const object = (properties: { readonly [key: string]: Schema }): Schema => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
});
const instant = (description: string): Schema => ({
  type: 'string',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$',
  description,
});

const index = object({
  name: string(),
  bytes: amount(),
  method: string('btree, gin, …'),
  keys: list(string('A type as the catalog spells it: int8, text.')),
});

const table = object({
  schema: string(),
  name: string(),
  kind: { enum: ['table', 'partitioned-table', 'materialized-view'] },
  partitionOf: orNull(object({ schema: string(), name: string() })),
  rows: orNull(amount(), 'As VACUUM or ANALYZE last estimated; null where neither ever ran, and for a partitioned table.'),
  heapBytes: amount(),
  toastBytes: amount('Out-of-line values with their index.'),
  indexes: list(index),
  writesPerSecond: orNull(amount(), 'Rows inserted, updated and deleted; null where that is not counted.'),
});

export const statsSchema: Schema & { readonly $schema: string; readonly title: string } = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'sqlsafe stats',
  description: 'Sizes of the tables of a database. It holds no data, no host and no user.',
  ...object({
    schemaVersion: { const: 1 },
    tool: object({ name: string(), version: string() }),
    measuredAt: instant('By the clock of the server, in UTC.'),
    server: object({ dialect: { const: 'postgresql' }, version: string('17.10') }),
    writesCounted: object({
      since: instant('Since when writes are counted.'),
      from: { enum: ['stats-reset', 'server-start'] },
    }),
    tables: list(table),
  }),
};
