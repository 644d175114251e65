import { workerData } from 'node:worker_threads';

/** What the owner of the pool gave this thread; older versions of Piscina wrap it. */
export const dataOfThread = <T>(): T => (Array.isArray(workerData) ? workerData[1] : workerData) as T;
