/** Something that was so, what took its place, and the attribute that shows it. */
export interface Contradiction {
  readonly before: string;
  readonly after: string;
  readonly was: string;
  readonly is: string;
}

function c(before: string, was: string, after: string, is: string): Contradiction {
  return { before, after, was, is };
}

/** Fifty, no two of which are about the same thing. */
export const CONTRADICTIONS: readonly Contradiction[] = [
  c('I live in Utrecht.', 'Utrecht', 'I moved to Ghent last week.', 'Ghent'),
  c('My name is Robert Klee.', 'Robert Klee', 'My name is now Robert Vance.', 'Robert Vance'),
  c('Please call me Bob.', 'Bob', 'Call me Robert from now on.', 'Robert'),
  c('I work at Lindqvist.', 'Lindqvist', 'I started a new job at Halden.', 'Halden'),
  c("I'm a nurse.", 'nurse', 'I became a paramedic.', 'paramedic'),
  c("I'm 41 years old.", '41', 'I turned 42 today.', '42'),
  c('I am a vegetarian.', 'vegetarian', "I'm a vegan now.", 'vegan'),
  c('I am single.', 'single', 'I got engaged last month!', 'engaged'),
  c('I study chemistry.', 'chemistry', "I'm studying geology now.", 'geology'),
  c('I drive a Volvo.', 'Volvo', 'I drive an electric Renault now.', 'electric Renault'),
  c('I usually wake up at 8.', 'at 8', 'These days I wake up at 6.', 'at 6'),
  c('I go to bed at eleven.', 'at eleven', 'I now go to bed at ten.', 'at ten'),
  c('My phone number is 555-0147.', '555-0147', 'My phone number is 555-0199 now.', '555-0199'),
  c(
    'My email address is bob@example.org.',
    'bob@example.org',
    'My email address is rob@example.org.',
    'rob@example.org',
  ),
  c('My favourite colour is blue.', 'blue', 'Actually, my favorite color is green now.', 'green'),
  c('My favorite band is Interpol.', 'Interpol', 'Wilco is my favorite band now.', 'Wilco'),
  c('My favorite food is ramen.', 'ramen', 'My favourite food is now paella.', 'paella'),
  c('My favorite season is winter.', 'winter', 'Correction: my favorite season is autumn.', 'autumn'),
  c('My favorite author is Le Guin.', 'Le Guin', 'My favorite author is Butler these days.', 'Butler'),
  c('I love coffee.', 'likes coffee', "I don't like coffee anymore.", 'dislikes coffee'),
  c('I hate swimming.', 'dislikes swimming', 'I actually enjoy swimming now.', 'likes swimming'),
  c("I'm not a fan of opera.", 'dislikes opera', 'I love opera.', 'likes opera'),
  c('I like long flights.', 'likes long flights', "I can't stand long flights.", 'dislikes long flights'),
  c('I prefer tea over cocoa.', 'tea', 'I now prefer cocoa to tea.', 'cocoa'),
  c('I prefer trains to planes.', 'trains', 'I like planes better than trains.', 'planes'),
  c("My dog's name is Rex.", 'Rex', "My dog's name is Max.", 'Max'),
  c('My cat is called Minka.', 'Minka', 'My cat is called Luna now.', 'Luna'),
  c('My boss is Harriet.', 'Harriet', 'My boss is now Deepak.', 'Deepak'),
  c('My sister lives in Rome.', 'Rome', 'My sister has moved to Turin.', 'Turin'),
  c('My brother works at Brenner.', 'Brenner', 'My brother now works for Falk.', 'Falk'),
  c('My mother works as a baker.', 'baker', 'My mother works as a florist.', 'florist'),
  c("My son's age is 7.", '7', "My son's age is 8.", '8'),
  c("My partner's birthday is June 3rd.", 'June 3rd', "My partner's birthday is June 4th.", 'June 4th'),
  c('I have two bicycles.', 'two bicycles', 'I have three bicycles now.', 'three bicycles'),
  c('I have one guitar.', 'one guitar', 'I have two guitars now.', 'two guitars'),
  c('My dentist appointment is on Tuesday.', 'Tuesday', 'My dentist appointment was moved to Thursday.', 'Thursday'),
  c('My flight is at noon.', 'at noon', 'My flight is at 3 pm.', 'at 3 pm'),
  c('My gym is Ironworks.', 'Ironworks', 'My gym is now Fitzone.', 'Fitzone'),
  c('My shoe size is 43.', '43', 'My shoe size is 44.', '44'),
  c('My blood type is A.', 'A', 'Sorry, my blood type is AB.', 'AB'),
  c('My deadline is 4 May.', '4 May', 'My deadline is 11 May.', '11 May'),
  c('My budget is 900 euros.', '900 euros', 'My budget is 1200 euros.', '1200 euros'),
  c('My goal is a half marathon.', 'a half marathon', 'My goal is now a marathon.', 'a marathon'),
  c('My hometown is Bruges.', 'Bruges', 'Actually, my hometown is Ostend.', 'Ostend'),
  c('My time zone is CET.', 'CET', 'My time zone is EET now.', 'EET'),
  c('My landlord is Mr Pauls.', 'Mr Pauls', 'My landlord is Ms Quist.', 'Ms Quist'),
  c('My laptop is a ThinkPad.', 'a ThinkPad', 'My laptop is a MacBook now.', 'a MacBook'),
  c('My commute is 40 minutes.', '40 minutes', 'My commute is 15 minutes.', '15 minutes'),
  c('Remember that the wifi password is heron4.', 'heron4', 'Remember that the wifi password is otter9.', 'otter9'),
  c('My project is Aurora.', 'Aurora', 'My project is Borealis now.', 'Borealis'),
];
