import { createHash } from 'node:crypto';

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
  /** Of `apply`, beyond where and what. */
  readonly options?: readonly string[];
  /** Asks what was lost and what was done more than once, where tokens don't tell: a column, a row for each. */
  readonly asks?: { readonly lost: string; readonly doubled: string };
  /** Another tool's history, written beside the journal: a query of one column, and the rows that it must give. */
  readonly theirs?: { readonly sql: string; readonly rows: readonly string[] };
  /** How the first of these files must end, again and again, until it is mended. */
  readonly failing?: { readonly mended: Readonly<Record<string, string>>; readonly tokensBefore: readonly string[] };
}

/** It takes a moment, so that a kill may hit it while it runs. */
const token = (name: string): string => `INSERT INTO token SELECT '${name}' FROM pg_sleep(0.004);`;
/** The same as rows behind a COPY, with as many beside it that a kill may hit it in the middle. */
const copied = (name: string): string =>
  `COPY item (a) FROM stdin;\n${Array.from({ length: 2000 }, (_, at) => `${at}\n`).join('')}\\.\nCOPY token FROM stdin;\n${name}\n\\.\n`;
const SETUP = `CREATE TABLE token (name text NOT NULL);
CREATE TABLE item (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int NOT NULL, note text);
INSERT INTO item (a) SELECT g FROM generate_series(1, 2000) AS g;
`;

const transactional: Shape = {
  name: 'transactional',
  files: {
    '001_setup.sql': SETUP + token('1'),
    '002_column.sql': `${token('2a')}\nALTER TABLE item ADD COLUMN b int;\n${token('2b')}`,
    '003_more.sql': `CREATE TABLE more (id int PRIMARY KEY);\n${token('3')}\n${copied('3c')}`,
    '004_own.sql': `BEGIN;\n${token('4a')}\nALTER TABLE item ADD COLUMN c int;\nCOMMIT;\n`,
  },
  tokens: ['1', '2a', '2b', '3', '3c', '4a'],
  present: ['item', 'more'],
  absent: [],
};

/** Files of plain DDL go to the server in one write each: run twice, they fail. */
const plain: Shape = {
  name: 'plain',
  files: {
    '001_token.sql': 'CREATE TABLE token (name text NOT NULL);\nCREATE TABLE item (id bigint PRIMARY KEY, a int NOT NULL);\n',
    '002_columns.sql': 'ALTER TABLE item ADD COLUMN b int;\nALTER TABLE item ADD COLUMN c int;\n',
    '003_index.sql': 'CREATE TABLE more (id int PRIMARY KEY, a int);\nCREATE INDEX more_a ON more (a);\n',
    '004_column.sql': 'ALTER TABLE item ADD COLUMN d int;\n',
  },
  tokens: [],
  present: ['item', 'more', 'more_a'],
  absent: [],
  asks: {
    lost: `SELECT 'item.' || c FROM unnest(ARRAY['b', 'c', 'd']) AS c
      WHERE NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = 'item'::regclass AND attname = c)`,
    doubled: 'SELECT 1 WHERE false',
  },
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
      copied('bc'),
      token('c'),
      'REINDEX INDEX CONCURRENTLY item_a;',
      'VACUUM item;',
      'BEGIN;',
      token('d'),
      copied('de'),
      token('e'),
      'COMMIT;',
    ].join('\n'),
    '003_end.sql': token('f'),
  },
  tokens: ['a', 'b', 'bc', 'c', 'd', 'de', 'e', 'f'],
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

/** Rows that are worked on twice show it: values are added to, not set, and nothing keeps a second copy out. */
/** Files that follow each other without waiting for answers, one of which is refused: those before it stay, those behind it wait. */
const convoy: Shape = {
  name: 'a convoy with a refusal',
  files: {
    '001_token.sql': 'CREATE TABLE token (name text NOT NULL);\nCREATE TABLE t1 (id int PRIMARY KEY);\n',
    '002_more.sql': 'CREATE TABLE t2 (id int PRIMARY KEY);\nALTER TABLE t1 ADD COLUMN a int;\n',
    '003_index.sql': 'CREATE TABLE t4 (id int PRIMARY KEY, a int);\nCREATE INDEX t4_a ON t4 (a);\n',
    '004_refused.sql': 'ALTER TABLE t1 ADD COLUMN b int;\nALTER TABLE t2 RENAME COLUMN nothing TO something;\n',
    '005_more.sql': 'CREATE TABLE t3 (id int PRIMARY KEY);\nALTER TABLE t2 ADD COLUMN c int;\n',
    '006_end.sql': 'ALTER TABLE t3 ADD COLUMN d int;\n',
  },
  options: ['--allow', 'migration-failing'],
  tokens: [],
  present: ['token', 't1', 't2', 't3', 't4', 't4_a'],
  absent: [],
  failing: { mended: { '004_refused.sql': 'ALTER TABLE t1 ADD COLUMN b int;\n' }, tokensBefore: [] },
  asks: {
    lost: `SELECT c FROM unnest(ARRAY['t1.a', 't1.b', 't2.c', 't3.d']) AS c
      WHERE NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = split_part(c, '.', 1)::regclass AND attname = split_part(c, '.', 2))`,
    doubled: 'SELECT 1 WHERE false',
  },
};

const backfill: Shape = {
  name: 'backfill',
  files: {
    '001_setup.sql': `${SETUP}CREATE TABLE copied (id bigint NOT NULL, note text);\nCREATE INDEX item_a_id ON item (a, id);`,
    '002_fill.sql': [
      token('before'),
      '-- sqlsafe: backfill table=item key=id batch=60',
      "UPDATE item SET note = coalesce(note, '') || 'x' WHERE pg_sleep(0.00001) IS NOT NULL;",
      token('between'),
      '-- sqlsafe: backfill table=item key=a,id batch=100 pause=2ms',
      'INSERT INTO copied SELECT i.id, i.note FROM item AS i WHERE i.a % 2 = 0;',
    ].join('\n'),
    '003_end.sql': token('end'),
  },
  tokens: ['before', 'between', 'end'],
  present: ['item_a_id'],
  absent: [],
  asks: {
    lost: `SELECT 'item ' || id FROM item WHERE note IS NULL
      UNION ALL SELECT 'copy of ' || id FROM item WHERE a % 2 = 0 AND NOT EXISTS (SELECT 1 FROM copied AS c WHERE c.id = item.id)`,
    doubled: `SELECT 'item ' || id FROM item WHERE note <> 'x'
      UNION ALL SELECT 'copy of ' || id FROM copied GROUP BY id HAVING count(*) > 1`,
  },
};

const otherTools = {
  '1_setup': SETUP + token('1'),
  '2_index': `${token('2a')}\nCREATE INDEX CONCURRENTLY item_a ON item (a);\n${token('2b')}`,
  '3_end': `ALTER TABLE item ADD COLUMN b int;\n${token('3')}`,
};

/** What is the same for all of them: the rows of theirs come in the transactions that ours come in. */
const mirrored = (tool: string, files: readonly (readonly [string, string])[], theirs: NonNullable<Shape['theirs']>): Shape => ({
  name: `another tool's layout, its rows written too (${tool})`,
  files: Object.fromEntries(files),
  options: ['--mirror', tool],
  tokens: ['1', '2a', '2b', '3'],
  present: ['item_a'],
  absent: [],
  theirs,
});

const DBMATE = [
  ['20260101000000_setup.sql', `-- migrate:up\n${otherTools['1_setup']}\n\n-- migrate:down\nDROP TABLE item;\n`],
  [
    '20260102000000_index.sql',
    `-- migrate:up transaction:false\n${otherTools['2_index']}\n\n-- migrate:down transaction:false\nDROP INDEX CONCURRENTLY item_a;\n`,
  ],
  ['20260103000000_end.sql', `-- migrate:up\n${otherTools['3_end']}\n\n-- migrate:down\nALTER TABLE item DROP COLUMN b;\n`],
] as const;
const dbmate = mirrored('dbmate', DBMATE, {
  sql: 'SELECT version FROM schema_migrations ORDER BY 1',
  rows: DBMATE.map(([path]) => path.slice(0, 14)),
});

const PRISMA = Object.entries(otherTools).map(([name, sql]) => [`2026010${name}/migration.sql`, `${sql}\n`] as const);
const prisma = mirrored(
  'prisma',
  [
    ...PRISMA,
    ['migration_lock.toml', 'provider = "postgresql"\n'],
    // From 7.4 on it cuts files into statements, so that CONCURRENTLY may stand among others.
    ['package.json', '{ "devDependencies": { "prisma": "7.9.1" } }'],
  ],
  {
    sql: `SELECT concat_ws(' ', migration_name, checksum, finished_at IS NOT NULL, rolled_back_at IS NULL, applied_steps_count)
      FROM _prisma_migrations ORDER BY 1`,
    rows: PRISMA.map(([path, text]) => `${path.replace('/migration.sql', '')} ${createHash('sha256').update(text).digest('hex')} t t 1`),
  },
);

export const SHAPES: readonly Shape[] = [transactional, plain, convoy, concurrent, mixed, failing, backfill, dbmate, prisma];
