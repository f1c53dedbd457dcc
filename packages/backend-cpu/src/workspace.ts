/** Memory for a program's intermediate values: planned once by their lifetimes, shared by all programs of a backend. */
import type { KernelMemory } from './memory.ts';
import type { Place } from './tensor.ts';

/** Alignment of every array, and the bytes behind it that kernels may read. */
const lineBytes = 64;

/** The one region that programs compute in, as large as the largest of them needs. Programs run one at a time. */
export class Workspace {
  private readonly memory: KernelMemory;
  private pointer: number | undefined;
  private bytes = 0;

  constructor(memory: KernelMemory) {
    this.memory = memory;
  }

  /** Address of the region; changes when it grows. */
  get base(): number {
    return this.pointer ?? 0;
  }

  /** Makes room for `bytes`. */
  reserve(bytes: number): void {
    if (bytes <= this.bytes) return;
    if (this.pointer !== undefined) this.memory.allocator.free(this.pointer);
    this.pointer = undefined;
    this.pointer = this.memory.allocator.allocate(bytes);
    this.bytes = bytes;
  }
}

/** A part of the workspace, used between two nodes of a program. */
export class WorkspacePlace implements Place {
  readonly bytes: number;
  /** Indices of the first and the last node that use it. */
  first = Infinity;
  last = -Infinity;
  offset = 0;
  private readonly workspace: Workspace;

  constructor(workspace: Workspace, bytes: number) {
    this.workspace = workspace;
    this.bytes = Math.ceil(bytes / lineBytes) * lineBytes + lineBytes;
  }

  /** Notes that node `index` uses this place. */
  use(index: number): void {
    this.first = Math.min(this.first, index);
    this.last = Math.max(this.last, index);
  }

  pointer(): number {
    return this.workspace.base + this.offset;
  }
}

/**
 * Gives every place an offset such that places in use at the same time do not overlap; the total in bytes. Largest
 * first, each at the lowest offset that is free for its time (Pisarchyk & Lee 2020).
 */
export function placeAll(places: readonly WorkspacePlace[]): number {
  const placed: WorkspacePlace[] = [];
  let total = 0;
  for (const place of [...places].sort((a, b) => b.bytes - a.bytes || a.first - b.first)) {
    let offset = 0;
    for (const other of placed) {
      const together = other.first <= place.last && place.first <= other.last;
      if (!together) continue;
      if (other.offset - offset >= place.bytes) break;
      offset = Math.max(offset, other.offset + other.bytes);
    }
    place.offset = offset;
    const at = placed.findIndex((other) => other.offset > offset);
    placed.splice(at < 0 ? placed.length : at, 0, place);
    total = Math.max(total, offset + place.bytes);
  }
  return total;
}
