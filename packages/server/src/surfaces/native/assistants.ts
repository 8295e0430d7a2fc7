import { z } from 'zod';
import { ParlanceError } from '../../engine/errors.ts';
import type { Services } from '../../http/services.ts';
import { failures, type NativeApp } from './native-app.ts';
import { assistantParameter, assistantResource, guideResource } from './schemas.ts';

/** Who can be talked to. */
export function assistantRoutes(app: NativeApp, { assistants, models, guides }: Services): void {
  const schema = {
    summary: 'List assistants',
    response: { 200: z.object({ assistants: z.array(assistantResource) }), ...failures },
  };
  app.get('/assistants', { schema }, async () => ({
    assistants: assistants.list().map(({ name, title, description, capabilities }) => ({
      name,
      title,
      description,
      model: models.nameFor(name, undefined),
      capabilities: [...capabilities],
    })),
  }));
  const guideSchema = {
    summary: 'Read the steps that an assistant leads through',
    params: assistantParameter,
    response: { 200: guideResource, ...failures },
  };
  app.get('/assistants/:name/guide', { schema: guideSchema }, async (request) => {
    const { name } = request.params;
    const guide = guides.get(name);
    if (guide === undefined) throw new ParlanceError('not_found', `The assistant "${name}" leads through no steps.`);
    return { title: guide.title, steps: [...guide.steps], slots: [...guide.slots] };
  });
}
