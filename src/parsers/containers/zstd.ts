import type { Container } from './container.ts';

export const zstd: Container = {
  name: 'zstd',
  detect: () => false,
  async *read() {},
};
