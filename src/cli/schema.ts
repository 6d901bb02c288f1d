import { configSchema } from '../config/schema.ts';
import { statsSchema } from '../config/stats-schema.ts';
import { reportSchema } from '../report/report-schema.ts';
import type { Run } from '../cli.ts';
import { deliver } from './deliver.ts';
import { renderProblems } from './terminal.ts';

/** `sqlsafe schema [config|report|stats]`: JSON schemas, of the configuration where nothing is named. */
export const run: Run = async ({ positionals: [what = 'config'], values }, terminal) => {
  const schemas: Readonly<Record<string, () => object>> = { config: configSchema, report: () => reportSchema, stats: () => statsSchema };
  const schema = Object.hasOwn(schemas, what) ? schemas[what] : undefined;
  if (schema === undefined) {
    terminal.error(
      renderProblems(
        [
          {
            code: 'schema-unknown',
            text: `There is no schema of ${what}.`,
            hint: 'sqlsafe schema config, sqlsafe schema report, or sqlsafe schema stats',
          },
        ],
        terminal.errorPaint,
      ),
    );
    return 2;
  }
  const unwritten = deliver(`${JSON.stringify(schema(), null, 2)}\n`, values, terminal);
  if (unwritten === undefined) return 0;
  terminal.error(renderProblems([unwritten], terminal.errorPaint));
  return 2;
};
