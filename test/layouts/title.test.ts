import { expect, test } from 'vitest';
import { titleOf } from '../../src/layouts/title.ts';

test.each([
  ['20191100000001000002_identities.postgres.up.sql', 'identities'],
  ['20191100000001000002_identities.postgres.autocommit.down.sql', 'identities'],
  ['db/0007_add-users.down.sql', 'add-users'],
  ['V2__Add users.sql', 'add users'],
  ['007.sql', undefined],
  ['users.up.sql', undefined],
  ['2017-01-02-030405_users/up.sql', undefined],
])('the title of %s', (path, title) => {
  expect(titleOf(path)).toBe(title);
});
