import type { Flag, Values, Verb } from './completed.ts';

/** A text in single quotes. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
/** Where `:` ends a part and brackets a description. */
const inner = (text: string): string => text.replaceAll(/[\\:[\]]/g, (character) => `\\${character}`);
/** Of words that \`=\` ends no blank follows. */
const action = (values: Values): string => {
  if (values === 'files') return '_files';
  if (values === 'free') return ' ';
  const plain = values.words.filter((word) => !word.endsWith('='));
  return plain.length > 0 ? `(${plain.join(' ')})` : `compadd -S = -- ${values.words.map((word) => word.slice(0, -1)).join(' ')}`;
};

function flagSpec({ name, alias, describe, values, isRepeatable }: Flag): string {
  const rest = `[${inner(describe)}]${values === undefined ? '' : `:${name}:${values === 'free' ? ' ' : action(values)}`}`;
  const long = `--${name}${values === undefined ? '' : '='}`;
  if (alias === undefined) return quoted(`${isRepeatable ? '*' : ''}${long}${rest}`);
  const short = `-${alias}${values === undefined ? '' : '+'}`;
  return `${isRepeatable ? "'*'" : quoted(`(-${alias} --${name})`)}{${long},${short}}${quoted(rest)}`;
}

function verbCase({ name, flags, positional }: Verb): string {
  const specs = [
    ...flags.map(flagSpec),
    ...(positional === undefined ? [] : [quoted(`*:${name}:${positional === 'free' ? ' ' : action(positional)}`)]),
  ];
  return `    ${name})
      _arguments -s \\
        ${specs.join(' \\\n        ')} ;;`;
}

/** For zsh: a function for its `fpath`, or to be sourced: `source <(sqlsafe completion zsh)`. */
export const zsh = (verbs: readonly Verb[]): string => `#compdef sqlsafe
# sqlsafe for zsh: source <(sqlsafe completion zsh), after compinit
_sqlsafe() {
  local -a verbs
  verbs=(
${verbs.map(({ name, describe }) => `    ${quoted(`${name}:${inner(describe)}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe command verbs
    _files
    return
  fi
  local verb=check
  if [[ " ${verbs.map(({ name }) => name).join(' ')} " == *" $words[2] "* ]]; then
    verb=$words[2]
    shift words
    (( CURRENT-- ))
  fi
  case $verb in
${verbs.map(verbCase).join('\n')}
  esac
}
if [[ $funcstack[1] == _sqlsafe ]]; then _sqlsafe "$@"; else compdef _sqlsafe sqlsafe; fi
`;
