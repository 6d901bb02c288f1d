import { describe, expect, test } from 'vitest';
import type { Target } from '../../src/model/target.ts';
import { chosenName, inOrder, provenNotNull, shortened } from '../../src/rule/recipes.ts';

const on = (version: number): Target => ({ dialect: 'postgresql', version: [version, 0] });
const users = { schema: undefined, name: 'users' };

describe('chosenName', () => {
  test.each([
    [['user_id'], 'fkey', 'orders_user_id_fkey'],
    [['a', 'b'], 'key', 'orders_a_b_key'],
    [[], 'pkey', 'orders_pkey'],
  ])('%j %s', (columns, suffix, name) => {
    expect(chosenName({ schema: 'app', name: 'orders' }, columns, suffix)).toBe(name);
  });

  test('the longer part is cut, as the server does, so that 63 bytes are enough', () => {
    const name = chosenName({ schema: undefined, name: 't'.repeat(60) }, ['c'.repeat(20)], 'key');
    expect(name).toBe(`${'t'.repeat(38)}_${'c'.repeat(20)}_key`);
    expect(name).toHaveLength(63);
  });
});

describe('provenNotNull', () => {
  test('11 keeps the CHECK', () => {
    expect(provenNotNull(users, ['email'], on(11))).toEqual([
      "SET lock_timeout = '2s';\nALTER TABLE users ADD CONSTRAINT users_email_not_null CHECK (email IS NOT NULL) NOT VALID;",
      'ALTER TABLE users VALIDATE CONSTRAINT users_email_not_null;',
    ]);
  });

  test('12 takes the CHECK as proof, and drops it', () => {
    expect(provenNotNull(users, ['email', 'Name'], on(12)).at(-1)).toBe(
      [
        "SET lock_timeout = '2s';",
        'ALTER TABLE users ALTER COLUMN email SET NOT NULL;',
        'ALTER TABLE users ALTER COLUMN "Name" SET NOT NULL;',
        'ALTER TABLE users DROP CONSTRAINT users_email_not_null;',
        'ALTER TABLE users DROP CONSTRAINT "users_Name_not_null";',
      ].join('\n'),
    );
  });

  test('18 has a NOT NULL that is not valid yet', () => {
    expect(provenNotNull(users, ['email'], on(18))).toEqual([
      "SET lock_timeout = '2s';\nALTER TABLE users ADD CONSTRAINT users_email_not_null NOT NULL email NOT VALID;",
      'ALTER TABLE users VALIDATE CONSTRAINT users_email_not_null;',
    ]);
  });
});

test('the parts of a recipe stand in files of their own', () => {
  expect(inOrder('A;', 'B;')).toBe('A;\n-- and in the next file:\nB;');
});

test('a long expression is cut to one line', () => {
  expect(shortened('now()\n  + interval')).toBe('now() + interval');
  expect(shortened('x'.repeat(80))).toBe(`${'x'.repeat(57)}…`);
});
