const million = 1_000_000;

/** What strangers write when they are unlucky, careless or hostile; each by what is special about it. */
export const hostileTexts: Record<string, string> = {
  'no words at all': '',
  'a single letter': 'a',
  'a megabyte of letters': 'x'.repeat(million),
  'a megabyte of letters of two bytes': 'ż'.repeat(million / 2),
  'a megabyte of joined emoji': '👩‍👩‍👧‍👦'.repeat(million / 25),
  'a megabyte of characters that get longer when escaped': '<&>"\\'.repeat(million / 5),
  'ten thousand combining characters': `z${'\u0301'.repeat(10_000)}`,
  'one grapheme that never ends': `👩${'\u200d👩'.repeat(10_000)}`,
  'lone halves of surrogate pairs': 'a\uD83D b\uDE00 \uD83D',
  'a pair that a careless cut splits': `${'x'.repeat(5999)}${'😀'.repeat(5000)}`,
  'controls and terminal sequences': 'a\u0000b\u001b[2J\u001b]8;;https://evil.example\u0007c\u009b31md\u0085',
  'text that runs backwards': '\u202Egnp.exe\u202C \u2066hidden\u2069 z\u200Be\u200Bro \u061Cmark\u200F',
  'Slack mentions':
    '<!channel> <!here> <!everyone|all> <@U012AB> <#C012AB|general> <!subteam^S01|@ops> <!date^1^{date}|x>',
  'escaped Slack mentions': '&lt;!channel&gt; &amp;lt;!here&amp;gt;',
  'mentions of other networks': '@everyone @here @channel @all @room <@123> <@&456> <at>everyone</at>',
  'links in every markup':
    '<https://evil.example|your bank> [bank](https://evil.example) [x](javascript:alert(1)) <a href="https://evil.example">bank</a>',
  'HTML and templates': '<script>alert(1)</script><img src=x onerror=alert(1)> {{7*7}} #{7*7} <% 1 %> &copy;',
  'code fences that never close': '```\n`` *b _i ~s | > # - + .',
  'a wall of line breaks': `${'\n'.repeat(50_000)}end`,
  'our own syntax': 'ACK al_01 · 53 min left · DOWN · Acme Coffee\r\nacknowledge tok',
  'quotes and backslashes': '\\"\\\\n\\u0000\'"`',
};

/** Addresses that must not become links. */
export const hostileUrls = [
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'file:///etc/passwd',
  ' \tjavascript:alert(1)',
  `https://evil.example/${'a'.repeat(10_000)}`,
  'not an address',
];
