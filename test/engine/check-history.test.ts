import { describe, expect, test } from 'vitest';
import { postgresql } from '../../src/effects/postgresql.ts';
import { checkProject, type CheckOptions } from '../../src/engine/check-project.ts';
import { createHistory } from '../../src/engine/history.ts';
import type { Migration } from '../../src/model/migration.ts';
import type { SourceFile } from '../../src/model/source.ts';
import { defineRule } from '../../src/rule.ts';
import { frontEnd } from './front-end.ts';

// What a rule about the whole history is shown, and where its findings stand.

/** Speaks of every table that is made, with what has become of it at the end. */
const rule = defineRule({
  id: 'create-table-drifting',
  severity: 'warning',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: { summary: '', why: '', instead: '', whenNot: '', sources: [] },
  aliases: [],
  on: ['create-table'],
  messages: { made: '{name}, {columns} columns' },
  examples: [{ title: '', dialect: 'postgresql', bad: '', good: '' }],
  collect: ({ op }) => op.persistence === 'permanent',
  checkHistory: ({ entries, end }) => {
    const catalog = end();
    return entries.map((entry) => {
      const table = entry.relation === undefined ? undefined : catalog.get(entry.relation);
      const columns = table !== undefined && 'columns' in table ? String(table.columns.length) : 'no';
      return { entry, message: 'made' as const, data: { name: table?.name ?? 'gone', columns }, once: entry.op.table.name };
    });
  },
});

interface File {
  readonly up: string;
  readonly down?: string;
  /** true where absent. */
  readonly selected?: boolean;
}

function judge(files: readonly File[], options: Partial<CheckOptions> = {}): readonly string[] {
  const target = { dialect: 'postgresql', version: [17, 0] } as const;
  const section = (path: string, text: string) => {
    const file: SourceFile = { path, text, raw: text, edits: [] };
    return { file, span: { start: 0, end: text.length }, transaction: 'file' as const };
  };
  const migrations = files.map(({ up, down, selected = true }, index): Migration => ({
    id: String(index),
    index,
    layout: 'plain',
    up: [section(`${index}.sql`, up)],
    down: down === undefined ? [] : [section(`${index}.down.sql`, down)],
    selected,
    reversible: false,
  }));
  const { findings } = checkProject(
    { root: '', layout: 'plain', migrations },
    {
      target,
      rules: [rule],
      knownRules: [rule],
      levels: new Map(),
      settings: { lockTimeoutSetByRunner: false },
      frontEnd,
      effectTable: postgresql,
      deployment: 'file',
      today: '2026-01-01',
      reportStatements: false,
      ...options,
    },
  );
  return findings.map(
    ({ file, range, text, severity, suppressed }) =>
      `${file}:${range.start.line} ${severity} ${text}${suppressed === null ? '' : ' (suppressed)'}`,
  );
}

const FIRST = 'CREATE TABLE a (x int);';
const WIDER = 'ALTER TABLE a ADD COLUMN y int;';

describe('what a rule sees of the history', () => {
  test('the schema at its end, and a finding where the cause stands', () => {
    expect(judge([{ up: FIRST }, { up: `SELECT 1;\nCREATE TABLE b (x int);` }, { up: WIDER }])).toEqual([
      '0.sql:1 warning a, 2 columns',
      '1.sql:2 warning b, 1 columns',
    ]);
  });

  test('files after the selected one count, and are not reported', () => {
    expect(judge([{ up: FIRST }, { up: WIDER, selected: false }, { up: 'CREATE TABLE b (x int);', selected: false }])).toEqual([
      '0.sql:1 warning a, 2 columns',
    ]);
  });

  test('what a file that was not selected caused is not said', () => {
    expect(judge([{ up: FIRST, selected: false }, { up: WIDER }])).toEqual([]);
  });

  test('a table is followed through its names', () => {
    expect(judge([{ up: FIRST }, { up: 'ALTER TABLE a RENAME TO c;' }, { up: 'DROP TABLE c;' }])).toEqual([
      '0.sql:1 warning gone, no columns',
    ]);
    expect(judge([{ up: FIRST }, { up: 'ALTER TABLE a RENAME TO c;' }])).toEqual(['0.sql:1 warning c, 1 columns']);
  });

  test('down parts, what is refused and what was not asked for are left out', () => {
    expect(
      judge([
        { up: FIRST, down: 'DROP TABLE a; CREATE TABLE old (x int);' },
        { up: 'CREATE TABLE a (z int); CREATE TEMP TABLE t (x int);' },
      ]),
    ).toEqual(['0.sql:1 warning a, 1 columns']);
  });

  test('a down part that is judged once more at the end changes nothing for it', () => {
    const failing = { up: FIRST, down: 'DROP TABLE a; ALTER TABLE a ADD z int;' };
    expect(judge([failing, { up: WIDER, selected: false }])).toEqual(['0.sql:1 warning a, 2 columns']);
  });

  test('one key is said once', () => {
    expect(judge([{ up: 'CREATE SCHEMA s; CREATE TABLE s.a (x int);' }, { up: FIRST }])).toEqual(['0.sql:1 warning a, 1 columns']);
  });
});

describe('what becomes of its findings', () => {
  test('a comment in the file excuses them', () => {
    expect(judge([{ up: `-- sqlsafe-ignore create-table-drifting: so it is\n${FIRST}` }])).toEqual([
      '0.sql:2 warning a, 1 columns (suppressed)',
    ]);
  });

  test('levels hold', () => {
    expect(judge([{ up: FIRST }], { levels: new Map([['create-table-drifting', 'error']]) })).toEqual(['0.sql:1 error a, 1 columns']);
    expect(judge([{ up: FIRST }], { levels: new Map([['create-table-drifting/made', 'off']]) })).toEqual([]);
  });
});

test('without such a rule nothing is noted', () => {
  const settings = { lockTimeoutSetByRunner: false };
  const target = { dialect: 'postgresql', version: [17, 0] } as const;
  expect(createHistory({ rules: [], levels: new Map(), settings, target }, () => new Map())).toBeUndefined();
  const history = createHistory({ rules: [rule], levels: new Map(), settings, target }, () => new Map());
  expect([history?.wants('create-table'), history?.wants('create-index')]).toEqual([true, false]);
});
