import type {
  Catalog,
  Column,
  Constraint,
  FunctionEntry,
  Index,
  Origin,
  Relation,
  RelationId,
  Sequence,
  Table,
  TypeEntry,
  View,
} from '../model/catalog.ts';
import type { Name, TypeName } from '../model/name.ts';
import type { Operation } from '../model/operation.ts';
import type { Span } from '../model/source.ts';
import type { Journal } from './replay/journal.ts';
import { createLinks, type LinkMaps } from './replay/links.ts';
import { createNameMap, type NameMap, type Names } from './replay/name-map.ts';
import { identifier } from './replay/names.ts';
import type { SessionStore } from './session.ts';

export interface Publication {
  /** UPDATE or DELETE is published: rows must have a name. */
  readonly changes: boolean;
  readonly tables: readonly { readonly table: RelationId; readonly columns: readonly string[]; readonly filter: readonly string[] }[];
}

/** The catalog with what the replay writes. Every write goes through the journal, so that it can be undone. */
export interface CatalogStore extends Catalog {
  /** Major version of the server. */
  readonly version: number;
  /** Number of the section that is replayed now. */
  readonly section: number;
  nextId(): RelationId;
  /** Adds a relation, or puts another state of it in place of the one with its id. */
  put(relation: Relation): void;
  /** Takes a relation away, and nothing that depends on it. Its name is remembered as absent. */
  remove(relation: Relation): void;
  /** Remembers that a name that was never seen is gone. */
  markAbsent(name: Name): void;
  /** Schema that a name stands for when it is created. */
  schemaFor(name: Name): string;
  /** All relations in no particular order, at no cost. */
  each(): Iterable<Relation>;
  /** A relation of that name stands in the schema. */
  taken(schema: string, name: string): boolean;
  /** A table in that schema has a constraint of that name. */
  constraintTaken(schema: string, name: string): boolean;
  /** Some file created a table. */
  noteHistory(): void;
  /** CREATE TABLE or ADD COLUMN … IF NOT EXISTS found it there. */
  noteSkipped(op: Operation, table: RelationId): void;

  putType(entry: TypeEntry): void;
  removeType(entry: TypeEntry): void;
  types(): readonly TypeEntry[];
  /** All functions of one name and schema. */
  putFunctions(schema: string, name: string, entries: readonly FunctionEntry[]): void;
  functionSets(): readonly (readonly FunctionEntry[])[];
  putSchema(schema: string, state: 'known' | 'dropped'): void;
  putExtension(extension: string, installed: boolean): void;
  putPublication(name: string, publication: Publication | undefined): void;
  publication(name: string): Publication | undefined;
  /** Temporary relations end with their session. */
  removeTemporary(): void;
  /** Everything so far was deployed earlier: it exists, and an application may have filled it. Can't be undone. */
  beginDeployment(): void;
  /** All that it holds, between two sections; it is not copied. */
  keep(): KeptCatalog;
}

/** What a catalog holds between two sections: plain values, from which another one can go on. */
export interface KeptCatalog {
  readonly relations: Map<RelationId, Relation>;
  readonly ids: Names<RelationId>;
  readonly absent: Names<true>;
  readonly constraintNames: Names<number>;
  readonly types: Names<TypeEntry>;
  readonly functions: Names<readonly FunctionEntry[]>;
  readonly schemas: Map<string, 'known' | 'dropped'>;
  readonly extensions: Map<string, true>;
  readonly publications: Map<string, Publication>;
  readonly facts: Map<'history', true>;
  readonly links: LinkMaps;
  readonly fresh: Set<RelationId>;
  readonly freshTypes: Set<TypeEntry>;
  readonly temporary: Set<RelationId>;
  readonly lastId: RelationId;
  readonly deployment: number;
}

/** What did nothing in a statement. */
interface Skipped {
  readonly statement: number;
  readonly all: readonly { readonly table: RelationId; readonly span: Span }[];
}

const BUILT_IN_SCHEMAS: ReadonlySet<string> = new Set(['public', 'pg_catalog', 'information_schema', 'pg_temp', 'pg_toast']);
const NONE: readonly never[] = [];

export function createCatalog({
  version,
  journal,
  session,
  kept,
}: {
  readonly version: number;
  readonly journal: Journal;
  readonly session: SessionStore;
  /** To go on from; it is written to. */
  readonly kept?: KeptCatalog | undefined;
}): CatalogStore {
  const relations = kept?.relations ?? new Map<RelationId, Relation>();
  const ids = createNameMap<RelationId>(journal, kept?.ids);
  const absent = createNameMap<true>(journal, kept?.absent);
  /** How many tables have a constraint of that name. */
  const constraintNames = createNameMap<number>(journal, kept?.constraintNames);
  const typeEntries = createNameMap<TypeEntry>(journal, kept?.types);
  const functions = createNameMap<readonly FunctionEntry[]>(journal, kept?.functions);
  const schemas = kept?.schemas ?? new Map<string, 'known' | 'dropped'>();
  const extensions = kept?.extensions ?? new Map<string, true>();
  const publications = kept?.publications ?? new Map<string, Publication>();
  const facts = kept?.facts ?? new Map<'history', true>();
  const skipped = new Map<'now', Skipped>();
  const links = createLinks(journal, kept?.links);
  /** Relations and types that the next deployment finds changed: not undone, since looking at one too many does no harm. */
  const fresh = kept?.fresh ?? new Set<RelationId>();
  const freshTypes = kept?.freshTypes ?? new Set<TypeEntry>();
  /** Ids of temporary relations, for the end of the session; likewise. */
  const temporary = kept?.temporary ?? new Set<RelationId>();
  const { put: write } = journal;
  let lastId = kept?.lastId ?? 0;
  let deployment = kept?.deployment ?? 0;

  function lookup<T>(map: NameMap<T>, { schema, name: written }: Name): T | undefined {
    const name = identifier(written);
    if (schema !== undefined) return map.get(schema, name);
    for (const candidate of session.lookup) {
      const found = map.get(candidate, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const relation = (id: RelationId): Relation | undefined => relations.get(id);
  const find = (name: Name): Relation | undefined => {
    const id = lookup(ids, name);
    return id === undefined ? undefined : relations.get(id);
  };
  const all = <K extends Relation['kind']>(list: readonly RelationId[], ...kinds: readonly K[]): Extract<Relation, { kind: K }>[] => {
    const found: Extract<Relation, { kind: K }>[] = [];
    for (const id of list) {
      const each = relations.get(id);
      if (each !== undefined && (kinds as readonly string[]).includes(each.kind)) found.push(each as Extract<Relation, { kind: K }>);
    }
    return found;
  };
  const tables = (list: readonly RelationId[]): readonly Table[] => (list.length === 0 ? NONE : all(list, 'table', 'foreign-table'));

  function count({ schema }: Table, { name }: Constraint, by: 1 | -1): void {
    const number = (constraintNames.get(schema, name) ?? 0) + by;
    constraintNames.put(schema, name, number === 0 ? undefined : number);
  }
  /** Constraints that did not change are the same values. */
  function recount(old: Relation | undefined, next: Relation | undefined): void {
    const before = old !== undefined && isTable(old) ? old : undefined;
    const after = next !== undefined && isTable(next) ? next : undefined;
    if (before?.constraints === after?.constraints && before?.schema === after?.schema) return;
    const same = before?.schema === after?.schema;
    if (before !== undefined)
      for (const each of before.constraints) if (!same || after?.constraints.includes(each) !== true) count(before, each, -1);
    if (after !== undefined)
      for (const each of after.constraints) if (!same || before?.constraints.includes(each) !== true) count(after, each, 1);
  }
  /** Another name may hide the change of kind, so a name is only freed where this relation holds it. */
  function free({ id, schema, name, temporary: passing }: Relation): void {
    if (ids.get(schema, name) === id) ids.put(schema, name, undefined);
    if (!passing) absent.put(schema, name, true);
  }
  /** A type as a column names it is this entry. */
  const isOf = (used: TypeName | undefined, type: TypeEntry): boolean =>
    used !== undefined &&
    used.name === type.name &&
    (used.schema ?? store.type({ schema: undefined, name: used.name })?.schema) === type.schema;

  const store: CatalogStore = {
    version,
    get section() {
      return session.section;
    },
    get transaction() {
      return session.number;
    },
    get deployment() {
      return deployment;
    },
    get hasHistory() {
      return facts.has('history');
    },

    find,
    table(name) {
      const found = find(name);
      return found !== undefined && isTable(found) ? found : undefined;
    },
    get: relation,
    presence(name): Origin | 'absent' | 'unknown' {
      const found = find(name);
      if (found !== undefined) return found.origin;
      const searched = name.schema === undefined ? session.lookup : [name.schema];
      const short = identifier(name.name);
      return searched.some((schema) => absent.get(schema, short) === true || schemas.get(schema) === 'dropped') ? 'absent' : 'unknown';
    },
    indexesOf: (table) => all(links.indexes.of(table), 'index'),
    foreignKeysTo: (target) =>
      tables(links.foreignKeys.of(target)).flatMap((table) =>
        table.constraints.filter((constraint) => constraint.references?.table === target).map((constraint) => ({ table, constraint })),
      ),
    partitionsOf: (table) => tables(links.partitions.of(table)),
    childrenOf: (table) => tables(links.children.of(table)),
    viewsOf: (id): readonly View[] => all(links.views.of(id), 'view', 'matview'),
    sequencesOf: (table): readonly Sequence[] => all(links.sequences.of(table), 'sequence'),
    relations() {
      const found = [...relations.values()];
      // They stand in the order in which they came, but that an undone DROP puts one at the end: it goes back to its place.
      if (found.some(({ id }, at) => id < (found[at - 1]?.id ?? 0))) {
        relations.clear();
        for (const each of found.sort((a, b) => a.id - b.id)) relations.set(each.id, each);
      }
      return found;
    },

    type: (name) => lookup(typeEntries, name),
    columnsOfType(type) {
      const over = [type];
      for (const each of over) {
        for (const domain of typeEntries.values()) if (isOf(domain.base, each) && !over.includes(domain)) over.push(domain);
      }
      const names = new Set(over.map(({ name }) => name));
      const found: { readonly table: Table; readonly column: Column }[] = [];
      for (const table of relations.values()) {
        if (!isTable(table)) continue;
        for (const column of table.columns)
          if (column.type !== undefined && names.has(column.type.name) && over.some((each) => isOf(column.type, each)))
            found.push({ table, column });
      }
      return found.sort((a, b) => a.table.id - b.table.id);
    },
    functions: (name) => lookup(functions, name) ?? NONE,
    schemaKnown: (schema) => BUILT_IN_SCHEMAS.has(schema) || schemas.get(schema) === 'known',
    extensionInstalled: (extension) => extensions.has(extension),
    publicationTables: (name) => publications.get(name)?.tables.map(({ table }) => table),
    publicationsOf: (table) =>
      publications.size === 0
        ? NONE
        : [...publications].flatMap(([publication, { tables: named, changes }]) =>
            named.filter((each) => each.table === table).map(({ columns, filter }) => ({ publication, changes, columns, filter })),
          ),

    isNew(entry): boolean {
      if (entry.temporary || entry.transaction === session.number) return true;
      switch (entry.kind) {
        case 'index': {
          const table = relations.get(entry.table);
          return table !== undefined && store.isNew(table);
        }
        case 'sequence':
        case 'view':
          return entry.origin === 'created';
        default:
          return entry.origin === 'created' && (entry.filled === undefined || entry.filled === session.section);
      }
    },

    skips(op) {
      const noted = skipped.get('now');
      if (noted?.statement !== session.statement || !('inline' in op && op.inline)) return false;
      const table = find(op.table)?.id;
      return noted.all.some((each) => each.table === table && each.span.start <= op.span.start && op.span.end <= each.span.end);
    },

    nextId: () => ++lastId,
    put(given) {
      const old = relations.get(given.id);
      const moved = old !== undefined && (old.schema !== given.schema || old.name !== given.name);
      const next = moved ? { ...given, formerly: [...(old.formerly ?? []), { schema: old.schema, name: old.name }] } : given;
      if (old === undefined || moved) {
        if (old !== undefined) free(old);
        ids.put(next.schema, next.name, next.id);
        if (absent.get(next.schema, next.name) === true) absent.put(next.schema, next.name, undefined);
        if (!BUILT_IN_SCHEMAS.has(next.schema) && schemas.get(next.schema) !== 'known') write(schemas, next.schema, 'known');
      }
      write(relations, next.id, next);
      links.update(old, next);
      recount(old, next);
      if (next.origin === 'created' || ('rows' in next && next.rows === 'none')) fresh.add(next.id);
      if (next.temporary) temporary.add(next.id);
    },
    remove(old) {
      free(old);
      write(relations, old.id, undefined);
      links.update(old, undefined);
      recount(old, undefined);
    },
    markAbsent: (name) => absent.put(store.schemaFor(name), identifier(name.name), true),
    each: () => relations.values(),
    schemaFor: (name) => name.schema ?? session.creationSchema,
    taken: (schema, name) => ids.get(schema, name) !== undefined,
    constraintTaken: (schema, name) => constraintNames.get(schema, name) !== undefined,
    noteHistory() {
      if (!facts.has('history')) write(facts, 'history', true);
    },

    noteSkipped({ span }, table) {
      const noted = skipped.get('now');
      const before = noted?.statement === session.statement ? noted.all : [];
      write(skipped, 'now', { statement: session.statement, all: [...before, { table, span }] });
    },

    putType(entry) {
      typeEntries.put(entry.schema, entry.name, entry);
      if (entry.origin === 'created') freshTypes.add(entry);
    },
    removeType: ({ schema, name }) => typeEntries.put(schema, name, undefined),
    types: () => typeEntries.values(),
    putFunctions: (schema, name, entries) => functions.put(schema, name, entries.length === 0 ? undefined : entries),
    functionSets: () => functions.values(),
    putSchema: (schema, state) => write(schemas, schema, state),
    putExtension: (extension, installed) => write(extensions, extension, installed ? true : undefined),
    putPublication: (name, publication) => write(publications, name, publication),
    publication: (name) => publications.get(name),

    removeTemporary() {
      for (const id of temporary) {
        const entry = relations.get(id);
        if (entry !== undefined) store.remove(entry);
      }
    },
    beginDeployment() {
      temporary.clear();
      journal.forget();
      deployment++;
      for (const id of fresh) {
        const entry = relations.get(id);
        if (entry !== undefined) relations.set(id, settled(entry));
      }
      for (const { schema, name } of freshTypes) {
        const entry = typeEntries.get(schema, name);
        if (entry !== undefined) typeEntries.settle(schema, name, { ...entry, origin: 'existing' });
      }
      fresh.clear();
      freshTypes.clear();
    },
    keep: () => ({
      relations,
      ids: ids.schemas,
      absent: absent.schemas,
      constraintNames: constraintNames.schemas,
      types: typeEntries.schemas,
      functions: functions.schemas,
      schemas,
      extensions,
      publications,
      facts,
      links: links.maps,
      fresh,
      freshTypes,
      temporary,
      lastId,
      deployment,
    }),
  };
  return store;
}

export const isTable = (relation: Relation): relation is Table => relation.kind === 'table' || relation.kind === 'foreign-table';
export const isIndex = (relation: Relation): relation is Index => relation.kind === 'index';

/** A relation as a later deployment finds it. */
function settled(entry: Relation): Relation {
  const origin: Origin = entry.origin === 'created' ? 'existing' : entry.origin;
  if (!('rows' in entry)) return { ...entry, origin };
  return { ...entry, origin, rows: entry.rows === 'none' ? 'unknown' : entry.rows };
}
