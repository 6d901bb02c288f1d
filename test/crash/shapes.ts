/** A project whose every statement leaves a trace, so that it can be counted how often it took effect. */
export interface Shape {
  readonly name: string;
  /** By their paths. */
  readonly files: Readonly<Record<string, string>>;
  /** Statements that must have taken effect once, by the token that they insert. */
  readonly tokens: readonly string[];
  /** Relations that must be there in the end; of an index: valid. */
  readonly present: readonly string[];
  readonly absent: readonly string[];
  /** How the first of these files must end, again and again, until it is mended. */
  readonly failing?: { readonly mended: Readonly<Record<string, string>>; readonly tokensBefore: readonly string[] };
}

/** It takes a moment, so that a kill may hit it while it runs. */
const token = (name: string): string => `INSERT INTO token SELECT '${name}' FROM pg_sleep(0.004);`;
const SETUP = `CREATE TABLE token (name text NOT NULL);
CREATE TABLE item (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int NOT NULL, note text);
INSERT INTO item (a) SELECT g FROM generate_series(1, 2000) AS g;
`;

const transactional: Shape = {
  name: 'transactional',
  files: {
    '001_setup.sql': SETUP + token('1'),
    '002_column.sql': `${token('2a')}\nALTER TABLE item ADD COLUMN b int;\n${token('2b')}`,
    '003_more.sql': `CREATE TABLE more (id int PRIMARY KEY);\n${token('3')}`,
    '004_own.sql': `BEGIN;\n${token('4a')}\nALTER TABLE item ADD COLUMN c int;\nCOMMIT;\n`,
  },
  tokens: ['1', '2a', '2b', '3', '4a'],
  present: ['item', 'more'],
  absent: [],
};

const concurrent: Shape = {
  name: 'concurrent index',
  files: {
    '001_setup.sql': SETUP + token('1'),
    '002_index.sql': 'CREATE INDEX CONCURRENTLY item_a ON item (a);\n',
    '003_unnamed.sql': 'CREATE INDEX CONCURRENTLY ON item (note);\n',
    '004_unique.sql': 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS item_u ON item (a, id);\n',
    '005_end.sql': token('5'),
  },
  tokens: ['1', '5'],
  present: ['item_a', 'item_note_idx', 'item_u'],
  absent: ['item_note_idx1'],
};

const mixed: Shape = {
  name: 'mixed',
  files: {
    '001_setup.sql': SETUP,
    '002_mixed.sql': [
      'SET search_path = public;',
      token('a'),
      'CREATE INDEX CONCURRENTLY item_a ON item (a);',
      token('b'),
      'CREATE INDEX CONCURRENTLY item_gone ON item (note);',
      'DROP INDEX CONCURRENTLY item_gone;',
      token('c'),
      'REINDEX INDEX CONCURRENTLY item_a;',
      'VACUUM item;',
      'BEGIN;',
      token('d'),
      token('e'),
      'COMMIT;',
    ].join('\n'),
    '003_end.sql': token('f'),
  },
  tokens: ['a', 'b', 'c', 'd', 'e', 'f'],
  present: ['item_a'],
  absent: ['item_gone', 'item_a_ccnew', 'item_a_ccold'],
};

const failing: Shape = {
  name: 'failing',
  files: {
    '001_setup.sql': SETUP + token('1'),
    '002_pieces.sql': `${token('2a')}\nCREATE UNIQUE INDEX CONCURRENTLY item_u ON item ((a % 10));\n${token('2b')}`,
    '003_end.sql': token('3'),
  },
  tokens: ['1', '2a', '2b', '3'],
  present: ['item_u'],
  absent: [],
  failing: {
    mended: { '002_pieces.sql': `${token('2a')}\nCREATE UNIQUE INDEX CONCURRENTLY item_u ON item (a);\n${token('2b')}` },
    tokensBefore: ['1', '2a'],
  },
};

const data: Shape = {
  name: 'data in batches',
  files: {
    '001_setup.sql': SETUP,
    '002_index.sql': 'CREATE INDEX CONCURRENTLY item_a ON item (a);\n',
    '003_fill.sql': [
      ...[0, 500, 1000, 1500].map((from) => `UPDATE item SET note = coalesce(note, '') || 'x' WHERE id > ${from} AND id <= ${from + 500};`),
      'VACUUM item;',
      "INSERT INTO token SELECT 'row ' || id FROM item WHERE note IS DISTINCT FROM 'x';",
      token('filled'),
    ].join('\n'),
  },
  // A row that was worked on twice would have left its own.
  tokens: ['filled'],
  present: ['item_a'],
  absent: [],
};

const dbmate: Shape = {
  name: "another tool's layout",
  files: {
    '20260101000000_setup.sql': `-- migrate:up\n${SETUP}${token('1')}\n\n-- migrate:down\nDROP TABLE item;\n`,
    '20260102000000_index.sql': `-- migrate:up transaction:false\n${token('2a')}\nCREATE INDEX CONCURRENTLY item_a ON item (a);\n${token('2b')}\n\n-- migrate:down transaction:false\nDROP INDEX CONCURRENTLY item_a;\n`,
    '20260103000000_end.sql': `-- migrate:up\n${token('3')}\n\n-- migrate:down\nSELECT 1;\n`,
  },
  tokens: ['1', '2a', '2b', '3'],
  present: ['item_a'],
  absent: [],
};

export const SHAPES: readonly Shape[] = [transactional, concurrent, mixed, failing, data, dbmate];
