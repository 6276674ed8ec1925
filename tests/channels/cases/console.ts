import type { ChannelCase } from '../../contracts/channel.ts';

export const cases: ChannelCase[] = [
  {
    name: 'console',
    transport: 'local',
    can: [],
    start: async () => {
      const printed: string[] = [];
      return {
        settings: {},
        context: { print: (text) => void printed.push(text) },
        sent: () => printed,
        visible: () => printed,
        complaints: () => [],
      };
    },
    // A terminal makes nothing of text but its control characters, which are looked for in every text.
    read: (payload) => ({ texts: [payload], links: [], live: [], over: [] }),
  },
];
