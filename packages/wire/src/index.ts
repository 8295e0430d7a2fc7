export * from './dialect.ts';
export * from './events.ts';
