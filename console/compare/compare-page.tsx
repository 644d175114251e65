import { Empty } from '../shell/states.tsx';

export const ComparePage = () => <Empty title="Soon" />;
