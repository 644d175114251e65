import { Empty } from '../shell/states.tsx';

export const PatternsPage = (_: { batch: unknown; watched: unknown }) => <Empty title="Soon" />;
