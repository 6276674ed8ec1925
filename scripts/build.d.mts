export const build: (root: string, options?: { ifStale?: boolean; say?: (line: string) => void }) => number;
