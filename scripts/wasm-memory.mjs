// A WebAssembly module's first memory. The parser's build asks for 128 MB at once, of which it touches little; to V8 that is memory
// pressure, which makes it collect garbage in the middle of a run of a tenth of a second. What a large text needs it gets by growing.

const SECTION = { memory: 5, global: 6 };
const PAGE = 65536;
const I32_CONST = 0x41;

/**
 * The same module with another size of its memory at the start, in bytes.
 * @param {Uint8Array} module
 * @param {number} bytes
 */
export default function withFirstMemory(module, bytes) {
  const changed = Uint8Array.from(module);
  const sections = sectionsOf(module);
  const memory = sections.get(SECTION.memory);
  if (memory === undefined) throw new Error('the module has no memory of its own');
  // One memory: its count, its flags, its pages.
  const at = memory + 2;
  const { next } = leb(module, at);
  const pages = Math.ceil(bytes / PAGE);
  if (pages * PAGE <= stackOf(module, sections.get(SECTION.global))) throw new Error('the module needs more memory at the start');
  if (pages >= 128 ** (next - at) || pages < 128 ** (next - at - 1)) throw new Error('another number of pages would not take its place');
  for (let place = at, rest = pages; place < next; place++, rest >>>= 7) changed[place] = (rest & 0x7f) | (place < next - 1 ? 0x80 : 0);
  return changed;
}

/** Where the stack begins, with constants below it: the value of the first global, as Emscripten and LLVM have it. */
function stackOf(/** @type {Uint8Array} */ module, /** @type {number | undefined} */ globals) {
  if (globals === undefined || module[globals + 3] !== I32_CONST) throw new Error('the module has no stack that could be found');
  return leb(module, globals + 4).value;
}

/** Where the contents of each section begin. */
function sectionsOf(/** @type {Uint8Array} */ module) {
  const found = new Map();
  for (let at = 8; at < module.length;) {
    const { value: length, next } = leb(module, at + 1);
    found.set(module[at], next);
    at = next + length;
  }
  return found;
}

/** An unsigned number in LEB128, and where the next thing stands. */
function leb(/** @type {Uint8Array} */ module, /** @type {number} */ from) {
  let value = 0;
  let at = from;
  for (let shift = 0; ; shift += 7, at++) {
    const byte = module[at] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, next: at + 1 };
  }
}
