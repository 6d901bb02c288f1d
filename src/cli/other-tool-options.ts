import { OTHER_TOOLS } from '../model/other-tool.ts';
import type { Option } from './options.ts';

// What is about another tool's history.

export const mirror = [
  {
    name: 'mirror',
    type: 'string',
    value: 'tool',
    choices: ['auto', ...OTHER_TOOLS],
    describe: "keep that tool's history table beside the journal",
    group: 'How it is run',
  },
] as const satisfies readonly Option[];

export const adopt = [
  {
    name: 'adopt',
    type: 'string',
    value: 'tool',
    choices: ['auto', ...OTHER_TOOLS],
    describe: "take over that tool's history; auto: the one whose files they are",
    group: 'What is run',
  },
] as const satisfies readonly Option[];

export const toolTable = [
  {
    name: 'tool-table',
    type: 'string',
    value: 'schema.table',
    describe: "the other tool's history table, where it is not its default",
    group: 'Which database',
  },
] as const satisfies readonly Option[];
