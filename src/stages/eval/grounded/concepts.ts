/** Key findings whose presence or absence decides care, with the ways they are written. One concept a row. */
const CONCEPTS = `
fever|fevers|febrile|pyrexia|high temperature
chills|rigors
chest pain|chest pains|angina|chest tightness|chest pressure
shortness of breath|short of breath|breathlessness|breathless|dyspnea|dyspnoea|difficulty breathing|trouble breathing|sob
cough|coughs|coughing
wheeze|wheezes|wheezing
nausea|nauseous|nauseated
vomiting|vomit|vomits|vomited|emesis|throwing up
diarrhea|diarrhoea|loose stools|loose stool
constipation|constipated
abdominal pain|belly pain|stomach pain|tummy pain|stomach ache
headache|headaches
dizziness|dizzy|lightheadedness|lightheaded|light-headed
syncope|fainting|fainted|passed out|loss of consciousness|blacked out|collapsed
palpitations|palpitation
seizure|seizures|convulsion|convulsions|fit
weakness|weak
numbness|numb|tingling|paresthesia|paraesthesia
confusion|confused|disoriented|disorientation
neck stiffness|stiff neck|nuchal rigidity
rash|rashes
itching|itchy|pruritus
swelling|swollen|edema|oedema
bleeding|bleed|bleeds|hemorrhage|haemorrhage
blood in stool|bloody stool|melena|melaena|black stools|hematochezia
hematuria|haematuria|blood in urine
dysuria|painful urination|burning urination|pain with urination
weight loss|lost weight
weight gain|gained weight
night sweats
fatigue|tired|tiredness
sore throat
runny nose|rhinorrhea|congestion
back pain|low back pain|lower back pain
joint pain|arthralgia
dysphagia|trouble swallowing|difficulty swallowing
jaundice|yellow skin
vision loss|loss of vision|blurred vision|blurry vision|double vision|diplopia
photophobia
hearing loss
hemoptysis|haemoptysis|coughing blood|coughing up blood
suicidal ideation|suicidal thoughts|suicidal
diabetes|diabetic
hypertension|high blood pressure|hypertensive
asthma|asthmatic
copd|emphysema
heart attack|myocardial infarction
stroke|cerebrovascular accident
cancer|malignancy|carcinoma
pneumonia
fracture|fractures|fractured|broken bone
infection|infected
pregnant|pregnancy
smoker|smokes|smoking|tobacco
alcohol|drinks alcohol
allergies|allergy|allergic
surgery|surgeries|operation
murmur|murmurs
crackles|rales
tenderness|tender
redness|erythema
`;

export interface Concept {
  readonly name: string;
  readonly phrase: readonly string[];
}

/** Phrases by their first word, longest first. */
export const CONCEPTS_BY_WORD: ReadonlyMap<string, readonly Concept[]> = byFirstWord();

function byFirstWord(): Map<string, Concept[]> {
  const index = new Map<string, Concept[]>();
  for (const row of CONCEPTS.trim().split("\n")) {
    const phrases = row.split("|");
    for (const phrase of phrases) {
      const words = phrase.split(/[ -]/);
      const first = words[0] as string;
      index.set(first, [...(index.get(first) ?? []), { name: phrases[0] as string, phrase: words }]);
    }
  }
  for (const concepts of index.values()) concepts.sort((a, b) => b.phrase.length - a.phrase.length);
  return index;
}
