import { builtInMethod } from './built-ins.ts';
import { spanOf, type Inner } from './inner.ts';
import { leadsToTool, list, nothing, plain, unclear, unknown, type Call, type Value } from './value.ts';

/** A member of a value; what is no member that we know is unknown, and a call of it will be said to be unread. */
export function memberOf(of: Value, name: string | undefined, at: Value['at'], machine: Inner): Value {
  if (name === undefined) return unclear(machine, at);
  switch (of.kind) {
    case 'handle':
      return of.get?.(name, at) ?? (name === 'then' ? nothing(at) : unknown(`sqlsafe does not know \`${of.name}.${name}\``, at));
    case 'record':
      return of.entries.get(name) ?? (of.open ? unclear(machine, at) : plain(undefined, at));
    case 'list':
      if (name === 'length') return plain(of.items.length, at);
      return /^\d+$/.test(name) ? (of.items[Number(name)] ?? plain(undefined, at)) : nothing(at);
    case 'unknown':
      return of.said || of.why === '' ? unknown(of.why, at, of.said) : unclear(machine, at);
    default:
      return nothing(at);
  }
}

interface How {
  readonly isNew: boolean;
  readonly receiver?: Value;
  readonly method?: string | undefined;
  /** Where the method's name begins. */
  readonly from?: number;
}

/** A call. What is given an object of the tool and is not understood is said to be unread; functions given to it are gone through all the same. */
export function callValue(
  callee: Value,
  args: readonly Value[],
  at: Value['at'],
  machine: Inner,
  { isNew, receiver, method, from = at.start }: How,
): Value {
  if (callee.kind === 'function') return machine.invoke(callee, args, at, receiver);
  const call: Call = { at, own: { start: from, end: at.end }, name: machine.quote(callee.at), args, machine };
  if (callee.kind === 'handle') {
    const own = isNew ? callee.construct?.(call) : callee.call?.(call);
    if (own !== undefined) return own;
  }
  if (receiver !== undefined && method !== undefined) {
    if (method === 'then' || method === 'catch' || method === 'finally') return followUp(receiver, method, args, at, machine);
    const own = builtInMethod(receiver, method, call);
    if (own !== undefined) return own;
  }
  const isSaid = callee.kind === 'unknown' && callee.said && receiver?.kind !== 'handle';
  const reaches = (receiver !== undefined && receiver.kind === 'handle') || args.some((arg) => leadsToTool(arg));
  if (reaches && !isSaid) {
    machine.unread(at, callee.kind === 'unknown' && callee.why !== '' ? callee.why : `sqlsafe does not know \`${call.name}\``);
    return nothing(at);
  }
  const results = machine.maybe(() =>
    args.flatMap((arg) =>
      arg.kind === 'function'
        ? machine.invoke(
            arg,
            arg.node.params.map((param) => unclear(machine, spanOf(param))),
            at,
          )
        : [],
    ),
  );
  if (results.length > 0 && (method === 'map' || method === 'flatMap' || method === 'all')) return list(results, at);
  for (const result of results) machine.settle(result);
  return unknown(`\`${machine.quote(at)}\` is not known here`, at, callee.kind === 'unknown' && callee.said);
}

/** `.then(…)`: the promise's own work comes first, then the callback's. What a `catch` does is done after a failure only, which undoes what was done. */
function followUp(promise: Value, method: string, args: readonly Value[], at: Value['at'], machine: Inner): Value {
  machine.settle(promise);
  const [callback] = args;
  if (method === 'catch' || callback?.kind !== 'function') return nothing(at);
  const result = machine.invoke(callback, method === 'then' ? [promise.kind === 'handle' ? nothing(at) : promise] : [], at);
  machine.settle(result);
  return result.kind === 'handle' ? nothing(at) : result;
}
