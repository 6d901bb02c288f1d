/** Today by the UTC calendar, `YYYY-MM-DD`: the same everywhere, whatever the machine's time zone. */
export const today = (): string => new Date().toISOString().slice(0, 10);

/** Milliseconds since 1970. */
export const now = (): number => Date.now();
