import type { Flag, Values, Verb } from './completed.ts';

const words = (all: readonly string[]): string => `_sqlsafe_words '${all.join(' ')}'`;
const offer = (values: Values | undefined): string =>
  values === undefined || values === 'free' ? ':' : values === 'files' ? '_sqlsafe_files' : words(values.words);
const namesOf = ({ name, alias }: Flag): string[] => [`--${name}`, ...(alias === undefined ? [] : [`-${alias}`])];

function verbCase({ name, flags, positional }: Verb): string {
  const withValue = flags.flatMap((flag) =>
    flag.values === undefined ? [] : [`        ${namesOf(flag).join('|')}) ${offer(flag.values)}; return ;;`],
  );
  const all = flags.map((flag) => `--${flag.name}`);
  return `    ${name})
      case $prev in
${withValue.join('\n')}
      esac
      if [[ $cur == -* ]]; then ${words(all)}; else ${offer(positional)}; fi ;;`;
}

/** For bash from 3.2 on: `source <(sqlsafe completion bash)`. */
export const bash = (verbs: readonly Verb[]): string => `# sqlsafe for bash: source <(sqlsafe completion bash)
_sqlsafe_words() {
  COMPREPLY=($(compgen -W "$1" -- "$cur"))
  # What ends in = is to be written on.
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  return 0
}
_sqlsafe_files() {
  compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$cur"))
}
_sqlsafe() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} verb=check
  COMPREPLY=()
  # --flag=value is three words here.
  if [[ $cur == = ]]; then cur=''; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  case \${COMP_WORDS[1]} in
    ${verbs.map(({ name }) => name).join('|')}) [[ $COMP_CWORD -gt 1 ]] && verb=\${COMP_WORDS[1]} ;;
  esac
  if [[ $COMP_CWORD -eq 1 && $cur != -* ]]; then
    ${words(verbs.map(({ name }) => name))}
    [[ \${#COMPREPLY[@]} -eq 0 ]] && _sqlsafe_files
    return
  fi
  case $verb in
${verbs.map(verbCase).join('\n')}
  esac
}
complete -F _sqlsafe sqlsafe
`;
