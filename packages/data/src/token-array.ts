/** Token ids of a corpus, a document or a row. 16 bits hold vocabularies of up to 65,536. */
export type TokenArray = Uint16Array | Uint32Array | Int32Array;
