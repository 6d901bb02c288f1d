/** `1s`, `500ms`, `2min`; `0` needs no unit. */
export const DURATION = /^(?:0|\d+(?:\.\d+)?(?:ms|s|min))$/;

const SECONDS = { ms: 0.001, s: 1, min: 60 } as const;

/** A text that {@link DURATION} takes, in seconds. */
export function seconds(text: string): number {
  const unit = /(?:ms|s|min)$/.exec(text)?.[0] as keyof typeof SECONDS | undefined;
  return Number.parseFloat(text) * (unit === undefined ? 1 : SECONDS[unit]);
}
