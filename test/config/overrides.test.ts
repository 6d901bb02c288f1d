import { expect, test } from 'vitest';
import { mergeSettings } from '../../src/config/merge-settings.ts';
import { settingsByFile } from '../../src/config/overrides.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { check } from '../../src/index.ts';

interface Own {
  readonly levels?: Readonly<Record<string, string>>;
  readonly transaction?: string;
}
const resolve = (path: string): string => (path.startsWith('/') ? path : `/repo/${path}`).replace(/\/$/, '');

test('of several for one file the later win, of levels each entry for itself; files with the same settings share them', () => {
  const general: Own = { levels: { a: 'error', b: 'error' }, transaction: 'file' };
  const byFile = settingsByFile(
    general,
    [
      { files: ['old'], levels: { a: 'off' }, transaction: 'string' },
      { files: ['**/*.seed.sql', '!keep/**'], levels: { c: 'info' } },
      { files: ['old/deep/**'], levels: { a: 'info' }, transaction: 'statement' },
    ],
    resolve,
  );
  expect(byFile('new/1.sql')).toBeUndefined();
  expect(byFile('keep/1.seed.sql')).toBeUndefined();
  expect(byFile('old/1.sql')).toEqual({ levels: { a: 'off', b: 'error' }, transaction: 'string' });
  expect(byFile('old/2.sql')).toBe(byFile('old/1.sql'));
  expect(byFile('x/1.seed.sql')).toEqual({ levels: { a: 'error', b: 'error', c: 'info' }, transaction: 'file' });
  expect(byFile('old/deep/1.seed.sql')).toEqual({ levels: { a: 'info', b: 'error', c: 'info' }, transaction: 'statement' });
});

test('globs start from the folder of the configuration; only what starts anywhere means files outside it', () => {
  const of = (glob: string, from: string, path: string): boolean =>
    settingsByFile<Own>({}, [{ files: [glob], from }], resolve)(path) !== undefined;
  expect(of('sub/m/**', '/repo', 'sub/m/1.sql')).toBe(true);
  expect(of('m/**', '/repo/sub', 'sub/m/1.sql')).toBe(true);
  expect(of('m/**', '/repo/sub', 'm/1.sql')).toBe(false);
  expect(of('m/**', '/repo/sub', '/else/m/1.sql')).toBe(false);
  expect(of('**/m/**', '/repo/sub', '/else/m/1.sql')).toBe(true);
  expect(of('/else/**', '/repo/sub', '/else/m/1.sql')).toBe(true);
  expect(of('m', '/repo/[x]', '[x]/m/1.sql')).toBe(true);
});

test('the configuration says for which files, from its own folder', async () => {
  const text = '{ "overrides": [{ "files": ["old/**"], "rules": { "a": "off" }, "presets": ["style"] }] }';
  const own = { files: ['old/**'], rules: { a: 'off' }, presets: ['style'] };
  expect((await readConfig({ file: 'sqlsafe.jsonc', content: { text } })).settings).toEqual({ overrides: [own] });
  expect((await readConfig({ file: '../sqlsafe.jsonc', content: { text } })).settings).toEqual({ overrides: [{ ...own, from: '..' }] });
});

test('all that is wrong in it is said where it stands', async () => {
  const text = `{
  "overrides": [
    { "files": "old", "rulse": {} },
    { "rules": { "a": "of" }, "presets": ["strickt"] },
    { "files": [], "failOn": "error" },
    7
  ]
}`;
  const { settings, problems } = await readConfig({ file: 'f', content: { text } });
  expect(settings).toEqual({});
  expect(problems.map(({ line, column, text: said, hint }) => `${line}:${column} ${said}${hint === undefined ? '' : ` ${hint}`}`)).toEqual([
    '3:16 overrides.0.files must be a list of texts, not "old".',
    '3:23 There is no setting "rulse" in overrides.0. Did you mean "rules"?',
    '4:5 overrides.1 must say in "files" which files it is for.',
    '4:23 overrides.1.rules.a must be one of error, warning, info, off, not "of". Did you mean "off"?',
    '4:43 overrides.1.presets.0 must be one of recommended, strict, style, not "strickt". Did you mean "strict"?',
    '5:5 overrides.2 must say in "files" which files it is for.',
    "5:20 failOn holds for all files; it can't be set in overrides.2. Known: rules, presets, only, skip, transaction, lockTimeoutSetByRunner, files.",
    '6:5 overrides.3 must be an object, not 7.',
  ]);
  expect((await readConfig({ file: 'f', content: { text: '{"overides": []}' } })).problems[0]?.hint).toBe('Did you mean "overrides"?');
  expect((await readConfig({ file: 'f', content: { text: '{"overrides": {}}' } })).problems[0]?.text).toBe(
    'overrides must be a list of objects, not an object.',
  );
});

test('variables and flags win over what a file says of some files', () => {
  expect(
    mergeSettings(
      { rules: { a: 'error' }, skip: ['x'], overrides: [{ files: ['old/**'], from: '..', rules: { a: 'off', b: 'off' }, presets: [] }] },
      { rules: { b: 'info' }, format: ['json'] },
      { presets: ['strict'] },
    ),
  ).toEqual({
    rules: { a: 'error', b: 'info' },
    skip: ['x'],
    presets: ['strict'],
    format: ['json'],
    overrides: [{ files: ['old/**'], from: '..', rules: { a: 'off', b: 'info' }, presets: ['strict'] }],
  });
});

const DROP = 'ALTER TABLE users DROP COLUMN a;\n';
const INDEX = 'CREATE INDEX CONCURRENTLY ON users (b);\nCREATE INDEX CONCURRENTLY ON users (c);\n';

test('each file is judged by its own settings', async () => {
  const files = ['new/1.sql', 'old/1.sql', 'old/deep/1.sql'].map((path) => ({ path, text: DROP + INDEX }));
  const report = await check({
    files,
    levels: { 'session-blocking': 'off' },
    overrides: [
      { files: ['old/**'], levels: { 'drop-column-breaking': 'info' }, transaction: 'file' },
      { files: ['old/deep/**'], skip: ['drop-column-breaking'], lockTimeoutSetByRunner: true },
    ],
  });
  const about = (rule: string): readonly string[] =>
    report.findings.filter((finding) => finding.rule === rule).map(({ file, severity }) => `${file} ${severity}`);
  expect(about('drop-column-breaking')).toEqual(['new/1.sql error', 'old/1.sql info']);
  expect(about('session-blocking')).toEqual([]);
  // In one transaction a concurrent build fails.
  expect(about('transaction-failing').filter((each) => each.endsWith('error'))).toEqual(
    ['old/1.sql', 'old/1.sql', 'old/deep/1.sql', 'old/deep/1.sql'].map((file) => `${file} error`),
  );
  expect(report.files.map(({ file, transaction }) => `${file} ${transaction}`)).toEqual([
    'new/1.sql statement',
    'old/1.sql file',
    'old/deep/1.sql file',
  ]);
});

test('findings about a file as a whole and about ignore comments obey it too', async () => {
  const text = `-- sqlsafe-ignore drop-column-braking: gone\n${DROP}SELECT 1 FROM \${schema}.users;\n`;
  const report = await check({
    files: ['new/1.sql', 'old/1.sql'].map((path) => ({ path, text })),
    only: ['suppression-unknown', 'migration-not-understood'],
    overrides: [{ files: ['old/**'], levels: { 'suppression-unknown': 'off', 'migration-not-understood': 'warning' } }],
  });
  const said = report.findings.map(({ file, rule, severity }) => `${file} ${rule} ${severity}`);
  expect([...new Set(said)].toSorted()).toEqual([
    'new/1.sql migration-not-understood info',
    'new/1.sql suppression-unknown error',
    'old/1.sql migration-not-understood warning',
  ]);
});

test('a rule that no override can mean is refused like any other', async () => {
  const request = {
    files: [{ path: '1.sql', text: DROP }],
    overrides: [
      { files: ['**'], levels: { 'drop-colum-breaking': 'off' } },
      { files: ['x'], presets: ['strickt'], skip: ['drop-colum-breaking'] },
    ],
  };
  await expect(check(request)).rejects.toThrow(
    'There is no rule drop-colum-breaking. Did you mean drop-column-breaking?\nThere is no preset strickt. One of recommended, strict, style.',
  );
});
