import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** What lets pages of these origins read a function's URL: with their own token or link, never with cookies. */
export const readableFrom = (allowedOrigins: string[]): Pick<lambda.FunctionUrlOptions, 'cors'> =>
  allowedOrigins.length === 0
    ? {}
    : {
        cors: {
          allowedOrigins,
          allowedMethods: [lambda.HttpMethod.GET, lambda.HttpMethod.HEAD],
          allowedHeaders: ['authorization', 'last-event-id'],
          maxAge: Duration.hours(1),
        },
      };
