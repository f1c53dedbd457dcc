"""Seeded random numbers, the same as `@oneday/core` draws them: Threefry-2x32 with 20 rounds.

Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3" (SC 2011). A key is a pair of
32-bit words; a counter too; the output is a pair again. Nothing here keeps state, so a draw depends on
its key alone, in Python as in TypeScript.

`python tools/parity/threefry.py` checks the published vectors and prints some draws.
"""

import numpy as np

ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
KEY_PARITY = 0x1BD11BDA

FNV_PRIME = 16777619
FNV_OFFSETS = (0x811C9DC5, 0x9747B28C)
HIGH_WORD_MASK = 0x5BD1E995

MASK32 = 0xFFFFFFFF
MAX_SAFE_INTEGER = 2**53 - 1


def threefry2x32(key, counter_low, counter_high):
    """Maps arrays of counter words (uint32) to two arrays of random words under one key."""
    schedule = [np.uint32(key[0]), np.uint32(key[1]), np.uint32(key[0] ^ key[1] ^ KEY_PARITY)]
    x0 = np.asarray(counter_low, np.uint32) + schedule[0:1]
    x1 = np.asarray(counter_high, np.uint32) + schedule[1:2]
    for group in range(5):
        for rotation in ROTATIONS[group % 2]:
            x0 = x0 + x1
            x1 = (x1 << np.uint32(rotation)) | (x1 >> np.uint32(32 - rotation))
            x1 = x1 ^ x0
        injected = group + 1
        x0 = x0 + np.array([schedule[injected % 3]])
        x1 = x1 + np.array([schedule[(injected + 1) % 3]]) + np.array([injected], np.uint32)
    return x0, x1


def _fnv1a(data, offset):
    value = offset
    for byte in data:
        value = ((value ^ byte) * FNV_PRIME) & MASK32
    return value


def _words(data):
    """The two words that stand for a string or a non-negative safe integer in `fold_in`."""
    if isinstance(data, str):
        return tuple(_fnv1a(data.encode("utf-8"), offset) for offset in FNV_OFFSETS)
    if not 0 <= data <= MAX_SAFE_INTEGER:
        raise ValueError(f"fold_in: an integer must be in 0..2^53-1; got {data}")
    return data & MASK32, (data >> 32) ^ HIGH_WORD_MASK


def fold_in(key, data):
    """A new key from a key and a string or integer."""
    low, high = _words(data)
    x0, x1 = threefry2x32((key[0] ^ low, key[1] ^ high), [0], [0])
    return int(x0[0]), int(x1[0])


def seed_key(seed):
    """The key that a run's integer seed stands for."""
    return fold_in((0, 0), seed)


def random_bits(key, count):
    """`count` random uint32; the block with counter (j, 0) gives elements 2j and 2j+1."""
    blocks = (count + 1) // 2
    x0, x1 = threefry2x32(key, np.arange(blocks, dtype=np.uint32), np.zeros(blocks, np.uint32))
    return np.stack([x0, x1], axis=1).reshape(-1)[:count]


def uniform(key, count):
    """`count` float32 in [0, 1), multiples of 2^-24."""
    return ((random_bits(key, count) >> np.uint32(8)) * 2.0**-24).astype(np.float32)


def normal(key, count):
    """`count` standard normal float32: Box-Muller on pairs of words, in float64, rounded once at the end."""
    pairs = (count + 1) // 2
    bits = random_bits(key, 2 * pairs).astype(np.float64).reshape(pairs, 2) // 256
    # u1 is in (0, 1], so that its logarithm is finite.
    u1 = (bits[:, 0] + 1) * 2.0**-24
    u2 = bits[:, 1] * 2.0**-24
    radius = np.sqrt(-2 * np.log(u1))
    angle = 2 * np.pi * u2
    values = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return values.reshape(-1)[:count].astype(np.float32)


def check_published_vectors():
    """Holds `threefry2x32` to the known answers that the Random123 library ships."""
    vectors = (
        ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
        ((MASK32, MASK32), (MASK32, MASK32), (0x1CB996FC, 0xBB002BE7)),
        ((0x13198A2E, 0x03707344), (0x243F6A88, 0x85A308D3), (0xC4923A9C, 0x483DF7A0)),
    )
    for key, counter, expected in vectors:
        x0, x1 = threefry2x32(key, [counter[0]], [counter[1]])
        if (int(x0[0]), int(x1[0])) != expected:
            raise AssertionError(f"threefry2x32: key {key}, counter {counter} gave {int(x0[0]):08x} {int(x1[0]):08x}")


if __name__ == "__main__":
    check_published_vectors()
    print("published vectors: 3 of 3 agree")
    print("seed_key(1)           ", seed_key(1))
    print("fold_in(.., 'init')   ", fold_in(seed_key(1), "init"))
    print("fold_in(.., 2^32 + 5) ", fold_in(seed_key(1), 2**32 + 5))
    print("random_bits, 5        ", random_bits(seed_key(1), 5).tolist())
    print("uniform, 5            ", uniform(seed_key(1), 5).tolist())
    print("normal, 5             ", normal(seed_key(1), 5).tolist())
