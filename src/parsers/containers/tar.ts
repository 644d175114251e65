import type { Container } from './container.ts';

export const tar: Container = {
  name: 'tar',
  detect: () => false,
  async *read() {},
};
