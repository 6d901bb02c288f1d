import yargs, { type Argv } from 'yargs';
import { mistakeIn, type Mistake } from './mistyped.ts';
import { COMMANDS, type Command, type CommandName } from './options.ts';

/** What the full parser makes of a command line that the quick one left: a text to print (help, version), or what is wrong with it. */
export type Parsed = { readonly kind: 'text'; readonly text: string } | ({ readonly kind: 'wrong' } & Mistake) | { readonly kind: 'fine' };

function withOptions(parser: Argv, command: Command): Argv {
  let built = parser;
  for (const { name, alias, type, repeatable, choices, describe, group, value } of command.options) {
    built = built.option(name, {
      type,
      describe: value === undefined ? describe : `<${value}> ${describe}`,
      group: `${group}:`,
      ...(repeatable === true ? { array: true, nargs: 1 } : type === 'string' ? { nargs: 1 } : {}),
      ...(alias === undefined ? {} : { alias }),
      ...(choices === undefined ? {} : { choices }),
      requiresArg: type === 'string',
    });
  }
  return built;
}

/** The full parser: help, did-you-mean, and the message for every mistake. Same table of options as the quick one. */
export async function parseFully(argv: readonly string[], version: string, columns: number): Promise<Parsed> {
  let wrong: Mistake | undefined;
  const usage: { readonly [C in CommandName]: string | readonly string[] } = {
    check: ['check [paths..]', '$0'],
    locks: 'locks [paths..]',
    explain: 'explain <rule>',
    rules: 'rules',
    schema: 'schema [what]',
    stats: 'stats',
    init: 'init',
    completion: 'completion <shell>',
    apply: 'apply [paths..]',
    status: 'status [paths..]',
    plan: 'plan [paths..]',
    preflight: 'preflight [paths..]',
    rollback: 'rollback [paths..]',
    redo: 'redo [paths..]',
    verify: 'verify [paths..]',
    repair: 'repair [paths..]',
    baseline: 'baseline [paths..]',
    wait: 'wait [paths..]',
    backfill: 'backfill [status|pause|resume|cancel] [id]',
    new: 'new [folder] [name]',
    seed: 'seed [folder]',
  };
  let parser = yargs()
    .scriptName('sqlsafe')
    .usage(
      'sqlsafe reads SQL migrations and says, before they run, which will block production,\ndestroy data, fail, or break the running application; and what to write instead.\n\n  $0 check migrations/',
    )
    .parserConfiguration({
      'camel-case-expansion': false,
      'boolean-negation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'dot-notation': false,
    })
    .exitProcess(false)
    .strict()
    .recommendCommands()
    .help()
    .alias('help', 'h')
    .version(version)
    .alias('version', 'V')
    .wrap(Math.min(columns, 110))
    .showHelpOnFail(false)
    .fail((message: string | null, error: Error | undefined) => {
      wrong = mistakeIn(message ?? error?.message, argv);
    })
    .epilogue(
      'Exit codes of check: 0 nothing at or above --fail-on, 1 findings, 2 the request is wrong or an input cannot be read, 70 a mistake of sqlsafe.\nOf init: 1 nothing was written. Of apply and its family: 1 the run failed, 2 the request is wrong, 3 something is pending (status --exit-code), 4 files were edited, are missing or out of order, 5 in doubt, 6 another run, or another tool, kept the lock, 7 the server is not fit, the preflight stops it or --before failed, 8 the checks refused it, 130 and 143 stopped by a signal.',
    );
  for (const command of COMMANDS) {
    const pattern = usage[command.name];
    parser = parser.command(
      typeof pattern === 'string' ? pattern : [...pattern],
      command.describe,
      (built) => withOptions(built, command),
      () => undefined,
    );
  }
  let text = '';
  await parser.parseAsync([...argv], {}, (_error: unknown, _argv: unknown, output: string) => {
    text = output;
  });
  if (wrong !== undefined) return { kind: 'wrong', ...wrong };
  if (text !== '') return { kind: 'text', text: `${text}\n` };
  return { kind: 'fine' };
}
