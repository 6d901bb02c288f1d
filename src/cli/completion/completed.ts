import { rules } from '../../index.ts';
import { FORMATS } from '../../model/format.ts';
import { LAYOUTS } from '../../model/migration.ts';
import { PRESETS } from '../../model/preset.ts';
import { COMMANDS, type Command, type Option } from '../options.ts';

/** What may stand in a place: words, files, or what nobody can foresee. */
export type Values = { readonly words: readonly string[] } | 'files' | 'free';

/** A flag as a shell completes it; without `values` it takes none. */
export interface Flag {
  readonly name: string;
  readonly alias: string | undefined;
  readonly describe: string;
  readonly values: Values | undefined;
  readonly isRepeatable: boolean;
}

export interface Verb {
  readonly name: string;
  readonly describe: string;
  readonly flags: readonly Flag[];
  /** What stands behind the verb. */
  readonly positional: Values | undefined;
}

const ids = rules.map(({ id }) => id);
/** Words for options that take more than a choice of a few; `=` at the end is to be written on. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  format: FORMATS,
  layout: LAYOUTS,
  preset: PRESETS,
  only: ids,
  skip: ids,
  rule: ids.map((id) => `${id}=`),
};
const FILES: ReadonlySet<string> = new Set(['path', 'file', 'folder', 'name[:path]']);

const valuesOf = ({ name, type, value = '', choices }: Option): Values | undefined => {
  if (type === 'boolean') return undefined;
  const words = choices ?? WORDS[name];
  return words === undefined ? (FILES.has(value) ? 'files' : 'free') : { words };
};

/** The words that a command's usage names, `schema [config|report]`; else rules, files, or nothing. */
function positionalOf({ usage, takes }: Command): Values | undefined {
  const [, listed] = /[[<]([\w-]+(?:\|[\w-]+)+)[\]>]/.exec(usage) ?? [];
  if (listed !== undefined) return { words: listed.split('|') };
  if (usage.includes('<rule>')) return { words: ids };
  if (/\[(?:paths|files|folder|path)\b/.test(usage)) return 'files';
  return takes === 'none' ? undefined : 'free';
}

const HELP: Flag = { name: 'help', alias: 'h', describe: 'show help', values: undefined, isRepeatable: false };

/** Every command with its flags, from the one table of options. */
export const verbs = (): readonly Verb[] =>
  COMMANDS.map((command) => ({
    name: command.name,
    describe: command.describe,
    flags: [
      ...command.options.map((option) => ({
        name: option.name,
        alias: option.alias,
        describe: option.describe,
        values: valuesOf(option),
        isRepeatable: option.repeatable ?? false,
      })),
      HELP,
    ],
    positional: positionalOf(command),
  }));
