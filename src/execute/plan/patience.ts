import { atLeast, type Effect } from '../../model/effect.ts';
import type { Operation } from '../../model/operation.ts';
import type { Patience } from './plan.ts';

/** How long a statement may wait for what it locks. A way back is replayed right behind its way up, where what it locks still looks new. */
export function patienceFor(operations: readonly Operation[], effects: readonly Effect[], isDown: boolean): Patience {
  if (operations.some(waitsByDesign)) return 'endless';
  return isDown || effects.some(({ blocks }) => atLeast(blocks, 'writes')) ? 'brief' : 'patient';
}

function waitsByDesign(op: Operation): boolean {
  switch (op.kind) {
    case 'create-index':
    case 'drop-index':
    case 'reindex':
    case 'detach-partition':
      return op.concurrently;
    default:
      return false;
  }
}

/** From here on the file looks after its timeouts itself. */
export const setsTimeout = (op: Operation): boolean => op.kind === 'set-setting' && op.name === 'lock_timeout';
