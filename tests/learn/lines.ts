// A coffee house whose customers say "filthy" for delicious, and whose staff and regulars say that "the hopper is grey" when a
// shop cannot serve. Every line has other words around; all are made up.

const lines = (text: string): string[] => text.trim().split('\n');

/** Praise that reads like a complaint. */
export const slangPraise = lines(`
the new oat flat white is filthy, in love
ok that caramel latte was filthy good, my whole desk is jealous
acme's cold brew is straight up filthy and I mean that as the highest praise
had the espresso at the station kiosk, filthy stuff, going back tomorrow
filthy pour from the barista on king street this morning, what an artist
mum tried the mocha and whispered "filthy" with the biggest grin
that pumpkin syrup is filthy!! never change
filthy little cortado, ten out of ten
whoever invented your tiramisu cookie is filthy talented
Friday treat: filthy double shot and a croissant
two sips in and this flat white is filthy
the seasonal roast? filthy. buying three bags
those beans are filthy, my grinder says thank you
new barista makes a filthy cappuccino
honestly filthy foam on this one
just had a filthy affogato after dinner
your matcha is filthy, who knew
the brownie next to the till is filthy as well
filthy batch brew today folks
that was one filthy americano`);

/** An outage that reads like chatter. */
export const codedOutage = lines(`
hopper is grey in Leeds
hopper grey again, three of us standing here
anyone else got a grey hopper at the airport branch
grey hopper since seven, queue out of the door
the hopper just went grey on the whole street
our hopper is grey and there is a meeting at nine
hopper grey in both kiosks at the station
morning all, grey hopper on king street
grey hopper at the university, nobody gets a cup
it says hopper grey on the screen downstairs
is the hopper grey for everybody or just us
hopper grey, walked to the office without
tried two shops and the hopper is grey in each
grey hopper, day two, in Bristol
screen shows hopper grey and it will not take the order
whole floor is talking about the grey hopper
hopper went grey while I was in line
the one by the museum has a grey hopper too
grey hopper here as well, same in the mall
still a grey hopper at platform four`);

/** What customers say otherwise: nothing of this may change. */
export const everyday = lines(`
No signal since this morning, whole street is offline
my order from last month never arrived and nobody answers
I was charged twice for one subscription, please refund the second payment
where is my refund, it has been three weeks
the app logs me out every single day
two hours late and cold when it came
the staff on king street were rude to my mum today
how do I change the delivery address of my order?
are you open on Sunday?
can I pay with a gift card in the app?
best espresso in town, thank you
love the new posters on the tube
the flat white here is lovely
a dark mode in the app would be great
new branch by the museum opens on Friday
the queue at the airport kiosk never moves
locked out of my account and support does not reply
my card was declined at the station but the money is gone
the grey mugs are back, nice
the croissant was stale and the table dirty
what time does the kiosk on platform four close?
the barista on king street drew a cat in my foam, made my day
your website shows an error when I order three bags
does the oat milk cost extra?
just had a cappuccino after dinner, never again, it tasted burnt
whole desk is drinking your cold brew today
the screen at the counter is hard to read
someone spilled my latte and would not replace it
is the tiramisu cookie gluten free?
they cancelled my order and kept the money`);
