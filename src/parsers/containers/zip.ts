import type { Container } from './container.ts';

export const zip: Container = {
  name: 'zip',
  detect: () => false,
  async *read() {},
};
