import type { FileFinding, Severity } from '../model/finding.ts';
import type { LayoutName } from '../model/migration.ts';
import { directionOf } from './direction.ts';
import { groupBy } from './group.ts';
import { orderFinding, type Step } from './layout.ts';
import { keepsChangesets } from './liquibase.ts';
import { nameOf, parentOf } from './path.ts';
import { scanRegions } from './regions.ts';
import { versionKey, versionOf } from './version.ts';

/** A migration that is on the base branch, and not as it was there. Paths as reports show them. */
export interface PastChange {
  readonly kind: 'edited' | 'renamed' | 'deleted';
  /** Where it is; where it was, for one that is gone. */
  readonly path: string;
  /** What it was called before it was renamed. */
  readonly from?: string;
  /** What it said before, where that is known. */
  readonly text?: string;
  /** The branch that has it, as a person would say it. */
  readonly base: string;
}

const ONCE = 'It is not run again where it has run: those databases keep what it did before, and new ones get something else.';

const EDITED: { readonly [L in LayoutName]?: string } = {
  flyway: 'Flyway keeps a checksum of each file that it has run, and refuses to migrate while one differs.',
  prisma: 'Prisma does not run it again: migrate deploy warns that it was changed, migrate dev asks to reset the database.',
  'golang-migrate': `golang-migrate goes by the version alone. ${ONCE}`,
  goose: `goose goes by the version alone. ${ONCE}`,
  dbmate: `dbmate goes by the version alone. ${ONCE}`,
  diesel: `diesel goes by the version alone. ${ONCE}`,
  drizzle: `drizzle-orm goes by the time in its journal. ${ONCE}`,
  'sql-migrate': `sql-migrate goes by the file's name alone. ${ONCE}`,
  sqlx: 'sqlx keeps a checksum of each file, comments and blanks included, and refuses to run while one differs.',
  supabase: `Supabase goes by the version alone. ${ONCE}`,
  'node-pg-migrate': `node-pg-migrate goes by the file's name alone. ${ONCE}`,
  'graphile-migrate': 'graphile-migrate checks the hash of each committed file, and refuses to run while one differs.',
  hasura: `Hasura goes by the version alone. ${ONCE}`,
  atlas: `Atlas does not run it again, and refuses to run at all until atlas.sum is written anew. ${ONCE}`,
  liquibase: 'Liquibase keeps a checksum of each changeset, and refuses to run while one differs.',
  refinery: 'refinery keeps a checksum of each migration, and refuses to run while one differs.',
  pop: `pop goes by the version alone. ${ONCE}`,
  sqitch: 'sqitch deploys a change once; a changed script is deployed again only after sqitch rework.',
};

/** What comes of another name where the version in it stays the same; undefined: nothing. */
const RENAMED: { readonly [L in LayoutName]?: { readonly severity: Severity; readonly verdict: string } | undefined } = {
  'golang-migrate': undefined,
  goose: undefined,
  dbmate: undefined,
  diesel: undefined,
  drizzle: undefined,
  sqitch: undefined,
  sqlx: undefined,
  supabase: undefined,
  'graphile-migrate': undefined,
  hasura: undefined,
  atlas: undefined,
  pop: undefined,
  'sql-migrate': {
    severity: 'error',
    verdict: 'sql-migrate knows it by its file name: it misses the old one in the folder, and refuses to run.',
  },
  'node-pg-migrate': {
    severity: 'error',
    verdict: 'node-pg-migrate knows it by its file name: it takes it for a new one before others that have run, and refuses to run.',
  },
  liquibase: {
    severity: 'error',
    verdict:
      'Liquibase knows a changeset by the path of its file as well: all of them run again, unless logicalFilePath keeps the old one.',
  },
  refinery: { severity: 'error', verdict: 'The name is part of the checksum that refinery keeps: it refuses to run.' },
  flyway: { severity: 'error', verdict: 'Flyway compares the names as well, and refuses to migrate while one differs.' },
  prisma: { severity: 'error', verdict: 'Prisma knows it by its whole name: it runs again where it has run, and the old name is missed.' },
};
const RENAMED_ELSE = { severity: 'warning', verdict: 'A runner that remembers whole names runs it again where it has run.' } as const;
const VERSION_CHANGED = 'Under another version it is another migration: it runs again where it has run.';

/** Of the migrations of a project those that the base branch has otherwise. `upText`: what a file runs on the way up, with a text or as it is. */
export function pastFindings(
  steps: readonly Step[],
  layout: LayoutName,
  changes: readonly PastChange[],
  upText: (file: string, text: string | undefined) => string | undefined,
): FileFinding[] {
  const known = new Map(changes.map((change) => [change.path, change]));
  return steps.flatMap((step) => {
    const [section] = step.up;
    const change = section === undefined ? undefined : known.get(section.file.path);
    // What has no number may be run again at will: repeatable migrations, views, functions.
    if (change === undefined || !isNumbered(step, layout)) return [];
    const { path, from, base } = change;
    if (change.kind === 'renamed' && from !== undefined) return renamed(path, from, layout, base);
    if (change.kind !== 'edited' || (change.text !== undefined && isSame(upText(path, change.text), upText(path, undefined), layout)))
      return [];
    return [
      orderFinding(
        path,
        'edited',
        layout === 'sqitch' ? 'warning' : 'error',
        `It is on ${base} already, and is changed here.`,
        EDITED[layout] ?? ONCE,
        'Leave it as it was, and put the change into a new migration.',
      ),
    ];
  });
}

const isNumbered = ({ id, version }: Step, layout: LayoutName): boolean =>
  layout === 'sqitch' || layout === 'liquibase' || (version ?? versionOf(id)).numbers.length > 0;

/** What the file is called by: its folder's name where all files of a tool are called the same. */
const titleOf = (path: string): string =>
  /^(?:migration|up|down)\.sql$/i.test(nameOf(path)) ? nameOf(parentOf(path) ?? '') : nameOf(path);

function renamed(path: string, from: string, layout: LayoutName, base: string): FileFinding[] {
  if (titleOf(path) === titleOf(from)) return [];
  const isSameVersion = versionKey(versionOf(titleOf(path)).numbers) === versionKey(versionOf(titleOf(from)).numbers);
  const outcome = !isSameVersion
    ? ({ severity: 'error', verdict: VERSION_CHANGED } as const)
    : layout in RENAMED
      ? RENAMED[layout]
      : RENAMED_ELSE;
  if (outcome === undefined) return [];
  return [
    orderFinding(
      path,
      'renamed',
      outcome.severity,
      `It is on ${base} already, as ${titleOf(from)}.`,
      outcome.verdict,
      `Call it ${titleOf(from)} again.`,
    ),
  ];
}

/** From so many on, old migrations are being cleared away together, and that is said once. */
const MANY = 5;

/** Migrations of the base branch that are gone. Nothing is left of their projects to look at, so their names must do. */
export function goneFindings(changes: readonly PastChange[]): FileFinding[] {
  const gone = changes.filter(
    ({ kind, path }) => kind === 'deleted' && directionOf(path).direction === 'up' && versionOf(titleOf(path)).numbers.length > 0,
  );
  const say = ({ path, base }: PastChange, text: string): FileFinding =>
    orderFinding(
      path,
      'deleted',
      'warning',
      text.replace('{base}', base),
      'New databases are made without it, and tools that compare their record with the files (Flyway, Prisma) complain or refuse to run.',
      'Bring it back, and undo what it does in a new migration.',
    );
  const folderOf = (path: string): string => parentOf(nameOf(path) === titleOf(path) ? path : (parentOf(path) ?? '')) ?? '';
  return [...groupBy(gone, ({ path }) => folderOf(path)).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return group.length < MANY
      ? group.map((each) => say(each, 'It is on {base} already, and is deleted here.'))
      : [say(first, `It and ${group.length - 1} more in its folder are on {base} already, and are deleted here.`)];
  });
}

/** They keep a checksum of all of a file. */
const WHOLE_TEXT: ReadonlySet<LayoutName> = new Set(['flyway', 'sqlx', 'graphile-migrate', 'atlas', 'refinery']);

/** Do two texts mean the same to the layout's tool? Comments and blanks count where it keeps a checksum of all of the file. */
function isSame(before: string | undefined, now: string | undefined, layout: LayoutName): boolean {
  if (before === undefined || now === undefined) return false;
  if (layout === 'liquibase') return keepsChangesets(before, now, bare);
  return WHOLE_TEXT.has(layout) ? before === now : bare(before) === bare(now);
}

/** Without comments, blanks evened out. */
function bare(text: string): string {
  let kept = '';
  scanRegions(text, (region, start, end) => {
    kept += region === 'comment' ? ' ' : text.slice(start, end);
  });
  return kept.replaceAll(/\s+/g, ' ').trim();
}
