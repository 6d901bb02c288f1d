import { matcherOf } from './glob.ts';

/** What only some files are for. */
export interface ForFiles {
  /** Globs; one that begins with `!` takes files out again. */
  readonly files: readonly string[];
  /** Folder that the globs start from, as its reports show it; where all paths start where absent. */
  readonly from?: string;
}

type Levelled = { readonly levels?: Readonly<Record<string, string>> };

/**
 * General settings and what overrides them for some files. Later ones win; of levels each entry for itself.
 * Files with the same settings get the same object, files that no override is for undefined.
 * @param resolve a path as reports show it → as the tree has it, absolute or from its root
 */
export function settingsByFile<S extends Levelled>(
  general: S,
  overrides: readonly (ForFiles & S)[],
  resolve: (path: string) => string,
): (path: string) => S | undefined {
  const tests = overrides.map(({ files, from }) => globTest(files, resolve(from ?? '')));
  const combined = new Map<string, S>();
  const known = new Map<string, S | undefined>();
  const find = (path: string): S | undefined => {
    const whole = resolve(path);
    const own = overrides.filter((_, at) => tests[at]?.(whole) ?? false);
    if (own.length === 0) return undefined;
    const key = own.map((each) => overrides.indexOf(each)).join();
    const settings = combined.get(key) ?? combine(general, own);
    combined.set(key, settings);
    return settings;
  };
  return (path) => {
    if (!known.has(path)) known.set(path, find(path));
    return known.get(path);
  };
}

function combine<S extends Levelled>(general: S, own: readonly (ForFiles & S)[]): S {
  const { files: _, from: __, ...combined } = Object.assign({}, general, ...own) as ForFiles & S;
  return { ...(combined as unknown as S), levels: Object.assign({}, ...[general, ...own].map(({ levels }) => levels)) as S['levels'] };
}

/** Does a path match the globs? One that starts with `/` or `**` may also mean a file outside the folder `base` that they start from. */
export function globTest(globs: readonly string[], base = ''): (path: string) => boolean {
  const steps = globs.map((glob) => {
    const out = glob.startsWith('!');
    const pattern = out ? glob.slice(1) : glob;
    return { out, matches: matcherOf(pattern), absolute: pattern.startsWith('/'), anywhere: pattern.startsWith('**') };
  });
  const prefix = base === '' || base.endsWith('/') ? base : `${base}/`;
  return (path) => {
    const below = path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
    let inside = false;
    for (const { out, matches, absolute, anywhere } of steps) {
      const seen = absolute || (below === undefined && anywhere) ? path : below;
      if (seen !== undefined && inside === out && matches(seen)) inside = !out;
    }
    return inside;
  };
}
