import type { Drafts } from '../drafts.ts';
import type { Packages } from '../package-file.ts';
import type { Surroundings } from '../surroundings.ts';

export interface CiRequest {
  readonly around: Surroundings;
  readonly drafts: Drafts;
  readonly packages: Packages | undefined;
}
