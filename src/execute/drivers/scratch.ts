import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quoteIdentifier } from '../../model/name.ts';
import type { Problem } from '../../model/problem.ts';
import { connectionTarget, withDatabase } from './connection-target.ts';
import { ServerError, type Driver } from './driver.ts';
import { connectWithPg } from './postgresql.ts';
import { embeddedDriver } from './pglite.ts';

/** A database that nobody else knows. */
export interface ScratchDriver extends Driver {
  /** Throws away what is in it. @throws ServerError where the server does not do it */
  renew(): Promise<void>;
}

/**
 * A database for a trial, gone when it is closed: on the server that a URL names, by the name given, or else in this process.
 */
export async function scratchDriver(
  url: string | undefined,
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<ScratchDriver | Problem> {
  if (url === undefined || url.startsWith('pglite:')) return embeddedScratch(cwd);
  const target = connectionTarget(url, environment);
  if ('code' in target) return target;
  const admin = await connectWithPg(target);
  if ('code' in admin) return admin;
  try {
    await admin.query(`CREATE DATABASE ${quoteIdentifier(name)}`);
  } catch (error) {
    await admin.end();
    if (!(error instanceof ServerError)) throw error;
    return {
      code: 'scratch-refused',
      text: `No scratch database could be made: ${error.message}.`,
      hint: 'A user with CREATEDB, or no --url: then it is made in this process.',
    };
  }
  const own = { ...target, url: withDatabase(target.url, name) };
  return {
    kind: 'server',
    name: `the scratch database ${name}`,
    manySessions: true,
    open: () => connectWithPg(own),
    async renew() {
      await admin.query(`DROP DATABASE ${quoteIdentifier(name)}`);
      await admin.query(`CREATE DATABASE ${quoteIdentifier(name)}`);
    },
    async close() {
      await admin.query(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)}`).catch(() => undefined);
      await admin.end().catch(() => undefined);
    },
  };
}

function embeddedScratch(cwd: string): ScratchDriver {
  const folder = mkdtempSync(join(tmpdir(), 'sqlsafe-scratch-'));
  const driver = embeddedDriver(join(folder, 'database'), cwd);
  return {
    ...driver,
    name: 'a scratch database in this process',
    async renew() {
      await driver.close();
      rmSync(join(folder, 'database'), { recursive: true, force: true });
    },
    async close() {
      await driver.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
