// Made with Hugging Face's tokenizers by tools/parity/unicode_ranges.py; change that, not this.
//
// Ranges of code points in ascending order, each as two numbers in base 36: how many code points lie between it and
// the range before, and its length less one.

/** Word characters of the Whitespace pre-tokenizer and of whole-word added tokens. */
export const WORD_RANGES = [
  '1c 9 7 p 4 0 1 p 1b 0 a 0 4 0 5 m 1 u 1 cp 4 b e 4 7 0 1 0 h 38 1 1 2 3 1 0 6 0 1 2 1 0 1 j 1 2a 1 3u 1 4s 1 11',
  '2 0 6 14 8 18 1 0 1 1 1 1 1 0 8 q 4 3 t a 5 21 4 2t 1 7 2 9 1 i 2 0 g 1m 2 2s e 1h 4 0 2 0 2 19 i r 4 a 5 n 1 5',
  '8 22 1 3k 2 9 1 i 1 7 2 1 2 l 1 6 1 0 3 3 2 8 2 1 2 3 8 0 4 1 1 4 2 b a 0 1 0 2 2 1 5 4 1 2 l 1 6 1 1 1 1 1 1 2',
  '0 1 4 4 1 2 2 3 0 7 3 1 0 7 f b 2 1 8 1 2 1 l 1 6 1 1 1 4 2 9 1 2 1 2 2 0 f 3 2 9 9 6 1 2 1 7 2 1 2 l 1 6 1 1 1',
  '4 2 8 2 1 2 2 7 2 4 1 1 4 2 9 1 0 g 1 1 5 3 2 1 3 3 1 1 0 1 1 3 1 3 2 3 b 4 4 3 2 1 3 2 0 6 0 e 9 g c 1 2 1 m 1',
  'f 2 8 1 2 1 3 7 1 1 2 2 0 2 3 2 9 g 3 1 7 1 2 1 m 1 9 1 4 2 8 1 2 1 3 7 1 6 1 1 3 2 9 1 2 c c 1 2 1 1e 1 2 1 4 5',
  '3 7 4 2 9 a 5 1 2 1 h 3 n 1 8 1 0 2 6 3 0 4 5 1 0 1 7 6 9 2 1 d 1l 5 e 1 9 13 1 1 0 1 4 1 n 1 0 1 m 2 4 1 0 1 6',
  '1 9 2 3 w 0 n 1 6 9 b 0 1 0 1 0 4 9 1 z 4 j 1 h 1 z 9 0 1l 21 6 25 2 11 1 0 5 0 2 16 1 98 1 3 2 6 1 0 1 3 2 14 1',
  '3 2 w 1 3 2 6 1 0 1 3 2 e 1 1k 1 3 2 1u 2 2 w f g 2d 2 5 3 h7 2 g 1 p 5 22 3 a 7 l 9 l b j c c 1 2 1 1 c 2b 3 0',
  '4 1 2 9 x 2 1 a 6 2g 7 16 5 1x a u 1 b 4 b a 13 2 4 b 17 4 p 6 9 12 r 4 1q 1 s 2 a 6 9 d 0 8 u 1d 24 3 9 h 8 c',
  '37 c 1j 8 9 3 1c 2 a 5 16 2 2 g 2 1 12 5 et 2 5 2 11 2 5 2 7 1 0 1 0 1 0 1 u 2 1g 1 6 1 0 3 2 1 6 3 3 2 5 4 c 5',
  '2 1 6 f 1 1d 1 j 0 s 0 d 0 g c 1f w h 0 4 0 2 9 1 0 3 4 6 0 1 0 1 0 1 3 1 a 2 3 5 4 4 0 h 14 ml 1f 1ee 6c 6 8 c',
  '11 1 0 5 0 2 1j 7 0 f n 9 6 1 6 1 6 1 6 1 6 1 6 1 6 1 6 1 v 1b 0 d1 2 p e 1 4 2 4 4 2d 2 1 2 2 1 2h 1 3 5 16 1',
  '2l h v 1c f e8 533 1s h3g 1v 19 2 7g 3 r k 1e 1 9 1 36 11 8 2 2u 2 1u 2 1 1 0 1 7 l 1h 4 0 j 1f c 1x a 9 6 n 3 0',
  '1 1c 2 z c s 3 1s e a 6 u 1 1i 9 d 2 9 6 m 3 20 o 2 2 f 2 4 a 5 2 5 2 5 9 6 1 6 1 16 1 d 6 3e 1 1 2 9 6 8mb c m',
  '4 1c 6is a5 2 2x 12 6 c 4 5 b 1 c 1 4 1 0 1 1 1 1 1 2z x a2 i 1r 2 1h 14 b 4 f g f 3 1 o 2 w 4 1 3q j 9 7 p 4 0',
  '1 p b 2g 3 5 2 5 2 5 2 2 z b 1 p 1 i 1 1 1 e 2 d y 3e 1x 1g 3s 0 3m s 3 1c f 0 v v d t 5 16 5 t 2 z 4 7 1 4 16',
  '4d 2 9 6 z 4 z 4 13 8 1f c a 1 e 1 6 1 1 1 a 1 e 1 6 1 1 3 1f c 8m 9 l a 7 o 5 1 15 1 8 1x 5 2 0 1 17 1 1 3 0 2',
  'm a m 9 u 1t i 1 1 a l a p 1y 1j 6 1 1s 3 1 1 5 7 1 2 1 s 2 2 4 0 w s 3 s z 7 1 t p 1h a l a i d h 32 20 1j 1e d',
  '1e d 13 8 9 6 11 3 4 1 m 6y 15 1 1 3 1 g 2 1j w a 0 8 w v l 16 k r m 9 1y v f 9 1n 7 0 d o 7 9 6 1g 1 9 4 3 8 z',
  '2 0 9 1w 4 3 1 c 1 0 z h 1 10 6 3 1q 6 1 0 1 3 1 e 1 9 7 1m 5 9 6 3 1 7 2 1 2 l 1 6 1 1 1 4 1 9 2 1 2 2 2 0 6 0',
  '5 6 2 6 3 4 b 9 1 0 2 0 1 11 1 9 1 0 2 0 1 3 1 7 d 1 t 22 5 9 4 3 u 1x 1 0 8 9 4m 1h 2 8 n 5 y 1s 3 0 b 9 12 1k',
  '7 9 6 j s q 2 e 4 9 6 6 55 1m 2t 21 l 7 2 0 2 7 1 1 1 t 1 1 2 8 c 9 1y 7 2 19 2 7 1 1 r 1q 8 0 8 21 3 0 i 20 5j',
  'w f 9 6 8 1 18 1 8 f 9 o t 2 l 1 d 21 6 1 1 1 17 3 0 1 1 1 8 8 9 6 5 1 1 1 10 1 1 1 5 7 9 8m m 9 g 1 14 3 4 d a',
  '2d 0 27 pl 2u 32 h 5f 218 2o f tr g l a 32y 5 g6 5a1 1l 1c6 fs 7 u 1 9 6 26 1 9 6 t 2 4 b 1i 9 3 c 9 9 k 5 i c0',
  '18 3 9 5i 1r 3k 22 4 1k 7 g 1s 1 1 1 b 1 e 4qf 8 yd 15 9 6w7 3 1 6 1 1 1 82 f 0 t 2 2 0 e 3 8 az 1s4 2y 5 c 3 8',
  '7 9 3 1 381 9 ee 19 2 m f2 4 3 5 8 7 2 6 u 3 44 2 cb 2c 1 1y 1 1 2 0 2 1 2 3 1 b 1 0 1 6 1 1s 1 3 2 7 1 6 1 r 1',
  '3 1 4 1 0 3 6 1 9f 2 o 1 o 1 u 1 o 1 u 1 o 1 u 1 o 1 u 1 o 1 7 2 1d e8 1i 4 1d 8 0 e 0 m 4 1 e uo u 6 5 5x 6 1 g',
  '2 6 1 1 1 4 5 1p x 0 34 18 3 d 2 9 4 0 8x u h 1l d2 15 5y 16 dh 6 1 3 1 1 1 e 1 5g b 6 15 23 4 9 x2 3 1 q 1 1 1',
  '0 2 0 1 9 1 3 1 0 1 0 6 0 4 0 1 0 1 0 1 2 1 1 1 0 2 0 1 0 1 0 1 0 1 0 1 1 1 0 2 3 1 6 1 3 1 3 1 0 1 9 1 g 5 2 1',
  '4 1 g hg p 6 p 6 p 21y 9 sm wyn w 37d 6 65 2 4g1 e 5rk f h9 1wi f1 15u 3t6 5 38f f9e8 6n',
].join(' ');

/** Punctuation of the Bert and Punctuation pre-tokenizers. */
export const PUNCTUATION_RANGES = [
  'x e a 6 q 5 q 3 y 0 5 0 3 0 a 1 3 0 3 0 ji 0 8 0 cy 5 15 1 1f 0 1 0 2 0 2 0 18 1 k 1 1 1 d 0 2 1 22 3 2u 0 17 d',
  '6h 2 1i e v 0 79 1 a 0 an 0 lf 0 2i 0 a 1 4o e 1 0 11 3 1z 0 22 4 4 1 33 5 4r 0 h0 8 47 0 h8 1 18 1 26 2 1z 1 4d',
  '2 1 2 11 a 8p 1 60 1 3k 6 1 5 4s 6 4b 3 1n 4 1q 1 1s 7 b 0 n0 n 8 j 1 c 1 b u 1 e 1 hl 3 t 1 u5 d 27 1 v 9 b7 l',
  '1r 3 w 1 l7 3 1 1 34 0 3z 1a 1 i ce 2 4 9 2 b g 0 c 0 2q 0 2i 0 mwy 1 7h 2 2r 0 a 0 37 5 ak 3 2e 1 14 2 1 0 1d 1',
  '1b 0 2p c g 1 3g 3 3i 1 g 1 6x 0 g2a 1 5s 9 m y 1 d 1 0 4 0 1 1 45 2 1 5 1 3 a 1 3 1 q 2 1 0 r 0 1 0 1 6 be 2 ik',
  '0 1c 0 bi 0 kn 0 5j 0 v 0 7k 8 12 0 34 6 1u 6 2h 3 x6 6 31 1 1 3 3i 3 1c 1 27 4 3 0 d 0 1 2 2g 5 2z 0 f0 0 6y m',
  '2x 2 6w 2 2lt 4 dtl 1 3p 0 1t 4 8 0 g2i 0 5wn 4',
].join(' ');

/** Characters of the Digits pre-tokenizer. */
export const NUMERIC_RANGES = [
  '1c 9 3c 1 5 0 2 2 141 9 3q 9 5i 9 bg 9 3a 9 4 5 30 9 3a 9 3a 9 2 5 32 c 37 9 8 6 2v 9 2w 6 7 i 31 9 2o 9 3a 9 1y',
  'j 7g 9 1y 9 jz j oh 2 6n 9 6 9 m 9 8c 9 3k a 4l 9 6 9 52 9 2e 9 3q 9 6 9 t2 0 3 5 6 9 5i 1e 2 4 k6 1n 26 l hi t',
  '12h 0 ll 0 p 8 e 2 9j 3 3u 9 u 7 1 e w 9 13 e msg 9 58 9 8w 5 4a 9 12 9 5i 9 m 9 2e 9 ba 9 geu 9 dp 18 c 1k h 1',
  '9h q 10 3 t 0 8 0 3q 4 5m 9 q6 7 p 6 13 8 23 4 m 5 4g 1 2 f 2 19 1s 8 1g 1 u 2 23 4 2w 7 o 7 15 6 96 5 1c 9 6 9',
  '7q u 4e 9 16 3 34 6 3q t 3k 9 1o 9 40 9 7 j 6z 9 9i 9 3a 9 ae 9 2u 9 6 j 24 b bo i 2l 9 ie 9 2e s 6b 9 1y 9 1i 9',
  '9y 9 2u k tn 32 c01 9 1t2 9 2e 9 3q 9 1 6 em 9 7a m 9p 2 id5 9 152 j c j 30 o ut 1d 1ts 9 bq 9 dy 9 6v 9 jw 8 3k',
  '9 lz 1m 1 2 1 3 24 18 1 e qq c 25f 9',
].join(' ');

/** What BertNormalizer's cleaning removes. */
export const CONTROL_RANGES = [
  '0 8 2 1 1 h 2n w d 0 11u 5 m 0 5c 0 1d 0 3cu 0 1ks 4 q 4 1d 4 1 9 11u8 4xr 16n 0 6x 2 1 0 3b3 0 xya 3 43z 7 h406',
  '0 u 2n 1egw 1ekd 2 1ekd',
].join(' ');

/** What BertNormalizer removes as accents. */
export const NONSPACING_MARK_RANGES = [
  'lc 33 7n 4 7d 18 1 0 1 1 1 1 1 0 20 a 1c k g 0 2t 6 2 5 2 1 1 3 z 0 u q 2j a 1m 8 y 3 1 8 1 2 1 4 17 2 3r v 1j 0',
  '1 0 4 7 4 0 3 6 a 1 t 0 1m 0 4 3 8 0 k 1 t 1 1l 0 4 1 4 1 2 2 3 0 u 1 3 0 b 1 1l 0 4 4 1 1 4 0 k 1 t 0 1m 0 2 0',
  '1 3 8 0 8 0 b 1 u 0 1p 0 c 0 1e 0 1p 2 5 2 1 3 7 1 b 1 t 0 1m 0 2 0 6 0 5 1 k 1 t 0 1r 3 8 0 k 1 2u 0 7 2 1 0 2i',
  '0 2 6 c 7 2q 0 2 5 1 1 b 5 22 1 r 0 1 0 1 0 1j d 1 4 1 1 5 a 1 z 9 0 2u 3 1 5 1 1 2 1 p 1 4 2 g 3 d 0 2 1 6 0 f',
  '0 jj 2 qa 2 t 2 t 1 u 1 1s 1 1 6 8 0 2 a 9 0 19 2 4b 0 3a 2 4 1 9 0 6 2 63 1 2 0 1m 0 1 6 1 0 1 0 2 7 6 9 2 0 1c',
  'd 1u 3 1c 0 1 4 1 0 5 0 14 8 c 1 w 3 2 1 1 2 1k 0 1 1 3 0 1 2 1m 7 2 1 48 2 1 c 1 6 4 0 6 0 3 1 5i 1h 6 3 k0 c 4',
  '0 3 b 2da 2 3x 0 2o v fe 3 2z 1 n9w 0 4 9 w 1 28 1 7k 0 3 0 4 0 p 1 4d 0 r h 1g 7 p a 1a 2 1c 0 2 3 2 0 14 0 1v',
  '5 2 1 2 1 c 0 8 0 1b 0 1f 0 1 2 2 1 5 1 1 0 16 1 8 0 6m 0 2 0 4 0 fn4 0 kh f g f r1 0 6a 0 45 4 1ae 2 1 1 5 3 14',
  '2 4 0 4l 1 10a 0 1i e 1k 2 1d 3 2 1 1x 2 10 4 1 7 1q 0 c 1 1g 8 b 2 2q 2 2 0 1 1 4n 0 3 7 l 1 1m 0 3 0 11 6 3 4',
  '8u 5 1 0 4 1 1 1 6m 3 6 1 1 1 r 1 2d 7 2 0 1 1 2y 0 1 0 2 5 1 0 2t 2 2 3 1 4 gjo 4 1n 6 uw 3 f7u 1 43s 2 h 7 2 6',
  'u 3 44 2 1iz 1i 4 1d 8 0 e 0 m 4 1 e 2sg 6 gzl5 6n',
].join(' ');

/** What StripAccents removes. */
export const COMBINING_MARK_RANGES = [
  'lc 33 7n 6 7b 18 1 0 1 1 1 1 1 0 20 a 1c k g 0 2t 6 2 5 2 1 1 3 z 0 u q 2j a 1m 8 y 3 1 8 1 2 1 4 17 2 3c d 1 w',
  '1i 2 1 h 1 6 a 1 t 2 1k 0 1 6 2 1 2 2 9 0 a 1 t 2 1k 0 1 4 4 1 2 2 3 0 u 1 3 0 b 2 1k 0 1 7 1 2 1 2 k 1 t 2 1k 0',
  '1 6 2 1 2 2 8 1 a 1 u 0 1n 4 3 2 1 3 9 0 14 3 1m 6 1 2 1 3 7 1 b 1 t 2 1k 0 1 6 1 2 1 3 7 1 b 1 t 2 1m 6 1 2 1 3',
  '9 0 a 1 u 1 1y 0 4 5 1 0 1 7 i 1 1p 0 2 6 c 7 2q 0 2 5 1 1 b 5 22 1 r 0 1 0 1 0 4 1 1d j 1 1 5 a 1 z 9 0 2s j n',
  '3 4 2 1 2 2 6 3 3 d b 1 0 a 3 jj 2 qa 2 t 2 t 1 u 1 1s v 9 0 19 2 3b 1 y 0 3a b 4 b 63 4 1l 9 1 s 2 0 1c e 1t 4',
  '1b g 12 8 c 2 u c 1k d 1c j 48 2 1 k 4 0 4 2 3 1 5i 1h 5 4 k0 w 2da 2 3x 0 2o v fe 5 2x 1 n9w 3 1 9 w 1 28 1 7k',
  '0 3 0 4 0 n 4 2g 1 1e h q h 1g 7 p c 18 3 1b d 10 0 1v d c 0 8 1 19 2 1e 0 1 2 2 1 5 1 1 0 15 4 5 1 6k 7 1 1 fn4',
  '0 kh f g f r1 0 6a 0 45 4 1ae 2 1 1 5 3 14 2 4 0 4l 1 109 2 1h e 1k 3 19 a 1x 2 10 d 1q 0 c 2 1c d 9 2 2n b 6 0',
  '4g b l 3 1k 0 1 6 2 1 2 2 9 0 a 1 2 6 3 4 5c h 2x j 6j 6 2 8 r 1 2a g 2y c 2t e zn 7 1 7 2a l 1 d fg9 4 1n 6 t6',
  '19 g 3 f7u 1 43q 4 3 5 8 7 2 6 u 3 44 2 1iz 1i 4 1d 8 0 e 0 m 4 1 e 11s 6 1 g 2 6 1 1 1 4 1ph 6 31 6 gzhx 6n',
].join(' ');

/** What Unicode 17 decomposes and the reference does not yet. */
export const UNDECOMPOSED_RANGES = [
  'a2n 0 n3l 3 ok 0 gpi 3a1 1 0 1 d 1 3l 2 ey 2 a5 2 0 1 6y 2 1129 7 2d 6 fy 2d 0 1z 0 2 1 1 1 2 1 4 0 c 0 1 0 7 0',
  '1t 0 4 1 8 0 7 0 s 0 4 0 5 0 1 2 7 0 9g 1 84 1 1e 4cf 4 0 r 0 2 0 1 1 1 0 a 0 4 0 1 0 1 5 1 3 1 0 1 0 1 0 3 0 2',
  '0 1 1 1 0 1 0 1 0 1 0 1 0 2 0 1 1 4 0 7 0 4 0 4 0 1 0 a 0 h 4 3 0 5 0 h g3 b 4 v 0 w p 2 z 1 32 3 c 18 3 9 6 2',
  '2p9',
].join(' ');

/** `\w` of patterns. */
export const PATTERN_WORD_RANGES = [
  '1c 9 7 p 4 0 1 p 1b 0 7 1 1 0 3 1 1 2 1 m 1 u 1 cp 4 b e 4 7 0 1 0 h 38 1 1 2 3 1 0 6 0 1 2 1 0 1 j 1 2a 1 3u 1',
  '4s 1 11 2 0 6 14 8 18 1 0 1 1 1 1 1 0 8 q 4 3 t a 5 21 4 2t 1 7 2 9 1 i 2 0 g 1m 2 2s e 1h 4 0 2 0 2 19 i r 4 a',
  '5 n 1 5 8 22 1 3k 2 9 1 i 1 7 2 1 2 l 1 6 1 0 3 3 2 8 2 1 2 3 8 0 4 1 1 4 2 b a 0 1 0 2 2 1 5 4 1 2 l 1 6 1 1 1',
  '1 1 1 2 0 1 4 4 1 2 2 3 0 7 3 1 0 7 f b 2 1 8 1 2 1 l 1 6 1 1 1 4 2 9 1 2 1 2 2 0 f 3 2 9 9 6 1 2 1 7 2 1 2 l 1',
  '6 1 1 1 4 2 8 2 1 2 2 7 2 4 1 1 4 2 9 1 0 g 1 1 5 3 2 1 3 3 1 1 0 1 1 3 1 3 2 3 b 4 4 3 2 1 3 2 0 6 0 e 9 g c 1',
  '2 1 m 1 f 2 8 1 2 1 3 7 1 1 2 2 0 2 3 2 9 g 3 1 7 1 2 1 m 1 9 1 4 2 8 1 2 1 3 7 1 6 1 1 3 2 9 1 2 c c 1 2 1 1e 1',
  '2 1 4 5 3 7 4 2 9 a 5 1 2 1 h 3 n 1 8 1 0 2 6 3 0 4 5 1 0 1 7 6 9 2 1 d 1l 5 e 1 9 13 1 1 0 1 4 1 n 1 0 1 m 2 4',
  '1 0 1 6 1 9 2 3 w 0 n 1 6 9 b 0 1 0 1 0 4 9 1 z 4 j 1 h 1 z 9 0 1l 21 6 25 2 11 1 0 5 0 2 16 1 98 1 3 2 6 1 0 1',
  '3 2 14 1 3 2 w 1 3 2 6 1 0 1 3 2 e 1 1k 1 3 2 1u 2 2 w f g 2d 2 5 3 h7 2 g 1 p 5 22 3 a 7 l 9 l b j c c 1 2 1 1',
  'c 2b 3 0 4 1 2 9 x 2 1 a 6 2g 7 16 5 1x a u 1 b 4 b a 13 2 4 b 17 4 p 6 9 12 r 4 1q 1 s 2 a 6 9 d 0 8 u 1d 24 3',
  '9 h 8 c 37 c 1j 8 9 3 1c 2 a 5 16 2 2 g 2 1 12 5 et 2 5 2 11 2 5 2 7 1 0 1 0 1 0 1 u 2 1g 1 6 1 0 3 2 1 6 3 3 2',
  '5 4 c 5 2 1 6 1u 1 j 0 s 0 d 0 g c 1f w h 0 4 0 2 9 1 0 3 4 6 0 1 0 1 0 1 3 1 a 2 3 5 4 4 0 h 14 ml 1f 1ee 6c 6',
  '8 c 11 1 0 5 0 2 1j 7 0 f n 9 6 1 6 1 6 1 6 1 6 1 6 1 6 1 6 1 v 1b 0 d1 2 p e 1 4 2 4 4 2d 2 1 2 2 1 2h 1 3 5 16',
  '1 2l h v 1c f e8 533 1s h3g 1v 19 2 7g 3 r k 1e 1 9 1 36 11 8 2 2u 2 1u 2 1 1 0 1 7 l 1h 4 0 j 1f c 1x a 9 6 n 3',
  '0 1 1c 2 z c s 3 1s e a 6 u 1 1i 9 d 2 9 6 m 3 20 o 2 2 f 2 4 a 5 2 5 2 5 9 6 1 6 1 16 1 d 6 3e 1 1 2 9 6 8mb c',
  'm 4 1c 6is a5 2 2x 12 6 c 4 5 b 1 c 1 4 1 0 1 1 1 1 1 2z x a2 i 1r 2 1h 14 b 4 f g f 3 1 o 2 w 4 1 3q j 9 7 p 4',
  '0 1 p b 2g 3 5 2 5 2 5 2 2 z b 1 p 1 i 1 1 1 e 2 d y 3e 1x 1g 3s 0 3m s 3 1c f 0 v v d t 5 16 5 t 2 z 4 7 1 4 16',
  '4d 2 9 6 z 4 z 4 13 8 1f c a 1 e 1 6 1 1 1 a 1 e 1 6 1 1 3 1f c 8m 9 l a 7 o 5 1 15 1 8 1x 5 2 0 1 17 1 1 3 0 2',
  'm a m 9 u 1t i 1 1 a l a p 1y 1j 6 1 1s 3 1 1 5 7 1 2 1 s 2 2 4 0 w s 3 s z 7 1 t p 1h a l a i d h 32 20 1j 1e d',
  '1e d 13 8 9 6 11 3 4 1 m 6y 15 1 1 3 1 g 2 1j w a 0 8 w v l 16 k r m 9 1y v f 9 1n 7 0 d o 7 9 6 1g 1 9 4 3 8 z',
  '2 0 9 1w 4 3 1 c 1 0 z h 1 10 6 3 1q 6 1 0 1 3 1 e 1 9 7 1m 5 9 6 3 1 7 2 1 2 l 1 6 1 1 1 4 1 9 2 1 2 2 2 0 6 0',
  '5 6 2 6 3 4 b 9 1 0 2 0 1 11 1 9 1 0 2 0 1 3 1 7 d 1 t 22 5 9 4 3 u 1x 1 0 8 9 4m 1h 2 8 n 5 y 1s 3 0 b 9 12 1k',
  '7 9 6 j s q 2 e 4 9 6 6 55 1m 2t 21 l 7 2 0 2 7 1 1 1 t 1 1 2 8 c 9 1y 7 2 19 2 7 1 1 r 1q 8 0 8 21 3 0 i 20 5j',
  'w f 9 6 8 1 18 1 8 f 9 o t 2 l 1 d 21 6 1 1 1 17 3 0 1 1 1 8 8 9 6 5 1 1 1 10 1 1 1 5 7 9 8m m 9 g 1 14 3 4 d a',
  '2d 0 27 pl 2u 32 h 5f 218 2o f tr g l a 32y 5 g6 5a1 1l 1c6 fs 7 u 1 9 6 26 1 9 6 t 2 4 b 1i 9 3 c 9 9 k 5 i c0',
  '18 3 9 5i 1r 3k 22 4 1k 7 g 1s 1 1 1 b 1 e 4qf 8 yd 15 9 6w7 3 1 6 1 1 1 82 f 0 t 2 2 0 e 3 8 az 1s4 2y 5 c 3 8',
  '7 9 3 1 381 9 ee 19 2 m f2 4 3 5 8 7 2 6 u 3 44 2 cb 2c 1 1y 1 1 2 0 2 1 2 3 1 b 1 0 1 6 1 1s 1 3 2 7 1 6 1 r 1',
  '3 1 4 1 0 3 6 1 9f 2 o 1 o 1 u 1 o 1 u 1 o 1 u 1 o 1 u 1 o 1 7 2 1d e8 1i 4 1d 8 0 e 0 m 4 1 e uo u 6 5 5x 6 1 g',
  '2 6 1 1 1 4 5 1p x 0 34 18 3 d 2 9 4 0 8x u h 1l d2 15 5y 16 dh 6 1 3 1 1 1 e 1 5g b 6 15 23 4 9 x2 3 1 q 1 1 1',
  '0 2 0 1 9 1 3 1 0 1 0 6 0 4 0 1 0 1 0 1 2 1 1 1 0 2 0 1 0 1 0 1 0 1 0 1 1 1 0 2 3 1 6 1 3 1 3 1 0 1 9 1 g 5 2 1',
  '4 1 g hg p 6 p 6 p 21y 9 sm wyn w 37d 6 65 2 4g1 e 5rk f h9 1wi f1 15u 3t6 5 38f f9e8 6n',
].join(' ');

/** `\d` of patterns. */
export const PATTERN_DIGIT_RANGES = [
  '1c 9 17q 9 3q 9 5i 9 bg 9 3a 9 3a 9 3a 9 3a 9 3a 9 3a 9 3a 9 3a 9 3a 9 2o 9 3a 9 1y 9 7q 9 1y 9 1fq 9 12 9 8c 9',
  '3k 9 4m 9 6 9 52 9 2e 9 3q 9 6 9 r7q 9 iu 9 12 9 5i 9 m 9 2e 9 ba 9 geu 9 13a 9 1om 9 6 9 m4 9 3k 9 1o 9 40 9 7q',
  '9 9i 9 3a 9 ae 9 2u 9 6 j 24 9 bq 9 2u 9 ie 9 2e 9 6u 9 1y 9 bq 9 d06 9 1t2 9 2e 9 3q 9 eu 9 iuu 9 250 1d 1ts 9',
  'bq 9 dy 9 6v 9 np 9 3o6 9',
].join(' ');

/** Code points that are assigned for patterns, `\P{Cn}`. */
export const PATTERN_ASSIGNED_RANGES = [
  '0 on 2 5 4 6 1 0 1 j 1 b0 1 11 2 1d 2 2 1 1i 8 q 4 5 b 7h 1 1n 2 2s e 1m 2 1c 2 e 1 r 2 0 1 a 5 u 1 1 5 6k 1 7 2',
  '1 2 l 1 6 1 0 3 3 2 8 2 1 2 3 8 0 4 1 1 4 2 o 2 2 1 5 4 1 2 l 1 6 1 1 1 1 1 1 2 0 1 4 4 1 2 2 3 0 7 3 1 0 7 g a',
  '2 1 8 1 2 1 l 1 6 1 1 1 4 2 9 1 2 1 2 2 0 f 3 2 b 7 6 1 2 1 7 2 1 2 l 1 6 1 1 1 4 2 8 2 1 2 2 7 2 4 1 1 4 2 h a',
  '1 1 5 3 2 1 3 3 1 1 0 1 1 3 1 3 2 3 b 4 4 3 2 1 3 2 0 6 0 e k 5 c 1 2 1 m 1 f 2 8 1 2 1 3 7 1 1 2 2 0 2 3 2 9 7',
  'l 1 2 1 m 1 9 1 4 2 8 1 2 1 3 7 1 6 1 1 3 2 9 1 2 c c 1 2 1 1e 1 2 1 5 4 f 2 p 1 2 1 h 3 n 1 8 1 0 2 6 3 0 4 5 1',
  '0 1 7 6 9 2 2 c 1l 4 s 11 1 1 0 1 4 1 n 1 0 1 m 2 4 1 0 1 6 1 9 2 3 w 1z 1 z 4 12 1 z 1 e 1 c 11 5h 1 0 5 0 2 ag',
  '1 3 2 6 1 0 1 3 2 14 1 3 2 w 1 3 2 6 1 0 1 3 2 e 1 1k 1 3 2 1u 2 v 3 p 6 2d 2 5 2 ik 3 2g 7 l 9 n 9 j c c 1 2 1',
  '1 c 2l 2 9 6 9 6 p 6 2g 7 16 5 1x a u 1 b 4 b 4 0 3 15 2 4 b 17 4 p 6 a 3 1p 2 1s 1 s 2 a 6 9 6 d 2 u 1d 24 1 4l',
  '8 1n 3 e 3 1p 5 16 2 a 8 16 5 et 2 5 2 11 2 5 2 7 1 0 1 0 1 0 1 u 2 1g 1 e 1 d 2 5 1 i 2 2 1 8 1 2s 1 b 2 q 1 c',
  '3 w f w f 3v 4 ih m a l 1eb 2 v 1 9o 5 18 1 0 5 0 2 1j 7 1 e n 9 6 1 6 1 6 1 6 1 6 1 6 1 6 1 6 1 3h y p 1 2g c',
  '5x q 27 1 2d 2 2u 5 16 1 2l 1 2d 9 1b 1 mlo 3 1i 9 9n k 53 8 5p 2 1 1 0 1 7 l 1m 3 9 6 1j 8 1x 8 b 6 37 b t 3 25',
  '1 a 4 w 1 1i 9 d 2 9 2 2u o r a 5 2 5 2 5 9 6 1 6 1 1n 4 3h 2 9 6 8mb c m 4 1c 1l0 57x 2 2x 12 6 c 4 5 p 1 4 1 0',
  '1 1 1 1 1 3g g cc 2 1h 7 0 w 15 6 1e 1 i 1 3 4 4 1 3q 2 0 1 59 3 5 2 5 2 5 2 2 3 6 1 6 a 4 2 b 1 p 1 i 1 1 1 e 2',
  'd y 3e 5 2 4 18 3 2f 1 c 3 0 1b 19 3m s 3 1c f r 4 z 9 t 5 16 5 t 1 10 4 d 16 4d 2 9 6 z 4 z 4 13 8 1f b b 1 e 1',
  '6 1 1 1 a 1 e 1 6 1 1 3 1f c 8m 9 l a 7 o 5 1 15 1 8 1x 5 2 0 1 17 1 1 3 0 2 m 1 1z 8 8 1c i 1 1 5 w 3 q 5 0 1s',
  '1j 4 j 2 1d 1 1 5 7 1 2 1 s 2 2 4 9 7 8 7 1r w 12 4 b 9 1h 3 s 2 q 5 p 7 3 c 6 28 20 1j 1e d 1e 7 19 8 9 6 11 3',
  's 8 1 5s u 1 15 1 2 2 1 g 2 1j 17 8 15 m p 12 r k m 9 25 4 z 9 1v a 0 2 o 7 9 6 1g 1 h 8 12 9 2n 1 j b h 1 1a 1q',
  '6 1 0 1 3 1 e 1 a 6 1m 5 9 6 3 1 7 2 1 2 l 1 6 1 1 1 4 1 9 2 1 2 2 2 0 6 0 5 6 2 6 3 4 b 9 1 0 2 0 1 11 1 9 1 0',
  '2 0 1 3 1 9 1 1 8 1 t 2j 1 4 u 1z 8 9 4m 1h 2 11 y 1w b 9 6 c j 1l 6 9 6 j s q 2 e 4 m 55 1n 2s 2a c 7 2 0 2 7 1',
  '1 1 t 1 1 2 b 9 9 1y 7 2 19 2 a r 1z 8 2a d 20 7 9 52 x e 9 6 8 1 18 1 d a s 3 v 2 l 1 d 21 6 1 1 1 17 3 0 1 1 1',
  '8 8 9 6 5 1 1 1 10 1 1 1 5 7 9 8m o 7 g 1 14 3 s 2d 0 f 1d d pm 2u 32 1 4 b 5f 218 2q d ut a 32y 5 g6 5a1 1l 1c6',
  'fs 7 u 1 9 4 28 1 9 6 t 2 5 a 1x a 9 1 6 1 k 5 i c0 1l 5i 2i 2t 22 4 1k 7 g 1s 4 b 1 e 4qf 8 yd 15 9 6w7 3 1 6 1',
  '1 1 82 f 0 t 2 2 0 e 3 8 az 1s4 2y 5 c 3 8 7 9 2 7 318 6x 6 c3 24 19 2 m 9 37 1o 6t a 12 2 5d l 1x 3e j c j c 2e',
  '9 o 3r 2c 1 1y 1 1 2 0 2 1 2 3 1 b 1 0 1 6 1 1s 1 3 2 7 1 6 1 r 1 3 1 4 1 0 3 6 1 9f 2 83 2 jh f 4 1 e uo u 6 5',
  '5x 6 1 g 2 6 1 1 1 4 5 1p x 0 34 18 3 d 2 9 4 1 8w u h 1l 5 0 cw 15 5y 16 4 0 dc 6 1 3 1 1 1 e 1 5g 2 f 15 23 4',
  '9 4 1 lt 1v 24 1o 5e 3 1 q 1 1 1 0 2 0 1 9 1 3 1 0 1 0 6 0 4 0 1 0 1 0 1 2 1 1 1 0 2 0 1 0 1 0 1 0 1 0 1 1 1 0 2',
  '3 1 6 1 3 1 3 1 0 1 9 1 g 5 2 1 4 1 g 1g 1 7i 17 4 2r c e 2 e 1 e 1 10 a 4t 1k s d 17 4 8 7 1 e 5 4a rb 4 g 3 c',
  '3 3a 4 2m 6 b 4 0 f b 4 1j 8 9 6 13 8 t 2 b 4 1 1q 9f c d 2 c 3 9 5 1j 7 e 2 a 6 8 7 42 1 2t sm wyn w 37d 6 65 2',
  '4g1 e 5rk f h9 1wi f1 15u 3t6 5 38f f975 0 u 2n 3k 6n 1e6o 1ekd 2 1ekd',
].join(' ');

/** Canonical combining classes: the class, how many ranges it has, its ranges. */
export const COMBINING_CLASSES = [
  '1 b ms 4 523 0 d 6 rt 1 4 2 a 1 3 1 1a31 0 j3q 4 g4p 0 43s 2 7 m 1to 0 3j 0 3j 0 3j 0 3j 0 an 0 oq 0 264 0 4x 0',
  '28 0 ry3 0 kcm 0 54 0 2e 0 2z 0 4y 0 2a 0 7d 0 3g 0 70 0 6u 0 15le 0 8 1 9ll 1 9 17 1u5 0 3j 0 3j 0 3j 0 3j 0 3j',
  '0 3j 0 3j 0 3j 0 3g 0 33 0 95 0 50 1 1cp 0 v 0 4d 0 i5 0 6b 0 2t 1 1y 1 3gr 0 o7a 0 59 0 3y 0 30 0 8l 0 6u 0 imp',
  '0 16u 0 1k 0 1l 0 3d 1 3v 0 38 0 50 0 2q 0 6s 0 3j 0 70 0 3j 0 3a 0 38 0 103 0 a 1 14g 0 b 1 14h 0 c 1 14i 0 d 1',
  '14j 0 e 1 14k 0 f 1 14l 0 g 1 14m 0 h 1 14n 0 i 2 14o 0 e 0 j 1 14p 1 k 1 14r 0 l 1 14s 0 m 1 14t 0 n 1 14v 0 o',
  '1 14x 0 p 1 14y 0 q 1 1dlq 0 r 2 18r 0 is 0 s 2 18s 0 is 0 t 2 18t 0 is 0 u 2 17c 0 1h 0 v 2 17d 0 1h 0 w 2 17e',
  '0 1h 0 x 1 18x 0 y 1 18y 0 z 1 19s 0 10 1 1e9 0 2c 1 2fp 0 2j 1 2fq 0 2v 1 2t4 1 2z 1 2tk 3 3a 1 2wo 1 3e 1 2x4',
  '3 3l 1 31t 0 3m 3 31u 0 7 3 2 0 3o 1 31w 0 5m 3 m9 1 4 1 59j 0 5y 1 5vy 0 60 4 m3 0 2e5 0 2gx7 1 7 4 62 1 9ii 0',
  '64 1z ly 3 2 4 2 3 2 a 5 3 a 2 3 1 4 3 2 1 fq 0 4 0 4 0 6 5 2 0 q 0 3z 1 5 0 2 0 3n 0 6 0 2 0 1v 0 2 0 2 2 1 1 1',
  '0 3 0 1 0 1 0 1 0 4p 0 2u 2 3r 0 2 0 2 0 3 2 6 0 2 1 2f 0 151 1 r 0 1 0 3y 0 5i 0 1pp 0 64 0 2u 0 1h 5 2 0 4u 0',
  'a0 4 2 3 d 0 5w 0 7 0 4 0 19 0 1 0 ko 0 3 3 qwr 2 au 0 ghe 6 r3 0 6a 0 1f0 0 18 0 4r 0 1384 7 7 1 4lg 6 66 4 13u',
  '0 i 0 3uz 0 4j7 0 68 1 9im 1 6a 1 2jxp 0 6c 3 14e 0 3qy 0 4n5 0 6e 32 lc k 14 7 1 0 3 2 3 2 4 0 3 0 7 c 7n 4 7e',
  '3 1 2 2 5 6 1 1 1 2 0 k 0 23 7 1n 1 2 4 1 1 3b 6 2 3 1 0 2 1 2 1 1v 0 1 1 1 1 3 0 2 0 1 2 1 0 1 0 1 0 1 1 4g 6 1',
  '0 y 3 1 8 1 2 1 4 4m d 2 1 1 1 1 2 6 2 1 1 2 4 29 0 1 1 17x 1 2 1 r9 2 vx 0 9o 0 64 0 2l 7 1f 4 6 1 4u 0 1 6 9o',
  '2 7 1 4 0 j 0 3 1 5i 1 1 6 1 1 4 10 5 0 2 0 k1 1 2 3 3 1 4 0 5 0 1 0 6 0 2da 2 6m v nsf 0 4 9 w 1 28 1 dq h ce 0',
  '1 1 3 1 5 1 1 0 ggu 6 7 1 11i 4 1as 0 14 0 4s 0 17e 2 gz 6 3 4 hbv 6 k7i 4 w 3 44 2 2pn 6 1 g 2 6 1 1 1 4 1sp 5',
  '6g 4 lx 0 4 0 1p 0 8ur 0 6h 4 nw 0 2 0 2 0 595 0 6i 3 nx 1 1 1 57v 0 6o 1 n9 0',
].join(' ');

/** Scripts of the UnicodeScripts pre-tokenizer: ranges, each with the number of its script. */
export const SCRIPT_RANGES = [
  '0 v 0 1 v 0 0 p 1 0 5 0 0 p 1 0 1a 0 0 0 1 0 e 0 0 0 1 0 4 0 0 m 1 0 0 0 0 u 1 0 0 0 0 cg 1 0 12 0 0 4 1 0 4 0 0',
  '1 2 0 j 0 0 33 3 0 3 4 0 0 0 0 2 4 2 3 4 0 0 0 0 0 4 4 0 4 0 0 0 0 0 4 0 0 0 0 2 4 1 0 4 1 j 4 1 1q 4 0 d 5 0 f',
  '4 0 3o 6 0 1 3 0 4o 6 1 11 7 2 6 7 1 12 7 1 0 0 0 0 7 2 2 7 1 1i 8 8 q 8 5 4 8 b 4 9 0 0 0 0 5 9 0 0 0 0 d 9 0 1',
  '0 1 0 9 0 0 0 0 v 9 0 0 0 0 9 9 0 a 3 0 p 9 0 0 3 0 2z 9 0 0 0 0 x 9 0 d a 1 1n a 2 2 a 0 1b 9 0 1d b e 1m c 5',
  '19 d 2 e d 1 r e 2 0 e 1t k 9 1 7 9 m d 9 0 0 0 0 s 9 0 28 f 0 1 3 0 g f 0 1 0 0 p f 0 3 g 1 7 g 2 1 g 2 l g 1 6',
  'g 1 0 g 3 3 g 2 8 g 2 1 g 2 3 g 8 0 g 4 1 g 1 4 g 2 l g 5 2 h 1 5 h 4 1 h 2 l h 1 6 h 1 1 h 1 1 h 1 1 h 2 0 h 1',
  '4 h 4 1 h 2 2 h 3 0 h 7 3 h 1 0 h 7 f h b 2 i 1 8 i 1 2 i 1 l i 1 6 i 1 1 i 1 4 i 2 9 i 1 2 i 1 2 i 2 0 i f 3 i',
  '2 b i 7 0 i 7 2 j 1 7 j 2 1 j 2 l j 1 6 j 1 1 j 1 4 j 2 8 j 2 1 j 2 2 j 8 1 j 4 1 j 1 4 j 2 h j a 1 k 1 5 k 3 2',
  'k 1 3 k 3 1 k 1 0 k 1 1 k 3 1 k 3 2 k 3 b k 4 4 k 3 2 k 1 3 k 2 0 k 6 0 k e k k 5 3 l 1 7 l 1 2 l 1 m l 1 f l 3',
  '7 l 1 2 l 1 3 l 7 1 l 1 2 l 5 3 l 2 9 l 8 7 l 0 3 m 1 7 m 1 2 m 1 m m 1 9 m 1 4 m 2 8 m 1 2 m 1 3 m 7 1 m 7 0 m',
  '1 3 m 2 9 m 1 1 m e 2 n 1 7 n 1 2 n 1 14 n 2 7 n 1 2 n 1 5 n 4 f n 2 p n 2 1 o 1 h o 3 n o 1 8 o 1 0 o 2 6 o 3 0',
  'o 4 5 o 1 0 o 1 7 o 6 9 o 2 2 o c 1l p 4 0 0 0 r p 11 1 q 1 0 q 2 1 q 1 0 q 2 0 q 6 3 q 1 6 q 1 2 q 1 0 q 1 0 q',
  '2 1 q 1 c q 1 2 q 2 4 q 1 0 q 1 5 q 2 9 q 2 3 q w 1z r 1 z r 4 12 r 1 z r 1 e r 1 6 r 0 3 0 0 1 r 11 4f s 0 11 t',
  '1 0 t 5 0 t 2 16 t 0 0 0 0 3 t 0 73 u 0 20 v 1 3 v 2 6 v 1 0 v 1 3 v 2 14 v 1 3 v 2 w v 1 3 v 2 6 v 1 0 v 1 3 v',
  '2 e v 1 1k v 1 3 v 2 1u v 2 v v 3 p v 6 2d w 2 5 w 2 hr x 0 s y 3 22 z 0 2 0 0 a z 7 c 10 1 6 10 b k 11 0 1 0 9',
  'j 12 c c 13 1 2 13 1 1 13 c 2l 14 2 9 14 6 9 14 6 1 15 0 1 0 0 0 15 0 0 0 0 8 15 1 9 15 6 2f 15 8 16 15 5 1x x a',
  'u 16 1 b 16 4 b 16 4 0 16 3 b 16 0 t 17 2 4 17 b 17 18 4 p 18 6 a 18 3 1 18 0 v 14 0 r 19 2 1 19 0 1q 1a 1 s 1a',
  '2 a 1a 6 9 1a 6 d 1a 2 e 3 1t 23 1b 4 18 1b 3 1r 1c 0 1f 1d 8 3 1d 0 1j 1e 3 e 1e 3 2 1e 0 1b 1f 0 8 6 1j 7 1c 8',
  '2 3 0 0 0 0 c 3 0 0 0 0 6 3 0 3 0 0 0 3 0 5 0 0 0 3 0 1 0 1 1 3 6 11 1 0 4 4 0 0 6 0 1c 1 0 4 4 0 3 1 0 4 4 0 c',
  '1 0 0 6 0 1x 1 0 0 4 0 1h 3 5 4 3 0 73 1 0 l 4 2 5 4 2 11 4 2 5 4 2 7 4 1 0 4 1 0 4 1 0 4 1 u 4 2 1g 4 1 e 4 1 d',
  '4 2 5 4 1 i 4 2 2 4 1 8 4 1 b 0 0 1 3 0 2e 0 1 a 0 0 0 1 2 a 0 0 0 1 0 e 0 1 c 1 3 u 0 h w 3 f 11 0 0 0 4 0 2 0',
  '0 1 1 0 5 0 0 0 1 0 q 0 0 0 1 0 g 0 0 14 1 0 2 0 4 ha 0 1 12 0 p a 0 l pr 0 0 73 1g 0 hf 0 2 v 0 2 x 0 3 b 0 1 7',
  '0 q 3 0 g 1a 1h 1 1a 1h 1 v 1 0 37 5 5 6 5 0 11 t 1 0 t 5 0 t 2 1j 1i 7 1 1i e 0 1i 0 m v 9 6 v 1 6 v 1 6 v 1 6',
  'v 1 6 v 1 6 v 1 6 v 1 6 v 1 v 6 0 1w 0 1n p 1j 1 2g 1j c 5x 1j q b 0 4 4 0 0 0 1j 0 0 0 0 0 1j 0 o 0 0 8 1j 0 3',
  '3 0 1 u 0 7 0 0 3 1j 0 3 0 1 2d 1j 2 1 3 0 1 0 0 2 1j 0 0 0 0 2h 1j 0 0 0 0 3 1j 5 14 2 3 2l u 1 f 0 0 q 2 5 z 0',
  'c f 1j 0 u u 1 1r 0 0 u u 0 28 0 0 1a 1j 1 2f 1j 0 4n 0 0 52t 1j a 1r 0 0 g5x 1j 16 wc 1k 3 1i 1k 9 1b 1l 0 8b',
  '1m k 2n 6 0 2f 1n 8 x 0 0 2t 1 0 2 0 0 z 1 1 7 1 1r 8 1 0 17 1o 4 9 0 6 1j 1p 8 1x 1q 8 b 1q 6 t f 2 19 1r 0 0 0',
  '0 0 1r 0 z 1s b 0 1s 0 s u 3 25 1t 1 0 0 0 9 1t 4 1 1t 0 u s 1 1i 1u 9 d 1u 2 9 1u 2 3 1u 0 v s 0 1u 1v o 4 1v 0',
  'm 1w a 5 v 2 5 v 2 5 v 9 6 v 1 6 v 1 16 1 0 0 0 0 8 1 0 0 4 a 27 w 0 19 1w 2 9 1w 6 8mb u c m u 4 1c u 6is a5 1j',
  '2 2x 1j 12 6 1 c 4 7 5 p 8 1 4 8 1 0 8 1 1 8 1 1 8 1 9 8 0 35 9 h a2 9 0 1 0 g 1r 9 2 1h 9 14 d 9 2 f 3 0 9 0 6',
  'd 3 0 1 6 0 y 0 1 i 0 1 3 0 4 4 9 1 3q 9 2 0 0 1 v 0 0 p 1 0 5 0 0 p 1 0 a 0 0 9 1j 0 0 0 0 18 1j 0 1 0 0 u u 3',
  '5 u 2 5 u 2 5 u 2 2 u 3 6 0 1 6 0 a 4 0 2 b 1x 1 p 1x 1 i 1x 1 1 1x 1 e 1x 2 d 1x y 3e 1x 5 2 0 4 18 0 3 8 0 0',
  '26 4 1 b 0 4 0 4 1b 18 0 0 0 3 3m s 1y 3 1c 1z f 0 3 0 q 0 4 z 20 c q 21 5 16 22 5 t 23 1 0 23 0 z 24 4 d 24 16',
  '27 25 0 1b 26 0 t 27 2 9 27 6 z 28 4 z 28 4 13 29 8 1f 2a b 0 2a 40 8m 2b 9 l 2b a 7 2b 48 5 2c 2 0 2c 1 17 2c 1',
  '1 2c 3 0 2c 2 0 2c 0 l 2d 1 8 2d 0 v 2e 0 u 2f 8 8 2f 1c i 2g 1 1 2g 5 4 2g 0 r 2h 3 0 2h 0 p 2i 5 0 2i 1s v 2j',
  '0 n 2k 4 j 2k 2 19 2k 0 3 2l 1 1 2l 5 7 2l 1 2 2l 1 q 2l 4 2 2l 4 8 2l 8 8 2l 7 v 2m 0 v 2n w 12 2o 4 b 2o 9 1h',
  '2p 3 6 2p 0 l 2q 2 7 2q 0 i 2r 5 7 2r 0 h 2s 7 3 2s c 6 2s 28 20 2t 1j 1e 2u d 1e 2u 7 5 2u 9s u 9 ap 25 2v 4 t',
  '2v f 0 2v 0 1t 2w e o 2x 7 9 2x 6 1g 2y 1 d 2y c 12 2z 9 25 30 2 f 30 1 j o b h 31 1 17 31 1t 6 32 1 0 32 1 3 32',
  '1 e 32 1 a 32 6 1m 33 5 9 33 6 3 34 1 7 34 2 1 34 2 l 34 1 6 34 1 1 34 1 4 34 2 8 34 2 1 34 2 2 34 2 0 34 6 0 34',
  '5 6 34 2 6 34 3 4 34 3v 2h 35 1 0 35 1 0 35 y 1z 36 8 9 36 4m 1h 37 2 11 37 y 1w 38 b 9 38 6 c 15 j 1j 39 8 9 39',
  '1i p 3a 3 e 3a 4 f 3a 9s 2a 3b c 0 3b cg 1k 3c 7b 8 3d 1 18 3d 1 d 3d a s 3d 3 v 3e 2 l 3e 1 d 3e nd pl 3f 2u 32',
  '3f 1 4 3f b 5f 3f 24c tq 3g 34h g6 3h 6nt fs 1n 7 u 3i 1 9 3i 4 1 3i 2o t 3j 2 5 3j a 1x 3k a 9 3k 1 6 3k 1 k 3k',
  '5 i 3k og 1w 3l b 1a 3l g g 3l 1s 0 3m v 4q4 3m j ky 3m 7bh 1 1j 2da 2y 3n 5 c 3n 3 8 3n 7 9 3n 2 3 3n 0 3 0 3to',
  '6t 0 a 12 0 2 1p 0 0 2 3 0 g 0 0 7 3 0 1 0 0 6 3 0 t 0 0 3 3 0 1m 0 n 1x 4 56 2e 0 9 h 0 3y 2c 0 1 1y 0 1 1 0 2',
  '0 0 2 1 0 2 3 0 1 b 0 1 0 0 1 6 0 1 1s 0 1 3 0 2 7 0 1 6 0 1 r 0 1 3 0 1 4 0 1 0 0 3 6 0 1 9f 0 2 83 0 2 1d 0 0',
  'i3 3o f 4 3o 1 e 3o 11s 6 1h 1 g 1h 2 6 1h 1 1 1h 1 4 1h 1jp 5g 3p 2 f 3p 15 22 3q 5 9 3q 4 1 3q ww 3 9 1 q 9 1',
  '1 9 1 0 9 2 0 9 1 9 9 1 3 9 1 0 9 1 0 9 6 0 9 4 0 9 1 0 9 1 0 9 1 2 9 1 1 9 1 0 9 2 0 9 1 0 9 1 0 9 1 0 9 1 0 9',
  '1 1 9 1 0 9 2 3 9 1 6 9 1 3 9 1 3 9 1 0 9 1 9 9 1 g 9 5 2 9 1 4 9 1 g 9 1g 1 9 7i 17 0 4 2r 0 c e 0 2 e 0 1 e 0',
  '1 10 0 a c 0 3 u 0 1 1n 0 4 1o 0 1l p 0 0 0 1j 0 1 0 d 17 0 4 8 0 7 1 0 4u r6 0 d c 0 3 6 0 9 37 0 c 2c 0 17 b 0',
  '4 1j 0 8 9 0 6 13 0 8 t 0 2q e 0 1 7 0 8 0 0 2 b 0 1 b 0 4 e 0 x h 0 1a 0 0 18f wye 1j 15 378 1j b 65 1j 2 4g1',
  '1j 866 f1 1j fher 0 0 u 2n 0 3k 6n 3',
].join(' ');
