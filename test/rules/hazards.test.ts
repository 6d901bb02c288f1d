import { describe, expect, test } from 'vitest';
import { brief, judge } from '../support/judge.ts';
import { ruleFiles, ruleNamed } from '../support/rule-files.ts';
import { hazards } from './hazards/index.ts';
import type { HazardRow } from './hazards/hazard.ts';

// Everything that can go wrong, with the rule that is said to report it: the statement of each row must raise it.

/** All findings about the SQL of a row: that of `rule` too, whatever its preset. */
async function saidOf({ sql, given, later, version, transaction, layout }: HazardRow, id: string) {
  const files = [
    ...(given === undefined ? [] : [{ path: '001_given.sql', text: given }]),
    { path: '002_hazard.sql', text: sql },
    ...(later === undefined ? [] : [{ path: '003_later.sql', text: later }]),
  ];
  const findings = await judge(files, { dialect: 'postgresql', version, transaction, layout, rule: ruleNamed(id) });
  return findings.filter(({ file }) => file === '002_hazard.sql');
}

describe.each(hazards)('$title', ({ rows }) => {
  const named = rows.flatMap((row) => ('rule' in row.by ? [{ row, rule: row.by.rule }] : []));
  test.each(named)('$rule: $row.hazard', async ({ row, rule }) => {
    const [id = '', message] = rule.split('/');
    expect(
      ruleFiles.map(({ file }) => file),
      'there is a rule of that name',
    ).toContain(id);
    expect(Object.keys(ruleNamed(id).messages), 'it has that message').toEqual(
      message === undefined ? expect.any(Array) : expect.arrayContaining([message]),
    );
    const found = await saidOf(row, id);
    expect(
      found.flatMap((finding) => [finding.rule, `${finding.rule}/${finding.message}`]),
      found.map(brief).join('\n'),
    ).toContain(rule);
  });

  const netted = rows.filter(({ by }) => 'net' in by);
  test.each(netted)('the net: $hazard', async (row) => {
    const found = await saidOf(row, 'migration-blocking');
    expect(
      found.map((finding) => finding.rule),
      found.map(brief).join('\n'),
    ).toContain('migration-blocking');
  });

  test('every row can stand in the table', () => {
    expect(new Set(rows.map(({ hazard }) => hazard)).size, 'no hazard twice').toBe(rows.length);
    for (const { hazard, sql, by } of rows) {
      expect(`${hazard}${sql}`, hazard).not.toMatch(/[\n\r]/);
      expect(hazard, hazard).toMatch(/^\S.*[^.]$/);
      if ('none' in by) expect(by.none, hazard).toMatch(/.{10,}[.)]$/);
      if ('elsewhere' in by) expect(by.elsewhere, hazard).toMatch(/.{10,}[.)]$/);
      if ('net' in by) expect(by.net, hazard).toMatch(/.{10,}[.)]$/);
    }
  });
});
