import { check } from '../../src/index.ts';
import type { Judge } from './compare.ts';
import { sessionOf } from './judge.ts';

/** The same through the library's door: two files, the setup and the case. How they run is said once for both. */
export const judgeWithCheck: Judge = async (kase, version) => {
  const { ofSession, setup, mode } = sessionOf(kase);
  const report = await check({
    files: [
      { path: '1.sql', text: setup.map((sql) => `${sql};\n`).join('') },
      { path: '2.sql', text: [...ofSession, ...kase.statements].map((sql) => `${sql};\n`).join('') },
    ],
    target: { dialect: 'postgresql', version: String(version) },
    layout: 'plain',
    transaction: mode,
    today: '2026-01-01',
  });
  return report.statements.filter(({ file }) => file === '2.sql').slice(ofSession.length);
};
