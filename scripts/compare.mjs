// The measured cases through sqlsafe and two other linters, held against what the servers did:
//   npm run build && npm run compare -- [--db-version 17] [--against sqlsafe]
// Every tool gets the same files: a folder a case, its setup as an earlier file. npm fetches the others and keeps them outside the project.
// The page test/oracle/COMPARISON.md is written anew; --against shows what speaks against a tool, case by case.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { classOf, readCases } from './compare/cases.mjs';
import { against, page, table } from './compare/page.mjs';
import { runPgfence, runSqlsafe, runSquawk, writeCases } from './compare/run-tools.mjs';
import { scoreOf } from './compare/score.mjs';

const { values } = parseArgs({ options: { 'db-version': { type: 'string', multiple: true }, against: { type: 'string' } } });
const sqlsafe = join(import.meta.dirname, '../dist/cli.cjs');
const oracle = join(import.meta.dirname, '../test/oracle');
const versions = (values['db-version'] ?? ['13', '14', '15', '16', '17', '18']).map(Number);
if (versions.some((version) => !Number.isInteger(version)) || !existsSync(sqlsafe)) {
  console.error('usage: npm run build && npm run compare -- [--db-version 17] [--against <tool>]');
  process.exit(2);
}

/** What sqlsafe takes where no version is given. */
const SHOWN = 17;

const cases = readCases(oracle);
const stage = mkdtempSync(join(tmpdir(), 'sqlsafe-compare-'));
try {
  writeCases(stage, cases);
  /** @type {Map<number, readonly import('./compare/page.mjs').Row[]>} */
  const byVersion = new Map();
  /** @type {Set<string>} */
  const unreadable = new Set();
  for (const version of versions) {
    const measured = cases.filter((kase) => classOf(kase, version) !== undefined);
    const tools = {
      sqlsafe: await runSqlsafe(sqlsafe, stage, measured, version),
      squawk: await runSquawk(stage, measured, version),
      pgfence: await runPgfence(stage, measured, version, unreadable),
    };
    const rows = Object.entries(tools).map(([tool, saidOf]) => ({ tool, score: scoreOf(measured, version, saidOf) }));
    byVersion.set(version, rows);
    console.log(`PostgreSQL ${version}, ${measured.length} cases\n\n${table(rows)}\n`);
    for (const { tool, score } of rows) if (tool === values.against) console.log(`${against(score).join('\n')}\n`);
  }
  if (values['db-version'] === undefined) writeFileSync(join(oracle, 'COMPARISON.md'), page(byVersion, SHOWN));
} finally {
  rmSync(stage, { recursive: true });
}
