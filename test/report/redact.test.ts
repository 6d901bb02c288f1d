import { expect, test } from 'vitest';
import { redact } from '../../src/report/redact.ts';

test.each([
  ['postgres://me:p%40ss@db:5432/app', 'postgres://me:***@db:5432/app'],
  ['a postgres://:secret@db/app b', 'a postgres://:***@db/app b'],
  ['DB_PASSWORD=hunter2 rails db:migrate', 'DB_PASSWORD=*** rails db:migrate'],
  ['tool --password hunter2 --verbose', 'tool --password *** --verbose'],
  ["tool --api-key='a b' x", 'tool --api-key=*** x'],
  ['{"token": "abc"}', '{"token": ***}'],
  ['host=db password=x dbname=y', 'host=db password=*** dbname=y'],
  [
    'prisma migrate diff --from-empty --to-schema schema.prisma --script',
    'prisma migrate diff --from-empty --to-schema schema.prisma --script',
  ],
  ['echo tokens', 'echo tokens'],
])('%s', (text, shown) => {
  expect(redact(text)).toBe(shown);
});
