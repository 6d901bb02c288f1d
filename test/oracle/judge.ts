import { postgresqlFrontEnd } from '../../src/dialects/postgresql/index.ts';
import { postgresql } from '../../src/effects/postgresql.ts';
import { checkProject } from '../../src/engine/check-project.ts';
import type { FrontEnd, ReadSection } from '../../src/engine/contracts.ts';
import { wasm } from '../../src/io/wasm.ts';
import type { Migration, TransactionMode } from '../../src/model/migration.ts';
import type { Judge } from './compare.ts';
import type { OracleCase } from './recording.ts';

/** What belongs to the session and not to the database; a new file is a new session. */
const OF_THE_SESSION = /^(?:SET\b|CREATE TEMP)/;
const MODES = { transaction: 'file', alone: 'statement', string: 'string' } as const;

/** How a case runs, and what of its setup is done again in its own session. The measured servers ran in UTC. */
export function sessionOf({ setup, how }: OracleCase): {
  readonly ofSession: readonly string[];
  readonly setup: readonly string[];
  readonly mode: TransactionMode;
} {
  return {
    ofSession: how === 'string' ? [] : ["SET TimeZone = 'UTC'", ...setup.filter((sql) => OF_THE_SESSION.test(sql))],
    setup: setup.filter((sql) => !OF_THE_SESSION.test(sql)),
    mode: MODES[how],
  };
}

/** The setup is an earlier migration, each of its statements on its own, then comes the case. */
export function createJudge(): Judge {
  const frontEnd = remembering(postgresqlFrontEnd(wasm));
  return (kase, version) => {
    const { ofSession, setup, mode } = sessionOf(kase);
    const { statements } = checkProject(
      {
        root: '',
        layout: 'plain',
        migrations: [migration(0, setup, 'statement', false), migration(1, [...ofSession, ...kase.statements], mode, true)],
      },
      {
        frontEnd,
        effectTable: postgresql,
        target: { dialect: 'postgresql', version: [version, 0] },
        rules: [],
        knownRules: [],
        levels: new Map(),
        settings: { lockTimeoutSetByRunner: false },
        deployment: 'file',
        reportStatements: true,
        today: '2026-01-01',
      },
    );
    return statements.slice(ofSession.length);
  };
}

function migration(index: number, statements: readonly string[], transaction: TransactionMode, selected: boolean): Migration {
  const text = statements.map((sql) => `${sql};\n`).join('');
  const file = { path: `${index}.sql`, text, raw: text, edits: [] };
  const section = { file, span: { start: 0, end: text.length }, transaction };
  return { id: String(index), index, layout: 'plain', up: [section], down: [], selected, reversible: false };
}

/** The same text is read once for all versions. */
function remembering(reader: FrontEnd): FrontEnd {
  const read = new Map<string, ReadSection>();
  return {
    ...reader,
    read(stretches, target) {
      const unread = stretches.filter(({ file }) => !read.has(file.text));
      reader.read(unread, target).forEach((section, at) => read.set(unread[at]?.file.text ?? '', section));
      return stretches.flatMap(({ file }) => read.get(file.text) ?? []);
    },
  };
}
