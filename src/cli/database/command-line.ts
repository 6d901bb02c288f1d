import type { Arguments } from '../options.ts';

/** Options that say which history is meant. The URL is not among them: it may hold a password. */
const SAME = ['embedded', 'targets', 'targets-query', 'target', 'stream', 'history-schema', 'layout', 'config'] as const;

/** Beside those, options of a verb that its next run needs: another tool's history, the environment of seeds. */
const OF_VERB: Readonly<Record<string, readonly string[]>> = {
  apply: ['mirror', 'tool-table'],
  rollback: ['mirror', 'tool-table'],
  redo: ['mirror', 'tool-table'],
  baseline: ['tool-table'],
  seed: ['env', 'again'],
};

/** A command for the same history, to be typed next. */
export function commandLine(verb: string, positionals: readonly string[], values: Arguments['values']): string {
  const options = [...SAME, ...(OF_VERB[verb] ?? [])].flatMap((name) => {
    const value = values[name];
    if (value === true) return [`--${name}`];
    const texts = typeof value === 'string' ? [value] : Array.isArray(value) ? (value as readonly string[]) : [];
    return texts.flatMap((text) => [`--${name}`, quoted(text)]);
  });
  return [`sqlsafe ${verb}`, ...positionals.map(quoted), ...options].join(' ');
}

/** As a word for a shell. */
export const quoted = (text: string): string => (/^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
