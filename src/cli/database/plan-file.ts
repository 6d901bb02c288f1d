import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { sha256 } from '../../execute/checksum.ts';
import { withoutRows } from '../../execute/plan/copy-rows.ts';
import type { PlannedMigration } from '../../execute/plan/plan.ts';
import type { Finding } from '../../model/finding.ts';
import type { Problem } from '../../model/problem.ts';
import packageFile from '../../../package.json' with { type: 'json' };
import type { Gated } from './gate.ts';
import type { Look } from './look.ts';
import type { DatabaseRequest } from './request.ts';

/** What `plan --out` writes, to be reviewed and kept: all that decides what a run does. */
export interface PlanFile {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: 'sqlsafe'; readonly version: string };
  readonly server: { readonly dialect: 'postgresql'; readonly version: string };
  readonly history: { readonly schema: string; readonly stream: string };
  /** What the database has run so far: id, state and checksum of each. */
  readonly applied: readonly { readonly id: string; readonly state: string; readonly checksum: string }[];
  readonly migrations: readonly PlannedMigration[];
  /** Rules that were allowed by name. */
  readonly allow: readonly string[];
  readonly findings: readonly Pick<Finding, 'rule' | 'message' | 'severity' | 'file' | 'text'>[];
  /** Of all above, so that what was signed can be told from what was edited. */
  readonly digest: string;
}

export function planFileOf({ place, settings }: DatabaseRequest, { version, records }: Look, { plan, outcome }: Gated): PlanFile {
  const content: Omit<PlanFile, 'digest'> = {
    schemaVersion: 1,
    tool: { name: 'sqlsafe', version: packageFile.version },
    server: { dialect: 'postgresql', version },
    history: { schema: place.schema, stream: place.stream },
    applied: records.map(({ id, state, normalised }) => ({ id, state, checksum: normalised })),
    migrations: plan.map(withoutRows),
    allow: settings.allow ?? [],
    findings: outcome.report.findings
      .filter(({ suppressed }) => suppressed === null)
      .map(({ rule, message, severity, file, text }) => ({ rule, message, severity, file, text })),
  };
  return { ...content, digest: sha256(JSON.stringify(content)) };
}

/** @returns undefined where none was named */
export function readSignedPlan(path: string | undefined, cwd: string): PlanFile | Problem | undefined {
  if (path === undefined) return undefined;
  const wrong = (text: string): Problem => ({
    code: 'plan-unreadable',
    text,
    hint: 'sqlsafe plan … --out plan.json writes one.',
    file: path,
  });
  try {
    const { digest, ...content } = JSON.parse(readFileSync(resolve(cwd, path), 'utf8')) as PlanFile;
    if (content.schemaVersion !== 1 || !Array.isArray(content.migrations)) return wrong('This is no plan of sqlsafe.');
    if (sha256(JSON.stringify(content)) !== digest) return wrong('The plan was edited after it was made.');
    return { ...content, digest };
  } catch (error) {
    return wrong(`The plan could not be read: ${(error as NodeJS.ErrnoException).code ?? 'it is no JSON'}.`);
  }
}

/** The request as it was when the plan was made: with what was allowed then. */
export const askedBy = (signed: PlanFile | undefined, request: DatabaseRequest): DatabaseRequest =>
  signed === undefined ? request : { ...request, settings: { ...request.settings, allow: signed.allow } };

/** @returns what is another now than when the plan was made */
export function sameAsSigned(signed: PlanFile, request: DatabaseRequest, seen: Look, gated: Gated): Problem | undefined {
  const now = planFileOf(request, seen, gated);
  if (now.digest === signed.digest) return undefined;
  const differs = (['tool', 'server', 'history', 'applied', 'migrations', 'findings'] as const).filter(
    (part) => JSON.stringify(now[part]) !== JSON.stringify(signed[part]),
  );
  return {
    code: 'plan-outdated',
    text: `The plan does not hold any more; changed since: ${differs.map((part) => PARTS[part]).join(', ')}. Nothing was run.`,
    hint: 'Make a new plan, and have it reviewed.',
  };
}

const PARTS = {
  tool: 'the version of sqlsafe',
  server: "the server's version",
  history: 'the history that is meant',
  applied: 'what the database has run',
  migrations: 'the migrations',
  findings: 'what the checks say',
} as const;
