import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

/** Of the user that the runs connect as; it must be in none of their outputs. */
export const PASSWORD = 'S3CR3T-canary';

/** Many databases, or many schemas of one, and a folder with migrations and the list of them. */
export interface Field {
  readonly folder: string;
  readonly count: number;
  /** What names them on the command line. */
  readonly options: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  /** Asks each of them, in a session that looks for names where its runs do. */
  readonly each: <T>(look: (rows: Ask, name: string) => Promise<T>) => Promise<readonly T[]>;
  readonly remove: () => Promise<void>;
}

export type Ask = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

interface Tenant {
  readonly name: string;
  readonly database: string;
  readonly schema: string | undefined;
}

export const COUNT = 20;
const numbers = Array.from({ length: COUNT }, (_, n) => String(n + 1).padStart(2, '0'));

/** Each tenant in a database of its own, listed in a file. */
export async function databases(port: number, label: string): Promise<Field> {
  const tenants = numbers.map((n): Tenant => ({ name: `t${n}`, database: `${label}_${n}`, schema: undefined }));
  const url = (database: string): string => `postgres://runner:${PASSWORD}@127.0.0.1:${port}/${database}`;
  const lines = tenants.map(({ name, database }) => `${name} = ${url(database)}`);
  return fieldOf(port, label, tenants, { options: ['--targets', 'tenants.txt'], env: {}, list: `# ${label}\n${lines.join('\n')}\n` });
}

/** Each tenant in a schema of its own, listed by a query. */
export async function schemas(port: number, label: string): Promise<Field> {
  const tenants = numbers.map((n): Tenant => ({ name: `s${n}`, database: label, schema: `s${n}` }));
  const query = "SELECT nspname AS schema FROM pg_namespace WHERE nspname ~ '^s\\d\\d$' ORDER BY nspname";
  const env = { DATABASE_URL: `postgres://runner:${PASSWORD}@127.0.0.1:${port}/${label}` };
  return fieldOf(port, label, tenants, { options: ['--targets-query', query], env, list: '' });
}

async function fieldOf(
  port: number,
  label: string,
  tenants: readonly Tenant[],
  { options, env, list }: Pick<Field, 'options' | 'env'> & { readonly list: string },
): Promise<Field> {
  const open = async (database: string): Promise<Client> => {
    const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database, application_name: 'onlooker' });
    await client.connect();
    return client;
  };
  const admin = await open('postgres');
  const names = [...new Set(tenants.map(({ database }) => database))];
  for (const name of names) await admin.query(`CREATE DATABASE ${name}`);
  const folder = mkdtempSync(join(tmpdir(), `sqlsafe-targets-${label}-`));
  mkdirSync(join(folder, 'db'));
  mkdirSync(join(folder, '.git'));
  writeFileSync(join(folder, 'tenants.txt'), list);
  const inTenant = async <T>({ database, schema }: Tenant, use: (client: Client) => Promise<T>): Promise<T> => {
    const client = await open(database);
    try {
      if (schema !== undefined) await client.query(`SET search_path = ${schema}`);
      return await use(client);
    } finally {
      await client.end();
    }
  };
  for (const tenant of tenants)
    if (tenant.schema !== undefined)
      // A table that all share, and that has the name of one of theirs.
      await inTenant(tenant, (client) =>
        client.query(`CREATE SCHEMA ${tenant.schema ?? ''}; CREATE TABLE IF NOT EXISTS public.item (shared int)`),
      );
  return {
    folder,
    count: tenants.length,
    options,
    env,
    write(files) {
      for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, 'db', path), text);
    },
    async each(look) {
      const seen = [];
      for (const tenant of tenants)
        seen.push(
          await inTenant(tenant, (client) =>
            look(async (sql) => (await client.query<Readonly<Record<string, unknown>>>(sql)).rows, tenant.name),
          ),
        );
      return seen;
    },
    async remove() {
      for (const name of names) await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
      rmSync(folder, { recursive: true });
    },
  };
}
