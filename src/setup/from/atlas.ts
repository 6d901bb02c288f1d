import { atLevel, rulesFor, type TakeOver, type Taken } from './source.ts';

/** Codes of Atlas' analyzers begin so. */
const ANALYZERS: Readonly<Record<string, RegExp>> = {
  destructive: /^atlas:DS/,
  data_depend: /^atlas:(?:MF|CD)/,
  incompatible: /^atlas:BC/,
  concurrent_index: /^atlas:PG1/,
};

/** `atlas.hcl`: which analyzers make an error, the server of its development database, and its folder of migrations. */
export function fromAtlas({ their: { text }, rules }: TakeOver): Taken {
  const plain = text.replaceAll(/^\s*(?:#|\/\/).*$|\/\*[\s\S]*?\*\//gm, '');
  const failing = Object.entries(ANALYZERS).filter(([name]) => new RegExp(`\\b${name}\\s*\\{[^{}]*\\berror\\s*=\\s*true`).test(plain));
  const codes = failing.flatMap(([, codesOf]) =>
    rules.flatMap(({ aliases }) => aliases.filter((alias) => codesOf.test(alias)).map((alias) => alias.slice('atlas:'.length))),
  );
  const { ids } = rulesFor(rules, 'atlas', codes);
  const [, version] = /\bdev\s*=\s*"docker:\/\/(?:postgres|postgis|pgvector)\/(?:pg)?(\d+)/.exec(plain) ?? [];
  const folders = [...new Set([...plain.matchAll(/\bdir\s*=\s*"file:\/\/([^"?$]+)/g)].map(([, folder = '']) => folder))];
  return {
    settings: [
      ...(version === undefined ? [] : [['dbVersion', version, "Atlas' dev database."] as const]),
      ...(folders.length === 0 ? [] : [['files', folders, "Atlas' migration.dir."] as const]),
      ...(ids.length === 0
        ? []
        : [['rules', atLevel(ids, 'error'), `Atlas' lint, error = true: ${failing.map(([name]) => name).join(', ')}.`] as const]),
    ],
    notes: /\bnaming\s*\{/.test(plain) ? ["Atlas' naming has nothing like it here"] : [],
  };
}
