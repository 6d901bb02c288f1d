import { resolve } from 'node:path';
import { settingsFromEnvironment, settingsFromFlags } from '../config/from-text.ts';
import { mergeSettings } from '../config/merge-settings.ts';
import { readConfig } from '../config/read-config.ts';
import type { Settings } from '../config/settings.ts';
import { findConfig, loadConfig } from '../io/find-config.ts';
import type { Problem } from '../model/problem.ts';
import type { Arguments } from './options.ts';
import type { Terminal } from './terminal.ts';

export interface Given {
  readonly settings: Settings;
  readonly problems: readonly Problem[];
}

/** The settings of a run: the configuration, over it the variables, over those the flags. All that is wrong with any of them comes back at once. */
export async function gatherSettings(values: Arguments['values'], { cwd, env }: Terminal): Promise<Given> {
  const config = await configured(values, cwd, env['SQLSAFE_CONFIG']);
  const variables = settingsFromEnvironment(env);
  const flags = settingsFromFlags(values);
  return {
    settings: mergeSettings(config.settings, variables.settings, flags.settings),
    problems: [...config.problems, ...variables.problems, ...flags.problems],
  };
}

async function configured(values: Arguments['values'], cwd: string, variable: string | undefined): Promise<Given> {
  if (values['no-config'] === true) return { settings: {}, problems: [] };
  const named = typeof values['config'] === 'string' ? values['config'] : variable || undefined;
  const { config, problems } = named === undefined ? await findConfig(cwd, cwd) : await loadConfig(resolve(cwd, named), cwd);
  if (config === undefined) return { settings: {}, problems };
  const read = await readConfig(config);
  return { settings: read.settings, problems: [...problems, ...read.problems] };
}
