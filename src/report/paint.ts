/** Colours by meaning. Each function hands its text back unchanged where colour is off. */
export interface Paint {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly info: (text: string) => string;
  readonly good: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly place: (text: string) => string;
}

const same = (text: string): string => text;
export const PLAIN: Paint = { error: same, warning: same, info: same, good: same, faint: same, strong: same, place: same };

/** Signs of the pretty report: Unicode, or what every terminal can show. */
export interface Signs {
  readonly bar: string;
  readonly corner: string;
  readonly dot: string;
  readonly pass: string;
  readonly fail: string;
  readonly ellipsis: string;
}
export const UNICODE: Signs = { bar: '│', corner: '└', dot: '·', pass: '✔', fail: '✖', ellipsis: '…' };
export const ASCII: Signs = { bar: '|', corner: '`', dot: '-', pass: 'ok', fail: 'x', ellipsis: '...' };
