import type { ShardIndex } from '@oneday/data/node';
import { formatBytes, formatCount } from '../../format.ts';

/** One side of prepared data as one plain object. */
export function sideRecord({ shards, texts }: ShardIndex) {
  const tokens = shards.reduce((sum, shard) => sum + shard.tokens, 0);
  const textBytes = texts?.byteCounts.reduce((sum, count) => sum + count, 0);
  return {
    tokens,
    ...(texts !== undefined && { documents: texts.documents, textBytes, tokensPerByte: tokens / textBytes! }),
    shards,
  };
}

/** One side of prepared data in a line. */
export function describeSide(name: string, index: ShardIndex): string {
  const { tokens, documents, textBytes, tokensPerByte, shards } = sideRecord(index);
  const files = `${formatCount(tokens)} tokens in ${shards.length} ${shards.length === 1 ? 'file' : 'files'}`;
  if (documents === undefined) return `${name}: ${files}`;
  const texts = `${formatCount(documents)} ${documents === 1 ? 'document' : 'documents'}, ${formatBytes(textBytes!)}`;
  return `${name}: ${texts} of text, ${files}, ${tokensPerByte!.toFixed(4)} tokens a byte`;
}
