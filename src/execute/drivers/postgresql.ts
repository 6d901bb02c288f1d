import type { Problem } from '../../model/problem.ts';
import { ConnectionLost, ServerError, type Connect, type Connection, type Value } from './driver.ts';
import { CopyIn } from './pg-copy-in.ts';
import { Flight, type Kept } from './pg-flight.ts';
import { rowOf } from './row-of.ts';

/** How long the server may take to answer at all, in milliseconds. */
const PATIENCE = 10_000;

/** Connects with `pg`, which is loaded now. */
export const connectWithPg: Connect = async ({ url, secrets }) => {
  const pg = await loadPg();
  const hide = hiding(secrets);
  const open = async (connectionString: string | undefined): Promise<Connection> => {
    const client = new pg.Client({
      ...(connectionString === undefined ? {} : { connectionString }),
      application_name: 'sqlsafe',
      connectionTimeoutMillis: PATIENCE,
      keepAlive: true,
    });
    // A connection that breaks while nothing is asked: the next query says so.
    client.on('error', () => undefined);
    await client.connect();
    return connection(client, hide);
  };
  try {
    return await open(url).catch(async (error: unknown) => {
      if (url === undefined || !PREFER.test(url) || !NO_SSL.test(messageOf(error))) throw error;
      return open(url.replace(PREFER, '$1disable'));
    });
  } catch (error) {
    return unreachable(error, hide);
  }
};

/**
 * In Node.js before 21 `pg` finds out whether this is Node.js by asking for the fetch API, and to load that takes longer than all of `pg`; it
 * does not ask where there is a navigator.
 */
async function loadPg(): Promise<Pg> {
  const known = 'navigator' in globalThis;
  if (!known) Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Node.js' }, configurable: true });
  try {
    return await import('pg');
  } finally {
    if (!known) Reflect.deleteProperty(globalThis, 'navigator');
  }
}

/** Encryption where the server has it, which the driver takes for a must. */
const PREFER = /([?&]sslmode=)(?:prefer|allow)\b/;
const NO_SSL = /does not support SSL/;

type Client = import('pg').Client;

function connection(client: Client, hide: (text: string) => string): Connection {
  const kept: Kept = { names: new Set(), epoch: 0 };
  let gone = false;
  client.on('end', () => void (gone = true));
  const thrown = (error: unknown): ServerError => {
    const Kind = isLost(error) ? ConnectionLost : ServerError;
    const { detail } = error as { readonly detail?: unknown };
    return new Kind(hide(`${messageOf(error)}${rowOf(error)}`), codeOf(error), typeof detail === 'string' ? hide(detail) : undefined);
  };
  return {
    async query(sql, values, name) {
      try {
        // Without values: the simple protocol.
        const answer: unknown =
          values === undefined
            ? await client.query(sql)
            : await client.query({ text: sql, values: values as Value[], ...(name === undefined ? {} : { name }) });
        // Several statements have an answer each.
        const last = (Array.isArray(answer) ? answer.at(-1) : answer) as { readonly rows?: readonly Readonly<Record<string, unknown>>[] };
        return last.rows ?? [];
      } catch (error) {
        throw thrown(error);
      }
    },
    together: (messages, answered) =>
      new Promise((resolve, reject) => {
        const settle = (error: unknown): void => (error === undefined ? resolve() : reject(thrown(error)));
        client.query(new Flight(messages, kept, answered, settle) as unknown as import('pg').Submittable);
      }),
    copyIn: (sql, rows) =>
      new Promise((resolve, reject) => {
        const settle = (error: unknown): void => (error === undefined ? resolve() : reject(thrown(error)));
        client.query(new CopyIn(sql, rows, settle) as unknown as import('pg').Submittable);
      }),
    end: () => client.end(),
    isGone: () => gone,
    backend: (client as { readonly processID?: number }).processID,
    onNotice: (listener) =>
      void client.on('notice', ({ severity = 'NOTICE', message = '' }) => listener({ severity, message: hide(message) })),
  };
}

/** Whatever is no answer of a living session: the server's farewell (FATAL), or no word of the server at all. */
const isLost = (error: unknown): boolean => {
  const { severity } = error as { readonly severity?: unknown };
  return severity === undefined || severity === 'FATAL' || severity === 'PANIC';
};

type Pg = Pick<typeof import('pg'), 'Client'>;

const codeOf = (error: unknown): string | undefined => {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
};

/** Several addresses of one host fail together, each with its own message. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  const said = error instanceof Error ? error.message : String(error);
  return NO_PASSWORD.test(said)
    ? 'the server asks for a password, and none was given in the URL, in PGPASSWORD or in the password file'
    : said;
}
/** The driver's words for it. */
const NO_PASSWORD = /client password must be a (?:non-empty )?string/;

const hiding =
  (secrets: readonly string[]) =>
  (text: string): string =>
    secrets.reduce((shown, secret) => shown.replaceAll(secret, '…'), text);

function unreachable(error: unknown, hide: (text: string) => string): Problem {
  const said = hide(messageOf(error));
  const hint = HINTS[codeOf(error) ?? ''];
  return { code: 'connection-failed', text: `No connection to the database: ${said}.`, ...(hint === undefined ? {} : { hint }) };
}

/** SQLSTATEs and system codes that have one usual cause. */
const HINTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Is the server running, and are host and port right?',
  ENOTFOUND: 'The name of the host is not known here.',
  ENOENT: 'There is no such socket: is the server running, and is the folder right?',
  '28P01': 'Is the password right?',
  '28000': 'May this user connect from here (pg_hba.conf)?',
  '3D000': 'The database is named after the slash: postgres://host/database.',
};
