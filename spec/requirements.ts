import type { Requirement } from './requirement.ts';
import { assistantRequirements } from './requirements/assistant.ts';
import { clientRequirements } from './requirements/client.ts';
import { consoleRequirements } from './requirements/console.ts';
import { consolePanelRequirements } from './requirements/console-panels.ts';
import { documentRequirements } from './requirements/documents.ts';
import { faultRequirements } from './requirements/fault.ts';
import { framingRequirements } from './requirements/framing.ts';
import { guideRequirements } from './requirements/guide.ts';
import { houseRequirements } from './requirements/house.ts';
import { httpRequirements } from './requirements/http.ts';
import { jacieRequirements } from './requirements/jacie.ts';
import { memoryRequirements } from './requirements/memory.ts';
import { mediaRequirements } from './requirements/media.ts';
import { memoryContextRequirements } from './requirements/memory-context.ts';
import { memorySearchRequirements } from './requirements/memory-search.ts';
import { miloRequirements } from './requirements/milo.ts';
import { jobRequirements } from './requirements/jobs.ts';
import { limitRequirements } from './requirements/limits.ts';
import { modelRequirements } from './requirements/models.ts';
import { nativeRequirements } from './requirements/native.ts';
import { readerRequirements } from './requirements/readers.ts';
import { retrievalRequirements } from './requirements/retrieval.ts';
import { securityRequirements } from './requirements/security.ts';
import { pointsRequirements } from './requirements/points.ts';
import { processRequirements } from './requirements/process.ts';
import { storeRequirements } from './requirements/store.ts';
import { simulationRequirements } from './requirements/simulation.ts';
import { webhookRequirements } from './requirements/webhooks.ts';
import { shellRequirements } from './requirements/shell.ts';
import { staffRequirements } from './requirements/staff.ts';
import { studyguruRequirements } from './requirements/studyguru.ts';
import { turnRequirements } from './requirements/turn.ts';
import { upstreamRequirements } from './requirements/upstream.ts';

/** Everything that Parlance promises, as data. Each entry is proved by at least one test that cites its id. */
export const requirements: readonly Requirement[] = [
  ...turnRequirements,
  ...framingRequirements,
  ...storeRequirements,
  ...jobRequirements,
  ...modelRequirements,
  ...httpRequirements,
  ...assistantRequirements,
  ...miloRequirements,
  ...nativeRequirements,
  ...faultRequirements,
  ...pointsRequirements,
  ...studyguruRequirements,
  ...staffRequirements,
  ...webhookRequirements,
  ...jacieRequirements,
  ...mediaRequirements,
  ...processRequirements,
  ...readerRequirements,
  ...limitRequirements,
  ...upstreamRequirements,
  ...simulationRequirements,
  ...guideRequirements,
  ...securityRequirements,
  ...documentRequirements,
  ...retrievalRequirements,
  ...memorySearchRequirements,
  ...memoryRequirements,
  ...memoryContextRequirements,
  ...shellRequirements,
  ...clientRequirements,
  ...consoleRequirements,
  ...consolePanelRequirements,
  ...houseRequirements,
];
