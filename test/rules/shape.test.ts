import { describe, expect, test } from 'vitest';
import { HAZARDS, SPECIAL_IDS } from '../../src/rule.ts';
import { ruleFiles } from '../support/rule-files.ts';

const TOOLS = [
  'squawk',
  'eugene',
  'pgfence',
  'strong_migrations',
  'online_migrations',
  'pgls',
  'migrationpilot',
  'pg-migration-lint',
  'atlas',
  'diesel-guard',
  'pgsafe',
  'pgrubic',
  'splinter',
  'bytebase',
  'sqlfluff',
];

const isSpecial = (id: string): boolean => SPECIAL_IDS.some((each) => each === id);

describe.each(ruleFiles)('$file', ({ file, rule }) => {
  test('is named as its file, by operation and hazard', () => {
    expect(rule.id).toBe(file);
    const formed = /^[a-z]+(?:-[a-z]+)*$/.test(file) && (HAZARDS.some((hazard) => file.endsWith(`-${hazard}`)) || file.endsWith('-style'));
    expect(formed || isSpecial(file), `${file} is neither <operation>-<hazard> nor one of the special ids`).toBe(true);
  });

  test('says everything that its page needs', () => {
    const { summary, why, instead, whenNot } = rule.docs;
    for (const [part, text] of Object.entries({ summary, why, instead, whenNot })) {
      expect(text.trim(), part).toBe(text);
      expect(text, `${part} is a sentence`).toMatch(/^(?:[\p{Lu}`"]|pg_).*[.?!)>`]$/su);
    }
    expect(summary, 'the summary is one line').not.toContain('\n');
    expect(rule.since).toMatch(/^\d+\.\d+\.\d+$/);
    expect(rule.dialects.length).toBeGreaterThan(0);
    // what is about no operation is found by the engine itself
    expect(
      rule.check !== undefined || rule.checkSection !== undefined || rule.checkHistory !== undefined || isSpecial(rule.id),
      'it checks something',
    ).toBe(true);
  });

  test('has sources that can be followed', () => {
    expect(rule.docs.sources.length > 0 || isSpecial(rule.id), 'it names a source').toBe(true);
    for (const source of rule.docs.sources) {
      expect(new URL(source).protocol, source).toBe('https:');
    }
  });

  test('has messages that are sentences', () => {
    expect(Object.keys(rule.messages).length).toBeGreaterThan(0);
    for (const [id, text] of Object.entries(rule.messages)) {
      expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      expect(text, id).toMatch(/^[\p{Lu}`{"].*[.?!)}>`]$/su);
      expect(text.replaceAll(/\{\w+\}/g, ''), `${id}: a brace that is no hole`).not.toMatch(/[{}]/);
    }
  });

  test('names other tools by a name that we know', () => {
    expect(new Set(rule.aliases).size, 'no alias twice').toBe(rule.aliases.length);
    for (const alias of rule.aliases) {
      expect(alias).toMatch(/^[a-z_-]+:\S+$/);
      expect(TOOLS, alias).toContain(alias.slice(0, alias.indexOf(':')));
    }
  });

  test('has examples for its own dialects only', () => {
    for (const example of rule.examples) expect(rule.dialects, example.title).toContain(example.dialect);
    expect(new Set(rule.examples.map((example) => example.title)).size, 'no title twice').toBe(rule.examples.length);
  });
});
