/** What a plugin finds in the environment of the process when it is loaded. */
import process from 'node:process';

/**
 * A plugin writes its log to standard error, where it would stand between our lines. What goes wrong also comes back
 * as an error of the call, which is where it is told.
 */
const QUIET: Readonly<Record<string, string>> = { TF_CPP_MIN_LOG_LEVEL: '3', TF_CPP_MAX_VLOG_LEVEL: '0' };

/**
 * Asks plugins that are loaded from now on to keep quiet, unless the user has said otherwise, and tells one for
 * NVIDIA's cards where its assembler is.
 */
export function setPluginEnvironment(cudaFolder?: string): void {
  for (const [name, value] of Object.entries(QUIET)) process.env[name] ??= value;
  const flags = process.env.XLA_FLAGS ?? '';
  if (cudaFolder === undefined || flags.includes('xla_gpu_cuda_data_dir')) return;
  process.env.XLA_FLAGS = `${flags} --xla_gpu_cuda_data_dir=${cudaFolder}`.trim();
}
