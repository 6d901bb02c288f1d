import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { PreflightAnswer, PreflightId, Verdict } from '../../src/model/preflight.ts';
import type { Place } from '../crash/place.ts';
import type { Standby } from './standby.ts';

type Answers = ReadonlyMap<PreflightId, PreflightAnswer>;

/** What a run of the command said. */
export interface Asked {
  readonly code: number | null;
  readonly answers: Answers;
  /** All that it wrote. */
  readonly output: string;
}

export interface Trial {
  /** On which the first file is applied. */
  readonly place: Place;
  readonly ask: (place: Place, options?: readonly string[], command?: 'preflight' | 'apply') => Promise<Asked>;
  readonly standby: () => Promise<Standby>;
}

/** One thing that is amiss; what is wrong with the answers. */
interface Scenario {
  readonly name: string;
  readonly run: (trial: Trial) => Promise<readonly string[]>;
}

const expecting = ({ code, answers, output }: Asked, id: PreflightId, verdict: Verdict, words: RegExp, exit: number): readonly string[] => {
  const answer = answers.get(id);
  const text = `${answer?.verdict ?? 'no answer'}: ${[answer?.said ?? '', ...(answer?.more ?? [])].join(' | ')}`;
  return [
    ...(answer?.verdict === verdict && words.test(text) ? [] : [`${id} should be ${verdict} with ${words.source}, and is ${text}`]),
    ...(code === exit ? [] : [`exit ${exit} was due, and it was ${code}: ${output.slice(-400)}`]),
  ];
};

/** Longer than what counts as a long transaction, in milliseconds. */
const LONG = 62_000;

const holding = async (place: Place, sql: string): Promise<Client> => {
  const client = await place.open();
  await client.query(`BEGIN; ${sql}`);
  return client;
};

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'nothing is amiss',
    run: async ({ place, ask }) => {
      const asked = await ask(place);
      return [
        ...expecting(asked, 'long-transactions', 'ok', /nobody holds/, 0),
        ...expecting(asked, 'table-sizes', 'ok', /users: [\d.]+ MB, 50,000 rows; written anew/, 0),
        ...expecting(asked, 'disk', 'ok', /are free/, 0),
        ...expecting(asked, 'connections', 'ok', /of 37 connections/, 0),
        ...expecting(asked, 'replication', 'ok', /there is none/, 0),
      ];
    },
  },
  {
    name: 'a long transaction holds the table',
    run: async ({ place, ask }) => {
      const holder = await holding(place, "UPDATE users SET name = '' WHERE id = 1");
      await sleep(LONG);
      const warned = await ask(place);
      const stopped = await ask(place, ['--retry-budget', '30s']);
      const skipped = await ask(place, ['--retry-budget', '30s', '--skip-preflight', 'long-transactions']);
      await holder.end();
      return [
        ...expecting(
          warned,
          'long-transactions',
          'warn',
          /onlooker, postgres.*idle in transaction for 6\d s: .*UPDATE users.*it holds ROW EXCLUSIVE on users/,
          0,
        ),
        ...expecting(stopped, 'long-transactions', 'stop', /longer than the run would try/, 7),
        ...expecting(skipped, 'long-transactions', 'skipped', /as asked/, 0),
      ];
    },
  },
  {
    name: 'a prepared transaction holds the table',
    run: async ({ place, ask }) => {
      const holder = await holding(place, "LOCK TABLE users IN ROW EXCLUSIVE MODE; PREPARE TRANSACTION 'left over'");
      const stopped = await ask(place);
      await holder.query("ROLLBACK PREPARED 'left over'");
      await holder.end();
      return expecting(stopped, 'prepared-transactions', 'stop', /left over holds ROW EXCLUSIVE on users/, 7);
    },
  },
  {
    name: 'a concurrent build broke off',
    run: async ({ place, ask }) => {
      await place.rows('CREATE UNIQUE INDEX CONCURRENTLY twice ON users (name)').catch(() => undefined);
      return expecting(await ask(place), 'invalid-indexes', 'warn', /public\.twice on users/, 0);
    },
  },
  {
    name: 'few connections are free',
    run: async ({ place, ask }) => {
      const others = await Promise.all(Array.from({ length: 32 }, () => place.open()));
      const asked = await ask(place);
      await Promise.all(others.map((each) => each.end()));
      return expecting(asked, 'connections', 'warn', /3\d of 37 connections of the server/, 0);
    },
  },
  {
    name: 'a user who may see nothing of others',
    run: async ({ place, ask }) => {
      await place.rows(
        'CREATE ROLE little LOGIN; GRANT USAGE ON SCHEMA sqlsafe TO little; GRANT SELECT ON ALL TABLES IN SCHEMA sqlsafe TO little',
      );
      const holder = await holding(place, 'LOCK TABLE users IN ACCESS SHARE MODE');
      const asked = await ask({ ...place, url: place.url.replace('postgres@', 'little@') });
      await holder.end();
      await place.rows('DROP OWNED BY little; DROP ROLE little');
      return [
        ...expecting(asked, 'long-transactions', 'unknown', /pg_read_all_stats.*process \d+ holds ACCESS SHARE on users/, 0),
        ...expecting(asked, 'disk', 'unknown', /PostgreSQL does not say/, 0),
      ];
    },
  },
  {
    name: 'two runs at once, each with --before: one takes the snapshot',
    run: async ({ place, ask }) => {
      const runs = [1, 2].map(() => ask(place, ['--before', 'echo taken >> snapshots; sleep 1'], 'apply'));
      const codes = (await Promise.all(runs)).map(({ code }) => code);
      const taken = readFileSync(join(place.folder, 'snapshots'), 'utf8');
      return codes.join() === '0,0' && taken === 'taken\n' ? [] : [`exit ${codes.join(' and ')}, and the snapshots: ${taken}`];
    },
  },
  {
    name: 'a replica is behind, and is itself no place to apply to',
    run: async ({ place, ask, standby }) => {
      const replica = await standby();
      try {
        const there = await ask({ ...place, url: replica.urlOf(place.url) });
        await replica.query('SELECT pg_wal_replay_pause()');
        await place.rows("CREATE TABLE load AS SELECT repeat('x', 200) FROM generate_series(1, 600000)");
        // It says how far it is every second at least.
        await sleep(3000);
        return [
          ...expecting(await ask(place), 'replication', 'warn', /sqlsafe standby is [\d.]+ s and \d+ MB behind/, 0),
          ...expecting(there, 'server', 'stop', /standby, to which nothing can be written/, 7),
        ];
      } finally {
        await replica.stop();
      }
    },
  },
];
