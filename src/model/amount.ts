// Amounts as people say them.

const STEPS = [
  { from: 1e12, unit: 'TB' },
  { from: 1e9, unit: 'GB' },
  { from: 1e6, unit: 'MB' },
  { from: 1e3, unit: 'kB' },
] as const;

/** `12 GB`, `1.4 MB`, `800 bytes`. */
export function bytesText(bytes: number): string {
  const step = STEPS.find(({ from }) => bytes >= from * 0.9995);
  return step === undefined ? `${Math.round(bytes)} bytes` : `${short(bytes / step.from)} ${step.unit}`;
}

const COUNTS = [
  { from: 1e9, unit: ' billion' },
  { from: 1e6, unit: ' million' },
] as const;

/** `12 million rows`, `3,400 rows`, `1 row`. */
export function rowsText(rows: number): string {
  const step = COUNTS.find(({ from }) => rows >= from * 0.9995);
  const whole = Math.round(rows);
  const count = step === undefined ? grouped(whole) : `${short(rows / step.from)}${step.unit}`;
  return `${count} ${step === undefined && whole === 1 ? 'row' : 'rows'}`;
}

/** Two significant digits below ten, whole numbers above. */
const short = (value: number): string => (value < 9.95 ? String(Number(value.toFixed(1))) : String(Math.round(value)));
/** 12345 → `12,345` */
export const grouped = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');

const UNITS = [
  { seconds: 86_400, unit: 'd' },
  { seconds: 3600, unit: 'h' },
  { seconds: 60, unit: 'min' },
  { seconds: 1, unit: 's' },
] as const;
const SHORTEST = 0.1;

/** `about 40 s to 3 min`, `about 2 to 9 s`, `less than 0.1 s`: for people, never more exact than it is known. */
export function spanText(low: number, high: number): string {
  if (high < SHORTEST) return `less than ${SHORTEST} s`;
  const [a, b] = [parts(Math.max(low, SHORTEST)), parts(high)];
  if (a.unit !== b.unit) return `about ${a.value} ${a.unit} to ${b.value} ${b.unit}`;
  return a.value === b.value ? `about ${a.value} ${a.unit}` : `about ${a.value} to ${b.value} ${b.unit}`;
}

function parts(seconds: number): { readonly value: string; readonly unit: string } {
  // 90 s reads better than 1.5 min; two minutes better than 120 s.
  const { seconds: size, unit } = UNITS.find((each) => seconds >= each.seconds * (each.unit === 's' ? 0 : 2)) ?? UNITS[3];
  const value = seconds / size;
  return {
    value: value < 9.5 ? String(Number(value.toFixed(size === 1 && value < 0.95 ? 1 : value < 2 ? 1 : 0))) : roundedText(value),
    unit,
  };
}

/** To fives from 20 on. */
const roundedText = (value: number): string => String(value < 20 ? Math.round(value) : Math.round(value / 5) * 5);
