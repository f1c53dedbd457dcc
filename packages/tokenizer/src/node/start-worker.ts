import { Worker } from 'node:worker_threads';

/** As long as the sources are run, their packages are found by this condition. */
const SOURCE_CONDITION = '--conditions=@oneday/source';

/**
 * Starts a thread that runs a file of this folder. It keeps no process alive: who waits for an answer calls `ref`.
 *
 * @param name the file's, without its ending
 */
export function startWorker(name: string, workerData: unknown): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  const worker = new Worker(new URL(`./${name}.${isSource ? 'ts' : 'js'}`, import.meta.url), {
    workerData,
    ...(isSource && { execArgv: [...process.execArgv, SOURCE_CONDITION] }),
  });
  worker.unref();
  return worker;
}
