import { globSync } from 'node:fs';
import { basename } from 'node:path';

/** Of each handler there is a bundle of its name. */
export const handlerNames = () => globSync('lambdas/{pipeline,api,events}/*.ts').map((path) => basename(path, '.ts'));
