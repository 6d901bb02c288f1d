import { expect, test } from 'vitest';
import { parseCode } from '../../../src/io/parse-code.ts';
import { only, open, said } from '../support.ts';

/** What a migration sends on its way up. */
function sent(up: string): string {
  const text = `import { raw, sql } from '@mikro-orm/core';\nimport { Migration } from '@mikro-orm/migrations';\nexport class Migration1 extends Migration {\n  async up() {\n${up}\n  }\n}\n`;
  const opened = open({ 'migrations/Migration1.ts': text }, { parseCode });
  expect(said(opened)).toEqual([]);
  const [section] = only(opened).migrations[0]?.up ?? [];
  return section?.file.text.slice(section.span.start, section.span.end).replaceAll(/\s+/g, ' ').trim() ?? '';
}

test('raw pieces of SQL, as MikroORM 7 takes them', () => {
  expect(sent("this.addSql(raw('update a set b = ? where c = ?', [1, 'x']));")).toMatch(/^update a set b = 1 where c = 'x';?$/);
  expect(sent('this.addSql(sql`delete from a where b = ${7}`);')).toMatch(/^delete from a where b = \$1;?$/);
});

test('what is executed goes before what is added', () => {
  expect(sent("this.addSql('select 1'); await this.execute('select 2');")).toMatch(/^select 2; select 1;?$/);
});
