import { createApi } from '#src/api/api.ts';
import { linkHoldersOnly } from '#src/api/link-holders-only.ts';
import { withPages } from '#src/api/pages.ts';
import { isForLinkHolders } from '#src/api/readers.ts';
import { ROUTES } from '#src/api/routes.ts';
import { apiPorts } from '../api-ports.ts';
import { consolePages } from '../console-pages.ts';
import { answerStream } from '../wrappers.ts';

const LINK_ROUTES = ROUTES.filter(isForLinkHolders);

/** The console, and what it shows of one batch, the live diagnosis streamed: for whoever holds a signed link. */
export const handler = answerStream(async (request) => {
  const ports = await apiPorts('');
  return withPages(linkHoldersOnly(createApi(ports, LINK_ROUTES), ports.settings.door), consolePages)(request);
});
