import { type Command, Option } from 'commander';
import type { GivenVerdict } from './feedback.ts';
import { example, formatOption, readCount, readSince, readSpeed } from './flags.ts';
import type { InitFlags } from './init.ts';
import type { RunCommand } from './main.ts';
import { stopSignal } from './terminal.ts';

/**
 * Registers every command. What a command needs is loaded when it runs, so that the small ones start at once and `--help`
 * loads nothing.
 */
export const addCommands = (program: Command, run: RunCommand): void => {
  addDaemon(program, run);
  addSetUp(program, run);
  addTexts(program, run);
  addLooking(program, run);
  addAlerts(program, run);
  addFeedback(program, run);
  addReplay(program, run);
  addBacktest(program, run);
  addFiles(program, run);
};

const addDaemon = (program: Command, run: RunCommand): void => {
  program
    .command('run')
    .description('Run the daemon; without a configuration, a demonstration.')
    .option('--role <roles>', 'only these: poller, classifier, notifier, inbox', (text: string) => text.split(','))
    .addHelpText('after', example('npx earshot run --role poller,classifier'))
    .action((flags: { role?: string[] }) =>
      run(async (terminal) => (await import('./start.ts')).start(terminal, flags.role, stopSignal())),
    );
  program
    .command('status')
    .description('Show open alerts, sources, channels, budgets and what waits.')
    .addOption(formatOption(['table', 'json'], 'table'))
    .addHelpText('after', example('npx earshot status --format json | jq .alerts'))
    .action((flags: { format: 'table' | 'json' }) =>
      run(async (terminal) => {
        const [{ withApp }, { status }] = [await import('./attach.ts'), await import('./status-text.ts')];
        return withApp(terminal, (app) => status(app, { ...flags, print: terminal.print }));
      }),
    );
};

const addSetUp = (program: Command, run: RunCommand): void => {
  program
    .command('init')
    .description('Write a first configuration, from a few questions or from these flags.')
    .option('--brand <name>', 'name of the brand')
    .option('--x <handle>', 'its own handle on X')
    .option('--languages <codes>', 'languages of its customers, like en,es,pl')
    .option('--ntfy [topic]', 'ring a phone with the ntfy app (on a new topic when none is given)')
    .option('--no-ntfy', 'ring no phone')
    .option('--slack <url>', 'address of a Slack incoming webhook')
    .option('--appstore <number>', 'number of the app in the App Store')
    .option('--rss <url>', 'address of a feed')
    .option('--time-zone <name>', 'like Europe/Madrid')
    .option('--force', 'write over what is there')
    .addHelpText('after', example('npx earshot init --brand "Acme Coffee" --x acmecoffee --languages en,es --ntfy'))
    .action((flags: InitFlags) => run(async (terminal) => (await import('./interview.ts')).initHere(terminal, flags)));
  program
    .command('check')
    .description('Check the configuration: each problem on a line FILE:LINE:COL.')
    .option('--mentions <file>', 'try the keywords on these too: NDJSON, as `earshot export mentions` writes it')
    .addHelpText('after', example('npx earshot check --config ./config'))
    .action((flags: { mentions?: string }) =>
      run(async (terminal) => (await import('./check.ts')).check({ ...terminal, ...flags })),
    );
  program
    .command('doctor')
    .description('Try environment, configuration, Redis and every credential, and say what to do.')
    .addHelpText('after', example('npx earshot doctor'))
    .action(() => run(async (terminal) => (await import('./doctor.ts')).doctor(terminal, stopSignal())));
};

const addTexts = (program: Command, run: RunCommand): void => {
  program
    .command('classify')
    .description('Judge texts: NDJSON in {"id","text","lang"?,"rating"?,"source"?}, NDJSON out.')
    .addHelpText('after', example(`echo '{"id":1,"text":"No signal since this morning!"}' | npx earshot classify`))
    .action(() => run(async (terminal) => (await import('./classify.ts')).classify(terminal)));
  program
    .command('match')
    .description('Say which keywords find which mentions: NDJSON in, NDJSON out.')
    .addHelpText('after', example(`echo '{"id":1,"text":"acme coffee is late again"}' | npx earshot match`))
    .action(() => run(async (terminal) => (await import('./match.ts')).match(terminal)));
};

const addLooking = (program: Command, run: RunCommand): void => {
  program
    .command('poll')
    .description('Look at one source now.')
    .argument('<source>', 'id of the source')
    .option('--dry-run', 'write what is found as NDJSON, and store nothing', false)
    .addHelpText('after', example('npx earshot poll x --dry-run'))
    .action((sourceId: string, { dryRun }: { dryRun: boolean }) =>
      run(async (terminal) => {
        const [{ withApp }, { poll }] = [await import('./attach.ts'), await import('./poll.ts')];
        const options = { sourceId, dryRun, ...terminal, signal: stopSignal() };
        return withApp(terminal, (app) => poll(app, options), { requireSecrets: !dryRun, warn: dryRun });
      }),
    );
  program
    .command('explain')
    .description('Tell what became of a mention or an alert, stage by stage.')
    .argument('<subject>', 'address or id of a post, or id of an alert')
    .addHelpText('after', example('npx earshot explain https://x.com/lucia_m/status/2090379311969206376'))
    .action((subject: string) =>
      run(async (terminal) => {
        const [{ withApp }, { explain }] = [await import('./attach.ts'), await import('./explain.ts')];
        return withApp(terminal, (app) => explain(app, { subject, print: terminal.print }));
      }),
    );
};

const addAlerts = (program: Command, run: RunCommand): void => {
  program
    .command('ack')
    .description('Take an alert: the ringing stops everywhere.')
    .argument('<alert>', 'id of the alert')
    .option('--by <name>', 'who takes it (default: your user name)')
    .addHelpText('after', example('npx earshot ack al_mh3k2a9cx1 --by ana'))
    .action((alertId: string, { by }: { by?: string }) =>
      run(async (terminal) => {
        const [{ withApp }, { ack }] = [await import('./attach.ts'), await import('./ack.ts')];
        return withApp(terminal, (app) => ack(app, { alertId, by, print: terminal.print }));
      }),
    );
  program
    .command('test-alert')
    .description('Ring a channel, or all, with a test alert, and wait for the tap that acknowledges it.')
    .argument('[channel]', 'id of the channel')
    .option('--no-wait', 'do not wait for the tap')
    .addHelpText('after', example('npx earshot test-alert phone'))
    .action((channel: string | undefined, { wait }: { wait: boolean }) =>
      run(async (terminal) => {
        const [{ withApp }, { testAlert }] = [await import('./attach.ts'), await import('./test-alert.ts')];
        const options = { channel, wait, print: terminal.print, signal: stopSignal() };
        return withApp(terminal, (app) => testAlert(app, options), { requireSecrets: true });
      }),
    );
};

const addFeedback = (program: Command, run: RunCommand): void => {
  const feedback = program
    .command('feedback')
    .description('What people said of how mentions were judged, and what was learnt from it.')
    .addHelpText('after', example('npx earshot feedback list'));
  feedback
    .command('list')
    .description('List the verdicts, the newest first, with the words each teaches.')
    .option('--brand <name>', 'only this brand')
    .addOption(formatOption(['table', 'json'], 'table'))
    .addHelpText('after', example('npx earshot feedback list --brand "Acme Coffee"'))
    .action((flags: { brand?: string; format: 'table' | 'json' }) =>
      run(async (terminal) => {
        const [{ withApp }, { listFeedback }] = [await import('./attach.ts'), await import('./feedback-list.ts')];
        return withApp(terminal, (app) => listFeedback(app, { ...flags, print: terminal.print }));
      }),
    );
  feedback
    .command('undo')
    .description('Take a verdict back: what it taught is forgotten at once.')
    .argument('<id>', 'id of the verdict, as listed')
    .addHelpText('after', example('npx earshot feedback undo fb_mh3k2a9c1f00d2'))
    .action((id: string) =>
      run(async (terminal) => {
        const [{ withApp }, { undoFeedback }] = [await import('./attach.ts'), await import('./feedback.ts')];
        return withApp(terminal, (app) => undoFeedback(app, { id, print: terminal.print }));
      }),
    );
  feedback
    .command('give')
    .description('Say how a mention should have been judged, also one that raised no alert.')
    .argument('<mention>', 'address or id of a post')
    .option('--right', 'it was judged right')
    .option('--level <level>', 'the level it should have, 1 to 5')
    .addOption(new Option('--sentiment <sentiment>', 'what it should be').choices(['negative', 'neutral', 'positive']))
    .option('--not-us', 'it is not about the brand')
    .addHelpText(
      'after',
      example('npx earshot feedback give https://x.com/lucia_m/status/2090379311969206376 --level 1'),
    )
    .action((subject: string, given: GivenVerdict) =>
      run(async (terminal) => {
        const [{ withApp }, { giveFeedback }] = [await import('./attach.ts'), await import('./feedback.ts')];
        return withApp(terminal, (app) => giveFeedback(app, { subject, given, print: terminal.print }));
      }),
    );
};

const addReplay = (program: Command, run: RunCommand): void => {
  program
    .command('replay')
    .description('Feed recorded mentions through the whole chain, with a store of its own and the terminal as channel.')
    .argument('<file>', 'NDJSON, one mention a line in the wire format')
    .option(
      '--speed <factor>',
      'as recorded, but so much faster; default: all at once, the newest just written',
      readSpeed,
    )
    .option('--live', 'into the real store and over the real channels', false)
    .option('--keep <dir>', 'keep the store there, so that a replay that was stopped goes on')
    .option('--quiet', 'only the summary, without the alerts', false)
    .addHelpText('after', example('npx earshot replay last-week.ndjson --speed 500'))
    .action((file: string, flags: { speed?: number; live: boolean; keep?: string; quiet: boolean }) =>
      run(async (terminal) => (await import('./replay.ts')).replay(terminal, { file, ...flags, signal: stopSignal() })),
    );
};

interface BacktestFlags {
  since: Date;
  format: 'table' | 'json';
  examples: number;
}

const addBacktest = (program: Command, run: RunCommand): void => {
  program
    .command('backtest')
    .description(
      'Say what changed files would have found, rung and cost, beside those in force (EARSHOT_CONFIG, or config).',
    )
    .addOption(
      new Option('--since <when>', 'mentions seen since then: 30d, or a date')
        .argParser(readSince)
        .default(readSince('30d'), '30d'),
    )
    .addOption(formatOption(['table', 'json'], 'table'))
    .option('--examples <count>', 'posts to read, of each kind of change', readCount, 3)
    .addHelpText('after', example('npx earshot backtest --config ./config-new --since 30d'))
    .action((flags: BacktestFlags) =>
      run(async (terminal) => (await import('./backtest.ts')).backtest(terminal, flags)),
    );
};

interface ExportFlags {
  format: 'ndjson' | 'csv';
  brand?: string;
  since?: Date;
  unmatched: boolean;
}

interface ImportFlags {
  sender: string;
  family?: 'social' | 'review' | 'news';
  baseline: boolean;
  dryRun: boolean;
}

const addFiles = (program: Command, run: RunCommand): void => {
  program
    .command('export')
    .description('Write mentions, alerts or the daily report, the newest first.')
    .addArgument(program.createArgument('<what>', 'what to write').choices(['mentions', 'alerts', 'report']))
    .addOption(formatOption(['ndjson', 'csv'], 'ndjson'))
    .option('--brand <name>', 'only this brand')
    .option('--since <when>', 'not older than this: 30d, or a date', readSince)
    .option('--unmatched', 'mentions that no keyword matched, in place of the others', false)
    .addHelpText('after', example('npx earshot export mentions --since 7d --format csv > mentions.csv'))
    .action((what: 'mentions' | 'alerts' | 'report', flags: ExportFlags) =>
      run(async (terminal) => {
        const [{ withApp }, { exportRows }] = [await import('./attach.ts'), await import('./export.ts')];
        return withApp(terminal, (app) => exportRows(app, { what, ...flags, ...terminal }));
      }),
    );
  program
    .command('import')
    .description('Take in a file of mentions: NDJSON, one a line in the wire format. What is known stays as it is.')
    .argument('<file>', 'the file')
    .requiredOption('--sender <name>', 'inbound sender of the configuration, or a name for where they come from')
    .addOption(new Option('--family <family>', 'kind of place').choices(['social', 'review', 'news']))
    .option('--baseline', 'history: rings only where there is still time to answer', false)
    .option('--dry-run', 'only check the file', false)
    .addHelpText('after', example('npx earshot import reviews.ndjson --sender helpdesk --baseline'))
    .action((file: string, flags: ImportFlags) =>
      run(async (terminal) => {
        const [{ withApp }, { importFile }] = [await import('./attach.ts'), await import('./import.ts')];
        return withApp(terminal, (app) => importFile(app, { file, ...flags, ...terminal, signal: stopSignal() }));
      }),
    );
};
