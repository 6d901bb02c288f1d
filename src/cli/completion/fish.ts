import type { Flag, Values, Verb } from './completed.ts';

const quoted = (text: string): string => `'${text.replaceAll(/[\\']/g, (character) => `\\${character}`)}'`;
const given = (values: Values | undefined): string =>
  values === undefined ? '' : values === 'files' ? ' -r -F' : values === 'free' ? ' -x' : ` -x -a ${quoted(values.words.join(' '))}`;

const line = (condition: string, rest: string): string => `complete -c sqlsafe -n ${quoted(condition)} ${rest}`;

function verbLines({ name, flags, positional }: Verb): string[] {
  const condition = `__sqlsafe_verb ${name}`;
  const flagLine = ({ name: flag, alias, describe, values }: Flag): string =>
    line(condition, `-l ${flag}${alias === undefined ? '' : ` -s ${alias}`}${given(values)} -d ${quoted(describe)}`);
  const own =
    positional === undefined || positional === 'free'
      ? line(condition, '-f')
      : positional === 'files'
        ? line(condition, '-F')
        : line(condition, `-f -a ${quoted(positional.words.join(' '))}`);
  return [...flags.map(flagLine), own];
}

/** For fish: `sqlsafe completion fish | source`. */
export const fish = (verbs: readonly Verb[]): string => `# sqlsafe for fish: sqlsafe completion fish | source
# The verb is the first word; without one it is check.
function __sqlsafe_verb
    set -l words (commandline -opc)
    set -l verb check
    if set -q words[2]; and contains -- $words[2] ${verbs.map(({ name }) => name).join(' ')}
        set verb $words[2]
    end
    test $verb = $argv[1]
end
function __sqlsafe_first
    test (count (commandline -opc)) -eq 1
end
complete -c sqlsafe -e
${verbs.map(({ name, describe }) => line('__sqlsafe_first', `-a ${name} -d ${quoted(describe)}`)).join('\n')}
${verbs.flatMap(verbLines).join('\n')}
`;
