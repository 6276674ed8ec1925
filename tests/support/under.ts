import type { Config } from '../../src/config/schema.ts';
import type { App } from '../../src/pipeline/app.ts';
import { createSetup } from '../../src/setup.ts';
import { markedClassifier } from './marked-classifier.ts';

/** The app of a world under another configuration. */
export const under = (app: App, config: Config): App => ({
  ...app,
  setup: { ...createSetup(config), classifier: markedClassifier },
});
