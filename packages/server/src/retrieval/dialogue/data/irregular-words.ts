/** Forms that no suffix leads from to their word, `word: forms`. */
const FORMS = `
be: been being
become: became
begin: began begun
bite: bit bitten
blow: blew blown
break: broke broken
bring: brought
build: built
buy: bought
catch: caught
choose: chose chosen
come: came
deal: dealt
dig: dug
draw: drew drawn
dream: dreamt
drink: drank drunk
drive: drove driven
eat: ate eaten
fall: fell fallen
feed: fed
feel: felt
fight: fought
find: found
fly: flew flown
forget: forgot forgotten
forgive: forgave forgiven
freeze: froze frozen
get: got gotten
give: gave given
go: went gone
grow: grew grown
hang: hung
hear: heard
hide: hid hidden
hold: held
keep: kept
know: knew known
lay: laid
lead: led
learn: learnt
leave: left
lend: lent
lose: lost
make: made
mean: meant
meet: met
pay: paid
ride: rode ridden
ring: rang rung
rise: rose risen
run: ran
say: said
see: saw seen
seek: sought
sell: sold
send: sent
shake: shook shaken
shine: shone
shoot: shot
show: shown
sing: sang sung
sit: sat
sleep: slept
speak: spoke spoken
spend: spent
stand: stood
steal: stole stolen
stick: stuck
strike: struck
swear: swore sworn
swim: swam swum
take: took taken
teach: taught
tear: tore torn
tell: told
think: thought
throw: threw thrown
understand: understood
wake: woke woken
wear: wore worn
win: won
write: wrote written
child: children kids kid
man: men
woman: women
person: people
wife: wives
life: lives
leaf: leaves
shelf: shelves
foot: feet
tooth: teeth
mouse: mice
mother: mom mum mommy mummy mama
father: dad daddy papa
grandmother: grandma granny nana
grandfather: grandpa granddad
photo: photograph photography picture pic pics
movie: film
bike: bicycle
phone: telephone
television: tv
color: colour
favorite: favourite fave
theater: theatre
center: centre
neighbor: neighbour
behavior: behaviour
honor: honour
flavor: flavour
program: programme
gray: grey
jewelry: jewellery
practice: practise
organize: organise
apologize: apologise
realize: realise
`;

/** The word that a form belongs to, both in lower case. */
export const WORD_OF_FORM: ReadonlyMap<string, string> = new Map(
  FORMS.trim()
    .split('\n')
    .flatMap((line) => {
      const [word = '', forms = ''] = line.split(': ');
      return forms.split(' ').map((form) => [form, word] as const);
    }),
);
