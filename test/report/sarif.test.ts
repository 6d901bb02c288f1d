import { describe, expect, test } from 'vitest';
import type { FormatContext } from '../../src/report/context.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { lineHashes } from '../../src/report/line-hash.ts';
import { HISTORY, outcomeOf } from './outcome.ts';
import { sarifFaults } from './sarif-schema.ts';

interface Place {
  readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
  readonly region: { readonly startLine: number; readonly startColumn: number; readonly endLine?: number; readonly endColumn?: number };
}
interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly [{ readonly physicalLocation: Place }];
  readonly relatedLocations?: readonly [{ readonly id: number; readonly physicalLocation: Place }];
  readonly partialFingerprints?: { readonly primaryLocationLineHash: string };
  readonly suppressions: readonly { readonly kind: string; readonly justification?: string }[];
}
interface Rule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string; readonly markdown: string };
  readonly defaultConfiguration: { readonly level: string };
  readonly properties: { readonly precision: string; readonly 'problem.severity': string; readonly tags: readonly string[] };
}
interface Run {
  readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly Rule[] } };
  readonly columnKind: string;
  readonly invocations: readonly { readonly executionSuccessful: boolean; readonly toolExecutionNotifications?: readonly object[] }[];
  readonly results: readonly Result[];
}

async function log(files = HISTORY, below = '', change: (context: FormatContext) => FormatContext = (same) => same) {
  const { outcome, context } = await outcomeOf(files, {}, below);
  const text = renderSarif(outcome.report, change(context));
  const { runs } = JSON.parse(text) as { runs: readonly [Run] };
  return { text, run: runs[0], findings: outcome.report.findings };
}

describe('SARIF', () => {
  test('is valid by the schema, with findings and without', async () => {
    expect(sarifFaults((await log()).text)).toEqual([]);
    expect(sarifFaults((await log({ 'a.sql': 'SELECT 1;' })).text)).toEqual([]);
  });

  test('the schema would say what is wrong', () => {
    expect(sarifFaults('{"version":"2.1.0","runs":[{"results":[{"level":"fatal"}]}]}').length).toBeGreaterThan(1);
  });

  test('each rule tells what GitHub shows of it', async () => {
    const { run, findings } = await log();
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual([...new Set(findings.map(({ rule }) => rule))].sort());
    for (const rule of run.tool.driver.rules) {
      for (const text of [rule.shortDescription.text, rule.fullDescription.text, rule.help.text, rule.help.markdown])
        expect(text).not.toBe('');
      expect(rule.shortDescription.text.length).toBeLessThanOrEqual(1024);
      expect(rule.fullDescription.text.length).toBeLessThanOrEqual(1024);
      expect(['note', 'warning', 'error']).toContain(rule.defaultConfiguration.level);
      expect(['very-high', 'high', 'medium', 'low']).toContain(rule.properties.precision);
      expect(['error', 'warning', 'recommendation']).toContain(rule.properties['problem.severity']);
      expect(rule.properties.tags.length).toBeLessThanOrEqual(10);
    }
  });

  test('each result points at its rule, its clause and its line', async () => {
    const { run, findings } = await log(HISTORY, 'db/');
    expect(run.columnKind).toBe('utf16CodeUnits');
    expect(run.results.length).toBe(findings.length);
    run.results.forEach((result, at) => {
      const { file, range, severity } = findings[at] ?? expect.unreachable();
      expect(run.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
      expect(result.level).toBe({ error: 'error', warning: 'warning', info: 'note' }[severity]);
      const { artifactLocation, region } = result.locations[0].physicalLocation;
      expect(artifactLocation).toEqual({ uri: `db/${file}`, uriBaseId: '%SRCROOT%' });
      expect(region).toEqual({
        startLine: range.start.line,
        startColumn: range.start.column,
        endLine: range.end.line,
        endColumn: range.end.column,
      });
      expect(result.partialFingerprints?.primaryLocationLineHash).toBe(lineHashes(HISTORY[file] ?? '')[range.start.line - 1]);
    });
  });

  test('the table that is meant is pointed at, where an earlier file creates it', async () => {
    const { run } = await log();
    const index = run.results.find(({ ruleId }) => ruleId === 'create-index-blocking');
    expect(index?.relatedLocations?.[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'migrations/001_users.sql' },
      region: { startLine: 1, startColumn: 1 },
    });
    expect(index?.message.text).toContain('[here](1)');
  });

  test('what is suppressed is there with its reason, and every other has none', async () => {
    const { run } = await log();
    const [given, ...others] = run.results.map(({ suppressions }) => suppressions).sort((a, b) => b.length - a.length);
    expect(given).toEqual([{ kind: 'inSource', status: 'accepted', justification: 'nothing reads it since 2.4' }]);
    expect(others.every((each) => each.length === 0)).toBe(true);
  });

  test('a problem is a notification of a run that did not succeed', async () => {
    const problems = [{ code: 'path-not-found', text: 'b.sql does not exist.', hint: 'Name another.', file: 'b.sql', line: 3, column: 1 }];
    const { text, run } = await log(HISTORY, '', (context) => ({ ...context, problems }));
    expect(sarifFaults(text)).toEqual([]);
    expect(run.invocations[0]?.executionSuccessful).toBe(false);
    expect(run.invocations[0]?.toolExecutionNotifications).toMatchObject([{ level: 'error', descriptor: { id: 'path-not-found' } }]);
  });

  test('a finding about a file as a whole has no end, a path no character that a URI gives another meaning', async () => {
    const { text, run } = await log({ 'a b/1_ä%23#?:.sql': 'SELECT 1;\0' });
    expect(sarifFaults(text)).toEqual([]);
    const uris = run.results.map(({ locations: [{ physicalLocation }] }) => physicalLocation.artifactLocation.uri);
    expect([...new Set(uris)]).toEqual(['a%20b/1_%C3%A4%2523%23%3F%3A.sql']);
  });

  test('a path outside the repository is a whole address', async () => {
    const { text, run } = await log(HISTORY, '/elsewhere/');
    expect(sarifFaults(text)).toEqual([]);
    expect(run.results[0]?.locations[0].physicalLocation.artifactLocation).toEqual({ uri: 'file:///elsewhere/migrations/002_email.sql' });
  });
});
