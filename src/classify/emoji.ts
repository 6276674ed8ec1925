// How the emoji of complaints and praise are meant, our own judgement, from -3 to 3. Laughing and crying faces go both
// ways in such texts, so they weigh little.
const groups: [number, string][] = [
  [3, '😍 🥰 🤩 😻'],
  [2, '❤ ♥ 💕 💖 💗 💙 💚 💛 💜 🧡 🖤 💯 🏆 🥳 🎉 👏 👌 😘 🤗 🌟 ⭐ 🔥 :D =D'],
  [1, '😊 😁 😀 😃 😄 🙂 😎 😇 ☺ 👍 🙌 ✨ 💪 😋 🤝 ☀ 🥂 🌸 💐 :) ;) =) <3 :3 :-) 😉 🤣 🤞'],
  [0.3, '😂 😅 🙏 😜 👀'],
  [-0.5, '🤔 🙄 😬 😐 😑 🤷 🤦 😒 :/ :-/ :| 😳 🥴 😵 🫠 🆘 ⚠ 🚨'],
  [-1, '😢 😭 😞 😔 😟 😕 🙁 ☹ 😩 😫 😥 😓 😰 😱 😨 💔 :( :-( =( 😪 🥺 🥶 🥵'],
  [-2, '😡 😠 🤬 😤 👎 💩 🤮 🤢 🤡 🖕 👿 😾'],
];

const values = new Map(groups.flatMap(([value, faces]) => faces.split(' ').map((face) => [face, value] as const)));

/** What an emoji or a typed face says of the author's mood, from -3 to 3; 0 when it says nothing. */
export const emojiSentiment = (face: string): number => values.get(face) ?? 0;
