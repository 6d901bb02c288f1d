import { readdirSync } from 'node:fs';
import type { Rule } from '../../src/rule.ts';

const folder = new URL('../../rules/', import.meta.url);

/** Ids of all rule files, whether or not the registry knows them yet. */
export const ruleIds: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();

const load = async (id: string): Promise<Rule> => ((await import(new URL(`${id}.ts`, folder).href)) as { default: Rule }).default;

/** Every rule in the folder with the name of its file. */
export const ruleFiles: readonly { readonly file: string; readonly rule: Rule }[] = await Promise.all(
  ruleIds.map(async (file) => ({ file, rule: await load(file) })),
);

/**
 * A fixture or an example puts into one history what nobody would:
 * what a rule says that looks at histories counts only where it is asked for.
 */
export const saysOfHistory = (id: string): boolean => ruleNamed(id).checkHistory !== undefined;

/** The rule of that id. */
export function ruleNamed(id: string): Rule {
  const found = ruleFiles.find(({ file }) => file === id);
  if (found === undefined) throw new Error(`no rule ${id}`);
  return found.rule;
}
