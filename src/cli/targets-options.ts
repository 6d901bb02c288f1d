import type { Option } from './options.ts';

// Which of many databases, and in which order.

export const lists = [
  {
    name: 'targets',
    type: 'string',
    value: 'file',
    describe: 'all databases that the file lists: name = postgres://…',
    group: 'Which database',
  },
  {
    name: 'targets-query',
    type: 'string',
    value: 'sql',
    describe: 'all that a query gives: name, and url, database or schema',
    group: 'Which database',
  },
  { name: 'target', type: 'string', repeatable: true, value: 'name', describe: 'of these only that one', group: 'Which database' },
] as const satisfies readonly Option[];

export const parallel = {
  name: 'parallel',
  type: 'string',
  value: 'n',
  describe: 'with --targets: so many at the same time (1; where nothing is written 4)',
  group: 'How it is run',
} as const satisfies Option;
export const rollout = [
  parallel,
  { name: 'canary', type: 'string', value: 'k', describe: 'the first k alone; where one fails, no other is begun', group: 'How it is run' },
  { name: 'stop-after', type: 'string', value: 'n', describe: 'begin no other after n failures (1; 0: never)', group: 'How it is run' },
] as const satisfies readonly Option[];
