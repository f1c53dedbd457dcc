/** What `oneday setup xla` fetches for each kind of plugin. */
import type { PluginKind } from '@oneday/backend-xla';
import type { Requirement } from './wheels.ts';

/** The plugin's package first; the libraries that it loads follow. */
export const xlaPackages: { readonly [K in PluginKind]: readonly Requirement[] } = {
  cpu: [{ name: 'lammps-jax-pjrt-cpu', version: '0.11.2' }],
  cuda12: [
    { name: 'jax-cuda12-pjrt', version: '0.10.2' },
    { name: 'nvidia-cublas-cu12', atLeast: '12.9' },
    { name: 'nvidia-cuda-cupti-cu12', atLeast: '12.9' },
    { name: 'nvidia-cuda-nvcc-cu12', atLeast: '12.9' },
    { name: 'nvidia-cuda-nvrtc-cu12', atLeast: '12.9' },
    { name: 'nvidia-cuda-runtime-cu12', atLeast: '12.9' },
    { name: 'nvidia-cudnn-cu12', atLeast: '9.8', below: '10' },
    { name: 'nvidia-cufft-cu12', atLeast: '11.0' },
    { name: 'nvidia-cusolver-cu12', atLeast: '11.0' },
    { name: 'nvidia-cusparse-cu12', atLeast: '12.0' },
    { name: 'nvidia-nccl-cu12', atLeast: '2.18' },
    { name: 'nvidia-nvjitlink-cu12', atLeast: '12.9' },
    { name: 'nvidia-nvshmem-cu12', atLeast: '3.2' },
  ],
  cuda13: [
    { name: 'jax-cuda13-pjrt', version: '0.12.0.1' },
    { name: 'nvidia-cublas', atLeast: '13.0', below: '14' },
    { name: 'nvidia-cuda-cupti', atLeast: '13.0', below: '14' },
    { name: 'nvidia-cuda-nvcc', atLeast: '13.0', below: '14' },
    { name: 'nvidia-cuda-nvrtc', atLeast: '13.0', below: '14' },
    { name: 'nvidia-cuda-runtime', atLeast: '13.0', below: '14' },
    { name: 'nvidia-cudnn-cu13', atLeast: '9.12', below: '10' },
    { name: 'nvidia-cufft', atLeast: '12.0', below: '13' },
    { name: 'nvidia-cusolver', atLeast: '12.0', below: '13' },
    { name: 'nvidia-cusparse', atLeast: '12.6', below: '13' },
    { name: 'nvidia-nccl-cu13', atLeast: '2.27' },
    { name: 'nvidia-nvjitlink', atLeast: '13.0', below: '14' },
    { name: 'nvidia-nvshmem-cu13', atLeast: '3.3' },
    { name: 'nvidia-nvvm', atLeast: '13.0', below: '14' },
  ],
};
