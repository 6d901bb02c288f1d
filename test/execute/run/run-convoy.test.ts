import { describe, expect, test } from 'vitest';
import { ConnectionLost, ServerError, type Connection, type Message } from '../../../src/execute/drivers/driver.ts';
import type { RunEvent } from '../../../src/execute/events.ts';
import { journalOn } from '../../../src/execute/journal/write.ts';
import type { PlannedMigration, PlannedStatement } from '../../../src/execute/plan/plan.ts';
import { NO_MIRROR } from '../../../src/execute/other-tools/mirror.ts';
import { RUN_DEFAULTS, type RunContext } from '../../../src/execute/run/context.ts';
import { outboxFor } from '../../../src/execute/run/outbox.ts';
import { convoyOf, runConvoy } from '../../../src/execute/run/run-convoy.ts';
import type { RunSession } from '../../../src/execute/run/session.ts';

const migration = (id: string, given: Partial<PlannedMigration> = {}, statement: Partial<PlannedStatement> = {}): PlannedMigration => ({
  id,
  name: `db/${id}.sql`,
  position: Number(id),
  kind: 'versioned',
  direction: 'up',
  mode: 'file',
  checksums: { sha256: '', normalised: '', down: null },
  leavesSession: false,
  units: [
    {
      kind: 'transaction',
      begin: 'BEGIN',
      statements: [
        {
          seq: 0,
          sql: `CREATE TABLE t${id} ()`,
          file: `db/${id}.sql`,
          line: 1,
          sha256: '',
          prefixSha256: '',
          patience: 'patient',
          locks: [],
          session: false,
          ...statement,
        },
      ],
    },
  ],
  ...given,
});

type Send = NonNullable<Connection['together']>;

/** A server that does what it is told; `send` answers what comes at once. */
function stage(send: Send) {
  const told: RunEvent[] = [];
  const asked: string[] = [];
  const outbox = outboxFor((event) => void told.push(event));
  const connection: Connection = {
    query: (sql) => {
      asked.push(sql);
      return Promise.resolve([]);
    },
    together: send,
    end: () => Promise.resolve(),
  };
  const context = {
    options: RUN_DEFAULTS,
    interrupt: { stopping: false, cancelling: false, onCancel: () => undefined },
    tell: outbox.tell,
    fault: () => undefined,
  } as unknown as RunContext;
  const identity = { runId: 'run', command: 'apply', version: '1', actor: null, host: null, pid: null };
  const session: RunSession = {
    connection,
    journal: journalOn(connection, { schema: 'sqlsafe', stream: 'default' }, identity),
    onlooker: { watch: () => () => [], cancel: () => Promise.resolve(), end: () => Promise.resolve() },
    mirror: NO_MIRROR,
  };
  const happened = (): readonly string[] => told.map((event) => `${event.event} ${'id' in event ? event.id : ''}`);
  return { told, asked, outbox, context, session, happened };
}

const nothing: Send = () => Promise.resolve();
const membersOf = (migrations: readonly PlannedMigration[], known: readonly string[] = []): readonly string[] | undefined => {
  const { session, context } = stage(nothing);
  const records = new Map(known.map((id) => [id, {} as never]));
  return convoyOf(session, migrations, records, context)?.migrations.map(({ id }) => id);
};

describe('who goes along', () => {
  test('plain files that lock nothing older than the run', () => {
    expect(membersOf([migration('1'), migration('2'), migration('3')])).toEqual(['1', '2', '3']);
  });
  const lock = { relation: 'users', lock: 'ACCESS EXCLUSIVE', blocks: 'everything', work: 'none' } as const;
  test.each([
    ['it locks what others know', migration('3', {}, { locks: [lock] })],
    ['others queue up behind it', migration('3', {}, { patience: 'brief' })],
    ['it sets its timeout itself', migration('3', {}, { patience: 'own' })],
    ['it may leave something in the session', migration('3', { leavesSession: true })],
    ['it runs in pieces', migration('3', { mode: 'statement' })],
    ['it is a way back', migration('3', { direction: 'down' })],
  ])('up to one of which it is so: %s', (_why, third) => {
    expect(membersOf([migration('1'), migration('2'), third, migration('4')])).toEqual(['1', '2']);
  });
  test('none that was begun before; one alone is no convoy', () => {
    expect(membersOf([migration('1'), migration('2'), migration('3')], ['3'])).toEqual(['1', '2']);
    expect(membersOf([migration('1'), migration('2')], ['2'])).toBeUndefined();
    expect(membersOf([migration('1')])).toBeUndefined();
  });
  test('no more text than is held twice', () => {
    const large = { sql: ' '.repeat(600_000) };
    expect(membersOf([migration('1', {}, large), migration('2'), migration('3', {}, large)])).toEqual(['1', '2']);
  });
});

/** Answers all messages, or those before one of a text. */
const answering =
  (sent: Message[][], refuse?: { readonly sql: string; readonly error: Error }): Send =>
  async (messages, answered) => {
    sent.push([...messages]);
    await Promise.resolve();
    for (const [at, { sql }] of messages.entries()) {
      if (sql === refuse?.sql) throw refuse.error;
      answered(at);
    }
  };

const run = async (sent: Message[][], refuse?: { readonly sql: string; readonly error: Error }) => {
  const staged = stage(answering(sent, refuse));
  const convoy = convoyOf(staged.session, [migration('1'), migration('2'), migration('3')], new Map(), staged.context);
  if (convoy === undefined) throw new Error('no convoy');
  const coming = runConvoy(staged.session, convoy, staged.outbox, staged.context);
  return { ...staged, coming };
};

const OF_ONE = ['migration-started', 'statement-started', 'statement-done', 'migration-done'];
const all = (...ids: string[]): readonly string[] => ids.flatMap((id) => OF_ONE.map((event) => `${event} ${id}`));

describe('on its way', () => {
  test('all in one flight, each a transaction with its rows; only the last commit waits for the disk', async () => {
    const sent: Message[][] = [];
    const { coming, happened } = await run(sent);
    expect(happened()).toEqual([]);
    const { done, refused } = await coming;
    expect([done.map(({ id }) => id), refused]).toEqual([['1', '2', '3'], undefined]);
    expect(happened()).toEqual(all('1', '2', '3'));
    expect(sent).toHaveLength(1);
    const words = (sent[0] ?? []).map(({ sql }) => sql.trim().split(/\s+/, 3).join(' '));
    const later = ['SET LOCAL synchronous_commit'];
    const one = (id: string, settings: readonly string[]): readonly string[] => [
      'BEGIN',
      ...settings,
      'SET LOCAL lock_timeout',
      `CREATE TABLE t${id}`,
      'WITH gone AS',
      'COMMIT',
    ];
    expect(words).toEqual([...one('1', later), ...one('2', later), ...one('3', [])]);
  });

  test('one is refused: those before it are told to be done once that is on the disk, and nothing of it or those behind it', async () => {
    const { coming, happened, asked } = await run([], { sql: 'CREATE TABLE t2 ()', error: new ServerError('exists', '42P07') });
    const { done, refused } = await coming;
    expect([done.map(({ id }) => id), refused?.id]).toEqual([['1'], '2']);
    expect(happened()).toEqual(all('1'));
    expect(asked.map((sql) => sql.split(' (', 1)[0])).toEqual(['ROLLBACK', 'INSERT INTO sqlsafe.event']);
  });

  test('the first is refused: there is nothing to bring to the disk', async () => {
    const { coming, happened, asked } = await run([], { sql: 'CREATE TABLE t1 ()', error: new ServerError('exists', '42P07') });
    const { done, refused } = await coming;
    expect([done, refused?.id]).toEqual([[], '1']);
    expect(happened()).toEqual([]);
    expect(asked).toEqual(['ROLLBACK']);
  });

  test('the connection is lost: nobody knows, and nothing is told', async () => {
    const { coming, happened, told, outbox } = await run([], { sql: 'CREATE TABLE t3 ()', error: new ConnectionLost('gone', undefined) });
    await expect(coming).rejects.toThrow('gone');
    expect(happened()).toEqual([]);
    outbox.tell({ event: 'reconnecting', reason: 'gone', attempt: 1 });
    expect(told).toHaveLength(1);
  });
});
