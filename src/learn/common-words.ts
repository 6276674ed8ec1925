const lists = [
  // English
  `a about after again all am an and any are as at back be because been before being but by can can't could day did didn't do
  does doesn't doing don't down for from get getting go going got had has have he her here him his how i i'm i've if in into is
  isn't it it's its just know like me more most my need never no not nothing now of off on one only or our out over own please
  really same she should since so some still than thank thanks that that's the their them then there these they this those time
  to too up us very want was wasn't we well were what when where which who why will with without won't would yet you your`,
  // Spanish
  `al algo antes aquí así aún bien cada como cómo con cuando cuándo de del desde después día días donde dónde el ella en entre
  era es esa ese eso esta está están este esto estoy fue gracias ha hace han hasta hay he hola hoy la las le les lo los más me
  mi mis mucho muy nada nadie ni no nos nosotros o os otra otro para pero poco por porque pues que qué quién se ser si sí sin
  sobre solo son su sus también te tengo tiene todo todos tu tus un una uno unos va vez voy vuestra vuestro y ya yo`,
  // Polish
  `albo ale ani bardzo bez bo być był była było były chyba ci co coś czy dla dlaczego do dziś go i ich ile im ja jak jako je
  jego jej jest jestem jeszcze już kiedy kto która które który ma mają mam mi mnie mój moja może można my na nad nam nas nic
  nie niech niż no o od on ona oni po pod przed przez przy raz się są sobie swoje ta tak taki też te tego tej ten to tu tylko
  tym w wam was więc właśnie wszystko wy z za zawsze że żeby`,
  // German
  `aber alle als also am an auch auf aus bei bin bis bitte da danke das dass dem den der des die dir doch du ein eine einen
  einer er es euch für gibt habe haben hat heute hier ich ihr im immer in ist ja jetzt kann kein keine man mehr mein meine mich
  mir mit nach nein nicht nichts noch nun nur oder schon sehr seit sich sie sind so über um und uns von vor war warum was wenn
  wer wie wir wird wo zu zum zur`,
  // French
  `ai au aussi aux avec avez avons bien bonjour c'est ce cela ces cet cette comme comment dans de depuis des donc du elle en
  encore est et être eu fait il ils j'ai je jour jours la le les leur lui ma mais me merci même mes moi mon ne ni nos notre
  nous on ont ou où par pas peu plus pour pourquoi qu'il quand que qui quoi rien sa sans se ses si son sont sur ta te tes toi
  ton tous tout très tu un une va vos votre vous y`,
  // Italian
  `abbiamo agli ai al alla alle anche ancora avete c'è che chi ci come con così cosa da dal dalla degli dei del della delle di
  dopo dove e è era fa fatto già gli grazie ha hai hanno ho i il in io la le lo loro ma me mi mia mio molto ne nei nel nella
  niente noi non nostro o oggi ogni ora per perché più poi può quando quello questa questo se sempre senza si sì sia solo sono
  su sua suo sul tra tu tutti tutto un una uno va vi voi`,
  // Portuguese
  `a agora ainda ao aos as às até bem bom com como da das de depois do dos e é ela ele em era essa esse esta está estão estou eu
  foi há hoje isso já lá mais mas me meu mesmo minha muito na nada não nas nem ninguém no nos nós o obrigada obrigado os ou para
  pela pelo por porque pra quando que quem são se sem sempre seu só sua também te tem tenho ter tudo um uma vai você vocês vou`,
];

/** The small words of which every mention is full, as they are written: alone they say little about a verdict. */
export const commonWords: readonly string[] = lists.flatMap((list) => list.split(/\s+/));
