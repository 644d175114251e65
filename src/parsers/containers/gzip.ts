import type { Container } from './container.ts';

export const gzip: Container = {
  name: 'gzip',
  detect: () => false,
  async *read() {},
};
