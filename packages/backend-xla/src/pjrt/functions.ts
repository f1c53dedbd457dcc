/**
 * The functions of the PJRT C API that are called here (XLA's `pjrt_c_api.h`, version 0.81 and newer). Each takes one
 * pointer to a struct of arguments and returns null or an error.
 */

/** Where a function stands in the table, and how many words of eight bytes its arguments take. */
export interface PjrtFunction {
  readonly index: number;
  readonly words: number;
}

/**
 * Word 0 of the arguments is their size in bytes, word 1 a chain of extensions, here always none. The order is that of
 * the API's table, which only grows at its end within a major version.
 */
export const pjrtFunctions = {
  errorDestroy: { index: 0, words: 3 },
  errorMessage: { index: 1, words: 5 },
  errorGetCode: { index: 2, words: 4 },
  pluginInitialize: { index: 3, words: 2 },
  eventDestroy: { index: 5, words: 3 },
  eventIsReady: { index: 6, words: 4 },
  eventError: { index: 7, words: 3 },
  eventAwait: { index: 8, words: 3 },
  clientCreate: { index: 10, words: 11 },
  clientDestroy: { index: 11, words: 3 },
  clientPlatformName: { index: 12, words: 5 },
  clientPlatformVersion: { index: 14, words: 5 },
  clientAddressableDevices: { index: 16, words: 5 },
  clientCompile: { index: 20, words: 7 },
  clientBufferFromHostBuffer: { index: 22, words: 15 },
  deviceDescriptionAttributes: { index: 25, words: 5 },
  deviceDescriptionKind: { index: 26, words: 5 },
  deviceGetDescription: { index: 29, words: 4 },
  deviceMemoryStats: { index: 34, words: 24 },
  executableDestroy: { index: 40, words: 3 },
  executableNumOutputs: { index: 44, words: 4 },
  executableSerialize: { index: 49, words: 7 },
  loadedExecutableDestroy: { index: 50, words: 3 },
  loadedExecutableGetExecutable: { index: 51, words: 4 },
  loadedExecutableExecute: { index: 55, words: 10 },
  executableDeserializeAndLoad: { index: 56, words: 8 },
  bufferDestroy: { index: 58, words: 3 },
  bufferIsDeleted: { index: 68, words: 4 },
  bufferToHostBuffer: { index: 70, words: 7 },
  // Newer plugins write more fields than older ones, whatever size they are told.
  executableGetCompiledMemoryStats: { index: 96, words: 20 },
} as const satisfies Readonly<Record<string, PjrtFunction>>;

/** Names of the functions. */
export type PjrtFunctionName = keyof typeof pjrtFunctions;

/** The names of PJRT's error codes (those of gRPC). */
export const errorCodes: readonly string[] = [
  'OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS',
  'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED',
  'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED',
];
