// What people write before and behind a name in a hashtag without capitals, in the languages customers write most in; folded.
// No single letters: #iphone is no phone. Fixed, so that what a keyword finds never depends on what other keywords are there.
const words = `
  about again after against all always am an and any app are at back bad ban best better big boss bring broke broken by
  bye can cancel cares challenge closed club coming community complaint customer customers daily day days deals dear
  delivery disaster done dont down drama email ever every everyone experience fail failed fails failure family fan fans
  fix fixed for forever free fraud friday from fun gate get gift girl give go goals gone good got great guy has hate hates
  have hello help her here hey hi his hq ihate ilove imiss in ineed instead is it its iwant job jobs joke just kills know
  late later leak let lies life like live liar liars lost love loves lover lovers made make me mobile moment monday money
  more my need needs never new news night no not now of off official old on one online only or order our out outage over
  pay people please podcast problem problems prod promo quit refund review reviews rip rocks sad sale sales save saved
  says scam scams scandal season service shame should shit shop show sorry squad stay steals still stop store story strike
  style sucks summer sunday support sux take talk team thank thanks that the their they thief thieves this time tip tips
  to today together tonight too top trash tuesday uk up us usa vibes vs want wars was watch we week weekend were what when
  where why will wins winter with wont work worst wtf year years you your
  adios al amo apesta asco atencion ayuda basta boicot caido caida cliente clientes como con contra cuando de del
  devolucion dia dinero donde el ella en es esta estafa estafadores estafan este falla fraude fuera funciona gracias
  gratis hola horror hoy justicia la ladrones las le lo los mal mas me mejor mentira mi mis mucho muy nada navidad ni no
  noche nos nuestro nueva nuevo nunca odio otra para paro pedido peor pero por porque problema problemas quiero que queja
  quejas reclamo robo roba ropa se sera servicio si siempre sin sos su sus te tienda todo todos tu un una va verguenza
  vida viva ya yo
  afera akcja awaria bez boj bojkot brak bylo chce co czekam czy dalej dla do dobry dostawa dramat dzis dzisiaj dzien
  dziekuje fajne gdzie ja jak jest juz klient klienta klienci kocham kradnie lubie moj moja moje na nie nienawidze nowa
  nowe nowy nigdy obsluga od odda oddaj oddajcie oszukuje oszust oszusci oszustwo paczka pieniadze po polska polecam pomoc
  pomocy praca problem promocja prosze przez reklamacja sa sie sklep slabo skandal strajk tak to tylko uwaga wasz wasza
  wstyd za zawsze zegnaj zle zlodziej zlodzieje zwrot
`;

/** Words that may stand beside a name in a hashtag. */
export const tagWords: readonly string[] = [...new Set(words.trim().split(/\s+/))];
