import yargs, { type Argv } from 'yargs';
import { COMMANDS, type Arguments, type Command } from './options.ts';

/** What the full parser makes of a command line: arguments, a text to print (help, version), or what is wrong with it. */
export type Parsed =
  | { readonly kind: 'arguments'; readonly arguments: Arguments }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'wrong'; readonly text: string };

function withOptions(parser: Argv, command: Command): Argv {
  let built = parser;
  for (const { name, alias, type, repeatable, choices, describe, group, value } of command.options) {
    built = built.option(name, {
      type, describe: value === undefined ? describe : `<${value}> ${describe}`, group: `${group}:`,
      ...(repeatable === true ? { array: true, nargs: 1 } : { ...(type === 'string' ? { nargs: 1 } : {}) }),
      ...(alias === undefined ? {} : { alias }), ...(choices === undefined ? {} : { choices }), requiresArg: type === 'string',
    });
  }
  return built;
}

/** The full parser: help, did-you-mean, and the message for every mistake. Same table of options as the quick one. */
export async function parseFully(argv: readonly string[], version: string, columns: number): Promise<Parsed> {
  let wrong: string | undefined;
  let found: Arguments | undefined;
  const take = (command: Command) => (values: { readonly [key: string]: unknown }): void => {
    const given = values as Arguments['values'] & { readonly [key: string]: unknown };
    const positionals = [given['paths'], given['rule_'], given['what']].flat().filter((each) => each !== undefined).map(String);
    const named: { [option: string]: string | boolean | readonly string[] | undefined } = {};
    for (const { name } of command.options) {
      const value = given[name];
      if (value !== undefined) named[name] = value as string;
    }
    found = { command: command.name, positionals, values: named };
  };
  const usage = { check: ['check [paths..]', '$0'], locks: 'locks [paths..]', explain: 'explain <rule_>', rules: 'rules', schema: 'schema [what]' } as const;
  let parser = yargs()
    .scriptName('sqlsafe')
    .usage('sqlsafe reads SQL migrations and says, before they run, which will block production,\ndestroy data, fail, or break the running application; and what to write instead.\n\n  $0 check migrations/')
    .parserConfiguration({ 'camel-case-expansion': false, 'boolean-negation': false, 'greedy-arrays': false, 'parse-numbers': false, 'parse-positional-numbers': false, 'dot-notation': false, 'duplicate-arguments-array': false })
    .exitProcess(false).strict().recommendCommands().help().alias('help', 'h').version(version).alias('version', 'V').wrap(Math.min(columns, 110))
    .showHelpOnFail(false)
    .fail((message: string | null, error: Error | undefined) => {
      wrong = message ?? error?.message ?? 'The command line is not understood.';
    })
    .epilogue('Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 the request is wrong or an input cannot be read, 70 a mistake of sqlsafe.');
  for (const command of COMMANDS) {
    const pattern = usage[command.name];
    parser = parser.command(typeof pattern === 'string' ? pattern : [...pattern], command.describe, (built) => withOptions(built, command), take(command));
  }
  let text = '';
  await parser.parseAsync([...argv], {}, (_error: unknown, _argv: unknown, output: string) => {
    text = output;
  });
  if (wrong !== undefined) return { kind: 'wrong', text: wrong };
  if (text !== '') return { kind: 'text', text: `${text}\n` };
  return found === undefined ? { kind: 'wrong', text: 'The command line is not understood.' } : { kind: 'arguments', arguments: found };
}
