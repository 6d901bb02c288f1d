import { postgresqlFrontEnd } from '../../src/dialects/postgresql/index.ts';
import { wasm } from '../../src/io/wasm.ts';

/** Reads the SQL of the histories that these tests replay. */
export const frontEnd = postgresqlFrontEnd(wasm);
