import { BLOCKS, LOCKS, WORKS } from '../model/effect.ts';
import { SEVERITIES } from '../model/finding.ts';
import { LAYOUTS, TRANSACTION_MODES } from '../model/migration.ts';
import { DIALECTS } from '../model/target.ts';

type Schema = Readonly<Record<string, unknown>>;

const string: Schema = { type: 'string' };
const boolean: Schema = { type: 'boolean' };
const count: Schema = { type: 'integer', minimum: 0 };
const fromOne: Schema = { type: 'integer', minimum: 1 };
const oneOf = (values: readonly string[]): Schema => ({ enum: [...values] });
const list = (items: Schema): Schema => ({ type: 'array', items });
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
/** All keys are always there. More may come within a schema version, so others are allowed. */
const object = (properties: Readonly<Record<string, Schema>>, description?: string): Schema => ({
  type: 'object',
  ...(description === undefined ? {} : { description }),
  required: Object.keys(properties),
  properties,
});

const position = object({ line: fromOne, column: fromOne, offset: count }, 'Line and column from 1, offset from 0, in UTF-16 units.');
const effect = object({
  relation: object({ schema: string, name: string, kind: oneOf(['table', 'index', 'sequence', 'view', 'matview', 'foreign-table']) }),
  lock: oneOf(LOCKS),
  blocks: oneOf(BLOCKS),
  work: oneOf(WORKS),
  certain: boolean,
});
const seconds: Schema = { type: 'number', minimum: 0 };
const duration = orNull(
  object({ secondsLow: seconds, secondsHigh: seconds, basis: string }, 'An estimate from sizes that were given: --stats.'),
);
const tallies = { errors: count, warnings: count, infos: count };

/** JSON Schema (draft 2020-12) of the JSON report. */
export const reportSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'sqlsafe report',
  ...object({
    schemaVersion: { const: 1 },
    tool: object({ name: { const: 'sqlsafe' }, version: string }),
    target: object({ dialect: oneOf(DIALECTS), version: string }),
    summary: object({ files: count, statements: count, ...tallies, suppressed: count }),
    findings: list(
      object({
        rule: string,
        message: string,
        severity: oneOf(SEVERITIES),
        file: string,
        range: object({ start: position, end: position }),
        text: string,
        why: string,
        instead: orNull(object({ text: string, sql: orNull(string) })),
        statement: orNull(count),
        relation: orNull(string),
        effects: list(effect),
        duration,
        certain: boolean,
        assumes: list(string),
        suppressed: orNull(object({ reason: string, until: orNull(string) })),
        baselined: boolean,
      }),
    ),
    statements: list(
      object({
        file: string,
        line: fromOne,
        index: count,
        sql: string,
        fails: orNull(
          object({ code: { type: 'string', pattern: '^[0-9A-Z]{5}$', description: 'SQLSTATE' }, message: string, certain: boolean }),
        ),
        effects: list(effect),
        duration,
      }),
    ),
    files: list(object({ file: string, layout: oneOf(LAYOUTS), transaction: oneOf(TRANSACTION_MODES), statements: count, ...tallies })),
  }),
};
