import type { FileFinding } from '../model/finding.ts';
import type { Section } from '../model/migration.ts';
import type { SourceFile } from '../model/source.ts';
import { hex, sha1 } from './hash.ts';
import { fixtureOf, includesIn, nearlyInclude } from './graphile-includes.ts';
import { orderFinding, whole, type Folder, type Layout, type SqlFile, type Step } from './layout.ts';
import { commentLines, misread } from './misread.ts';
import { byCodeUnit, joinPath, nameOf, stemOf } from './path.ts';
import { nearest, textAt } from './tool-config.ts';

// https://github.com/graphile/migrate, src/migration.ts, src/current.ts, src/header.ts
const COMMITTED = /^committed\/\d{6,}(?:-[^/]*)?\.sql$/;
const CURRENT = /^current\/[^/]+\.sql$/;
const CURRENT_NAME = /^\d+(?:-[-_a-z0-9]+)?\.sql$/;
const NO_TRANSACTION = /^--!\s*no-transaction\b/;
const NEARLY = /^--[ \t!]*no[-_ \t]?transactions?\b/i;
/** What graphile-migrate fills in by itself, as names of ours. */
const OWN_VALUES = { DATABASE_NAME: '_database_name_', DATABASE_OWNER: '_database_owner_' };

interface Header {
  /** `--! AllowInvalidHash`: it was changed on purpose. */
  readonly anyHash: boolean;
  readonly previous: string | undefined;
  readonly hash: string | undefined;
  /** Where what was written by hand begins. */
  readonly body: number;
}

/** `--! Previous: …`, `--! Hash: …` and `--! Message: …`, closed by an empty line. */
function headerOf(text: string): Header {
  const lines = /^(?:--! [A-Z][A-Za-z]*(?::[^\n]*)?\r?\n)*/.exec(text)?.[0] ?? '';
  const of = (name: string): string | undefined => new RegExp(`^--! ${name}: *(\\S+)`, 'm').exec(lines)?.[1];
  const blank = /^\r?\n/.exec(text.slice(lines.length))?.[0] ?? '';
  return { anyHash: /^--! AllowInvalidHash\b/m.test(lines), previous: of('Previous'), hash: of('Hash'), body: lines.length + blank.length };
}

/** Where the text that its tool runs begins: behind the header, and of a current migration at its first word. */
const bodyOf = ({ local, source: { text } }: SqlFile): number =>
  COMMITTED.test(local) ? headerOf(text).body : text.length - text.trimStart().length;

/** A string in a transaction, or a string alone. */
const modeOf = (file: SqlFile): Section['transaction'] => (NO_TRANSACTION.test(file.source.text.slice(bodyOf(file))) ? 'string' : 'file');

/** Each committed migration names the hash of the one before it. */
function chainFindings(committed: readonly SqlFile[]): FileFinding[] {
  return committed.flatMap(({ source }, i) => {
    const { previous, hash } = headerOf(source.text);
    const before = committed[i - 1];
    const expected = before === undefined ? '-' : headerOf(before.source.text).hash;
    const refused = 'graphile-migrate refuses to run while the chain of hashes is broken.';
    if (previous === undefined || hash === undefined)
      return [
        misread(source, {
          span: { start: 0, end: Math.min(source.text.length, Math.max(0, source.text.search(/\r|\n|$/))) },
          text: 'A committed migration begins with `--! Previous:` and `--! Hash:`, and this one does not.',
          why: 'graphile-migrate refuses to run.',
          instead: 'Let `graphile-migrate commit` write it.',
          severity: 'error',
        }),
      ];
    if (expected === undefined || previous === expected) return hashFindings(source, headerOf(source.raw));
    const text =
      before === undefined
        ? `It follows ${previous}, and no migration stands before it.`
        : `It follows ${previous}, and ${nameOf(before.local)} before it is ${expected}.`;
    return [orderFinding(source.path, 'missing', 'error', text, refused, 'Bring the file back, or uncommit this one and commit it anew.')];
  });
}

/** A hash is of the one before it and the text. Source: graphile-migrate 1.4, dist/hash.js */
function hashFindings({ path, raw }: SourceFile, { previous = '', hash = '', body, anyHash }: Header): FileFinding[] {
  const given = /^sha1:([0-9a-f]{40})$/.exec(hash)?.[1];
  if (given === undefined) return [];
  const before = previous === '-' ? '' : previous;
  const isSame = hex(sha1(`${`${before}\n${raw.slice(body).trim()}`.trim()}\n`)) === given;
  if (isSame === !anyHash) return [];
  return [
    isSame
      ? orderFinding(
          path,
          'hash',
          'error',
          'It allows an invalid hash, and its hash is valid.',
          'graphile-migrate refuses to run it.',
          'Remove the line `--! AllowInvalidHash`.',
        )
      : orderFinding(
          path,
          'hash',
          'error',
          'It is not what its hash was made from.',
          'graphile-migrate refuses to run it where it has not run yet, and elsewhere does not notice.',
          'Leave it as it was, and put the change into a new migration.',
        ),
  ];
}

function misreadings(folder: Folder, file: SqlFile): FileFinding[] {
  const { source } = file;
  const body = bodyOf(file);
  return commentLines(source.raw, /^--[ \t!]*(?:no|include)/i).flatMap(({ start, end, text }) => {
    const span = { start, end };
    // Lines are looked for as they stand in the file; what was filled in lies behind them.
    const raw = { ...source, text: source.raw, edits: [] };
    if (NEARLY.test(text) && !(start === body && NO_TRANSACTION.test(text)))
      return [
        misread(raw, {
          span,
          text: 'graphile-migrate passes over this line, and runs the file in a transaction.',
          why: 'It looks at the first line only, behind the header of a committed file.',
          instead: 'Write `--! no-transaction` as the first line.',
        }),
      ];
    if (nearlyInclude(text))
      return [
        misread(raw, {
          span,
          text: 'graphile-migrate includes nothing here: to it this is a comment.',
          why: 'The file is run as if the line were not there.',
          instead: 'Write `--!include file.sql`, with nothing behind it.',
        }),
      ];
    return includesIn(text).flatMap((name) =>
      folder.tree.kind(fixtureOf(folder.root, name)) === 'file'
        ? []
        : [
            orderFinding(
              source.path,
              'missing',
              'error',
              `It includes ${name}, and there is no fixtures/${name}.`,
              'graphile-migrate fails before it runs anything.',
            ),
          ],
    );
  });
}

/** One migration, in `current.sql` or in parts in `current/`. */
function currentOf(files: readonly SqlFile[]): { readonly steps: readonly Step[]; readonly findings: readonly FileFinding[] } {
  const alone = files.find(({ local }) => local === 'current.sql');
  const parts = files.filter(({ local }) => CURRENT.test(local)).toSorted((a, b) => byCodeUnit(a.local, b.local));
  const all = alone === undefined ? parts : [alone, ...parts];
  const [first] = all;
  if (first === undefined) return { steps: [], findings: [] };
  const mode = modeOf(first);
  const both =
    alone === undefined || parts.length === 0
      ? []
      : [
          orderFinding(
            alone.source.path,
            'duplicate',
            'error',
            'There is a folder current/ beside it.',
            'graphile-migrate refuses to run while there are both.',
            'Move it into the folder.',
          ),
        ];
  const misnamed = parts
    .filter(({ local }) => !CURRENT_NAME.test(nameOf(local)))
    .map(({ local, source }) =>
      orderFinding(
        source.path,
        'unnumbered',
        'error',
        `${nameOf(local)} is no name of a part.`,
        'graphile-migrate refuses to run while one is in the folder.',
        'Call it `1-name.sql`: a number, and small letters behind a dash.',
      ),
    );
  return {
    steps: [{ id: 'current', up: all.map(({ source }) => whole(source, mode)), down: [], isLast: true }],
    findings: [...both, ...misnamed],
  };
}

/** Files of `fixtures/` that a migration includes, by themselves or through others; as reports show them. */
function includedBy({ up }: Step, { tree, root, files }: Folder): readonly string[] {
  const byPath = new Map(files.map(({ source }) => [source.path, source.raw]));
  const found = new Set<string>();
  const follow = (text: string): void => {
    for (const name of includesIn(text)) {
      const path = tree.display(fixtureOf(root, name));
      if (found.has(path)) continue;
      found.add(path);
      follow(byPath.get(path) ?? '');
    }
  };
  for (const { file } of up) follow(file.raw);
  return [...found];
}

/**
 * `committed/000001-name.sql` in a chain of hashes, then `current.sql` or the parts in `current/`. A file is one string, in a transaction
 * unless its first line says `--! no-transaction`; it goes forward only. Current migrations include files of `fixtures/`.
 */
export const graphileMigrate: Layout = {
  name: 'graphile-migrate',
  detect: ({ tree, root, files }) =>
    files.some(({ local }) => COMMITTED.test(local) || CURRENT.test(local) || local === 'current.sql') &&
    (files.some(({ source }) => source.text.startsWith('--! Previous:')) ||
      nearest(tree, root, ['.gmrc', '.gmrc.js', '.gmrc.cjs']) !== undefined),
  fills: ({ tree, root }) => {
    const config = textAt(tree, nearest(tree, root, ['.gmrc', '.gmrc.js', '.gmrc.cjs']) ?? joinPath(root, '.gmrc'));
    const given = Array.from(
      config.matchAll(/["']?:([A-Z_][A-Z0-9_]*)["']?\s*:\s*["']([^"'!][^"']*)["']/g),
      ([, name = '', value = '']) => [name, value],
    );
    return {
      psql: true,
      values: { ...OWN_VALUES, ...(Object.fromEntries(given) as Record<string, string>) },
      include: (comment) => {
        const [name] = includesIn(comment);
        const path = name === undefined ? undefined : fixtureOf(root, name);
        return path === undefined || tree.kind(path) !== 'file' ? undefined : tree.read(path).text;
      },
    };
  },
  order(folder) {
    const { files } = folder;
    const committed = files.filter(({ local }) => COMMITTED.test(local)).toSorted((a, b) => byCodeUnit(a.local, b.local));
    const current = currentOf(files);
    const bare = [
      ...committed.map((file) => ({ id: stemOf(nameOf(file.local)), up: [whole(file.source, modeOf(file))], down: [] })),
      ...current.steps,
    ];
    const steps = bare.map((step): Step => {
      const includes = includedBy(step, folder);
      return includes.length === 0 ? step : { ...step, includes };
    });
    const run = new Set(steps.flatMap(({ up, includes = [] }) => [...up.map(({ file }) => file.path), ...includes]));
    return {
      steps,
      left: files.filter(({ source }) => !run.has(source.path)).map(({ source }) => whole(source, 'auto')),
      reversible: false,
      findings: [
        ...chainFindings(committed),
        ...current.findings,
        ...files.filter(({ source }) => run.has(source.path)).flatMap((file) => misreadings(folder, file)),
      ],
    };
  },
};
