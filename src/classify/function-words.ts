/**
 * The small words that make a sentence of a language, for the languages that mentions are most often in. A word that
 * several of them share is listed with each and counts for each.
 */
export const functionWords: Record<string, string> = {
  en: `the and is was are were be been have has had having i you your my me we our they it its it's i'm i've don't can't
    cannot won't didn't isn't doesn't wasn't you're that's there's this that these those with from for of on in at by to
    what when where why who how which not no can could would will should just so but if or as an a about after before
    since still all any been did do does get got getting he her him his she us there their them then than out up off
    over down too very now only please thanks thank hi hey like one day good time back going go know need want never
    really even much here someone because said come every some first last next through right being home nothing
    something more most well people again always yet same into without`,
  es: `el la los las un una unos unas de del al que y e o ni en no por para con sin se me te le les lo mi mis tu tus su
    sus nos os es son era está están estoy estamos soy eres fue ser ha he han hay va voy muy más mas pero como cómo qué
    cuándo dónde cuando donde quién quien porque si sí ya también todo toda todos todas nada nadie este esta esto ese esa
    eso así algo alguien otra otro desde hasta hace hoy ayer mañana ahora antes después tengo tiene tienen quiero puedo
    puede hacer ver día días dos tres mejor bueno buena buen mal mucho muchas poco gracias hola siempre nunca solo bien
    mismo cada uno vez años menos tan sobre aquí pues`,
  pl: `i w z ze na do nie się że to a o jest są był była było były będzie być jestem jak co czy ale od za po przez dla bez
    pod przy nad przed u już mi mnie ja ty wy my on mam macie ma mają mamy nam was wam nas go jej ich jego tak taki takie
    też tylko bardzo jeszcze który która które kiedy gdzie dlaczego ile kto ktoś coś nic nikt nigdy zawsze tego tym ten
    ta te tej tam tu teraz chyba sobie dwa trzy raz razy nawet wszystko lat dni trzeba pan pani niż więcej chcę mogę jeśli
    moje mój moja wasz wasza dziś dzisiaj wczoraj jutro proszę dziękuję dzień dobry dobrze żeby bo gdy może można albo
    ani właśnie więc czyli dalej niestety brak sam no`,
  de: `der die das den dem des ein eine einen einem einer und ist sind war waren wäre nicht ich du er sie es wir ihr mich
    mir dich dir euch uns mein meine meiner dein auf mit von vom zu zum zur für im in am an ab bei beim nach seit aus
    über vor unter gegen durch um ohne wie was wann wo warum wer auch noch nur schon aber oder wenn dass als denn kein
    keine hat haben habe hab wird werden wurde würde kann können muss soll will macht geht gibt kommt bitte danke heute
    morgen jetzt immer wieder so mal man sich da dann bin doch gut sehr hier sein mehr viel alles alle einfach diese
    weil ganz nichts etwas also ja nein ne`,
  fr: `le la les l un une l' d' du de des et est c'est sont était être ai as a à avez avons ont j'ai je tu il elle nous
    vous ils on me te se ne n'est pas plus que qu'il qui quoi quand où pourquoi comment ce cet cette ces ça mon ma mes
    ton votre vos notre nos son sa ses leur au aux en dans sur sous par pour avec sans chez contre entre mais ou donc car
    si très bien tout tous toute depuis bonjour merci toujours jamais rien suis fait faire faut peut va y même deux trois
    moins aussi non encore comme fois jour jours après bon bonne moi peu ni qu'on`,
  it: `il lo la i gli le un uno una di del della dei delle degli da dal dalla in nel nella con su sul sulla per tra e ed è
    c'è sono siamo era ho ha hai abbiamo avete hanno non mi ti ci vi ne si me te lui noi voi che chi cosa come quando
    dove perché ma o se più anche ancora solo già senza dopo prima ora poi oggi ieri sera così molto tutto tutti questo
    questa questi quello quella mia mio vostro vostra sempre mai niente nulla nessuno al alla ai alle agli fare fa va può
    essere due tre buongiorno grazie bene sto fatto io tu no sì quanto altri volta giorni`,
  pt: `o a à às ao os as um uma uns umas de do da dos das em no na nos nas por pelo pela para pra com sem e é são foi era
    estou está estão tá ser ter não nao sim que quem quando onde como porque mas ou se mais muito também já ainda só eu
    tu você vocês ele ela nós me te lhe meu meus minha seu sua isso isto esse essa este esta tem tenho tinha tudo todo
    todos toda nada ninguém alguém hoje ontem amanhã agora sempre nunca bem bom boa mal dia dias vez vai vou ir fazer ver
    quero há até nem mesmo melhor aqui lá assim depois obrigado obrigada sou à gente`,
};
