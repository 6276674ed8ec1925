export { consoleChannel } from './console.ts';
export { email } from './email.ts';
export { ntfy } from './ntfy.ts';
export { pushover } from './pushover.ts';
export { slack } from './slack.ts';
export { webhook } from './webhook.ts';
