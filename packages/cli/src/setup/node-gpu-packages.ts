/** What `oneday setup node-gpu` fetches for each kind of addon. */
import type { AddonKind } from '@oneday/backend-node-gpu';
import type { Requirement } from './wheels.ts';

/** Nothing of Python in the wheels is used: any of the versions that they are made for will do. */
const version = { version: '2.21.0', python: 'cp311' } as const;

/** TensorFlow first; the libraries that it loads follow, as its own metadata bounds them. */
export const nodeGpuPackages: { readonly [K in AddonKind]: readonly Requirement[] } = {
  cpu: [{ name: 'tensorflow-cpu', ...version }],
  cuda12: [
    { name: 'tensorflow', ...version },
    { name: 'nvidia-cublas-cu12', atLeast: '12.5.3.2', below: '13' },
    { name: 'nvidia-cuda-cupti-cu12', atLeast: '12.5.82', below: '13' },
    { name: 'nvidia-cuda-nvcc-cu12', atLeast: '12.5.82', below: '13' },
    { name: 'nvidia-cuda-nvrtc-cu12', atLeast: '12.5.82', below: '13' },
    { name: 'nvidia-cuda-runtime-cu12', atLeast: '12.5.82', below: '13' },
    { name: 'nvidia-cudnn-cu12', atLeast: '9.3.0.75', below: '10' },
    { name: 'nvidia-cufft-cu12', atLeast: '11.2.3.61', below: '12' },
    { name: 'nvidia-curand-cu12', atLeast: '10.3.6.82', below: '11' },
    { name: 'nvidia-cusolver-cu12', atLeast: '11.6.3.83', below: '12' },
    { name: 'nvidia-cusparse-cu12', atLeast: '12.5.1.3', below: '13' },
    { name: 'nvidia-nccl-cu12', atLeast: '2.27.7', below: '3' },
    { name: 'nvidia-nvjitlink-cu12', atLeast: '12.5.82', below: '13' },
  ],
};

/** Whether a file of these wheels is needed: TensorFlow's two libraries, its C interface, and all of NVIDIA's. */
export function isOfNodeGpu(path: string): boolean {
  return path.startsWith('nvidia/')
    || /^tensorflow\/libtensorflow_(cc|framework)\.so\.2$/.test(path)
    || /^tensorflow\/include\/(tensorflow\/c|tensorflow\/core\/platform|tsl\/platform|xla\/tsl\/c)\/.+\.h$/.test(path);
}
