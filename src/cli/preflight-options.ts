import { PREFLIGHT } from '../model/preflight.ts';
import type { Option } from './options.ts';

// What is asked before a deployment, and what is called around it.

export const asking = [
  {
    name: 'skip-preflight',
    type: 'string',
    repeatable: true,
    value: 'id',
    choices: PREFLIGHT,
    describe: 'do not ask that of the list before a deployment',
    group: 'What is asked before',
  },
  {
    name: 'window',
    type: 'string',
    value: 'hours',
    describe: 'the permitted hours: "Mon-Fri 22:00-06:00 Europe/Zurich"',
    group: 'What is asked before',
  },
  {
    name: 'staging-url',
    type: 'string',
    value: 'url',
    describe: 'the same files must be applied to that database',
    group: 'What is asked before',
  },
  {
    name: 'backup-check',
    type: 'string',
    value: 'command',
    describe: 'ends with 0 where there is a fresh backup',
    group: 'What is asked before',
  },
  {
    name: 'monitor-check',
    type: 'string',
    value: 'command',
    describe: 'ends with 0 where monitoring is alive',
    group: 'What is asked before',
  },
] as const satisfies readonly Option[];

export const commandTimeout = {
  name: 'command-timeout',
  type: 'string',
  value: 'duration',
  describe: 'how long a command may take (checks 60s, hooks 10min)',
  group: 'How it is run',
} as const satisfies Option;

export const hooks = [
  {
    name: 'before',
    type: 'string',
    value: 'command',
    describe: 'run this before anything; where it fails, nothing runs',
    group: 'How it is run',
  },
  { name: 'after', type: 'string', value: 'command', describe: 'run this when all went well', group: 'How it is run' },
  {
    name: 'on-failure',
    type: 'string',
    value: 'command',
    describe: 'run this when a run that began did not come to its end',
    group: 'How it is run',
  },
  commandTimeout,
] as const satisfies readonly Option[];

export const retryBudget = {
  name: 'retry-budget',
  type: 'string',
  value: 'duration',
  describe: 'for all attempts of a statement together (10min)',
  group: 'How it is run',
} as const satisfies Option;
