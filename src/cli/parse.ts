import { parseArgs, type ParseArgsConfig } from 'node:util';
import { COMMANDS, commandNamed, type Arguments } from './options.ts';

/**
 * The quick way through a command line, without loading the help: most calls are right.
 * @returns undefined where help is asked for or something is wrong: then the full parser says it
 */
export function parseQuickly(argv: readonly string[]): Arguments | undefined {
  const [first] = argv;
  const named = first !== undefined && commandNamed(first) !== undefined;
  const command = commandNamed(named ? first : 'check') ?? COMMANDS[0];
  const options: ParseArgsConfig['options'] = {};
  for (const { name, alias, type, repeatable } of command.options) {
    options[name] = { type, multiple: repeatable ?? false, ...(alias === undefined ? {} : { short: alias }) };
  }
  try {
    const { values, positionals } = parseArgs({ args: named ? argv.slice(1) : [...argv], options, allowPositionals: true, strict: true });
    for (const { name, choices } of command.options) {
      const value = values[name];
      if (choices !== undefined && typeof value === 'string' && !choices.includes(value)) return undefined;
    }
    const wrongCount = { many: false, none: positionals.length > 0, one: positionals.length !== 1, optional: positionals.length > 1 }[
      command.takes
    ];
    return wrongCount ? undefined : { command: command.name, positionals, values: values as Arguments['values'] };
  } catch {
    return undefined;
  }
}
