// The hash that GitHub's code scanning knows a line by when others move it: `partialFingerprints.primaryLocationLineHash`.
// For each line a polynomial (base 37, modulo 2^64) over the hundred characters from its beginning on, blanks and tabs left out,
// every line end as LF; after the text 0xFFFF, and zeros until there are a hundred. A hash that came before gets the next number.

const WINDOW = 100;
const BASE = 37;
const TAB = 9;
const LF = 10;
const CR = 13;
const BLANK = 32;
const END = 0xffff;
const TWO_32 = 2 ** 32;

/** BASE^WINDOW modulo 2^64 in two halves: what the character that leaves the window has grown to. */
const [POWER_HIGH, POWER_LOW] = ((): readonly [number, number] => {
  let value = 1n;
  for (let i = 0; i < WINDOW; i++) value = (value * BigInt(BASE)) % 2n ** 64n;
  return [Number(value >> 32n), Number(value & 0xffffffffn)];
})();

/** The hash of every line of a text, first line first: `hex:number`. Works on UTF-16 units. */
export function lineHashes(text: string): readonly string[] {
  const window = new Uint16Array(WINDOW);
  /** Does a line begin at this place of the window? */
  const begins = new Uint8Array(WINDOW);
  const hashes: string[] = [];
  const seen = new Map<string, number>();
  // 64 bits in two halves; each step stays below 2^53, so that plain numbers do.
  let high = 0;
  let low = 0;
  let at = 0;
  const push = (unit: number, isBegin: boolean): void => {
    if (begins[at] === 1) {
      const name = high === 0 ? low.toString(16) : `${high.toString(16)}${low.toString(16).padStart(8, '0')}`;
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      hashes.push(`${name}:${count}`);
    }
    begins[at] = isBegin ? 1 : 0;
    const gone = window[at] ?? 0;
    const sum = BASE * low + unit - POWER_LOW * gone;
    const carry = Math.floor(sum / TWO_32);
    low = sum - carry * TWO_32;
    const rest = BASE * high + carry - POWER_HIGH * gone;
    high = rest - Math.floor(rest / TWO_32) * TWO_32;
    window[at] = unit;
    at = at === WINDOW - 1 ? 0 : at + 1;
  };

  let isBegin = true;
  let afterCr = false;
  for (let i = 0; i < text.length; i++) {
    const given = text.charCodeAt(i);
    const isSkipped: boolean = given === BLANK || given === TAB || (afterCr && given === LF);
    afterCr = !isSkipped && given === CR;
    if (isSkipped) continue;
    const unit = afterCr ? LF : given;
    push(unit, isBegin);
    isBegin = unit === LF;
  }
  push(END, isBegin);
  for (let i = 0; i < WINDOW; i++) push(0, false);
  return hashes;
}
