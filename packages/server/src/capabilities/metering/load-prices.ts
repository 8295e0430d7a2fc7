import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DEFAULT_PRICE, priceSchema, type Price } from './price.ts';

const schema = z.strictObject({
  default: priceSchema.default(DEFAULT_PRICE),
  /** By the model's name. */
  models: z.record(z.string(), priceSchema).default({}),
});

/** What each model of an assistant costs. */
export interface PriceList {
  of(model: string): Price;
}

/** Reads `prices.json` of an assistant's folder; without one, every model has the default price. */
export function loadPrices(folder: string): PriceList {
  const file = join(folder, 'prices.json');
  const { default: other, models } = existsSync(file) ? read(file) : schema.parse({});
  return { of: (model) => models[model] ?? other };
}

function read(file: string): z.output<typeof schema> {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`The prices cannot be used: ${file}: ${reason}`, { cause: error });
  }
}
