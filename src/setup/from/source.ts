import type { ConfigFacts } from '../config-text.ts';

/** Tools whose settings can be taken over. */
export const SOURCES = ['squawk', 'eugene', 'pgsafe', 'atlas'] as const;
export type Source = (typeof SOURCES)[number];

/** As much of a rule as is asked here. */
export interface Named {
  readonly id: string;
  /** `tool:name` of the same check elsewhere. */
  readonly aliases: readonly string[];
}

/** What is known of another tool's settings: its own file, and the command lines that call it. */
export interface TheirSettings {
  /** The file and its text, where there is one. */
  readonly file: string | undefined;
  readonly text: string;
  /** Command lines of workflows, hooks and scripts. */
  readonly calls: readonly string[];
}

/** Settings of ours, and what has none. */
export interface Taken {
  readonly settings: ConfigFacts['taken'];
  readonly notes: readonly string[];
}

export interface TakeOver {
  readonly their: TheirSettings;
  readonly rules: readonly Named[];
}

/** Our rules that are the same check; a name that none has is told. */
export function rulesFor(
  rules: readonly Named[],
  tool: Source,
  names: readonly string[],
): { readonly ids: readonly string[]; readonly notes: readonly string[] } {
  const found = names.map((name) => ({
    name,
    ids: rules.filter(({ aliases }) => aliases.includes(`${tool}:${name}`)).map(({ id }) => id),
  }));
  return {
    ids: [...new Set(found.flatMap(({ ids }) => ids))].toSorted(),
    notes: found
      .filter(({ ids }) => ids.length === 0)
      .map(({ name }) => `${tool}'s ${name} is no rule here: there is nothing to take over`),
  };
}

/** `rules` of a configuration: each of the ids at one level. */
export const atLevel = (ids: readonly string[], level: string): Readonly<Record<string, string>> =>
  Object.fromEntries(ids.map((id) => [id, level]));

/** Values of an option in command lines: `--exclude=a,b`, `-e a`. */
export const optionsIn = (calls: readonly string[], ...names: readonly string[]): string[] =>
  calls.flatMap((call) =>
    [...call.matchAll(new RegExp(`(?:^|\\s)(?:${names.join('|')})(?:=|\\s+)["']?([\\w.,-]+)`, 'g'))].flatMap(([, value = '']) =>
      value.split(','),
    ),
  );
