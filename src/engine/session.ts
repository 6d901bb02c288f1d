import type { Relation } from '../model/catalog.ts';
import { strongerLock, type Effect } from '../model/effect.ts';
import type { TransactionMode } from '../model/migration.ts';
import type { SetSetting, TransactionControl } from '../model/operation.ts';
import { milliseconds, type HeldLock, type Session } from '../model/session.ts';
import type { Journal, Slots } from './replay/journal.ts';

/** The session as values: replaced, never changed, so that the journal can put an old one back. */
interface State {
  readonly transaction: Exclude<Session['transaction'], 'do'>;
  /** Number of the open transaction, or of the statement outside one. */
  readonly number: number;
  /** Where a ROLLBACK returns to. */
  readonly start: number;
  readonly savepoints: readonly { readonly name: string; readonly mark: number }[];
  readonly settings: ReadonlyMap<string, string>;
  /** SET LOCAL: over `settings` until the transaction ends. */
  readonly local: ReadonlyMap<string, string>;
  readonly ineffective: Session['ineffective'];
  readonly locks: readonly HeldLock[];
  readonly constraints: Session['constraints'];
  readonly mode: TransactionMode;
  /** Number of the section. */
  readonly section: number;
  readonly searchPath: readonly string[];
  /** Schemas in which an unqualified name is looked up, temporary relations first. */
  readonly lookup: readonly string[];
}

export interface SessionStore {
  /** As of now; a value that stays as it is. */
  readonly view: Session;
  readonly number: number;
  readonly section: number;
  /** Number of the statement that runs now, over all sections. */
  readonly statement: number;
  readonly lookup: readonly string[];
  /** Schema in which an unqualified CREATE ends up. */
  readonly creationSchema: string;
  /** A new connection that runs one file, or a part of one, of so many statements; the one before where it `continues`. */
  beginSection(mode: TransactionMode, statements: number | undefined, continues?: boolean): void;
  endSection(): void;
  beginStatement(index: number): void;
  endStatement(): void;
  set(op: SetSetting): void;
  control(op: TransactionControl): void;
  recordLocks(effects: readonly Effect[]): void;
  /** Deferred checks of its rows wait, or a cursor over it is open. */
  noteUse(relation: Relation, use: 'pending' | 'cursor'): void;
  /** All cursors are closed. */
  closeCursors(): void;
  setConstraints(to: 'deferred' | 'immediate'): void;
  /** What the next section needs to know. */
  keep(): KeptSession;
}

/** What goes on from one section to the next, as plain values. */
export interface KeptSession {
  readonly state: State;
  readonly numbers: number;
  readonly sections: number;
  readonly statement: number;
}

const EMPTY: ReadonlyMap<string, string> = new Map();
const NONE: readonly never[] = [];
const TIMEOUTS: ReadonlySet<string> = new Set([
  'lock_timeout',
  'statement_timeout',
  'idle_in_transaction_session_timeout',
  'transaction_timeout',
]);
/** What SET LOCAL … TO DEFAULT puts over the session's value. */
const DEFAULTS: ReadonlyMap<string, string> = new Map([['search_path', 'public'], ...[...TIMEOUTS].map((name) => [name, '0'] as const)]);
const DEFAULT_PATH: readonly string[] = ['public'];
const DEFAULT_LOOKUP: readonly string[] = ['pg_temp', 'public'];

const FIRST: State = {
  transaction: undefined,
  number: 0,
  start: 0,
  savepoints: NONE,
  settings: EMPTY,
  local: EMPTY,
  ineffective: NONE,
  locks: NONE,
  constraints: undefined,
  mode: 'statement',
  section: 0,
  searchPath: DEFAULT_PATH,
  lookup: DEFAULT_LOOKUP,
};
type Changes = Partial<Omit<State, 'searchPath' | 'lookup'>>;

/** @param kept to go on from */
export function createSession(journal: Journal, kept?: KeptSession): SessionStore {
  let numbers = kept?.numbers ?? 0;
  let sections = kept?.sections ?? 0;
  /** Of the statement in its file. */
  let index = 0;
  let statement = kept?.statement ?? 0;
  let current = kept?.state ?? FIRST;
  const now = (): State => current;
  /** The journal's way to it. (A map would be asked for several times an operation.) */
  const cell: Slots<'state', State> = { get: now, set: (_key, state) => (current = state), delete: () => undefined };
  /** Made when somebody looks: most states come and go unseen. */
  let seen = now();
  let view = viewOf(seen);
  const write = (changes: Changes): void => journal.put(cell, 'state', changed(now(), changes));

  const open = (transaction: State['transaction']): void =>
    write({ transaction, number: ++numbers, start: journal.mark(), savepoints: NONE, locks: NONE, constraints: undefined });
  /** What follows the end of a transaction: the simple-query string goes on with a new implicit one. */
  const reopen = (chain: boolean, mode: TransactionMode): void => open(chain ? 'begin' : mode === 'string' ? 'string' : undefined);

  const commit = (chain: boolean): void => {
    const { local, mode } = now();
    if (local.size > 0) write({ local: EMPTY, ineffective: lost(now().ineffective, local.keys(), 'transaction-ended') });
    reopen(chain, mode);
  };
  const rollback = (chain: boolean): void => {
    const before = now();
    journal.rollbackTo(before.start);
    const after = now();
    const undone = [...before.settings, ...before.local]
      .filter(([name, value]) => after.settings.get(name) !== value)
      .map(([name]) => name);
    write({ ineffective: lost(after.ineffective, undone, 'transaction-ended') });
    reopen(chain, before.mode);
  };

  return {
    keep: () => ({ state: now(), numbers, sections, statement }),
    get view() {
      const state = now();
      if (seen !== state) {
        seen = state;
        view = viewOf(state);
      }
      return view;
    },
    get number() {
      return now().number;
    },
    get section() {
      return now().section;
    },
    get statement() {
      return statement;
    },
    get lookup() {
      return now().lookup;
    },
    get creationSchema() {
      return now().searchPath[0] ?? 'public';
    },

    beginSection(mode, statements, continues = false) {
      const { settings, ineffective } = continues ? now() : { settings: EMPTY, ineffective: NONE };
      write({ transaction: undefined, settings, local: EMPTY, ineffective, mode, section: ++sections });
      // A string of one statement needs no transaction around it.
      open(mode === 'statement' || (mode === 'string' && statements === 1) ? undefined : mode);
    },
    endSection() {
      const { local, ineffective } = now();
      write({
        transaction: undefined,
        local: EMPTY,
        ineffective: local.size === 0 ? ineffective : lost(ineffective, local.keys(), 'transaction-ended'),
        locks: [],
        savepoints: [],
        number: ++numbers,
      });
    },
    beginStatement(at) {
      index = at;
      statement++;
      if (now().transaction === undefined) open(undefined);
    },
    endStatement() {
      const { transaction, local, locks, ineffective } = now();
      if (transaction !== undefined) return;
      if (local.size > 0) write({ local: EMPTY, ineffective: lost(ineffective, local.keys(), 'local-outside-transaction') });
      if (locks.length > 0) write({ locks: NONE });
    },

    set({ name: written, values, local }) {
      const name = written.toLowerCase();
      const { settings, local: locals, ineffective } = now();
      if (name === 'all' && values === undefined) {
        write({ settings: EMPTY, local: EMPTY, ineffective: lost(ineffective, [...settings.keys(), ...locals.keys()], 'reset') });
        return;
      }
      const value = values === undefined ? undefined : values.join(', ').trim();
      const known = settings.has(name) || locals.has(name);
      const idle =
        value === undefined ? (known ? 'reset' : undefined) : TIMEOUTS.has(name) && milliseconds(value) === 0 ? 'zero' : undefined;
      const rest = ineffective.filter((each) => each.name !== name);
      const changed = local
        ? { local: withSetting(locals, name, value ?? DEFAULTS.get(name)) }
        : { settings: withSetting(settings, name, value), local: withSetting(locals, name, undefined) };
      write({ ...changed, ineffective: idle === undefined ? rest : [...rest, { name, reason: idle }] });
    },

    control({ action, chain, name }) {
      const { transaction, savepoints } = now();
      switch (action) {
        case 'begin':
          // Inside a transaction a warning; a string's implicit one turns into a real one, with all that it did so far.
          if (transaction === undefined) open('begin');
          else if (transaction === 'string') write({ transaction: 'begin' });
          return;
        case 'commit':
          return commit(chain);
        case 'prepare':
          return commit(false);
        case 'rollback':
          return rollback(chain);
        case 'savepoint':
          return write({ savepoints: [...savepoints, { name: name ?? '', mark: journal.mark() }] });
        case 'release': {
          const at = savepoints.findLastIndex((each) => each.name === name);
          if (at >= 0) write({ savepoints: savepoints.slice(0, at) });
          return;
        }
        case 'rollback-to': {
          const at = savepoints.findLastIndex((each) => each.name === name);
          const savepoint = savepoints[at];
          if (savepoint === undefined) return;
          journal.rollbackTo(savepoint.mark);
          // It stands, and can be returned to again.
          write({ savepoints: savepoints.slice(0, at + 1) });
        }
      }
    },

    recordLocks(effects) {
      let { locks } = now();
      const before = locks;
      for (const effect of effects) locks = withLock(locks, effect, index);
      if (locks !== before) write({ locks });
    },
    noteUse({ id, schema, name, kind }, use) {
      const { locks } = now();
      const at = locks.findIndex((each) => each.relation === id);
      const held: HeldLock = locks[at] ?? { relation: id, name: { schema, name }, kind, lock: 'ACCESS SHARE', statement: index };
      if (held[use] === true) return;
      const noted = { ...held, [use]: true };
      write({ locks: at < 0 ? [...locks, noted] : locks.with(at, noted) });
    },
    closeCursors() {
      const { locks } = now();
      if (locks.some(({ cursor }) => cursor))
        write({ locks: locks.map((each) => (each.cursor === true ? { ...each, cursor: false } : each)) });
    },
    setConstraints(constraints) {
      const { locks } = now();
      const done = constraints === 'immediate' && locks.some(({ pending }) => pending);
      write({
        constraints,
        ...(done ? { locks: locks.map((each) => (each.pending === true ? { ...each, pending: false } : each)) } : undefined),
      });
    },
  };
}

const lost = (
  ineffective: Session['ineffective'],
  names: Iterable<string>,
  reason: Session['ineffective'][number]['reason'],
): Session['ineffective'] => {
  const gone = new Set(names);
  return gone.size === 0
    ? ineffective
    : [...ineffective.filter((each) => !gone.has(each.name)), ...[...gone].map((name) => ({ name, reason }))];
};

function withSetting(settings: ReadonlyMap<string, string>, name: string, value: string | undefined): ReadonlyMap<string, string> {
  if (value === undefined && !settings.has(name)) return settings;
  const changed = new Map(settings);
  if (value === undefined) changed.delete(name);
  else changed.set(name, value);
  return changed;
}

function withLock(locks: readonly HeldLock[], effect: Effect, statement: number): readonly HeldLock[] {
  const at = lockOn(locks, effect);
  const held = locks[at];
  if (held === undefined)
    return [
      ...locks,
      {
        relation: effect.id,
        name: { schema: effect.schema, name: effect.name },
        kind: effect.kind,
        lock: effect.lock,
        statement,
      },
    ];
  const lock = strongerLock(held.lock, effect.lock);
  return lock === held.lock ? locks : locks.with(at, { ...held, lock, statement });
}

/** Where the relation's lock stands, -1 where none is held. (A loop: this is asked for each lock of each operation.) */
function lockOn(locks: readonly HeldLock[], { id, schema, name }: Effect): number {
  for (let at = 0; at < locks.length; at++) {
    const each = locks[at] as HeldLock;
    if (id === undefined ? each.relation === undefined && each.name.name === name && each.name.schema === schema : each.relation === id)
      return at;
  }
  return -1;
}

/** A state with some of it changed, and what follows from its settings. (Field by field: this is made several times a statement.) */
function changed(old: State, changes: Changes): State {
  const { settings = old.settings, local = old.local } = changes;
  const isSame = settings === old.settings && local === old.local;
  const searchPath = isSame ? old.searchPath : pathOf(local.get('search_path') ?? settings.get('search_path'));
  return {
    transaction: 'transaction' in changes ? changes.transaction : old.transaction,
    number: changes.number ?? old.number,
    start: changes.start ?? old.start,
    savepoints: changes.savepoints ?? old.savepoints,
    settings,
    local,
    ineffective: changes.ineffective ?? old.ineffective,
    locks: changes.locks ?? old.locks,
    constraints: 'constraints' in changes ? changes.constraints : old.constraints,
    mode: changes.mode ?? old.mode,
    section: changes.section ?? old.section,
    searchPath,
    lookup: isSame ? old.lookup : searchPath === DEFAULT_PATH ? DEFAULT_LOOKUP : lookupOf(searchPath),
  };
}

const lookupOf = (searchPath: readonly string[]): readonly string[] => ['pg_temp', ...searchPath.filter((schema) => schema !== 'pg_temp')];

/** The public face of a state. */
function viewOf({ transaction, settings, local, ineffective, searchPath, locks, constraints, savepoints }: State): Session {
  const setting = (name: string): string | undefined => {
    const key = name.toLowerCase();
    return local.get(key) ?? settings.get(key);
  };
  return { transaction, setting, ineffective, searchPath, locks, constraints, savepoints };
}

/** `"$user"` is taken as a schema that isn't there. */
const pathOf = (text: string | undefined): readonly string[] =>
  text === undefined
    ? DEFAULT_PATH
    : text
        .split(',')
        .map(unquoted)
        .filter((schema) => schema !== '' && schema !== '$user');

function unquoted(text: string): string {
  const trimmed = text.trim();
  return trimmed.startsWith('"') && trimmed.endsWith('"') && trimmed.length > 1 ? trimmed.slice(1, -1).replaceAll('""', '"') : trimmed;
}
