import { fold } from '../fold.ts';
import { tagWords } from '../tag-words.ts';

// Beside those of hashtags: words of which every other text has one. English, Spanish, Polish; folded.
const common = `
  been between both business but call called came company could did different does during each few find first friend had
  has he hope house how into just kind little look looking many may maybe men might month most much must nice nothing
  number open part place price put quality really right said same say see she should simple since small some something
  such sure take tell them then there these thing things think those though thought too try two under used using very walk
  way well which while who without woman women world would yes yet young
  ahora algo alguien algun alli antes aqui asi aunque bien buen bueno buena cada cual cualquier cosa cosas creo cuenta dar
  decir desde despues dicho dos durante empresa entre eres ese eso estaba estan estar estas este esto estoy fue gente
  gracias gran grande ha hace hacer hacia han hasta hay he hecho hombre mayor menos mientras mismo momento mujer mundo
  nuestra otro otros parte pero persona personas poco pues puede puedo quien sabe segun ser sido sobre solo somos son soy
  tambien tan tanto tener tengo tiempo tiene tienen toda todas tres usted ver vez veces
  ale albo ani bardzo bedzie byc byl byla chyba cos dlaczego dlatego duzo firma go ich ile im inne jako jakie je jego jej
  jestem jeszcze jesli kiedy ktora ktore ktory ktos ludzie ma maja mam mamy miec moge moze mozna musi na nad nas nawet nic
  nich nim niz oczywiscie ona one oni oraz osob pan pani pod ponad potem prawie przed przy raczej razem robi rok roku sam
  sobie swoje tam tego tej ten teraz tez trzeba twoj tych tylko tym warto wie wiec wiele wiem wlasnie wszystko wszyscy
  wtedy
`;

// Ordinary words that are the name of somebody's company as well.
const ambiguous = `
  ally alaska amazon american apple argos axe best bird bolt boost boots boss box bumble camper canal chase claro coach
  compass converse cricket crown crunch delta diesel discover dodge domino dove echo edge excel express flash focus fossil
  fox fresh frontier gap guardian guess gusto hinge innocent jaguar jet kick kindle lemonade lift lime linear lush magnum
  mail mango mars match max mercury meta metro mint mirror monday monsoon next notion oasis office once oracle orange
  outlook peacock personal pilot pixel post prime pure puma ram reels ring rock roots sage shell signal simply sky slack
  smart snap spirit spring sprint square star steam stripe subway sun swatch swift target teams threads three tide times
  toast tonic tropical twitch united vans virgin visa vision wave windows wise word zoom
  amena banco casa centro corte correo correos estrella exito luz mundo naranja paloma pais popular rural santander sol
  tiempo vanguardia
  biedronka era fakt jutro kropka kubus lewiatan lot mleko plus play polityka poczta ruch slonce smyk stokrotka swiat
  warta zabka zywiec
`;

const setOf = (...lists: string[]): ReadonlySet<string> => new Set(lists.flatMap((list) => list.trim().split(/\s+/)));

const commonWords = setOf(common, tagWords.join(' '));
const ambiguousWords = setOf(ambiguous);

/** True for a folded word that stands in texts about anything. */
export const isCommon = (word: string): boolean => commonWords.has(word);

/** True for a name that is an ordinary word as well. */
export const isAmbiguous = (name: string): boolean => ambiguousWords.has(fold(name));
