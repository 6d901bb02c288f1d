import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv';

const { resolve } = createRequire(import.meta.url);
const json = (name: string): object => JSON.parse(readFileSync(resolve(name), 'utf8')) as object;

const ajv = new Ajv({ schemaId: 'auto', allErrors: true, unknownFormats: 'ignore' });
ajv.addMetaSchema(json('ajv/lib/refs/json-schema-draft-04.json'));
const validate = ajv.compile(json('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));

/** What the SARIF 2.1.0 schema has against a log; nothing where it is valid. */
export function sarifFaults(text: string): readonly string[] {
  void validate(JSON.parse(text));
  return (validate.errors ?? []).map(({ dataPath, message = '' }) => `${dataPath} ${message}`);
}
