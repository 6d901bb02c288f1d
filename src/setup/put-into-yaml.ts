import { isCollection, isMap, isSeq, parseAllDocuments, parseDocument, stringify, type Document, type YAMLMap, type YAMLSeq } from 'yaml';

/** YAML as data; undefined where it can't be read, or is not one document. */
export function readYaml(text: string): unknown {
  const doc = documentOf(text);
  return doc === undefined ? undefined : (doc.toJS() as unknown);
}

function documentOf(text: string): Document | undefined {
  const all = parseAllDocuments(text, { merge: true });
  const [doc] = 'empty' in all ? [] : all;
  if (all.length > 1 || (doc !== undefined && doc.errors.length > 0)) return undefined;
  return parseDocument(text, { merge: true });
}

/**
 * Puts a value into a YAML text: at a path of keys, or at the end of the list that the path leads to where its last part is `-1`. Maps on the
 * way that are missing are made. It is inserted as lines of its own, so that all else stays byte for byte; only where a collection
 * is written in one line, or is empty, is the text written anew, with its comments.
 * @returns undefined where the text is no YAML, or what stands on the way is no map or list
 */
export function putIntoYaml(text: string, path: readonly (string | number)[], value: unknown): string | undefined {
  const doc = documentOf(text);
  if (doc === undefined) return undefined;
  // As deep as there is something; what is missing below becomes part of the value.
  const isList = path.at(-1) === -1;
  const keys = isList ? path.slice(0, -1) : path;
  let depth = keys.length;
  while (depth > 0 && !isCollection(doc.getIn(keys.slice(0, depth), true))) depth--;
  if (!isList && depth === keys.length) return undefined;
  const missing = keys.slice(depth);
  const container: unknown = depth === 0 ? doc.contents : doc.getIn(keys.slice(0, depth), true);
  const blocked =
    isMap(container) && missing.length > 0 && container.has(missing[0]) && (container.get(missing[0]) ?? undefined) !== undefined;
  if (blocked) return undefined;
  const nested = missing.slice(1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), isList ? [value] : value);
  const into = missing.length === 0 ? value : nested;
  const [key] = missing;
  if (container !== null && (key === undefined ? !isSeq(container) : !isMap(container))) return undefined;

  const wanted = parseDocument(text, { merge: true });
  if (wanted.contents === null)
    return `${text === '' || text.endsWith('\n') ? text : `${text}\n`}${stringify({ [key ?? '']: nested }, { lineWidth: 0 })}`;
  if (key === undefined) wanted.addIn(keys, wanted.createNode(value));
  else wanted.setIn([...keys.slice(0, depth), key], wanted.createNode(nested));
  const rewritten = wanted.toString({ lineWidth: 0 });
  const goal = JSON.stringify(wanted.toJS());

  if (isBlock(container) && (key === undefined ? isSeq(container) : isMap(container) && !container.has(key))) {
    const inserted = insertLines(text, container, key === undefined ? [into] : { [key]: into });
    if (inserted !== undefined && JSON.stringify(readYaml(inserted)) === goal) return inserted;
  }
  return JSON.stringify(readYaml(rewritten)) === goal ? rewritten : undefined;
}

type Block = (YAMLMap | YAMLSeq) & { readonly range: readonly [number, number, number] };

const isBlock = (node: unknown): node is Block =>
  isCollection(node) && node.flow !== true && node.items.length > 0 && node.range !== undefined && node.range !== null;

/** Behind the last line of a block, as deep as its first. */
function insertLines(text: string, { range: [start, , end] }: Block, value: unknown): string | undefined {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const margin = text.slice(lineStart, start);
  if (!/^ *$/.test(margin)) return undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const before = text.slice(0, end).replace(/\s+$/, '');
  const lines = stringify(value, { lineWidth: 0 }).trimEnd().split('\n');
  const rest = text.slice(before.length);
  return `${before}${eol}${lines.map((line) => (line === '' ? '' : margin + line)).join(eol)}${rest === '' ? eol : rest}`;
}
