import { nothing, type Value } from '../../code/value.ts';
import type { Layout } from '../layout.ts';
import { isNodePgMigrate, misreadings, partsOf } from '../node-pg-migrate-sql.ts';
import { duplicates } from '../order-findings.ts';
import { isSql } from '../path.ts';
import { unreadBeside } from '../tool-config.ts';
import { naturalCompare } from '../version.ts';
import { codeLayout } from './code-layout.ts';
import { NOWHERE, object, send } from './members.ts';

const code = codeLayout(
  {
    name: 'node-pg-migrate',
    open() {
      const without = new Set<string>();
      let going = 'up';
      const pgm = (): Value =>
        object(
          'pgm',
          NOWHERE,
          {
            sql: (call) => send(call.args[0], call),
            noTransaction({ at }) {
              without.add(going);
              return nothing(at);
            },
          },
          { db: (at) => object('pgm.db', at, { query: (call) => send(call.args[0], call) }) },
        );
      return {
        modules: () => undefined,
        argumentsOf(direction) {
          going = direction;
          return [pgm(), nothing(NOWHERE)];
        },
        inTransaction: (_members, direction) => !without.has(direction),
      };
    },
  },
  { compare: naturalCompare, sql: ({ source }) => partsOf(source) },
);

/** Migrations in JavaScript, TypeScript and SQL, side by side. */
export const nodePgMigrate: Layout = {
  ...code,
  detect: (folder) => code.detect(folder) || isNodePgMigrate({ ...folder, files: folder.files.filter(({ path }) => isSql(path)) }),
  order(folder) {
    const ordered = code.order(folder);
    const read = new Set(folder.files.map(({ path }) => path));
    return {
      ...ordered,
      findings: [
        ...ordered.findings,
        ...folder.files.filter(({ path }) => isSql(path)).flatMap(({ source }) => misreadings(source)),
        ...duplicates(ordered.steps, 'info', 'node-pg-migrate goes by the whole name: both run, in the order of their names.'),
      ],
      skipped: unreadBeside(folder.tree, folder.root, /^\d.*\.[cm]?[jt]s$/i, 'node-pg-migrate runs it, and it is not SQL').filter(
        ({ path }) => !read.has(path),
      ),
    };
  },
};
