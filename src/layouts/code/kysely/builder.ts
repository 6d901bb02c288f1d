import type { Text } from '../../../code/text.ts';
import { handle, nothing, type Call, type Value } from '../../../code/value.ts';
import { method } from '../members.ts';
import { createReader, sendBuilt, type Reader } from '../reader.ts';

/** A chain that ends in `execute`. */
export interface Chain {
  /** Takes a method of the chain; false: it is not known. */
  step(member: string, call: Call, reader: Reader): boolean;
  /** What is sent in the end. */
  text(): Text;
}

const ENDS = new Set(['execute', 'executeTakeFirst', 'executeTakeFirstOrThrow']);
const HARMLESS = new Set(['$call', '$castTo', 'withPlugin', 'clearReturning', '$if', '$assertType']);

/** The object that a chain begins with; all its methods lead to it again, and `execute` sends what it came to. */
export function builder(begun: Call, chain: Chain, given?: Reader): Value {
  const reader = given ?? createReader(begun.machine);
  const self: Value = handle(begun.name, begun.at, {
    get: (member, place) =>
      method(`${begun.name}.${member}`, place, (call) => {
        if (ENDS.has(member)) {
          sendBuilt(call.machine, reader, [chain.text()]);
          return nothing(call.at);
        }
        if (member === 'compile' || member === 'toOperationNode') return handle('compiled', call.at, { sql: chain.text() });
        if (!HARMLESS.has(member) && !chain.step(member, call, reader)) reader.fail(call.at, `sqlsafe does not know \`${member}\` here`);
        return self;
      }),
  });
  return self;
}
