import { describe, expect, test } from 'vitest';
import { renderGithub } from '../../src/report/github.ts';
import { renderGitlab } from '../../src/report/gitlab.ts';
import { renderJsonLines } from '../../src/report/jsonl.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { LONGEST_COMMENT, renderMarkdown } from '../../src/report/markdown.ts';
import { blockingIndexes, HISTORY, outcomeOf } from './outcome.ts';
import { junitFaults } from './xml.ts';

describe('github', () => {
  const options = { quiet: false, hasSummary: false };

  test('an annotation for each finding, with its place in the repository', async () => {
    const { outcome, context } = await outcomeOf(HISTORY, {}, 'db/');
    const lines = renderGithub(outcome.report, context, options).trimEnd().split('\n');
    const open = outcome.report.findings.filter(({ suppressed }) => suppressed === null);
    expect(lines.length).toBe(open.length);
    expect(lines[0]).toMatch(
      /^::error file=db\/migrations\/002_email\.sql,line=2,endLine=2,col=1,endColumn=46,title=create-index-blocking::CREATE INDEX/,
    );
    expect(lines.every((line) => /^::(?:error|warning|notice) file=/.test(line))).toBe(true);
    expect(lines[0]).toContain('%0ACREATE INDEX CONCURRENTLY');
  });

  test('ten of each severity; the rest is listed, or counted where the step summary has it', async () => {
    const { outcome, context } = await outcomeOf(blockingIndexes(14), { only: ['create-index-blocking'] });
    const lines = renderGithub(outcome.report, context, options).trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('::error')).length).toBe(10);
    expect(lines.slice(10)).toEqual([
      '4 more findings, for which GitHub has no annotations left:',
      ...[10, 11, 12, 13].map((at) => expect.stringContaining(`- error create-index-blocking 002_indexes.sql:${at + 2}:1 `) as string),
    ]);
    const counted = renderGithub(outcome.report, context, { ...options, hasSummary: true })
      .trimEnd()
      .split('\n');
    expect(counted.slice(10)).toEqual(['4 more findings, for which GitHub has no annotations left: they stand in the step summary.']);
  });

  test('a message never outgrows what GitHub takes of one', async () => {
    const long = `CREATE INDEX i ON t (a) WHERE a = '${'x'.repeat(100_000)}';`;
    const { outcome, context } = await outcomeOf(
      { 'a.sql': 'CREATE TABLE t (a text);', 'b.sql': long },
      { only: ['create-index-blocking'] },
    );
    const text = renderGithub(outcome.report, context, options);
    expect(text.length).toBeLessThan(5000);
    expect(text).toMatch(/x…%0A-- and 98,\d{3} more characters$/m);
  });

  test('errors alone where that is asked for', async () => {
    const { outcome, context } = await outcomeOf(HISTORY);
    const quiet = renderGithub(outcome.report, context, { ...options, quiet: true });
    expect(quiet).toContain('::error');
    expect(quiet).not.toContain('::warning');
  });
});

describe('gitlab', () => {
  interface Entry {
    readonly description: unknown;
    readonly check_name: unknown;
    readonly fingerprint: unknown;
    readonly severity: unknown;
    readonly location: { readonly path: unknown; readonly lines: { readonly begin: unknown } };
  }
  const entries = async (files: Readonly<Record<string, string>>) => {
    const { outcome, context } = await outcomeOf(files, {}, 'db/');
    return JSON.parse(renderGitlab(outcome.report, context)) as readonly Entry[];
  };

  test('has what GitLab asks for: a list, and of each entry these keys', async () => {
    const all = await entries(HISTORY);
    expect(all.length).toBeGreaterThan(2);
    for (const { description, check_name, fingerprint, severity, location } of all) {
      expect({ description, check_name, fingerprint, path: location.path }).toEqual({
        description: expect.any(String) as string,
        check_name: expect.stringMatching(/^[a-z-]+$/) as string,
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        path: expect.stringMatching(/^db\/migrations\/\d/) as string,
      });
      expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(severity);
      expect(Number.isInteger(location.lines.begin)).toBe(true);
    }
    expect(await entries({ 'a.sql': 'SELECT 1;' })).toEqual([]);
  });

  test('fingerprints differ from each other, and stay when lines above come', async () => {
    const same = 'CREATE INDEX ON users (email);\n';
    const text = HISTORY['migrations/002_email.sql'] ?? '';
    const before = await entries({ ...HISTORY, 'migrations/002_email.sql': `${text}${same}${same}` });
    const after = await entries({ ...HISTORY, 'migrations/002_email.sql': `-- a comment\n\n${text}${same}${same}` });
    const names = (all: readonly Entry[]) => all.map(({ fingerprint }) => fingerprint);
    expect(new Set(names(before)).size).toBe(before.length);
    expect(names(after)).toEqual(names(before));
    expect(after.map(({ location }) => location.lines.begin)).not.toEqual(before.map(({ location }) => location.lines.begin));
  });
});

describe('junit', () => {
  test('is valid by the schema: with findings, without, and with problems', async () => {
    const { outcome, context } = await outcomeOf(HISTORY);
    const text = renderJunit(outcome.report, context);
    expect(await junitFaults(text)).toEqual([]);
    expect(text).toContain('<testcase classname="migrations/001_users.sql" name="no problems"/>');
    expect(text).toContain('<failure type="error" message="CREATE INDEX takes SHARE on users');
    const problems = [{ code: 'path-not-found', text: '<b> does not exist.' }];
    const withProblem = renderJunit(outcome.report, { ...context, problems });
    expect(await junitFaults(withProblem)).toEqual([]);
    expect(withProblem).toContain('<error type="path-not-found" message="&lt;b&gt; does not exist.">');
    const none = await outcomeOf({ 'a.sql': '' });
    expect(await junitFaults(renderJunit(none.outcome.report, none.context))).toEqual([]);
  });

  test('the schema would say what is wrong', async () => {
    expect(await junitFaults('<testsuites><testcase/></testsuites>')).not.toEqual([]);
  });

  test('counts what it lists', async () => {
    const { outcome, context } = await outcomeOf(HISTORY);
    const text = renderJunit(outcome.report, context);
    const [, tests = '', failures = ''] = /<testsuites name="sqlsafe" tests="(\d+)" failures="(\d+)" errors="0">/.exec(text) ?? [];
    expect(text.match(/<testcase /g)?.length).toBe(Number(tests));
    expect(text.match(/<failure /g)?.length).toBe(Number(failures));
    expect(Number(failures)).toBe(outcome.report.summary.errors + outcome.report.summary.warnings);
  });
});

describe('markdown', () => {
  const render = async (
    files: Readonly<Record<string, string>>,
    longest = LONGEST_COMMENT,
    quiet = false,
    only: readonly string[] = [],
  ) => {
    const { outcome, context } = await outcomeOf(files, { only });
    return renderMarkdown(outcome.report, context, { longest, quiet });
  };

  test('says the verdict, lists all findings, unfolds each, and shows what was suppressed', async () => {
    const text = await render(HISTORY);
    expect(text).toMatch(/^<!-- sqlsafe -->\n### ❌ sqlsafe: 2 errors, /);
    expect(text).toContain('| ❌ | `create-index-blocking` | `migrations/002_email.sql:2` | CREATE INDEX takes SHARE on users');
    expect(text).toContain('```sql\nCREATE INDEX users_email_idx ON users (email)\n```');
    expect(text).toContain('CREATE INDEX CONCURRENTLY');
    expect(text).toContain('- `drop-column-breaking` `migrations/003_legacy.sql:3`: nothing reads it since 2.4');
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  });

  test('says when all is well', async () => {
    expect(await render({ 'a.sql': 'SELECT 1;' })).toBe(
      '<!-- sqlsafe -->\n### ✅ sqlsafe: no problems · 1 file, 1 statement · PostgreSQL 17\n',
    );
  });

  test('errors alone where that is asked for', async () => {
    expect(await render(HISTORY, LONGEST_COMMENT, true)).not.toContain('| ⚠️ |');
  });

  test.each([800, 2000, 6000, 20_000, LONGEST_COMMENT])('never has more than %i characters, and says what is missing', async (longest) => {
    const text = await render(blockingIndexes(700), longest, false, ['create-index-blocking']);
    expect(text.length).toBeLessThanOrEqual(longest);
    expect(text).toMatch(/and \d+ more findings, too many for this comment|Details of the last \d+ are left out/);
    expect(text).toContain('### ❌ sqlsafe: 700 errors');
  });
});

describe('jsonl', () => {
  test('a finding a line, each as in the JSON report', async () => {
    const { outcome } = await outcomeOf(HISTORY);
    const lines = renderJsonLines(outcome.report).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(outcome.report.findings);
    expect(renderJsonLines((await outcomeOf({ 'a.sql': '' })).outcome.report)).toBe('');
  });
});
