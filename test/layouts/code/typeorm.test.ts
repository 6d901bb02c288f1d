import { expect, test } from 'vitest';
import { parseCode } from '../../../src/io/parse-code.ts';
import { open } from '../support.ts';

const file = (n: number, up: string, down = ''): Record<string, string> => ({
  [`migrations/170000000000${n}-M.ts`]: `import { Table, TableColumn } from 'typeorm';\nexport class M170000000000${n} {\n  async up(queryRunner) {\n${up}\n  }\n  async down(queryRunner) {\n${down}\n  }\n}\n`,
});
const TABLE =
  "await queryRunner.createTable(new Table({ name: 'a', columns: [{ name: 'b', type: 'varchar' }, { name: 'c', type: 'integer' }] }));";
const CHANGE = "await queryRunner.changeColumn('a', 'b', new TableColumn({ name: 'b', type: 'varchar', isNullable: true }));";
const DROPPED = ['ALTER TABLE "a" DROP COLUMN "b"', 'ALTER TABLE "a" ADD "b" varchar'];

/** What the last migration sends on its way up; `unread` where that is not known. */
function last(files: Readonly<Record<string, string>>): readonly string[] {
  const [project] = open(files, { parseCode }).projects;
  const section = project?.migrations.at(-1)?.up[0];
  const own = section?.file.pieces?.filter(({ span }) => span.start >= (section.span.start ?? 0) && span.end <= section.span.end) ?? [];
  return own.map(({ span, unread }) =>
    unread === undefined ? (section?.file.text.slice(span.start, span.end) ?? '').replace(/;\s*$/, '') : 'unread',
  );
}

test('a column that an earlier file described is known by its name; of another word for its type it is dropped', () => {
  expect(last({ ...file(1, TABLE), ...file(2, CHANGE) })).toEqual(DROPPED);
  const sameWord = CHANGE.replace("type: 'varchar'", "type: 'character varying'");
  expect(last({ ...file(1, TABLE), ...file(2, sameWord) })).toEqual(['ALTER TABLE "a" ALTER COLUMN "b" DROP NOT NULL']);
});

test.each([
  ['no file describes it', ''],
  ['the table is gone', "await queryRunner.dropTable('a');"],
  ['the column is gone', "await queryRunner.dropColumn('a', 'b');"],
  ['SQL changed the table', "await queryRunner.query('ALTER TABLE a ALTER b TYPE text');"],
  ['SQL that is not known may have', 'await queryRunner.query(process.env.SQL);'],
])('it is not known where %s', (_, between) => {
  expect(last({ ...(between === '' ? {} : file(1, TABLE)), ...file(2, between), ...file(3, CHANGE) })).toEqual(['unread']);
});

test('what does not touch the table does not matter; nor do ways back', () => {
  const harmless = "await queryRunner.query('SELECT 1 FROM a'); await queryRunner.query('ALTER TABLE another ADD ab int');";
  expect(last({ ...file(1, TABLE, "await queryRunner.dropTable('a');"), ...file(2, harmless), ...file(3, CHANGE) })).toEqual(DROPPED);
});

test('new names are followed', () => {
  const renamed = "await queryRunner.renameTable('a', 'z'); await queryRunner.renameColumn('z', 'b', 'y');";
  const change = CHANGE.replace("'a', 'b'", "'z', 'y'").replace("name: 'b'", "name: 'y'");
  expect(last({ ...file(1, TABLE), ...file(2, renamed), ...file(3, change) })).toEqual([
    'ALTER TABLE "z" DROP COLUMN "y"',
    'ALTER TABLE "z" ADD "y" varchar',
  ]);
});
