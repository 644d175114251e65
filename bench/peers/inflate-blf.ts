import { inflateContainers } from '../inflate-containers.ts';

/** `node inflate-blf.ts FILE`: what no reader of it can be faster than. */
console.log(inflateContainers(process.argv[2]));
