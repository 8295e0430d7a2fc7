import { dialogueTerms } from '../dialogue-terms.ts';

/**
 * Words that people use for one thing when they talk about their lives: a group in each line. Left of `>` stands a wider
 * word that asks for any of those on its right, and is not found by the others of them.
 */
const GROUPS = `
job work career profession occupation employment position role living hire > nurse teacher engineer designer manager accountant lawyer developer writer chef cook driver clerk waiter waitress mechanic electrician architect scientist analyst consultant assistant intern journalist photographer barista
boss manager supervisor
colleague coworker teammate
company employer firm business startup
salary pay wage income
office workplace
interview hire recruit
promotion promote raise
quit resign leave
fire layoff dismiss
study learn course class school university college major > math history biology physics chemistry psychology art engineering
teacher professor instructor tutor coach
exam test
graduate graduation diploma degree
student pupil
home house apartment flat place
live reside stay
move relocate
rent lease landlord
neighborhood area district
city town village place > london paris rome tokyo berlin york boston chicago barcelona madrid lisbon sydney
country nation homeland
hometown born grow
family relative > mother father parent child son daughter sister brother sibling husband wife grandmother grandfather aunt uncle cousin niece nephew twin
parent > mother father
child > son daughter baby toddler
sibling > sister brother
partner spouse husband wife boyfriend girlfriend fiance
marry wedding marriage engaged bride groom
divorce separate breakup
relationship date dating romance
pregnant pregnancy expecting baby
friend buddy pal
pet > dog cat puppy kitten hamster rabbit parrot parakeet canary bird fish goldfish turtle tortoise lizard snake ferret horse pony hound terrier retriever shepherd poodle beagle labrador
dog puppy hound pup
cat kitten
animal > dog cat horse bird rabbit wildlife cow pig sheep goat duck bear deer fox elephant lion monkey penguin whale dolphin zoo farm
hobby pastime interest creative > paint draw sketch knit crochet sew garden hike read write dance cook bake photography fish pottery ceramic craft woodwork carpentry chess guitar piano sing collect birdwatch origami quilt embroider sculpt
activity > hike swim camp paint run dance cook bake play ski climb cycle yoga museum picnic bowl skate kayak surf fish jog garden pottery volunteer beach park zoo
sport > soccer football basketball tennis baseball volleyball swim run ski snowboard skate hockey golf rugby cricket badminton cycling climb surf row box wrestle karate judo marathon triathlon race gymnastics archery
exercise workout gym fitness train
run jog marathon race
bike cycling ride
hike trek trail walk
yoga meditate meditation mindfulness
team club squad league
game match tournament competition contest
win victory prize award trophy champion
instrument > guitar piano violin viola cello drum flute saxophone clarinet trumpet trombone ukulele banjo harp harmonica accordion keyboard bass
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
book novel read author story literature > chapter library fiction memoir biography series
write writing author poem novel blog journal diary
movie cinema watch theater > documentary comedy thriller drama horror sequel actor actress
show series tv episode
game videogame console
food meal dish eat cuisine > soup stew salad pasta pizza curry rice noodle sushi taco burger sandwich steak chicken cake pie bread dumpling risotto casserole sauce recipe
cook recipe bake kitchen
breakfast brunch
dinner supper
restaurant cafe diner bistro
drink > coffee tea wine beer juice cocktail
dessert > cake cookie pie sweet pastry chocolate brownie pudding tart ice cream
vegetarian vegan diet
allergy allergic intolerance
fruit > apple banana orange strawberry mango
trip travel vacation holiday journey visit tour getaway > fly flight hotel beach cruise abroad airport sightseeing suitcase passport
visit go see trip travel
abroad overseas
flight fly plane airport
hotel hostel airbnb resort
beach sea ocean coast
mountain peak summit
nature outdoors forest park lake
camp camping tent campfire
car vehicle drive > van truck motorcycle bike scooter suv jeep
accident crash collision
bus train subway commute
buy purchase shop order own
sell sale
gift present
money cash saving budget finance > debt loan mortgage bill bank salary
cost price expensive cheap
invest investment stock
health medical illness sick > doctor hospital clinic flu cold fever cough headache migraine allergy asthma diabetes infection injury pain ache surgery sprain fracture break burn diagnose symptom treatment
doctor physician clinic hospital nurse appointment
dentist tooth
sick ill flu cold fever
injury injure hurt > sprain break fracture twist bruise cut burn wrist ankle knee shoulder concussion
medicine medication pill treatment prescription
surgery operation
pain ache sore
sleep insomnia nap rest
stress anxiety anxious worry overwhelm pressure
sad depressed depression upset down unhappy grief cry
happy glad joy excited thrilled delighted
scared afraid fear nervous
angry mad furious annoyed
proud pride
therapy therapist counselor counseling
support help encourage assist
advice tip suggest recommend recommendation
volunteer charity donate community nonprofit fundraise shelter cause > bank cleanup mentor tutor homeless drive
adopt adoption
church faith religion religious spiritual pray
political politics activist protest campaign
lgbtq gay transgender queer pride
identity transition gender
birthday anniversary celebrate celebration party
christmas holiday
event > festival parade conference meeting party concert wedding workshop race match fair exhibition ceremony show
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
garden plant > flower vegetable tomato herb seed rose lawn grow
flower rose tulip sunflower bloom
tree wood
weather > rain snow sunny storm wind cold heat fog
clothes outfit wear > dress shirt jacket shoe coat hat jeans skirt sweater scarf
jewelry necklace ring bracelet earring
color red blue green yellow purple pink
photo camera
furniture > sofa table chair couch bed shelf desk lamp
necklace pendant
symbol represent mean stand
reason because motivate inspire
attend participate partake join involve
relax destress unwind calm relieve recharge escape
research investigate explore
education edu > degree school college university study course certificate diploma
field pursue > career study major job
relationship status > single date partner marry divorce breakup husband wife boyfriend girlfriend ex
passion passionate love enjoy keen
cope deal handle manage overcome
achieve achievement accomplish accomplishment milestone success
create design build craft
receive gift present
enroll register sign join apply
speech talk presentation speak
perform performance stage act actor theater
write screenplay script poem novel story blog article
game > tournament player puzzle strategy board card chess
business > shop store customer client open startup product
fund fundraise donate sponsor raise
online internet website social media post
rest nap break sleep
explain describe mean
improve better progress
trouble problem difficulty
save rescue protect
environment climate nature conservation recycle
culture tradition heritage custom
goal resolution target
ceremony wedding graduation funeral
award prize medal trophy certificate scholarship
expert professional
hire recruit employ
roommate flatmate
shelter rescue adopt
recover recovery heal
diet weight healthy nutrition
snack sweet chocolate candy
bake cake bread cookie muffin
picnic barbecue
fireplace campfire bonfire
sunrise sunset sky
ocean sea beach wave
decorate decoration
die death funeral loss pass
lose loss
fix repair
build construct renovate renovation
clean tidy declutter
organize arrange
invite guest
teach instruct mentor show
swim pool lake
climb boulder mountain
win prize first
fear scare phobia
habit routine
believe faith opinion
famous celebrity star
device gadget
surprise unexpected shock
grateful thankful appreciate
inspire inspiration motivate
memory remember reminisce
learn discover find
meet encounter
tell share mention
country > america england france italy spain germany sweden norway japan china india canada mexico brazil australia greece portugal ireland scotland turkey egypt thailand vietnam korea russia
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
