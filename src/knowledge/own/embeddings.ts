/** Puts the meaning of texts into numbers: the nearer two vectors, the more alike the texts. */
export interface Embeddings {
  /** Vectors of two models cannot be compared. */
  readonly id: string;
  /** One vector per text, in their order, all of one length. Throws `EmbeddingsFailed`. */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
}

/** One sentence about what did not answer. */
export class EmbeddingsFailed extends Error {
  override readonly name = 'EmbeddingsFailed';
}
