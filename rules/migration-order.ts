import {
  commandText,
  defineRule,
  isTable,
  nameText,
  relationText,
  type Catalog,
  type HistoryEntry,
  type Name,
  type OperationKind,
} from '../src/rule.ts';

/** What asks for a table that is there, and says so with an error where it is not. */
const USES = [
  'add-column',
  'drop-column',
  'rename-column',
  'alter-column-type',
  'set-not-null',
  'set-default',
  'add-check',
  'add-foreign-key',
  'add-unique',
  'add-primary-key',
  'add-exclude',
  'validate-constraint',
  'alter-relation',
  'create-index',
  'create-trigger',
  'create-policy',
  'create-view',
  'create-matview',
  'insert',
  'update',
  'delete',
  'copy',
  'grant',
] as const satisfies readonly OperationKind[];
/** What reads rows to build or check something. */
const BUILDS = ['create-index', 'add-unique', 'add-primary-key', 'add-exclude'] as const satisfies readonly OperationKind[];
/** What makes that worthless, or does it once more. */
const UNDOES = [
  'drop-table',
  'drop-index',
  'drop-constraint',
  'drop-column',
  'cluster',
  'vacuum',
] as const satisfies readonly OperationKind[];

/** SQLSTATE of a relation that is not there. */
const MISSING = '42P01';

type Entry = HistoryEntry<(typeof USES)[number] | (typeof UNDOES)[number]>;

export default defineRule({
  id: 'migration-order',
  severity: 'warning',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Put migrations, and what stands in them, into an order that works from an empty database on.',
    why: 'A history is run from its beginning wherever a new database is made: for a test, for a new colleague, after a disaster. What needs something that only a later file makes fails there, however well it runs where both were applied by hand. And numbers that are doubled, missing or late make one database another than the next.',
    instead: 'Give the files numbers in the order in which they need each other.',
    whenNot: 'The history begins in the middle, and a later file only repeats what was there from the start: then say IF NOT EXISTS in it.',
    sources: ['https://www.postgresql.org/docs/current/ddl-depend.html'],
  },
  aliases: ['migrationpilot:SQ003', 'migrationpilot:SQ004'],
  on: [...USES, ...UNDOES],
  messages: {
    'created-later': '{command} needs {table}, which only {file} creates: on a new database this fails.',
    'built-in-vain': '{command} reads all of {table}, and {after} at line {line} of {file} {undoes}: the work is thrown away.',
    duplicate: 'Two files have the same number.',
    gap: 'A number is left out.',
    width: 'Numbers of different width have one order by number and another by name.',
    late: 'A new file stands before files that are there already.',
    missing: 'A file that the journal or plan lists is not there.',
    skipped: 'The journal dates a migration no later than the one before it.',
    unlisted: 'The journal or plan does not list a file.',
    unnumbered: 'The name of a folder begins with no timestamp.',
    edited: 'A migration that is on the base branch is changed.',
    renamed: 'A migration that is on the base branch has another name.',
    deleted: 'A migration that is on the base branch is gone.',
  },
  examples: [
    {
      title: 'The table comes later',
      dialect: 'postgresql',
      bad: "SET lock_timeout = '2s';\nALTER TABLE invoices ADD COLUMN note text;",
      later: 'CREATE TABLE invoices (id bigint PRIMARY KEY);',
      good: ['CREATE TABLE invoices (id bigint PRIMARY KEY);', "SET lock_timeout = '2s';\nALTER TABLE invoices ADD COLUMN note text;"],
    },
    {
      title: 'An index is built and then dropped',
      dialect: 'postgresql',
      transaction: 'statement',
      given: 'CREATE TABLE invoices (id bigint PRIMARY KEY, note text);',
      bad: 'CREATE INDEX invoices_note ON invoices (note);\nDROP INDEX CONCURRENTLY invoices_note;',
      good: 'CREATE INDEX CONCURRENTLY invoices_note ON invoices (note);',
    },
  ],
  collect: ({ op, effects }) =>
    effects.relations.some(({ id, work }) => id === undefined || work === 'rewrite') ||
    effects.fails?.code === MISSING ||
    UNDOES.some((kind) => kind === op.kind) ||
    (BUILDS.some((kind) => kind === op.kind) && effects.relations.some(({ work }) => work === 'build')),
  checkHistory({ entries, end, migrationOf }) {
    const early = entries.flatMap((entry) => {
      const name = neededLater(entry, end);
      if (name === undefined) return [];
      const creator = migrationOf(name.deployment);
      const data = { command: commandText(entry.op), table: name.text, file: creator?.up[0]?.file.path ?? 'a later file' };
      const instead = { text: `Let the file that creates ${name.text} come first.`, sql: null };
      return [
        { entry, message: 'created-later' as const, data, once: name.text, severity: 'error' as const, instead, relation: name.text },
      ];
    });
    const vain = entries.flatMap((entry, at) => {
      const undoing = undoingOf(entries, at);
      if (undoing === undefined || !('table' in entry.op) || entry.op.table === undefined) return [];
      const { file, span } = undoing.statement;
      const data = {
        command: commandText(entry.op),
        table: nameText(entry.op.table),
        after: commandText(undoing.op),
        line: String(file.text.slice(0, span.start).split('\n').length),
        file: file.path,
        undoes: UNDOES.some((kind) => kind === undoing.op.kind && kind.startsWith('drop')) ? 'drops what it built' : 'builds it once more',
      };
      const instead = { text: 'Leave the first out, or let the second come first.', sql: null };
      return [{ entry, message: 'built-in-vain' as const, data, severity: 'info' as const, instead }];
    });
    return [...early, ...vain];
  },
});

/** A table that was taken as existing here, and that a later file makes without having found one. */
function neededLater(
  { op, effects, relation, context, deployment, migration }: Entry,
  end: () => Catalog,
): { text: string; deployment: number } | undefined {
  // What is only read has no effect of its own.
  const read = effects.fails?.code === MISSING && 'query' in op ? (op.query?.reads ?? []) : [];
  const unknown: readonly Name[] = [...effects.relations.filter(({ id }) => id === undefined), ...read.map(({ relation: name }) => name)];
  // A branch may not be taken; files without numbers are no sequence that anybody chose.
  if (unknown.length === 0 || context !== undefined || ('ifExists' in op && op.ifExists)) return undefined;
  if (UNDOES.some((kind) => kind === op.kind && kind !== 'drop-column') || !/\d/.test(migration.id)) return undefined;
  const catalog = end();
  for (const wanted of unknown) {
    const found = catalog.find(wanted);
    if (!isTable(found) || found.origin === 'assumed' || found.deployment <= deployment) continue;
    // What was made anew after a drop has another identity.
    if ('table' in op && op.table?.name === wanted.name && relation !== undefined && relation !== found.id) continue;
    return { text: relationText(found), deployment: found.deployment };
  }
  return undefined;
}

/** What follows in the same deployment and throws away what was built. */
function undoingOf(entries: readonly Entry[], at: number): Entry | undefined {
  const entry = entries[at];
  if (entry === undefined || !BUILDS.some((kind) => kind === entry.op.kind)) return undefined;
  if (!entry.effects.relations.some(({ work }) => work === 'build')) return undefined;
  for (let next = at + 1; entries[next]?.deployment === entry.deployment; next++) {
    const later = entries[next];
    if (later !== undefined && undoes(later, entry)) return later;
  }
  return undefined;
}

/** The later one drops what the other built, or writes the table anew. */
function undoes(later: Entry, { op, relation }: Entry): boolean {
  if (relation === undefined || later.context !== undefined) return false;
  const undoing = later.op;
  switch (undoing.kind) {
    case 'drop-index':
      return op.kind === 'create-index' && op.name !== undefined && undoing.indexes.some(({ name }) => name === op.name);
    case 'drop-constraint':
      return op.kind !== 'create-index' && later.relation === relation && 'name' in op && op.name === undoing.constraint;
    case 'drop-table':
      return 'table' in op && op.table !== undefined && undoing.tables.some(({ name }) => name === op.table?.name);
    case 'drop-column':
      return later.relation === relation && columnsOf(op).includes(undoing.column);
    default:
      return later.effects.relations.some(({ id, work }) => id === relation && work === 'rewrite');
  }
}

const columnsOf = (op: Entry['op']): readonly string[] =>
  op.kind === 'create-index'
    ? op.keys.flatMap(({ column }) => column ?? [])
    : op.kind === 'add-unique' || op.kind === 'add-primary-key'
      ? op.columns
      : [];
