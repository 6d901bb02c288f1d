import { expect, test } from 'vitest';
import { check } from '../../src/index.ts';
import type { Finding } from '../../src/model/finding.ts';

// Words of a message that depend on what stands around the statement.

const GIVEN = {
  path: '001_given.sql',
  text: 'CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);',
};
async function found(rule: string, ...files: readonly { readonly path: string; readonly text: string }[]): Promise<Finding> {
  const { findings } = await check({ files, target: { dialect: 'postgresql', version: '17' }, layout: 'plain' });
  const [first] = findings.filter((each) => each.rule === rule);
  if (first === undefined) throw new Error(`${rule} says nothing`);
  return first;
}
const textOf = async (rule: string, text: string): Promise<string> => (await found(rule, GIVEN, { path: '002.sql', text })).text;
const insteadOf = async (rule: string, text: string): Promise<string> =>
  (await found(rule, GIVEN, { path: '002.sql', text })).instead?.text ?? '';

test('reads go on beside an index build, unless its transaction closed the table before', async () => {
  expect(await textOf('create-index-blocking', 'CREATE INDEX ON orders (user_id);')).toMatch(/Reads go on\.$/);
  expect(
    await textOf('create-index-blocking', "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN a int;\nCREATE INDEX ON orders (a);"),
  ).toMatch(/Reads wait too: ACCESS EXCLUSIVE on it is held since line 2\.$/);
});

test('a foreign key says which of its two tables is closed already', async () => {
  expect(
    await textOf(
      'add-foreign-key-scanning',
      "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN a int;\nALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users;",
    ),
  ).toMatch(/Reads of users wait too: ACCESS EXCLUSIVE on it is held since line 2\.$/);
});

test('what follows a statement moves with it', async () => {
  const work = "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN a int;\nUPDATE orders SET a = 1;";
  expect(await insteadOf('transaction-blocking', work)).toContain('or move this statement into the next migration:');
  expect(await insteadOf('transaction-blocking', `${work}\nALTER TABLE orders ALTER COLUMN a SET NOT NULL;`)).toContain(
    'or move this statement, and what follows it, into the next migration:',
  );
});

test('a placeholder without a value is shown as it is written', async () => {
  const file = { path: '001.sql', text: 'ALTER TABLE {{ index .Options "Space" }}.users DROP COLUMN a;' };
  const { text, instead } = await found('drop-column-breaking', file);
  expect(text).toContain('{{ index .Options "Space" }}.users.a');
  expect(instead?.sql).toContain('ALTER TABLE {{ index .Options "Space" }}.users DROP COLUMN a;');
});

test('what is put together in a DO block is proposed as it is run', async () => {
  const text = `DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['orders'] LOOP
    EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE', t, t || '_user_fkey');
  END LOOP;
END $$;`;
  const { instead } = await found('add-foreign-key-scanning', GIVEN, { path: '002.sql', text });
  expect(instead?.sql).toContain(
    'ADD CONSTRAINT orders_user_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID;\n-- and in the next file:',
  );
});

test('a called function is proposed as what stands in it', async () => {
  const text = `CREATE FUNCTION change() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE 'CREATE INDEX orders_user ON orders (user_id)';
END $$;
SELECT change();`;
  const { instead } = await found('create-index-blocking', GIVEN, { path: '002.sql', text });
  expect(instead?.sql).toBe('CREATE INDEX CONCURRENTLY orders_user ON orders (user_id);');
});

test('drizzle runs all pending files in one transaction: what has to come apart comes with another deployment', async () => {
  const folder = 'drizzle';
  const files = [
    {
      path: `${folder}/meta/_journal.json`,
      text: '{"version":"7","dialect":"postgresql","entries":[{"idx":0,"version":"7","when":1,"tag":"0000_a","breakpoints":true}]}',
    },
    { path: `${folder}/0000_a.sql`, text: 'ALTER TABLE orders ADD CONSTRAINT big CHECK (id > 0);' },
  ];
  const { findings } = await check({ files, target: { dialect: 'postgresql', version: '17' }, layout: 'drizzle' });
  const [first] = findings.filter(({ rule }) => rule === 'add-check-scanning');
  expect(first?.instead?.text).toContain('in a migration of the next deployment VALIDATE');
  expect(first?.instead?.sql).toContain('-- and in the next deployment:');
});

test('a table that several dropped tables point at is named once', async () => {
  const given = {
    path: '001.sql',
    text: 'CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE a (u bigint REFERENCES users, v bigint REFERENCES users);\nCREATE TABLE b (u bigint REFERENCES users);',
  };
  const { findings } = await check({
    files: [given, { path: '002.sql', text: 'DROP TABLE a, b;' }],
    target: { dialect: 'postgresql', version: '17' },
    layout: 'plain',
  });
  const said = findings.filter(({ message }) => message === 'referenced').map(({ text }) => text);
  expect(said).toEqual([
    'DROP TABLE takes ACCESS EXCLUSIVE not only on a but also on users, which its foreign keys name: reads and writes of users wait until the transaction ends.',
  ]);
});

test('a row that the transaction keeps others from already is not said to be locked', async () => {
  const text = "SET lock_timeout = '2s';\nLOCK TABLE orders;\nDELETE FROM orders WHERE user_id = 3;";
  const { findings } = await check({
    files: [GIVEN, { path: '002.sql', text }],
    target: { dialect: 'postgresql', version: '17' },
    layout: 'plain',
  });
  const rules = findings.map(({ rule }) => rule);
  expect(rules).toContain('transaction-blocking');
  expect(rules).not.toContain('delete-blocking');
});

test('values that the same migration put into a new column are its own', async () => {
  const enumeration = "CREATE TYPE role AS ENUM ('a', 'b');\n";
  const convert = 'ALTER TABLE orders ALTER COLUMN r TYPE role USING r::role;';
  const add = 'ALTER TABLE orders ADD COLUMN r text;\n';
  const failing = async (...texts: readonly string[]): Promise<readonly string[]> =>
    (
      await check({
        files: [GIVEN, ...texts.map((text, index) => ({ path: `00${index + 2}.sql`, text }))],
        target: { dialect: 'postgresql', version: '17' },
        layout: 'plain',
      })
    ).findings.flatMap(({ rule, text }) => (rule === 'alter-column-type-failing' ? [text] : []));
  expect(await failing(enumeration + add + convert)).toEqual([]);
  expect(await failing(enumeration + add, convert)).toEqual([
    'ALTER COLUMN r TYPE role fails if a row of orders does not fit: invalid input value for enum role.',
  ]);
});

test('NOT NULL of a domain with a CHECK comes as its base type', async () => {
  const domain = 'CREATE DOMAIN hash AS bytea CHECK (octet_length(VALUE) = 32);\n';
  const { instead } = await found(
    'add-column-failing',
    { ...GIVEN, text: domain + GIVEN.text },
    { path: '002.sql', text: 'ALTER TABLE orders ADD COLUMN h hash NOT NULL;' },
  );
  expect(instead?.sql).toContain('ALTER TABLE orders ADD COLUMN h bytea;');
  expect(instead?.sql).toContain('CHECK (octet_length(h) = 32) NOT VALID;');
});

test('a constraint that is made anew: the old one stands until then', async () => {
  const text = `SET lock_timeout = '2s';
ALTER TABLE orders DROP CONSTRAINT to_user;
ALTER TABLE orders ADD CONSTRAINT to_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;`;
  const given = { ...GIVEN, text: `${GIVEN.text}\nALTER TABLE orders ADD CONSTRAINT to_user FOREIGN KEY (user_id) REFERENCES users (id);` };
  const { instead } = await found('transaction-blocking', given, { path: '002.sql', text });
  expect(instead?.text).toBe(
    'Let to_user stand until its successor does. Add that NOT VALID under another name, validate it in the next migration, and drop the old one after that. Then nobody waits for the lock that is held here.',
  );
});

test('a unique index is dropped after its successor is built', async () => {
  const given = { ...GIVEN, text: `${GIVEN.text}\nCREATE UNIQUE INDEX one ON orders (user_id);` };
  const drop = 'DROP INDEX one;\n';
  const advice = async (create: string): Promise<string | null | undefined> =>
    (await found('drop-index-blocking', given, { path: '002.sql', text: drop + create })).instead?.sql;
  expect(await advice('CREATE UNIQUE INDEX two ON orders (user_id, id);')).toBe(
    'CREATE UNIQUE INDEX CONCURRENTLY two ON orders (user_id, id);\n-- and in the next file:\nDROP INDEX CONCURRENTLY one;',
  );
  expect(await advice('CREATE UNIQUE INDEX one ON orders (user_id, id);')).toContain('CREATE UNIQUE INDEX CONCURRENTLY one_new ON orders');
  expect(await advice('CREATE INDEX two ON orders (id);')).toBe('DROP INDEX CONCURRENTLY one;');
});

test('lock and work of one block come apart in two', async () => {
  const text = `DO $$ BEGIN
  ALTER TABLE orders ADD COLUMN a int;
  UPDATE orders SET a = 1;
END $$;`;
  const { instead } = await found('transaction-blocking', GIVEN, { path: '002.sql', text });
  expect(instead?.text).toMatch(/^Take the lock in one statement and do this work in another/);
});

test('a key that is made anew: the old one stands until the new index does', async () => {
  const text =
    "SET lock_timeout = '2s';\nALTER TABLE orders DROP CONSTRAINT orders_pkey;\nALTER TABLE orders ADD PRIMARY KEY (id, user_id);";
  const { instead } = await found('add-primary-key-blocking', GIVEN, { path: '002.sql', text });
  expect(instead?.sql).toContain('CREATE UNIQUE INDEX CONCURRENTLY orders_pkey_new ON orders (id, user_id);');
  expect(instead?.sql).toContain(
    'ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_pkey, ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_pkey_new;',
  );
});

test('a CHECK of columns that came with it has nothing to validate', async () => {
  const lingering = async (columns: string, check_: string): Promise<readonly string[]> => {
    const text = `ALTER TABLE orders ${columns}ADD CONSTRAINT pair CHECK (${check_}) NOT VALID;`;
    const files = [GIVEN, { path: '002.sql', text }, { path: '003.sql', text: 'CREATE TABLE later (id bigint PRIMARY KEY);' }];
    const { findings } = await check({ files, target: { dialect: 'postgresql', version: '17' }, layout: 'plain' });
    return findings.flatMap(({ rule }) => (rule === 'validate-constraint-lingering' ? [rule] : []));
  };
  const both = 'ADD COLUMN a int, ADD COLUMN b int, ';
  expect(await lingering(both, '(a IS NULL) = (b IS NULL)')).toEqual([]);
  expect(await lingering(both, '(a IS NULL) = (user_id IS NULL)')).toEqual(['validate-constraint-lingering']);
  expect(await lingering('ADD COLUMN a int DEFAULT 1, ', 'a > 0')).toEqual(['validate-constraint-lingering']);
});

test('an UPDATE that counts on from itself is not proposed in batches that never end', async () => {
  const advice = async (set: string): Promise<string | null | undefined> =>
    (await found('update-blocking', GIVEN, { path: '002.sql', text: `UPDATE orders SET ${set};` })).instead?.sql;
  expect(await advice('user_id = user_id - 1')).toBeNull();
  expect(await advice('"user_id" = "user_id" * 2')).toBeNull();
  expect(await advice('user_id = id')).toContain('user_id IS DISTINCT FROM id LIMIT 5000');
});
