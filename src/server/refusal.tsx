import type { App } from '../pipeline/app.ts';
import { Sentence, sendPage } from './inbox/layout.tsx';
import { readerOf } from './inbox/reader.ts';
import { type RefusalStatus, type RequestContext, refuse } from './scope.ts';

/** Whether a request comes from a program, which wants JSON, or from somebody who wants a page. */
export const forPrograms = (c: RequestContext): boolean => /^\/(api|v1|hooks|metrics)(\/|$)/.test(c.req.path);

/** Refuses a request: programs get the envelope, people a page with the sentence. */
export const turnAway = async (
  app: App,
  c: RequestContext,
  status: Exclude<RefusalStatus, 409 | 415>,
  code: string,
  sentence: string,
): Promise<Response> =>
  forPrograms(c)
    ? refuse(c, status, code, sentence)
    : sendPage(c, <Sentence reader={readerOf(app, c)} title="Earshot" text={sentence} />, status);
