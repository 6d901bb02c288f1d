import { defineRule, givenNames, NAMING } from '../src/rule.ts';

/** NAMEDATALEN - 1. */
const LONGEST = 63;
/** A name that was cut at a whole character has as many bytes at least. */
const SHORTEST = LONGEST - 3;

export default defineRule({
  id: 'migration-drifting',
  severity: 'info',
  preset: 'strict',
  since: '0.1.0',
  dialects: ['postgresql'],
  docs: {
    summary: 'Keep names within 63 bytes.',
    why: 'The server cuts a longer name off without an error. What is in the database then has another name than the files and the code say: whoever looks it up in the catalog does not find it, tools that compare the two see a difference each time, and two names that begin alike are one.',
    instead: 'Choose a shorter name. Letters beyond ASCII take two to four bytes each.',
    whenNot: 'A tool makes the names and cuts them in the same way.',
    sources: ['https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS'],
  },
  aliases: ['squawk:identifier-too-long', 'pgsafe:identifier-too-long'],
  on: NAMING,
  messages: {
    'name-cut': '{name} has {bytes} bytes, and the server keeps {longest}: in the database it is {cut}.',
  },
  examples: [
    {
      title: 'A name that says too much',
      dialect: 'postgresql',
      bad: 'CREATE TABLE reports (id bigint PRIMARY KEY, number_of_subscriptions_cancelled_within_thirty_days_of_registration int);',
      good: 'CREATE TABLE reports (id bigint PRIMARY KEY, early_cancellations int);',
    },
  ],
  check({ op, statement }) {
    return givenNames(op).names.flatMap((cut) => {
      // What is read has been cut as the server cuts it: what was written stands in the text alone. A character has up to 4 bytes.
      if (cut.length * 4 < SHORTEST || new TextEncoder().encode(cut).length < SHORTEST) return [];
      const name = written(cut, statement.text);
      const bytes = new TextEncoder().encode(name).length;
      return bytes <= LONGEST
        ? []
        : [{ message: 'name-cut', data: { name, bytes: String(bytes), longest: String(LONGEST), cut }, once: name }];
    });
  },
});

/** The name in the text that begins so. */
function written(cut: string, text: string): string {
  const at = text.toLowerCase().indexOf(cut.replaceAll('"', '""').toLowerCase());
  if (at === -1) return cut;
  const rest = text.slice(at + cut.length);
  const [tail = ''] = (text[at - 1] === '"' ? /^(?:[^"]|"")*/ : /^[\w$\u0080-\uffff]*/).exec(rest) ?? [];
  return cut + tail;
}
