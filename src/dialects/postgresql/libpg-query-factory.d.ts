// The package declares no types for the module that its own entry wraps, and neither TypeScript's es2023 nor Node's
// types declare WebAssembly; these are the parts that we use.

declare namespace WebAssembly {
  function compile(bytes: Uint8Array<ArrayBuffer>): Promise<Module>;
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: object);
    readonly exports: object;
  }
  class RuntimeError extends Error {}
}

declare module 'libpg-query/wasm/libpg-query.js' {
  /** One instance of the parser. Pointers are byte addresses in its memory, whose views are replaced when it grows. */
  interface LibPgQuery {
    readonly HEAPU8: Uint8Array;
    readonly HEAPU32: Uint32Array;
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    _wasm_parse_query_raw(text: number): number;
    _wasm_free_parse_result(result: number): void;
    _wasm_parse_plpgsql(text: number): number;
    _wasm_free_string(text: number): void;
  }
  interface Options {
    instantiateWasm(imports: object, done: (instance: WebAssembly.Instance) => void): object;
    print(text: string): void;
    printErr(text: string): void;
  }
  /** Fills `module` in with the exports before it returns, where `instantiateWasm` calls back at once. */
  export default function factory(module: Options & Partial<LibPgQuery>): Promise<unknown>;
}
