export { postgresqlFrontEnd } from './interim/front-end.ts';
