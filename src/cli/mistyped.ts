import { didYouMean } from '../config/did-you-mean.ts';
import type { Problem } from '../model/problem.ts';
import { SHELLS } from './completion/shells.ts';
import { COMMANDS } from './options.ts';

/** What is wrong with a command line, and what may have been meant. */
export interface Mistake {
  readonly text: string;
  readonly hint: string | undefined;
}

/** The full parser's message in words of ours. `argv`: the command line that it is about. */
export function mistakeIn(message: string | undefined, argv: readonly string[]): Mistake {
  const own = COMMANDS.find(({ name }) => name === argv[0]) ?? COMMANDS[0];
  const text = message?.replaceAll(/\s*\n\s*/g, ' ') ?? 'The command line is not understood.';
  if (text.startsWith('Not enough non-option arguments'))
    return {
      text:
        argv[0] === 'completion'
          ? `A shell is missing: sqlsafe completion ${SHELLS.join('|')}`
          : 'A rule is missing: sqlsafe explain <rule>. All rules: sqlsafe rules',
      hint: undefined,
    };
  const [, option = '', given = ''] = /^Invalid values: Argument: ([\w-]+), Given: "(.*)", Choices: /.exec(text) ?? [];
  const choices = own.options.find(({ name }) => name === option)?.choices;
  if (choices !== undefined) {
    const near = didYouMean(given, choices);
    return {
      text: `--${option} must be one of ${choices.join(', ')}, not "${given}".`,
      hint: near === undefined ? undefined : `Did you mean "${near}"?`,
    };
  }
  const [, unknown] = /^Unknown arguments?: ([^,\s]+)/.exec(text) ?? [];
  const near =
    unknown === undefined
      ? undefined
      : didYouMean(
          unknown,
          own.options.map(({ name }) => name),
        );
  return { text, hint: near === undefined ? undefined : `Did you mean --${near}?` };
}

/** Says of a path that does not exist, and of which nothing else is known, which command may have been meant: the word for one may be left out. */
export function guessCommand(problem: Problem): Problem {
  const { code, file, hint } = problem;
  if (code !== 'path-not-found' || hint !== undefined || file === undefined || !/^[a-z]+$/.test(file)) return problem;
  const near = didYouMean(
    file,
    COMMANDS.map(({ name }) => name),
  );
  return near === undefined ? problem : { ...problem, hint: `If the command is meant: sqlsafe ${near}` };
}
