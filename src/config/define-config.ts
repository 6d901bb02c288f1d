import type { Config } from './settings.ts';

/**
 * A configuration, handed back as it is: `export default defineConfig({ … })` in `sqlsafe.config.ts` or `.mjs` lets an editor know its keys.
 * A function is called when sqlsafe starts.
 */
export function defineConfig<C extends Config | (() => Config | Promise<Config>)>(config: C): C {
  return config;
}
