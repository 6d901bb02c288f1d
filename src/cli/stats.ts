import { connectionTarget } from '../execute/drivers/connection-target.ts';
import { ServerError } from '../execute/drivers/driver.ts';
import { connectWithPg } from '../execute/drivers/postgresql.ts';
import { measureSizes } from '../execute/measure-sizes.ts';
import type { Problem } from '../model/problem.ts';
import type { Run } from '../cli.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { deliver } from './deliver.ts';
import { renderProblems } from './terminal.ts';

/** `sqlsafe stats`: how large a database's tables are, as JSON for `check --stats`. */
export const run: Run = async ({ values }, terminal) => {
  const failed = (problem: Problem): 2 => {
    terminal.error(renderProblems([problem], terminal.errorPaint));
    return 2;
  };
  const { url } = values;
  const target = connectionTarget(typeof url === 'string' ? url : undefined, terminal.env);
  if ('code' in target) return failed(target);
  const connection = await connectWithPg(target);
  if ('code' in connection) return failed(connection);
  try {
    const stats = await measureSizes(connection, { name: 'sqlsafe', version: packageFile.version });
    const unwritten = deliver(`${JSON.stringify(stats, null, 2)}\n`, values, terminal);
    return unwritten === undefined ? 0 : failed(unwritten);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return failed({
      code: 'server-refused',
      text: `The server refused to say how large its tables are: ${error.message}.`,
      ...(error.code === '55P03' ? { hint: 'Another session holds a table, perhaps a migration: try again when it is done.' } : {}),
    });
  } finally {
    await connection.end().catch(() => undefined);
  }
};
