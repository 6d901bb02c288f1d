/** Whole numbers below a limit, the same ones for the same seed. Source: Park and Miller's minimal standard generator. */
export function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
}
