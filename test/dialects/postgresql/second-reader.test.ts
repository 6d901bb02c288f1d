import { parse } from 'pgsql-ast-parser';
import { expect, test } from 'vitest';
import { steps } from './operations.ts';
import { compare, explained } from './second-reader.ts';
import { readText } from './support.ts';
import { texts } from './texts.ts';

// Another parser, which shares nothing with ours, reads the SQL of our own fixtures and examples: both must see the same statements.

/** Fewer would mean that nearly nothing is compared any more. */
const LEAST_COMPARED = 0.5;

test('reads the same in fixtures and examples', () => {
  const differences: string[] = [];
  let compared = 0;
  let all = 0;
  for (const { name, text } of texts) {
    for (const { statement, ok } of readText(text).readings) {
      if (!ok) continue;
      all++;
      const { outcome, difference } = compare(
        statement.text,
        steps(statement.text).flatMap(({ operations }) => operations),
        parse,
      );
      if (outcome === 'different') differences.push(`${name}: ${statement.text}\n  ${JSON.stringify(difference)}`);
      if (outcome === 'the same') compared++;
    }
  }
  expect(differences).toEqual([]);
  expect(compared / all).toBeGreaterThan(LEAST_COMPARED);
});

test.each([
  ['a name of more than 63 bytes, which the server cuts', `DROP INDEX i_${'x'.repeat(70)}`],
  ['a doubled quote in a name, which they leave as it is written', 'DROP TABLE "a""b"'],
  ['the star of count(*), which names no column', 'DELETE FROM t WHERE a = (SELECT count(*) FROM u)'],
])('differs in %s', (reason, sql) => {
  const { difference } = compare(
    sql,
    steps(sql).flatMap(({ operations }) => operations),
    parse,
  );
  expect(difference === undefined ? undefined : explained(difference)).toBe(reason);
});
