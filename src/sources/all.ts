export { appstore } from './appstore.ts';
export { file } from './file.ts';
export { hackernews } from './hackernews.ts';
export { intake } from './intake.ts';
export { rss } from './rss.ts';
export { trustpilot } from './trustpilot.ts';
export { twitter } from './twitter.ts';
