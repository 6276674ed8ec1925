import pino from 'pino';

export type Log = pino.Logger;

export interface LogOptions {
  level?: string;
  /** `json` (default) for machines, `plain` for one readable line a fact. */
  format?: 'json' | 'plain';
  /** Where the lines go; standard error by default, so that standard output stays free for results. */
  write?: (line: string) => void;
}

/**
 * Creates the one logger of a process. Secrets never reach it by type (`Secret` prints as `[secret]`); the redaction list is
 * the second fence.
 */
export const createLog = ({ level = 'info', format = 'json', write }: LogOptions = {}): Log =>
  pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['*.authorization', '*.token', '*.password', '*.secret', '*.webhook_url', 'headers'],
        censor: '[secret]',
      },
      serializers: { err: pino.stdSerializers.err },
    },
    destination(format, write),
  );

const destination = (format: 'json' | 'plain', write: ((line: string) => void) | undefined): pino.DestinationStream => {
  const out = write ?? ((line: string) => void process.stderr.write(line));
  if (format === 'json') return { write: out };
  return { write: (line) => out(plainLine(line)) };
};

const plainLine = (line: string): string => {
  const { time, level, message, err, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const clock = String(time).slice(11, 19);
  const mark = level === 'info' ? '' : `${String(level).toUpperCase()} `;
  const pairs = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : value}`,
  );
  const error = err && typeof err === 'object' && 'message' in err ? ` — ${String(err.message)}` : '';
  return `${clock} ${mark}${String(message)}${pairs.length > 0 ? ` (${pairs.join(' ')})` : ''}${error}\n`;
};
