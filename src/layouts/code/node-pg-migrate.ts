import { nothing, type Value } from '../../code/value.ts';
import { naturalCompare } from '../version.ts';
import { codeLayout } from './code-layout.ts';
import { NOWHERE, object, send } from './members.ts';

export const nodePgMigrate = codeLayout(
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
  { compare: naturalCompare },
);
