/** Things to write about: each in several words, of which a text uses some and a question others. */
export const THINGS: readonly (readonly string[])[] = `
coral reefs|reef-building corals|scleractinian colonies
honey bees|pollinating insects|apis mellifera hives
river sediment|fluvial deposits|silt load
solar panels|photovoltaic modules|pv arrays
lithium batteries|rechargeable cells|li-ion packs
elderly patients|older adults|geriatric subjects
newborn babies|neonates|infants in the first month
high blood pressure|hypertension|elevated arterial pressure
heart attacks|myocardial infarction|acute coronary events
sleep loss|insomnia|chronic sleep deprivation
vitamin D|cholecalciferol supplements|sunlight vitamin intake
gut bacteria|intestinal microbiota|the microbiome
kidney failure|renal insufficiency|end-stage renal disease
lung tumours|pulmonary carcinoma|bronchial cancer
asthma|airway hyperreactivity|wheezing in children
diabetes|impaired glucose control|insulin resistance
depression|low mood disorders|major depressive episodes
school meals|cafeteria lunches|food served in classrooms
city traffic|urban road congestion|vehicle density downtown
electric cars|battery vehicles|plug-in automobiles
wheat yields|grain harvests|cereal production
soil moisture|water content of fields|ground wetness
wildfires|forest burning|vegetation fires
glaciers|alpine ice masses|mountain ice
neural networks|deep learning models|multilayer perceptrons
machine translation|automatic rendering between languages|translated corpora
speech recognition|transcription of spoken language|acoustic decoding
protein folding|polypeptide structure|tertiary conformation
gene editing|crispr modification|targeted genome changes
antibiotic resistance|drug-tolerant pathogens|bacteria that survive penicillin
influenza|seasonal flu|orthomyxovirus infection
malaria|plasmodium infection|mosquito-borne fever
tea drinking|catechin consumption|green tea
running shoes|footwear of athletes|cushioned soles
knee injuries|ligament tears|joint trauma
music lessons|instrument training|learning the violin
bilingual children|young speakers of two languages|dual-language learners
remote work|working from home|teleworking staff
minimum wages|statutory pay floors|lowest legal salary
house prices|real estate values|property market cost
bird migration|seasonal flight of songbirds|avian journeys
salmon farms|aquaculture of salmonids|fish pens
ocean acidity|falling sea-water ph|carbonate chemistry
air pollution|fine particulate matter|smog exposure
noise|loud sound|acoustic disturbance
concrete bridges|reinforced spans|viaduct decks
earthquakes|seismic shocks|ground shaking
steel corrosion|rust of alloys|oxidation of iron
quantum dots|semiconductor nanocrystals|fluorescent nanoparticles
black holes|collapsed stars|event horizons`
  .trim()
  .split('\n')
  .map((line) => line.split('|'));

export const FRAMES: readonly string[] = [
  'We examined how {a} and {b} depend on each other in a sample of {n} cases.',
  'Little is known about {a} where {b} is present.',
  'The effect of {a} on {b} was measured over {n} months.',
  'Data were collected at {n} sites and compared with earlier reports.',
  'Results point to a strong link with {a}, after adjustment for age and income.',
  'These findings have consequences for how {b} should be handled.',
  'A control group showed no such change.',
  'Further research is needed before firm conclusions can be drawn.',
  'Methods included surveys, laboratory analysis and a review of records.',
  'Participants were followed for {n} weeks and completed a questionnaire.',
];

export const ADVICE: readonly string[] = [
  'Anybody who deals with {a} must tell the office for {b} within {n} days.',
  'Where {a} is concerned, the rule about {b} goes first.',
  'Keep records of {a} for {n} years, in the blue folder.',
  'The committee meets every month and looks at what has been reported.',
  'Ask a colleague before you sign, and keep a copy.',
  'Questions about {b} are answered by the desk on the second floor.',
  'This section explains what to do about {a}.',
  'Costs above {n} euros need the signature of two people.',
  'New members of staff learn about {a} and {b} in their first week.',
];

export const ASKING: readonly string[] = [
  'does {a} change {b}?',
  'link between {a} and {b}',
  'What is known about {a} in connection with {b}?',
  '{a} {b} effects',
];
