import type { ChannelLanguage } from '../../channels/channel.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import type { PageWords } from './words/page-words.ts';
import { pl } from './words/pl.ts';

/** The phrases of the pages in each language. */
export const pageWordsOf: Record<ChannelLanguage, PageWords> = { en, es, pl };
