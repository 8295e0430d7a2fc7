import { dialogueTerms } from '../dialogue-terms.ts';

/**
 * Words that people use for one thing when they talk about their lives: a group in each line. Left of `>` stands a wider
 * word that asks for any of those on its right, and is not found by the others of them.
 */
const GROUPS = `
job work career profession occupation employment position role
boss manager supervisor
colleague coworker teammate
company employer firm business startup
salary pay wage income
office workplace
interview hire recruit
promotion promote raise
quit resign leave
fire layoff dismiss
study learn course class degree school college university
teacher professor instructor tutor coach
exam test
graduate graduation diploma degree
student pupil
home house apartment flat place
live reside stay
move relocate
rent lease landlord
neighborhood area district
city town
country nation homeland
hometown born grow
family > mother father parent child son daughter sister brother sibling husband wife grandmother grandfather aunt uncle cousin
parent > mother father
child > son daughter baby toddler
sibling > sister brother
partner spouse husband wife boyfriend girlfriend fiance
marry wedding marriage engaged bride groom
divorce separate breakup
relationship date dating romance
pregnant pregnancy expecting baby
friend buddy pal
pet > dog cat puppy kitten hamster rabbit parrot bird fish turtle guinea
dog puppy hound pup
cat kitten
animal > dog cat horse bird rabbit wildlife
hobby pastime interest > paint draw knit garden hike read dance cook bake photography fish pottery chess guitar collect
activity > hike swim camp paint run dance cook bake play ski climb cycle yoga museum picnic
sport > soccer football basketball tennis baseball volleyball swim run ski hockey golf rugby cycling climb surf
exercise workout gym fitness train
run jog marathon race
bike cycling ride
hike trek trail walk
yoga meditate meditation mindfulness
team club squad league
game match tournament competition contest
win victory prize award trophy champion
instrument > guitar piano violin drum flute cello saxophone clarinet ukulele trumpet
music > song band concert album guitar piano sing playlist melody
band musician singer artist
concert gig festival performance show
song tune track melody
sing choir karaoke
dance ballet salsa
art > paint draw sculpture pottery gallery sketch
paint painting artwork canvas watercolor
draw sketch illustrate
craft > knit sew pottery crochet carpentry woodwork
book novel read author story
write writing author poem novel blog journal diary
movie cinema watch theater
show series tv episode
game videogame console
food meal dish eat cuisine
cook recipe bake kitchen
breakfast brunch
dinner supper
restaurant cafe diner bistro
drink > coffee tea wine beer juice cocktail
dessert cake cookie pie sweet pastry
vegetarian vegan diet
allergy allergic intolerance
fruit > apple banana orange strawberry mango
trip travel vacation holiday journey visit tour getaway
visit go see
abroad overseas
flight fly plane airport
hotel hostel airbnb resort
beach sea ocean coast
mountain peak summit
nature outdoors forest park lake
camp camping tent campfire
car vehicle drive
accident crash collision
bus train subway commute
buy purchase shop order get
sell sale
gift present
money cash saving budget finance
cost price expensive cheap
invest investment stock
health medical illness disease
doctor physician clinic hospital nurse appointment
dentist tooth
sick ill flu cold fever
injury injure hurt sprain break
medicine medication pill treatment prescription
surgery operation
pain ache sore
sleep insomnia nap rest
stress anxiety anxious worry overwhelm pressure
sad depressed depression upset down
happy glad joy excited thrilled delighted
scared afraid fear nervous
angry mad furious annoyed
proud pride
therapy therapist counselor counseling
support help encourage assist
advice tip suggest recommend recommendation
volunteer charity donate community nonprofit fundraise shelter
adopt adoption
church faith religion religious spiritual pray
political politics activist protest campaign
lgbtq gay transgender queer pride
identity transition gender
birthday anniversary celebrate celebration party
christmas holiday
event > festival parade conference meeting party concert wedding workshop
conference summit convention talk
meeting appointment
workshop class seminar training
plan intend goal want hope aim
dream wish aspire goal
start begin launch open found
finish complete end
stop quit
decide decision choose
change switch
problem issue challenge difficulty trouble struggle
difficult hard tough challenging
important significant
favorite love prefer best enjoy
like enjoy love
dislike hate
want wish
name call
nickname call
old age birthday
young childhood kid
phone mobile call
computer laptop pc
app software program
garden plant flower vegetable
flower rose tulip sunflower bloom
tree wood
weather rain snow sunny storm
clothes dress shirt jacket shoe outfit
jewelry necklace ring bracelet earring
color red blue green yellow purple pink
photo camera
furniture sofa table chair couch
necklace pendant
symbol represent mean stand
reason because motivate inspire
inspire inspiration motivate
memory remember reminisce
learn discover find
meet encounter
tell share mention
country > sweden france italy spain germany japan canada mexico brazil india china
language > spanish french german italian japanese english chinese arabic
allergic > nut peanut dairy gluten pollen
nationality > american french german italian spanish canadian mexican
`;

/** For each term the terms that may stand for it. */
export const EVERYDAY_WORDS: ReadonlyMap<string, readonly string[]> = readGroups();

function readGroups(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const add = (asked: readonly string[], others: readonly string[]): void => {
    for (const term of asked) {
      const known = found.get(term) ?? new Set<string>();
      for (const other of others) if (other !== term) known.add(other);
      found.set(term, known);
    }
  };
  for (const line of GROUPS.trim().split('\n')) {
    const [left = [], right = []] = line.split(' > ').map(dialogueTerms);
    add(left, [...left, ...right]);
  }
  return new Map([...found].map(([term, others]) => [term, [...others]]));
}
