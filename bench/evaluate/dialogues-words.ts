/** Something that people tell of themselves, and how others ask for it. `{v}` and `{w}` are its values, `{n}` who tells. */
export interface Topic {
  readonly values: readonly (readonly [v: string, w: string])[];
  /** Said by itself. `{t}` is a time such as "yesterday" and may be missing. */
  readonly says: readonly string[];
  /** What the other asks before, and the short answer to it. */
  readonly asked: readonly (readonly [question: string, answer: string])[];
  readonly reacts: readonly string[];
  /** Questions for one thing that was told. */
  readonly single: readonly string[];
  /** For when it happened. */
  readonly when: readonly string[];
  /** For all that one speaker told. */
  readonly list: readonly string[];
  /** For what follows from it. */
  readonly open: readonly string[];
}

/** Looked at while weights were chosen. */
export const TUNING_TOPICS: readonly Topic[] = [
  {
    values: [
      ['a beagle', 'Biscuit'],
      ['a grey kitten', 'Smokey'],
      ['a pair of parakeets', 'Salt and Pepper'],
      ['an old greyhound', 'Duchess'],
    ],
    says: [
      'Big news from our place: we brought home {v} {t}! We named the little one {w}.',
      'I finally gave in and got {v} {t}. {w} has already taken over the couch.',
      'So there is a new member of the family, {v} called {w}, who arrived {t}.',
    ],
    asked: [
      ['Did you ever decide about getting an animal?', 'We did! {v} moved in {t}, and we went with {w}.'],
      ['What is all that noise in the background?', 'Ha, that would be {w}, {v} we picked up {t}.'],
    ],
    reacts: ['Aww, I need photos right now!', 'That is adorable. Is everybody getting along at home?'],
    single: ["What is the name of {n}'s pet {v}?", 'Who is {w}?', 'Which animal did {n} take in?'],
    when: ['When did {n} get {w}?', 'When did {n} adopt {v}?'],
    list: ['What pets does {n} have?'],
    open: ['Would {n} need somebody to look after animals during a holiday?'],
  },
  {
    values: [
      ['pottery', 'a lopsided bowl'],
      ['watercolor painting', 'a sunset over the harbor'],
      ['woodworking', 'a small bookshelf'],
      ['knitting', 'a striped scarf'],
    ],
    says: [
      'I signed up for a {v} class {t} and made {w}. My hands are still sore.',
      'You will laugh, but I have taken up {v}. My first piece is {w}, finished {t}.',
      '{v} keeps me calm these days; {t} I completed {w}.',
    ],
    asked: [
      ['How do you unwind after the week you had?', 'Mostly {v}. I made {w} {t}, nothing fancy.'],
      ['Is that something you made yourself on the shelf?', 'Yes, {w}! It came out of {v} {t}.'],
    ],
    reacts: ['You are so talented, I could never do that.', 'I love that you make time for yourself.'],
    single: ['What did {n} make in {v}?', 'Which craft led to {w}?', 'What class did {n} take to make {w}?'],
    when: ['When did {n} make {w}?', 'When did {n} start with {v}?'],
    list: ['What hobbies does {n} have?', 'Which creative activities has {n} tried?'],
    open: ["What kind of present would suit {n}'s creative side?"],
  },
  {
    values: [
      ['Lisbon', 'the tram up the steep hill'],
      ['Kyoto', 'the temple garden in the rain'],
      ['Iceland', 'the black beach and the waterfalls'],
      ['Vancouver', 'whale watching from a tiny boat'],
    ],
    says: [
      'We got back from {v} {t}. The best part was {w}, hands down.',
      '{v} was a dream. I will never forget {w}. We flew home {t}.',
      'I spent a few days in {v} {t} and keep thinking about {w}.',
    ],
    asked: [
      ['Where did you disappear to?', '{v}! We landed {t}. You would have loved {w}.'],
      ['So, how was the getaway?', 'Magical. {w} alone was worth it; {v} is a place to return to. We went {t}.'],
    ],
    reacts: ['I am so jealous, I have not left town for ages.', 'Sounds amazing, send me the pictures!'],
    single: ['What did {n} like best in {v}?', 'Where did {n} see {w}?', 'Which trip included {w}?'],
    when: ['When did {n} visit {v}?', 'When did {n} travel to {v}?'],
    list: ['Which places has {n} traveled to?', 'What cities or countries did {n} visit?'],
    open: ['Would {n} enjoy a job with a lot of travel?'],
  },
  {
    values: [
      ["nurse at the children's hospital", 'night shifts'],
      ['assistant manager of the bookstore', 'doing the schedule'],
      ['graphic designer for a startup', 'drawing icons'],
      ['chemistry teacher at the high school', 'grading lab reports'],
    ],
    says: [
      'I got the offer! {t} I signed on as a {v}. Not looking forward to {w}, though.',
      'My first day as a {v} was {t}, and I am already deep into {w}.',
      'Well, it is official since {t}: they made me {v}, {w} included.',
    ],
    asked: [
      ['How did the interview turn out?', 'They took me! I start as a {v}; it was settled {t}. Lots of {w} ahead.'],
      ['What keeps you so busy lately?', 'The new position, {v}. It began {t} and {w} never ends.'],
    ],
    reacts: ['Congratulations! You worked so hard for this.', 'They are lucky to have you.'],
    single: ["What is {n}'s new job?", 'What does {n} do for a living?', 'Who has to deal with {w} at work?'],
    when: ['When did {n} start working as a {v}?', 'When was {n} hired?'],
    list: ['What jobs has {n} had?'],
    open: ['Is {n} likely to be tired in the evenings because of work?'],
  },
  {
    values: [
      ['a half marathon', 'two hours and five minutes'],
      ['the city ten-k', 'just under an hour'],
      ['a charity swim', 'forty laps'],
      ['the bike race around the lake', 'third place'],
    ],
    says: [
      'I did it! I finished {v} {t}: {w}. I can barely walk.',
      'All that training paid off, {v} is behind me since {t}, with {w} to show for it.',
      'Guess who completed {v} {t}? {w}, and I cried at the end.',
    ],
    asked: [
      ['How did the big day go?', 'Better than I hoped: {w} for {v} {t}.'],
      ['Are your legs still hurting?', 'A lot! {v} was {t}, and {w} is my best so far.'],
    ],
    reacts: ['You are a machine! So proud of you.', 'I get out of breath on the stairs.'],
    single: ['How well did {n} do in {v}?', 'In which event did {n} manage {w}?'],
    when: ['When did {n} take part in {v}?', 'When was {v} that {n} finished?'],
    list: ['Which sports events has {n} taken part in?'],
    open: ['Would {n} be considered an athletic person?'],
  },
  {
    values: [
      ['my sister Greta', 'a baby girl'],
      ['my cousin Tomas', 'a farm wedding'],
      ['my brother Leo', 'a move to Oslo'],
      ['my aunt Carla', 'her seventieth birthday'],
    ],
    says: [
      '{v} called {t} with news: {w}! The whole family is beside itself.',
      'We all came together for {w} {t}; {v} was over the moon.',
      'It has been all about {w} since {t}, {v} talks of nothing else.',
    ],
    asked: [
      ['How is everyone at home?', 'Excited! {v} announced {w} {t}.'],
      ['You look happy, what happened?', 'It is {v}. {w}, we heard {t}!'],
    ],
    reacts: ['Give them a hug from me!', 'Family news like that is the best.'],
    single: ["Who in {n}'s family had {w}?", 'What news came from {v} of {n}?'],
    when: ['When did {n} hear of {w}?'],
    list: ['Which relatives has {n} mentioned?'],
    open: ['Does {n} have a close family?'],
  },
];

/** Never looked at while weights were chosen. */
export const UNSEEN_TOPICS: readonly Topic[] = [
  {
    values: [
      ['the violin', 'an old teacher from school'],
      ['the ukulele', 'videos on the internet'],
      ['the drums', 'a neighbor with endless patience'],
      ['the accordion', 'a retired sailor'],
    ],
    says: [
      'Do not laugh: I am learning {v}. {w} is showing me the ropes since {t}.',
      'I rented {v} {t} and practice every evening. {w} helps a great deal.',
      'My newest obsession is {v}, thanks to {w}. It all began {t}.',
    ],
    asked: [
      ['What is that case you are carrying around?', 'That is for {v}! I took it up {t} with {w}.'],
      ['Anything new since we talked?', 'Music, of all things. {v}, with {w}, ever since {t}.'],
    ],
    reacts: ['You have to play something for me!', 'Your poor neighbors. Just kidding, that is great.'],
    single: ['Which instrument does {n} play?', 'Who teaches {n} to play {v}?'],
    when: ['When did {n} begin to learn {v}?'],
    list: ['Which musical instruments has {n} taken up?'],
    open: ['Would {n} want to go to a concert?'],
  },
  {
    values: [
      ['a broken wrist', 'slipping on the ice'],
      ['a terrible migraine', 'staring at screens'],
      ['a sprained ankle', 'missing a step on the stairs'],
      ['a nasty flu', 'a crowded train'],
    ],
    says: [
      'I have been out of action with {v} {t}, all because of {w}.',
      'So much for my plans: {v}. It was {w} that did it {t}.',
      'The doctor says it is {v}. That comes from {w}, {t}. Lucky me.',
    ],
    asked: [
      ['Are you alright? You sound exhausted.', 'Not quite, {v}. Happened {t} from {w}.'],
      ['Why did you skip our call?', 'Sorry, I was at the clinic {t}. {v}, after {w}.'],
    ],
    reacts: ['Oh no, get well soon! Do you need anything?', 'Take it easy, please, and rest.'],
    single: ['What health problem did {n} have?', 'How did {n} get {v}?', 'What caused {v}?'],
    when: ['When was {n} ill or hurt with {v}?', 'When did {n} suffer {v}?'],
    list: ['Which injuries or illnesses has {n} had?'],
    open: ['Has {n} been careful with their health?'],
  },
  {
    values: [
      ['The Silent Orchard', 'the ending made me cry'],
      ['Nine Winters', 'the detective reminds me of my uncle'],
      ['A Map of Salt', 'the desert scenes were gorgeous'],
      ["The Clockmaker's Daughter", 'I guessed the twist early'],
    ],
    says: [
      'I stayed up way too late with "{v}" {t}; {w}.',
      'You should read "{v}". I finished it {t} and {w}.',
      'Our book club picked "{v}", which I closed {t}. Honestly, {w}.',
    ],
    asked: [
      ['Read anything good?', 'Yes, "{v}", I was done with it {t}. {w}!'],
      ['What is on your nightstand?', '"{v}" was, until {t}. {w}.'],
    ],
    reacts: ['Adding it to my list.', 'I wish I had more time for that.'],
    single: ['What did {n} think of "{v}"?', 'Which novel did {n} recommend because {w}?'],
    when: ['When did {n} finish "{v}"?'],
    list: ['Which books has {n} read?'],
    open: ['Is {n} somebody who likes literature?'],
  },
  {
    values: [
      ['the animal shelter', 'walking the big dogs'],
      ['the food bank', 'sorting cans on Saturdays'],
      ['the homework club', 'explaining fractions'],
      ['the river cleanup', 'pulling tires out of the mud'],
    ],
    says: [
      'I have begun helping out at {v} {t}. I am in charge of {w}.',
      '{t} was my first shift at {v}. {w} is more fun than it sounds.',
      'There is something about {w} that lifts me up. I joined {v} {t}.',
    ],
    asked: [
      ['What do you do with your free mornings?', 'I give them to {v}, since {t}: {w}, mostly.'],
      ['How come you are covered in dirt?', '{w}! I was with {v} {t}.'],
    ],
    reacts: ['The world needs more people like you.', 'Do they still need hands? I might come along.'],
    single: ['What does {n} do at {v}?', 'Where does {n} volunteer?', 'Who spends time {w}?'],
    when: ['When did {n} start at {v}?'],
    list: ['Which causes or community projects does {n} support?'],
    open: ['Would you call {n} a generous person?'],
  },
  {
    values: [
      ['a used camper van', 'driving along the coast'],
      ['a little house with a garden', 'growing our own vegetables'],
      ['a telescope', 'finding the rings of Saturn'],
      ['a sewing machine', 'fixing all our curtains'],
    ],
    says: [
      'We took the plunge and bought {v} {t}. The dream is {w}.',
      'It hurt to spend that much, but {v} is ours since {t}; {w}, here we come.',
      'I could not resist {v} {t}. Now I spend my evenings {w}.',
    ],
    asked: [
      ['Did you spend your bonus already?', 'All of it! {v}, {t}. Next stop: {w}.'],
      ['What is that thing in your driveway?', 'Ours! {v}. It came {t}, for {w}.'],
    ],
    reacts: ['No way! I want to see it.', 'Treat yourself, you earned it.'],
    single: ['What did {n} buy for {w}?', 'What does {n} plan to do with {v}?'],
    when: ['When did {n} purchase {v}?'],
    list: ['What large things has {n} bought?'],
    open: ['Does {n} handle money carefully?'],
  },
  {
    values: [
      ['mushroom risotto', "my grandmother's handwritten notes"],
      ['a spicy lamb stew', 'a market in the old town'],
      ['a three-layer lemon cake', 'a contest at the village fair'],
      ['homemade dumplings', 'a friend from Shanghai'],
    ],
    says: [
      'I cooked {v} for everyone {t}. The recipe comes from {w}.',
      'You missed out: {v} at ours {t}! I owe it to {w}.',
      'After three failures my {v} worked {t}. All the credit goes to {w}.',
    ],
    asked: [
      ['What smells so good over there?', '{v}! I learned it through {w} and made it {t} too.'],
      ['How was the dinner party?', 'The {v} was gone in minutes {t}. Thanks to {w}.'],
    ],
    reacts: ['Save me a portion next time!', 'I live on toast, so I am impressed.'],
    single: ['Where did {n} get the recipe for {v}?', 'Which dish did {n} learn from {w}?'],
    when: ['When did {n} prepare {v}?'],
    list: ['Which dishes has {n} made?'],
    open: ["Would guests eat well at {n}'s home?"],
  },
];

/** Talk that says nothing that anybody asks for, in the words of everything else. */
export const SMALL_TALK: readonly (readonly [string, string])[] = [
  ['Hey {o}! How have you been?', 'Hi {n}! Busy as always, but fine. And you?'],
  ['Long time no see, {o}!', 'I know, right? Life gets in the way.'],
  ['The weather is so gloomy today.', 'Here too. Perfect for staying in with a movie.'],
  ['Work has been crazy lately.', 'Tell me about it. I count the days until the weekend.'],
  ['Did you sleep well?', 'Not really, I watched one episode too many.'],
  ['The kids were so loud this morning.', 'They grow up fast, enjoy the noise!'],
  ['I really should exercise more.', "We say that every year, don't we?"],
  ['Thanks for always listening, {o}.', 'That is what friends are for.'],
  ['I was thinking about our school days.', 'Those were good times. We laughed so much.'],
  ['My phone keeps dying.', 'Maybe you need a new battery?'],
  ['I have been trying to drink more water.', 'Good habit! I forget it all the time.'],
  ['Do you have any plans for tonight?', 'Nothing special, just dinner and an early night.'],
  ['I feel grateful for the people in my life.', 'Me too. It is the little moments that count.'],
  ['Music always lifts my mood.', 'Same! I had the radio on all morning.'],
  ['The house is a mess.', 'Mine too, let us call it creative.'],
  ['I want to travel somewhere warm.', 'Take me with you!'],
  ['Sometimes I wonder where the time goes.', 'It flies when you are having fun, they say.'],
  ['I am trying a new recipe later.', 'Ooh, let me know how it turns out.'],
  ['What a week, honestly.', 'At least it is almost over.'],
  ['My family sends their regards.', 'Aw, say hello back from me!'],
  ['I have to run some errands now.', 'Go go go, we can talk later.'],
  ['Your support means a lot to me.', 'Always, you would do the same.'],
  ['I went for a walk around the block.', 'Fresh air does wonders.'],
  ['I miss the summer already.', 'It will be back before you know it.'],
  ['Do you still drink that awful tea?', 'Every morning, and proudly!'],
  ['The dog next door barks all night.', 'Earplugs saved my life.'],
  ['There is a new cafe in town.', 'We have to try it together.'],
  ['I cleaned out the closet.', 'Could you come and do mine?'],
  ['I keep forgetting my passwords.', 'Write them down somewhere safe!'],
  ['Painting the fence took forever.', 'But it looks great now, I bet.'],
];

export const PEOPLE: readonly string[] = ['Mirela', 'Jonah', 'Priya', 'Anders', 'Lucia', 'Dev', 'Noor', 'Felix'];
