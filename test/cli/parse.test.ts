import { expect, test } from 'vitest';
import { parseFully } from '../../src/cli/help.ts';
import { guessCommand } from '../../src/cli/mistyped.ts';
import { COMMANDS } from '../../src/cli/options.ts';
import { parseQuickly } from '../../src/cli/parse.ts';

const lines: readonly (readonly string[])[] = [
  [],
  ['migrations/'],
  ['check', 'a.sql', 'b.sql'],
  ['check', '-f', 'json', '-o', 'out.json', 'a.sql'],
  ['--format=json', '--quiet', 'a.sql'],
  ['check', '-f', 'pretty', '-f', 'sarif:out.sarif', '--format', 'junit:C:\\out.xml', 'a.sql'],
  ['check', '--staged'],
  ['check', '--changed', 'migrations'],
  ['check', '--since', 'origin/main', '--start-after', '0100_x'],
  ['check', '--since=-x'],
  ['check', '--rule', 'drop-table-breaking=off', '--rule', 'session-blocking=info', '.'],
  ['check', '--only', 'create-index-blocking', '--fail-on', 'warning', '--max-warnings', '3'],
  ['check', '--preset', 'strict', '--preset', 'style', '.'],
  ['check', '--', '-weird.sql'],
  ['check', '-', '--stdin-filename', 'x.sql'],
  ['check', '--no-config', '--no-color', '--timings', 'x'],
  ['check', '--db-version', '16', '--dialect', 'postgresql', '--transaction', 'string', 'x'],
  ['check', '--placeholder', 'schema=app', '--placeholder', 'n=1', 'x'],
  ['locks', 'a.sql', '--layout', 'goose'],
  ['explain', 'create-index-blocking'],
  ['rules', '-f', 'json'],
  ['schema'],
  ['schema', 'report'],
  ['schema', 'stats'],
  ['stats', '--url', 'postgres://h/db', '-o', 'stats.json'],
  ['check', '--stats', 'stats.json', '--blocking-allowed', '500ms', 'x'],
  ['locks', '--stats', 'stats.json', 'x'],
];

test.each(lines.map((argv) => [argv.join(' '), argv] as const))(
  'what the quick parser takes, the full one calls fine: sqlsafe %s',
  async (_, argv) => {
    expect(parseQuickly(argv)).toBeDefined();
    expect(await parseFully(argv, '0.0.0', 80)).toEqual({ kind: 'fine' });
  },
);

test('values, repeated options and paths are read as they stand', () => {
  expect(parseQuickly(['check', '-f', 'json', '--rule', 'a=off', '--rule', 'b=info', '--quiet', '-', '--', '-weird.sql'])).toEqual({
    command: 'check',
    positionals: ['-', '-weird.sql'],
    values: { format: ['json'], rule: ['a=off', 'b=info'], quiet: true },
  });
  expect(parseQuickly(['migrations'])).toMatchObject({ command: 'check', positionals: ['migrations'] });
});

const wrong: readonly (readonly [string, RegExp])[] = [
  ['check --formt json x', /formt/],
  ['rules --format yaml', /yaml/],
  ['check --dialect oracle', /oracle/],
  ['explain', /rule/],
  ['check --rule', /rule/],
];
test.each(wrong)('sqlsafe %s is refused with the reason', async (line, reason) => {
  const argv = line.split(' ');
  expect(parseQuickly(argv)).toBeUndefined();
  const full = await parseFully(argv, '0.0.0', 80);
  expect(full).toMatchObject({ kind: 'wrong', text: expect.stringMatching(reason) as string });
});

test.each([
  ['check --fail-on eror', '--fail-on must be one of error, warning, info, never, not "eror".', 'Did you mean "error"?'],
  ['init --from sqawk', '--from must be one of squawk, eugene, pgsafe, atlas, not "sqawk".', 'Did you mean "squawk"?'],
  ['init --from x', '--from must be one of squawk, eugene, pgsafe, atlas, not "x".', undefined],
  ['check --stagd', 'Unknown argument: stagd', 'Did you mean --staged?'],
  ['init more', 'Unknown argument: more', undefined],
])('sqlsafe %s: what may have been meant', async (line, text, hint) => {
  expect(await parseFully(line.split(' '), '0.0.0', 80)).toEqual({ kind: 'wrong', text, hint });
});

test('a word that is no path may be a command', () => {
  const missing = (file: string) => guessCommand({ code: 'path-not-found', text: `${file} does not exist.`, file });
  expect(missing('chekc').hint).toBe('If the command is meant: sqlsafe check');
  expect(missing('aply').hint).toBe('If the command is meant: sqlsafe apply');
  expect(missing('migrations').hint).toBeUndefined();
  expect(missing('chekc.sql').hint).toBeUndefined();
});

test('the help names every command and every option', async () => {
  const full = await parseFully(['--help'], '1.2.3', 100);
  expect(full.kind).toBe('text');
  for (const { name, options } of COMMANDS) {
    expect(full.kind === 'text' && full.text).toContain(name);
    const of = await parseFully([name, '--help'], '1.2.3', 100);
    for (const option of options) expect(of.kind === 'text' && of.text).toContain(`--${option.name}`);
  }
});

test('the version is printed alone', async () => {
  expect(await parseFully(['--version'], '1.2.3', 100)).toEqual({ kind: 'text', text: '1.2.3\n' });
});
