import { describe, expect, test } from 'vitest';
import { clauses, operations } from './operations.ts';

const kinds = (sql: string): string[] => operations(sql).map(({ kind }) => kind);

describe('the clauses of one ALTER TABLE take effect by their passes', () => {
  test.each([
    ['ALTER TABLE t ALTER a SET NOT NULL, DROP CONSTRAINT helper', ['drop-constraint', 'set-not-null']],
    ['ALTER TABLE t ALTER c SET DEFAULT 1, ADD COLUMN c int', ['add-column', 'set-default']],
    ['ALTER TABLE t VALIDATE CONSTRAINT c, ADD CONSTRAINT c CHECK (a > 0) NOT VALID', ['add-check', 'validate-constraint']],
    ['ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES t (b), ADD UNIQUE (b), ADD b int', ['add-column', 'add-unique', 'add-foreign-key']],
    ['ALTER TABLE t ADD UNIQUE (a), ADD PRIMARY KEY USING INDEX i', ['add-primary-key', 'add-unique']],
    [
      'ALTER TABLE t ADD c int CHECK (c > 0) UNIQUE, ALTER b TYPE text, DROP a',
      ['drop-column', 'alter-column-type', 'add-column', 'add-unique', 'add-check'],
    ],
    [
      'ALTER TABLE t ALTER a SET EXPRESSION AS (b), ADD d int, ALTER b DROP EXPRESSION',
      ['drop-expression', 'add-column', 'set-expression'],
    ],
    [
      'ALTER TABLE t OWNER TO x, ALTER a ADD GENERATED ALWAYS AS IDENTITY, ALTER a SET NOT NULL',
      ['set-not-null', 'add-identity', 'alter-relation'],
    ],
    ['ALTER TABLE t DROP a, DROP b, DROP c', ['drop-column', 'drop-column', 'drop-column']],
  ])('%s', (sql, expected) => {
    expect(kinds(sql)).toEqual(expected);
  });
});

describe('an operation points at its clause', () => {
  test.each([
    ['ALTER TABLE t ADD COLUMN a int', ['add-column: ADD COLUMN a int']],
    [
      'ALTER TABLE app . t * ADD a numeric(10, 2) /* , */ DEFAULT f(1, 2), -- , no\n  DROP b;',
      ['drop-column: DROP b', 'add-column: ADD a numeric(10, 2) /* , */ DEFAULT f(1, 2)'],
    ],
    [
      'ALTER TABLE "a,b" ADD CHECK (x IN (1, 2)), ALTER c SET DEFAULT d[1:f(2, 3)]',
      ['add-check: ADD CHECK (x IN (1, 2))', 'set-default: ALTER c SET DEFAULT d[1:f(2, 3)]'],
    ],
    [
      'ALTER TABLE t ADD a int CONSTRAINT k CHECK (a > 0) REFERENCES u (id) ON DELETE CASCADE DEFERRABLE NOT NULL',
      [
        'add-column: ADD a int CONSTRAINT k CHECK (a > 0) REFERENCES u (id) ON DELETE CASCADE DEFERRABLE NOT NULL',
        'add-check: CONSTRAINT k CHECK (a > 0)',
        'add-foreign-key: REFERENCES u (id) ON DELETE CASCADE DEFERRABLE',
      ],
    ],
    [
      'CREATE TABLE t (a int UNIQUE /* , */, b int, CONSTRAINT k FOREIGN KEY (a, b) REFERENCES u)',
      [
        'create-table: CREATE TABLE t (a int UNIQUE /* , */, b int, CONSTRAINT k FOREIGN KEY (a, b) REFERENCES u)',
        'add-unique: UNIQUE',
        'add-foreign-key: CONSTRAINT k FOREIGN KEY (a, b) REFERENCES u',
      ],
    ],
    [
      'COMMENT ON TABLE t IS \'ä€😀\'; ALTER TABLE t DROP "é", ADD 名 int',
      ["comment-on: COMMENT ON TABLE t IS 'ä€😀'", 'drop-column: DROP "é"', 'add-column: ADD 名 int'],
    ],
    ['SELECT 1;\n/* x */ DROP TABLE t -- y\n;', ['select: SELECT 1', 'drop-table: DROP TABLE t']],
  ])('%s', (sql, expected) => {
    expect(clauses(sql)).toEqual(expected);
  });
});
