import type { FileFinding } from '../model/finding.ts';
import type { Again, Section } from '../model/migration.ts';
import type { SourceFile } from '../model/source.ts';
import type { Dialect } from '../model/target.ts';
import { withDelimiters } from './delimiter.ts';
import { namesDialect } from './dialect-names.ts';
import { groupBy } from './group.ts';
import { orderFinding, whole, type Folder, type Layout, type SqlFile, type Step } from './layout.ts';
import { isFormatted, readChangelog, type Changeset } from './liquibase-changesets.ts';
import { mastersIn, readMaster } from './liquibase-master.ts';
import { firstCode, misread } from './misread.ts';
import { widths } from './order-findings.ts';
import { byCodeUnit, stemOf } from './path.ts';
import type { Skipped } from './tree.ts';

const isFalse = (value: string | undefined): boolean => value?.toLowerCase() === 'false';

/** Without splitting a changeset is one string; outside a transaction its statements are sent one by one. */
function modeOf({ attributes }: Changeset): Section['transaction'] {
  if (!isFalse(attributes.get('runintransaction'))) return 'file';
  return isFalse(attributes.get('splitstatements')) ? 'string' : 'statement';
}

/** `dbms:postgresql,h2`, `dbms:!mysql`, `ignore:true`: why the changeset does not run here; undefined where it does. */
function whyNot({ attributes }: Changeset, dialect: Dialect): string | undefined {
  if (attributes.get('ignore')?.toLowerCase() === 'true') return 'it says ignore';
  const names = (attributes.get('dbms') ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  if (names.length === 0 || names.includes('all')) return undefined;
  const barred = names.filter((name) => name.startsWith('!')).map((name) => name.slice(1));
  const named = names.filter((name) => !name.startsWith('!'));
  const runs = barred.some((name) => namesDialect(name, dialect))
    ? false
    : named.length === 0 || named.some((name) => namesDialect(name, dialect));
  return runs ? undefined : `its dbms is ${names.join(', ')}`;
}

const delimiterOf = (value: string | undefined): string | undefined =>
  value?.replaceAll('\\n', '\n').replaceAll('\\r', '\r').replaceAll('\\t', '\t');

const isTrue = (value: string | undefined): boolean => value?.toLowerCase() === 'true';

/** `runAlways:true`, `runOnChange:true` */
const againOf = ({ attributes }: Changeset): { readonly again?: Again } =>
  isTrue(attributes.get('runalways')) ? { again: 'always' } : isTrue(attributes.get('runonchange')) ? { again: 'changed' } : {};

interface Read {
  readonly step: Step;
  readonly changesets: readonly Changeset[];
  readonly source: SourceFile;
  readonly findings: readonly FileFinding[];
  readonly skipped: readonly Skipped[];
}

/** A file is a migration, each of its changesets a part of it; a file that is not formatted is one changeset. */
function read({ local, path, source: given }: SqlFile, dialect: Dialect): Read {
  const id = stemOf(local);
  if (!isFormatted(given.text))
    return { step: { id, up: [whole(given, 'file')], down: [] }, changesets: [], source: given, findings: [], skipped: [] };
  const changelog = readChangelog(given.text);
  const file = withDelimiters(
    { ...given, text: changelog.text },
    changelog.changesets.flatMap(({ attributes, up, down }) => [
      ...up.map((span) => ({ span, delimiter: delimiterOf(attributes.get('enddelimiter')) })),
      ...down.map((span) => ({ span, delimiter: delimiterOf(attributes.get('rollbackenddelimiter')) })),
    ]),
  );
  const runs = changelog.changesets.filter((changeset) => whyNot(changeset, dialect) === undefined);
  const top = runs[0]?.up[0];
  // What the file says of itself at its top is heard with its first changeset.
  const first = top !== undefined && firstCode(file.text, 0, top.start) === -1 ? top : undefined;
  const part = (direction: 'up' | 'down'): Section[] =>
    runs.flatMap((changeset) =>
      changeset[direction].map((span) => ({
        file,
        span: span === first ? { ...span, start: 0 } : span,
        transaction: modeOf(changeset),
        changeset: { id: changeset.id, ...againOf(changeset) },
      })),
    );
  // Undone from the end.
  const step = { id, up: part('up'), down: part('down').toReversed() };
  return {
    step: step.up.length + step.down.length > 0 ? step : { ...step, up: [{ file, span: { start: 0, end: 0 }, transaction: 'file' }] },
    changesets: changelog.changesets,
    source: given,
    findings: changelog.misreadings.map((each) => misread(given, each)),
    skipped: changelog.changesets.flatMap((changeset) => {
      const reason = whyNot(changeset, dialect);
      return reason === undefined ? [] : [{ path: `${path}, changeset ${changeset.id}`, reason }];
    }),
  };
}

/** Has every changeset stayed as it was? New ones may come anywhere; what is run again on every change may change. */
export function keepsChangesets(before: string, now: string, bare: (text: string) => string): boolean {
  const textsOf = (text: string): Map<string, string> => {
    const changelog = readChangelog(text);
    return new Map(
      changelog.changesets.flatMap(({ id, attributes, up }) =>
        ['runonchange', 'runalways'].some((name) => attributes.get(name)?.toLowerCase() === 'true')
          ? []
          : [[id, bare(up.map(({ start, end }) => changelog.text.slice(start, end)).join('\n'))]],
      ),
    );
  };
  const later = textsOf(now);
  return Array.from(textsOf(before)).every(([id, text]) => later.get(id) === text);
}

/** Changesets of one author and id in one file: Liquibase refuses to run. */
const doubled = ({ changesets, source }: Read): readonly FileFinding[] =>
  [...groupBy(changesets, ({ id }) => id)].flatMap(([id, group]) =>
    group.length < 2
      ? []
      : [
          orderFinding(
            source.path,
            'duplicate',
            'error',
            `It has ${group.length} changesets ${id}.`,
            'Liquibase knows a changeset by author, id and file, and refuses to run.',
            'Give each an id of its own.',
          ),
        ],
  );

interface Place {
  /** A changelog says the order. */
  readonly listed: boolean;
  readonly ordered: readonly SqlFile[];
  readonly left: readonly SqlFile[];
  readonly findings: readonly FileFinding[];
  readonly skipped: readonly Skipped[];
}

/** The order of the changelogs in the root, where there are any; else of the names. */
function placed({ tree, root, files }: Folder): Place {
  const readings = mastersIn(tree, root).map((path) => readMaster(tree, path));
  const listed = readings.flatMap((reading) => reading.files);
  if (listed.length === 0)
    return { listed: false, ordered: files.toSorted((a, b) => byCodeUnit(a.local, b.local)), left: [], findings: [], skipped: [] };
  const byPath = new Map(files.map((file) => [file.path, file]));
  const ordered = [...new Set(listed)].flatMap((path) => byPath.get(path) ?? []);
  const left = files.filter((file) => !ordered.includes(file));
  return {
    listed: true,
    ordered,
    left,
    findings: [
      ...readings.flatMap(({ missing }) =>
        missing.map(({ changelog, name }) =>
          orderFinding(
            tree.display(changelog),
            'missing',
            'error',
            `It includes ${name}, and there is none.`,
            'Liquibase fails before it runs anything.',
          ),
        ),
      ),
      ...left
        .filter(({ source }) => isFormatted(source.text))
        .map(({ source }) =>
          orderFinding(
            source.path,
            'unlisted',
            'warning',
            'No changelog includes it.',
            'Liquibase never runs it.',
            'Include it, or move it out of the folder.',
          ),
        ),
    ],
    skipped: readings.flatMap(({ unread }) => unread),
  };
}

/**
 * Formatted SQL: `--changeset author:id`, a transaction for each unless it says `runInTransaction:false`, with its way back in comments;
 * files in the order of the changelog that includes them, or by name.
 */
export const liquibase: Layout = {
  name: 'liquibase',
  detect: ({ files }) => files.some(({ source }) => isFormatted(source.text)),
  fills: (_, { source }) => ({ values: isFormatted(source.raw) ? readChangelog(source.raw).properties : {} }),
  order(folder) {
    const place = placed(folder);
    const all = place.ordered.map((file) => read(file, folder.dialect));
    const steps = all.map(({ step }) => step);
    return {
      steps,
      left: place.left.map(({ source }) => whole(source, 'auto')),
      // A way back is missing where most have one.
      reversible: steps.length > 0 && steps.filter(({ down }) => down.length > 0).length * 2 >= steps.length,
      findings: [
        ...place.findings,
        ...all.flatMap((each) => [...each.findings, ...doubled(each)]),
        ...(place.listed ? [] : widths(steps, 'info', 'Liquibase goes by name where it includes a folder.')),
      ],
      skipped: [...place.skipped, ...all.flatMap(({ skipped }) => skipped)],
    };
  },
};
