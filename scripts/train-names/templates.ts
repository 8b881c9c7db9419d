/**
 * Sentence patterns of the generator. A slot in braces is filled by generate.ts; {first} {last} {full} {short} {title} are people, {city} {addr}
 * {street} {cityst} {county} places, {hospital} facilities, {org} organisations; everything else is not a name. English first, Spanish second.
 */
const t = (s: string): string[] =>
  s
    .split("\n")
    .map((l) => l.trim())
    .filter(Boolean)
    .map((l) => l.replaceAll("\\n", "\n"));

/** Search queries and questions about one patient. */
export const QUERY = t(`
  What is the recommended dose of {drug} for {full}, a {age}-year-old {sex} with {disease}?
  Best treatment for {disease} in {full}, {age} y/o {sex}, seen at {hospital} on {date}
  Side effects of {drug} in {short}, {age}-year-old {sex} admitted to {hospital} on {date}, MRN {mrn}
  {full} (DOB {date}) has {disease}; can we start {drug}?
  management of {disease} for patient {full} from {city}
  Can {drug} be given to {full} who lives in {cityst} and has {disease}?
  {drug} interactions for pt {full}, MRN {mrn}, {hospital}
  Is {drug} safe for {first}, a {age}-year-old with {disease} who lives in {city}?
  Guidelines for {disease} in a {age}-year-old {sex} named {full} residing at {addr}
  How should I follow up {full} after {procedure} at {hospital} in {city}?
  treatment options for {age} yo {sex} {full} diagnosed with {disease} at {hospital} last week
  What does a {lab} of {num} mean for my patient {short}, seen {date} in {city}?
  Prognosis of {disease} for Ms. {last}, {age}, treated by Dr. {last} at {hospital}
  Interpretation of {lab} in {title} {last} ({age}, {city}), account {mrn}
  recent trials for {disease} suitable for {full} of {cityst}, phone {phone}
  {full}'s {lab} came back at {num}, what next?
  What are the contraindications of {drug} in {full}, a {age}-year-old {sex} from {city}, {state}, with {disease}?
  Should {full} continue {drug} after {procedure} on {date}? Contact {email}
  Diet advice for {short} with {disease}, admitted {date} to {hospital}, {city}
  differential diagnosis {age}-year-old {sex} {full}, {city}, presenting with {symptom}
  Long-term effects of {drug} in patients like {full} treated at {hospital} in {city}
  {disease} screening for {title} {full}, insurance {mrn}, resident of {county}
  Which antibiotic for {full} ({age}M, {hospital}, seen {date})?
  Please summarise options for {disease}: patient {full}, {age}, {cityzip}
  my patient {first} {last} from {city} has {symptom} and takes {drug}
  Is there evidence for {drug} in {disease}, case of {full} at {hospital} ({phone})?
  outcomes after {procedure} similar to {short}, a {age}-year-old from {city}
  drug dosing {drug} renal impairment {full} mrn {mrn} {hospital}
  Could {symptom} in {full}, evaluated at {hospital} on {date}, be {disease}?
  What follow-up is needed for {full}, discharged from {hospital} in {cityst} on {date}?
`);

/** Where care was given, in short: hospitals by nickname, acronym or town, behind the words that introduce them. */
export const CARE = t(`
  {age}yo {sex} w/ {disease}, seen at {care} on {date}, on {drug}
  pt {short} admitted to {care} w/ {symptom}, {date}
  Is {drug} ok for {short}, treated at {care} on {date} for {disease}?
  {short} had {procedure} at {care} on {date}; follow-up plan?
  transferred from {care} to {care} on {date}
  {disease} in a {age}-year-old {sex} evaluated at {care} last month (MRN: {mrn})
  patient from our {city} clinic, {short}, seen {date}
  our {city} office saw {short} on {date}
  {full}, who attended {care} in {month}, asks about {drug}
  {age}-year-old {sex}, {short}, referred by Dr. {last} at {care} for {disease}
  seen by Dr. {short} at {care} on {date}; {lab} {num}
  {short} diagnosed with {disease} on {date} at {care}, insurance ID {mrn}
  labs from {care} show {lab} of {num}
  imaging done at {care} in {city} on {date}
  after surgery at {care} on {date}, what should be the next step?
  the {city} area patient {short} has {disease}
  Management of {disease} in {short}, discussed at {care} on {date}
  presented to {care} ED with {symptom}
  follow up at {care} with {full} in two weeks
  {care} discharged him on {date}
  She is a patient at {care} and was last seen on {date}
  case of {first} {last} ({care}, {date}), dose of {drug}?
  Discharge from {care}: {disease}. PCP Dr. {last}.
  Hi, my {kin} is at {care} with {disease}
  we were at {care} yesterday and they gave him {drug}
  he was operated in {care} and lives in {city}
  recently moved here from {city}, was followed at {care}
`);

/** The same register without any person or place. */
export const QUERY_CLEAN = t(`
  What is the recommended dose of {drug} for a {age}-year-old {sex} with {disease}?
  Best treatment for {disease} in patients over {num}
  {Drug} side effects in elderly patients with {disease}
  How does {Drug} compare with {Drug} for {disease}?
  Guidelines for managing {epo} in adults
  What is the {epo} and when is it used?
  {Epo} diagnosis criteria and {Lab} interpretation
  Current evidence on {drug} and {Drug} for {disease} in {nation} adults
  Difference between {epo} and {epo}
  Is {Drug} effective for {Disease}?
  {Disease} management in a {age}-year-old {sex} with a history of {disease}
  Long-term outcomes of {procedure} for {epo}
  Which {lab} values suggest {epo}?
  {ACR} vs {ACR} for {disease}
  Can a {age}-year-old with {disease} take {drug} and {Drug} together?
  What are the latest {ACR} guidelines for {disease}?
  Role of {Lab} in diagnosing {epo}
  {Symptom} after {procedure}: causes and treatment
  {sex} {age} with {symptom}, {lab} {num}, on {drug}: next step?
  Mediterranean diet for {disease}
  {Disease}, {Disease} and {Disease} in pregnancy
  Prevalence of {disease} in {country} and {country}
  {disease} rates in {state} compared with {state}
  New {Drug} trials for stage II {disease}
  Can I drink coffee with {Drug}?
  Emergency signs of {disease} in children
  patient education material on {disease} and {drug}
  dosing of {drug} in {ACR} stage 3
  The {Epo} score in a {age}-year-old {sex}
  Vitamin D and {disease} in {nation} women
`);

/** Clinical notes, letters, discharge summaries. */
export const NOTE = t(`
  Patient: {full}\\nDOB: {date}\\nMRN: {mrn}\\nAttending: Dr. {full}
  Patient Name: {lastfirst}\\nAddress: {addr}\\nPhone: {phone}
  {title} {last} is a {age}-year-old {sex} who presented to {hospital} with {symptom}.
  {full} is a {age}-year-old {sex} with {disease} who was seen today for follow up.
  Dear Dr. {last},\\nThank you for referring {title} {full}, who lives at {addr}.
  Discussed with {first}'s {kin}, {full}, who agrees with the plan.
  Pt {last} c/o {symptom}. Hx of {disease}. Lives in {city} with {kin} {first}.
  The patient was transferred from {hospital} in {city} to {hospital}.
  Emergency contact: {full} ({kin}), {phone}
  PCP: {full}, MD\\nReferring: {last} {first}
  Seen by {first} {last}, RN at {hospital}.
  Signed by: {full}, MD {date}
  Electronically signed: Dr {full}
  cc: Dr. {last}, {hospital}, {addr}
  HISTORY OF PRESENT ILLNESS: {title} {last} reports {symptom} since {date}.
  {first} was brought in by her {kin} {first} after {symptom}.
  Mr. {last} and Mrs. {last} were counselled on {disease}.
  {last}, {first} | {date} | {sex} | {mrn}
  Social history: originally from {city}, {country}; works at {org}; lives with {kin} in {city}.
  Consult requested by Dr. {last} ({org}).
  I saw {first} in clinic on {date}. {first} has done well on {drug}.
  Per {first} {last} the {kin}, patient was in {city} two weeks ago.
  Discharged to {hospital}; follow up with Dr. {first} {last} in {city}.
  Surgeon: {full}\\nAssistant: {full}\\nProcedure: {procedure}
  Resident of {street}, {cityzip}.
  RE: {full}, DOB {date}, {addr}
  Next of kin: {full}, {addr}, {phone}
  {full} underwent {procedure} on {date} at {hospital}, {city}.
  Name: {full}   Age: {age}   Sex: {sex}   City: {city}
  The patient, {full}, was admitted on {date} under Dr. {last}.
  Spoke with {first} from {hospital} regarding {lab}.
  {first} {last} called to report {symptom}. Advised to go to {hospital} ER.
  Employer: {org}, {city}\\nEmployee: {full}
  NAME: {full}\\nHOSPITAL: {hospital}\\nADMITTED: {date}
  Interpreter {full} present. Patient from {country} arrived in {city} in {year}.
  Thank you for your care of {first}.\\nSincerely,\\n{full}, MD\\n{hospital}\\n{addr}
  {last} family meeting: {kin} {first}, {kin} {first} and son {first} attended.
  Lab drawn at {hospital} {city}, result called to Dr. {last} at {num}:{num}.
  Nurse {first} noted {symptom}; Dr. {last} informed.
  Patient moved from {city} to {city} last year and sees Dr. {full} at {hospital}.
  baby {first} born to {full} at {hospital}, weight {num} g
  This {age}-year-old {sex}, {full}, works as a teacher in {city}.
`);

export const NOTE_CLEAN = t(`
  Patient is a {age}-year-old {sex} with {disease} who presents with {symptom}.
  ASSESSMENT: {Disease}. PLAN: Continue {Drug} {num} mg daily.
  Past Medical History: {Disease}, {Disease}, {Epo}.
  Medications: {Drug} {num} mg, {Drug} {num} mg, {Drug}.
  Positive {Epo}. Negative {Epo}. {Lab} {num}.
  Physical Exam: General: Alert. HEENT: Normal. Neck: Supple. Heart: Regular. Lungs: Clear.
  REVIEW OF SYSTEMS: Constitutional: denies fever. Cardiovascular: denies chest pain.
  {ACR} showed {disease}; {ACR} negative. {Lab} and {Lab} pending.
  Procedure: {Procedure}. Anesthesia: General. Complications: None.
  Findings consistent with {Epo}, {Disease} less likely.
  Started on {Drug} after failing {Drug}. No history of {Epo}.
  Chief Complaint: {Symptom}\\nHistory: {Disease}\\nAllergies: {Drug}
  The mother and father are healthy. The daughter has {disease}.
  Patient's wife states that the symptoms began in {month}.
  She denies {symptom}. He reports {symptom}. They deny travel.
  Impression: {Disease} with {epo}. Recommend {procedure}.
  Foley catheter placed. Swan-Ganz removed. {Epo} performed.
  Gleason {num}+{num}. Apgar {num} and {num}. Glasgow Coma Scale {num}.
  Social History: Never smoker. Occasional alcohol. Lives with spouse.
  Follow Up: Primary Care in 2 weeks. Cardiology in {month}.
  Discharge Diagnosis: {Disease}\\nCondition: Stable\\nDiet: Cardiac
  Given {Drug} per protocol. {Lab} {num}, {Lab} {num}, {ACR} {num}.
`);

/** Chat between patients and doctors. */
export const CHAT = t(`
  Hi doctor, my name is {first} and I have {symptom} for {num} days.
  Hello Dr. {last}, this is {full} from {city}. I have {symptom}.
  I am {full}, {age} years old, living in {city}. My {kin} {first} has {disease}.
  My {kin}, {full}, was diagnosed with {disease} at {hospital} in {city}.
  Thanks, {first}
  Regards,\\nDr. {full}
  Best wishes, Dr {last} {hospital}
  you can reach my {kin} {first} at {phone} or {email}
  I live at {addr} and need a doctor near {city}
  Dr {last} at {hospital} told me to take {drug}
  Hi {first}, I understand your concern about {symptom}. Regards, Dr. {last}
  I'm {first}, {age}F, I moved to {city} and have {symptom}
  we went to {hospital} in {city} and they said it was {disease}
  call me {first}. my {kin} {first} also has {disease}
  [doctor] hi {first}, how are you? [patient] hey doctor {last}, i have {symptom}
  [doctor] so {first} is here with {symptom}
  Doctor: Good morning {title} {last}. Patient: Hi Dr. {last}.
  is {first} {last} allowed to take {drug}? she lives in {city}
  Good morning, I am calling for {title} {full} about the appointment on {date}.
  dear {first}, your appointment at {hospital} is on {date}
  my son {first} got {symptom} after our trip to {city}
  my doctor, {full}, works at {hospital}
  I saw {first} and {first} at {city} yesterday, both had {symptom}
  {first} here! quick question about {drug}
`);
export const CHAT_CLEAN = t(`
  Hi, I have {symptom} for {num} days. Should I take {Drug}?
  Hello and welcome to the health portal. I understand your concern. Kind regards.
  Hello, Thank you for your question. {Drug} is used for {disease}. Take care. Best wishes.
  Hi doctor, I am a {age} year old {sex} with {disease}. I've been taking {Drug}. I'm worried.
  I'm {age} years old. I've had {symptom}. My Mom says it's {disease}. Please help. Thanks.
  Don't worry. It's likely {disease}. You can take {Drug} or Tab {Drug} twice a day. Hope this helps.
  My Husband has {Disease} and my Daughter has {symptom}. What should We do?
  Hi Sir, I have {Symptom}. Doctor said {ACR} is needed. Is It normal?
  Get an {ACR} scan, {Lab} and USG Abdomen. Consult a Gynecologist or Gastroenterologist. Regards.
  Take {Drug} 500 mg and Syrup {Drug}. Apply {Drug} ointment. Avoid Spicy food.
  Possible causes are {Disease}, {Disease} and {Epo}. Let me know.
  If you are a doctor, please answer. Thank You. God bless.
  Welcome to our forum. {Epo} is possible. See an Orthopedician or Neurologist.
  In my opinion you have {Disease}. Ask for {Lab}. Wishing you good health.
  I think it is Tinea. Use {Drug} Cream. Hope I have answered. Let me know if I can assist further.
`);

/** Bank, shop and e-mail texts, introductions: everyday text with names and addresses. */
export const MISC = t(`
  My name is {full} and I would like to change my address to {addr}.
  {full}\\n{addr}
  {full}\\n{org}\\n{street}\\n{cityzip}
  Please send the card to {addr}
  I used to live in {street}, {city}, but now I live at {addr}.
  Who is {full}? I met {first} in {city}.
  {first} {last} and {first} {last} went to {city} with {last}.
  The {last} book was good, but I preferred the one by {full}.
  Hi {first}, are you coming to {city} on {weekday}?
  What is your name? {last}
  What's the address? {addr}
  The address of {org} is {addr}
  {org} was founded by {full}, {full} and {last} in {city}.
  How do I open a joint account with my {kin} {first} {last}?
  {title} {last} from {city} called about card {num}
  I am {first} and {first} is my {kin}. We live in {city}.
  {full} is the CEO of {org}, based in {city}, {country}.
  Ms {last} asked to ship it to {cityzip}
  Our new office: {org}, {street}, {zip} {city}
  Deliver to:\\n{full}\\n{street}\\n{zip} {city}\\n{country}
  Attn: {full}, {org}, {addr}
  Last night {first} played guitar with {first} {last} in {city}
  {city} has the best food, says {full} of {org}
  My card was lost in {city}, my name is {full}, please call {phone}
  Please transfer to {full}, account {mrn}
  {first} lives in {city} but was born in {city}, {country}
  flights from {city} to {city} for {full}
  {full} ({year}-{year}) was a {nation} writer from {city}.
  I was born in {city} and my {kin} in {country}
  could you tell {first} that {first} {last} is waiting at {street}?
  {full} wrote: see you in {city}, {first}
  it's at {street}, ask for {first}
  According to {last}, the {city} office closes in {month}
  Best,\\n{first} {last}\\n{org}\\n{phone}
  Where is {city}? It is in {state}, near {city}.
  Return address: {last}, {addr}
  I can't find {addr} on the map
  Have you been to {addr}?
  You said your email was {email}, {first}?
  As promised, here are {full}'s details: {addr}, {phone}
  {last} scored again for {org} in {city}
  {org}'s {full} will speak in {city} on {date}
  just moved from {country} to {city}
  {first}'s birthday is on {date}; send flowers to {addr}
`);
export const MISC_CLEAN = t(`
  The {org} report for {year} was published in {month}.
  What is the meaning of life? Please answer in French.
  Write a function in Python that sorts a list. Use JavaScript, not Java.
  On {weekday}, the stock fell by {num} percent.
  The {nation} team won {num} to {num}.
  {org} and {org} announced a merger.
  {Word} and {Word} are on sale this {weekday}.
  Chapter {num}: The {Word} of {Word}
  Table {num}. {Word} {Word} by Group
  Please click Submit, then Save, then Close.
  Step {num}. Open Settings and choose {Word}.
  I Love This {Word}! Happy {weekday} Everyone
  The White House and the Supreme Court issued a statement.
  Total: {num}. Error: {word} failed. Loss: {num}.
  If a train leaves at {num}, how many {word} are left?
  The {Word} costs {num} dollars. {Word} has {num} apples.
  In {year}, World War II ended. The Internet came later.
  God, Allah, Jesus and Buddha are mentioned in the text.
  INFO {date} step {num} loss {num} Epoch {num}
  See Section {num} of the {Word} Act. Article {num} applies.
  A {Word} {Word} is a kind of {word}.
  {Word} {Word} {Word} {Word}
  {word} {word} {Word} {word} , {Word}
  The {Word} Company sells {word} and {word}.
  The {Word} of {Word} is a {word} by the band {Word} {Word}.
  Why is {Word} {word} ? {Word} !
  {num} {word} and {num} {word} cost {num} dollars
  In {year} {num} people bought {num} {word}.
  {num} {Word} Edition, {num} {Word}s
  {Word} {num} {Word} {num}
  GO {WORD} !!! {WORD} {WORD}
  I {word} the {word} and {Word} was {word}
  iPhone, Windows and {Word} are {word}
  {num} x {num} = {num}. Each {word} has {num} {word}s.
  He said "{Word}!" and she said "{Word}."
`);

/** Single names, lists of names and places in everyday text, reviews, posts. */
export const EVERYDAY = t(`
  They were four: {first}, {first}, {first} and {first}.
  The founders are {last}, {last} and {last}.
  {first} and {first} are coming over, {last} is not.
  Unlike {last}, {last} never complained.
  The {last} album is better than the {last} one.
  I read the new {last} novel and loved it.
  {last} said the idea was his. {last} disagreed.
  {city} was great fun to visit!
  {country} was great fun to visit!
  I'm from {country}
  I come from {city}
  a tribute to the people of {country}
  said {first} to {first}
  "Never again!" said {full} to {first}
  tell {first} that {first} has called
  {first} was a huge fan of {full}.
  written by {full} when he was {num}
  {full} , the director , thanked {last} and {last}
  You can tell {last} was a {last} fan
  (not by {full})
  {first} spent a year in {city} with {first} {last}
  Compared with the {last} film, this one is short.
  The {last} brothers wrote it.
  this is {last}'s best record since {year}
  a song by {full} and {full}
  played by {last} on guitar and {first} on drums
  {first} asked {first} where {first} was
  I told {first} not to come
  "Thanks," said {last}.
  {first} is {num} years older than {first}
  there were three of us: {first}, {first} and me
  {full}, an actor from {country}, lives in {city}
  the {country} team beat {country}
  live in {country} now
  i am from {city} but live in {country}
  its so hot here in {city}
  where in {country} is {city} ?
  {first} {last} aka {first} is from {city}
  shout out to {first} and {first} from {city}
  why does {first} look like {last}
  {last} is the goat
  i love you {first}
  {first} please come to {country}
  my kids: {first}, {first}, {first}, {first} and {first}
  can you change it to {full}
  {first} loves {country} and {city}
  We loved {city} and {city}, less so {city}.
  I am in {city} for a business trip
  greetings from {city} , {country}
  anyone from {city} here?
  going to {city} tomorrow with {first}
  @{word} {first} is so funny lol
  omg {first} {last} was in {city} last night!!
  happy birthday {first} !
  {first} and {first} broke up ??
  i cant believe {last} lost to {last}
  RT {last} in {city}, {country} this {weekday}
  {last}'s speech in {city} was a disaster
  Producer {full} told {org} that they liked the record.
  {full} was born in {city} in {year} and studied at {org}.
  He moved to {city}, where he met {full}.
  {city} is a town in {county}, {state}.
  The river flows through {city} and {city} in {country}.
  {full} played for {org} and {org}.
  {city}-based {org} hired {full}
  troops entered {city} in {month} {year}, {title} {last} said
  {country} and {country} signed the treaty in {city}.
  In {year}, {last} married {full} in {city}.
  directed by {full} and starring {full} , {full} and {full}
  The battle of {city} was fought between {country} and {country}.
  {full} , mayor of {city} , met {full}
  Great place to eat in {city} , ask for {first}
  Dr. {last} and his staff are the best dentists in {city} .
  I took my car to {last} Auto on {street} in {city}
  - {first}
  {first} ,
  {first} , can you send this to {first} {last} ? Thanks , {first}
  {full}
  From: {full} To: {full} Subject: {Word} {word}
  {FULL} {CITY}
  Please call {first} at {phone} .
  {first} {last} ( {city} ) and {first} {last} ( {city} )
  I 'm {first} from {city}
  he spent a year at {org} in {city}, which later became {org}
  {title} {last} is a {age} year old man who grew up in {city}.
  born: {city} ; died: {city}
  Who will win, {last} or {last}?
  from {city} to {city} by train
  Can I get to {city} from {city} in a day?
  {last}, {last} and {first} {last}
  I saw {first} near {city} Airport
  University of {city} professor {full}
  {kin} {first} is in {city}
  the {city} police arrested {full}, {age}, of {city}
  I ate at {org} and {org} yesterday
  Do you like {org}, {org} or {org}?
  {org} is the worst place ever
  Hurricane {epfirst} hit the coast of {state}
  the {org} in {city} was closed
  I work for {org} now
  {org} shares rose {num} percent
  We always go to {org} , the staff is great
  The owner {first} is very nice
  {org} , {city} : great {word}
  my dentist is {full} of {org}
  stayed at the {org}
  we use {Word} at {org}
  Prime Minister {full} and President {last} met in {city}.
  {nation} President {last} said on {weekday}
  fans of {Word} {Word} and {Word}
`);

/** Comments under videos, chat and short posts: capitals, commas and full stops as they come. */
export const POSTS = t(`
  i live in {country}
  I live in {city} {smile}
  i live in the {country} but not in {city} {smile}
  when are you coming to {country}?
  when are u coming back to {city} ??
  Come to {country} again pleeease {smile}
  plz come to {city} , {country}
  you should come to {city} !! {smile}
  love from {country} {smile} {smile}
  Love from {city} <3
  greetings from {country} !!!
  hello from {city} {country}
  anyone from {country} ?
  Any {nation} people here? im from {country}
  who is watching this in {country}
  what part of {country} is {first} from?
  is this in {city}? looks like {country}
  Is that {city} or {city} lol
  so i went to {city} last summer and it was {word}
  I went to {org} in {city} and it was so {word}
  lets all move to {country} {smile}
  What, should I move to {country} now?
  this was filmed in {city} {state}
  I swear {city} has the worst drivers
  only in {country} {smile}
  Only in {city} lol
  the only thing {country} has is {word}
  {country} is not a {word}
  {country} > {country}
  {country} or {country} ? which one is better
  {country} vs {country}
  {country} should {word} the {word} not {country}
  and {country} wants to {word} {country} too
  {country} {num} - {country} {num}
  {org} fan here, we lost again {smile}
  not welcome in {city} or {country} for that matter
  president of {country}
  the {country} government should {word} this
  that trap came from {country}
  it happened in {country} in {year}
  {nation} here , living in {city}
  born in {city} , raised in {city}
  Damn so you're in {st}? thats where we are too
  i live in {st} so its {word}
  moving from {st} to {st} next {month}
  I' m in {city} rn and its {num} degrees
  driving thru {state} with {first}
  wish they had this in {country} tbh
  they dont sell {word} in {country} {smile}
  in {country} we say {word}
  here in {country} we {word} every {weekday}
  people in {country} : {word}
  WHY IS NOBODY TALKING ABOUT {CITY}
  GREETINGS FROM {CITY} !!!
  {first} is from {city} not {city}
  {first} your hair looks {word} {smile}
  omg {first} i love u so much {smile}
  {first} and {first} are so cute together
  is it just me or does {first} look {word}
  {full} is the best {word} ever
  {full} should play the {word}
  i hate {last} but {first} is ok
  {first} was so mean to {first} i cant believe it
  who else came here after {full} died
  RIP {full} {smile}
  rip {first} we miss you
  {first} at {num}:{num} {smile} {smile}
  {num}:{num} {first} lol
  collab with {full} please!!!
  {first}, do more {word} videos
  this is {first}'s best video
  {first} is my favorite , then {first} , then {first}
  where is {first}?? bring {first} back
  i thought it was {full} for a sec
`);
export const POSTS_CLEAN = t(`
  lol this is so {word} {smile}
  First! who else is watching this in {year}
  I LOVE THIS {WORD} SO MUCH {smile}
  Omg The {Word} Was So {Word} {smile}
  {Word} {Word} is my favorite movie
  when does {Word} {Word} come out?
  is {Word} {Word} {num} better than {Word} {Word} {num}
  I played {Word} {Word} for {num} hours {smile}
  the new {Word} {Word} trailer looks {word}
  this reminds me of {Word} {Word}
  this reminds me of {Word} {word} {Word}
  {Word} {Word} > {Word}
  can you review the {Word} {num}?
  the {Word} {num} is faster than the {ACR} {num}
  My {Word} broke after {num} days {smile}
  DO NOT {WORD} THE {WORD}
  WHAT THE {WORD} {smile} {smile}
  Plz make a video about {word} and {word}
  Peace for All - Save Our {Word}.
  Because: {Word}
  {Word}!
  {Word} {Word}!
  Who Else Thinks {Word} Is {Word}?
  Like if you {word} {smile}
  i cant even {smile} {smile} {smile}
  Did anybody else hear that {word} playing?
  that's da {word} from {Word} is the new {word}
  Im not {word} but the {Word} part was {word}
  Da {Word} Crew and the {Word} Gang
  More {word} {Word} videos please
  Why are {nation} movies so {word}
  I love the {nation} {word}
  SUBSCRIBE and hit the Bell {smile}
  Part {num} Please!! Best {Word} Ever
  you forgot the {Word} {Word} at {num}:{num}
  the {Word} scene in {Word} of the {Word} {smile}
`);

/** Addresses of many countries in plain sentences. */
export const ADDRESS = t(`
  {worldaddr}
  The address of {org} is {worldaddr}
  I'd like it sent to {worldaddr}
  where should we send it? user: {worldaddr}
  my new address is {worldaddr}, please update
  {full}\n{worldaddr}
  the bus drops you off at {worldstreet}
  {org} is at {worldstreet}
  He lives at {worldstreet} with his {kin}
  Return to: {worldaddr}
  How far is {worldstreet} from {city}?
  the shop at {worldstreet} is closed on {weekday}
  ship the card {num} to {worldaddr} please
  {full}, {worldstreet}, {zip} {city}
  Is {worldaddr} still your address?
  {corner}
  meet me at {corner}
  We are moving to {corner}, near {city}
  {org} is at {corner}
  it happened at {corner} in {city}
  please change my address from {worldaddr} to {worldaddr}.
  > {full}\n> {org}\n> {worldstreet}\n> {city}\n> {country} {zip}
  {full} had given {first} his address: {worldaddr}
  {full}\n{org}\n{worldaddr}\nMobile: {phone}\nDesk: {phone}
  You must enter on {worldstreet} until {month}
  I am in {city} for a trip, send the card to {worldaddr}
  I now live in {worldaddr} .
  user: {worldaddr}
  {worldaddr}?
`);

/** Logs, code, configuration, tables and model cards: capitals without people. */
export const MACHINE_CLEAN = t(`
  | {Word}  {Word}  {Word}  {Word} | {Word}-{Word}  {Word} {A}. |
  | NVIDIA-SMI {num}  Driver Version: {num}  CUDA Version: {num} |
  | GPU  Name  Persistence-M| Bus-Id  Disp.A | Volatile Uncorr. ECC |
  | Fan  Temp  Perf  Pwr:Usage/Cap|  Memory-Usage | GPU-Util  Compute M. |
  |===={num}===| {Word} {word} | {num}MiB / {num}MiB |
  {num} MiB {num} GiB {num} Hz {num} KB peak memory {num} MiB
  step:{num}/{num} train_loss:{num} val_loss:{num} step_avg:{num}ms
  Epoch {num}/{num} - Loss: {num} - Accuracy: {num}
  INFO:root:Loaded {Word} from {word}.py in {num} s
  WARNING: {Word}{Word} is deprecated, use {Word}{Word} instead
  Traceback (most recent call last): File "{word}.py", line {num}, in {word}
  ValueError: {Word} {word} is not {word}
  import {word} from {Word}{Word}; class {Word}{Word}({Word}): pass
  def {word}(self, {word}: {Word}) -> {Word}{Word}:
  # {Word} the {word} and {word} it
  model: {Word}{Word}ForCausalLM  dtype: {word}  device: {word}
  Running {Word} {num}.{num}.{num} on {Word} with PyTorch {num}
  {Word}: true\n{word}_{word}: {num}\n{Word}{Word}: {word}
  ## {Word} {Word}\n- {Word} {word}\n- {Word} {word}
  | {Word} | {Word} | {Word} |\n| --- | --- | --- |
  License: Apache-2.0. Author: the {Word} developers. Model type: {ACR}
  {"role": "{word}", "content": "{Word} {word} {word}"}
  {"label": "{word}", "level": "{Word}", "score": {num}}
  The {Word}{Word} optimizer (Adam, AdamW, Adagrad) with cosine schedule and Xavier init
  Bayes, Gauss, Markov chain, Monte Carlo, Fisher exact test, Cohen's kappa, Bonferroni, Clopper-Pearson interval
  {Word} {Word} {Word}\n{Word} {Word} {Word}\n{num} {num} {num}
  Call 911 or go to the Emergency Department. Self Care. Urgent. Routine.
  Question: {Word} {word}? Answer: {Word}. Options: A, B, C, D
  [INST] {Word} {word} [/INST] <s> {Word}
  GET /{word}/{word} HTTP/1.1 {num} Mozilla/5.0 (Windows NT 10.0)
`);

/** JSON, CSV and form lines. */
export const FIELDS = t(`
  name: {full}, city: {city}, age: {age}
  {mrn},{first},{last},{date},{city},{st},{zip}
  first_name={first} last_name={last} city={city}
  {last}, {first}; {street}; {city}; {phone}
  Patient|{full}|{date}|{city}|{state}
  FULL NAME {FULL} CITY {CITY}
  user: {full} <{email}>
  Provider: {full} Facility: {hospital}
  {date} {full} {drug} {num} mg
  {mrn}\\t{full}\\t{sex}\\t{city}
  Contact {first} {last} / {phone}
  Physician: {last}, {first} MD
  surname: {last} given name: {first}
  Birthplace: {city}, {country}
`);
/** What follows a person's or town's form in encyclopaedic medical text but is none. */
export const MEDICAL_CLEAN = t(`
  What is (are) {Epo} ? {Epo} is a rare {disease} that affects the skin.
  {Disease} (also called {Disease}) is treated with {drug} (brand name {Drug}).
  {Epo}, {Epo} and {Epo} are inherited in an autosomal pattern.
  How to diagnose {Epo} ? Genetic testing of the {ACR} gene.
  The {ACR} gene is located on chromosome {num}. {Disease} Type {num}.
  Your doctor may order an {ACR}, a {Lab} or a {Procedure}.
  Brand Name(s): {Drug}®, {Drug}®, {Drug}® as a combination product
  {Drug} comes as a tablet. Before taking {Drug}, tell your doctor.
  {Disease} Symptoms Causes Treatment Prevention
  Key Points - {Disease} is a disease in which cells form in the {anatomy}.
  Types of {Disease}: {Disease}; {Disease}; {Disease}
  National Institute of Diabetes and Digestive and Kidney Diseases
  The Centers for Disease Control and Prevention recommends {Drug} vaccine.
  Treatment Options for Stage {num} {Disease}
  {Epo} type {num}, {Epo} variant and {last_epo} {Disease}
  Do not use {Drug} if you take {Drug}, {Drug}, or {Drug}.
  Human Phenotype Ontology: {Disease} Autosomal recessive inheritance {Disease}
  What are the treatments for {Epo} ? {Drug} and {procedure}.
  The {anatomy} and the {anatomy} ({Anatomy}) are affected in {Epo}.
  {Anatomy}: {Disease}. {Anatomy}: normal. {Epo} positive.
  {Epo} occurs in {nation} people more than in {nation} people.
  Is {Epo} inherited ? {Epo} is caused by mutations in the {ACR}{num} gene.
  Prothrombin Time, Bence Jones protein, Coombs test and {Lab}
  Alternative names: {Disease}; {Disease}; {Epo}
`);

export const SPANISH = t(`
  Datos del paciente.\\nNombre: {esfirst}.\\nApellidos: {eslast} {eslast}.\\nDomicilio: {esaddr}.\\nLocalidad: {escity}.
  Médico: {esfull}. Centro: {eshospital}, {escity}.
  Paciente {esfull}, varón de {age} años, natural de {escity}, con {esdisease}.
  Remitido por: Dr. {esfull}. Servicio de Cirugía. {eshospital}. {esaddr}. {zip} {escity}. España.
  La Sra. {eslast} vive en {escity} con su {eskin} {esfirst}.
  Don {esfull} ingresó en el {eshospital} de {escity} el {date}.
  Hola, me llamo {esfirst} y soy de {escity}. Tengo fiebre desde hace {num} días.
  Domicilio: {esaddr}, {zip} {escity}
  Informe firmado por la Dra. {eslast} {eslast}, {eshospital}.
  Su {eskin} {esfirst} {eslast} refiere dolor desde {esmonth}.
  Correspondencia: {esfull}. {eshospital}. {esaddr}. {escity}.
  {esfull}, {age} años, {escity}, diagnosticada de {esdisease}.
  Nombre: {esfull}. Fecha de nacimiento: {date}. Ciudad: {escity}. País: {country}
  Trasladada desde {escity} ({country}) al {eshospital}.
`);
export const SPANISH_CLEAN = t(`
  Paciente de {age} años que acude a Urgencias por {esdisease}. Exploración: Abdomen blando.
  Se inicia tratamiento con {Drug} y {drug}. Analítica: Hemoglobina {num}. Leucocitos {num}.
  Antecedentes: {esdisease}. Intervenido de enfermedad de {epname}. No alergias.
  Ecografía: normal. TAC: sin hallazgos. Diagnóstico: {esdisease}. Evolución favorable.
  Signo de {epname} positivo. Síndrome de {epname}. Test de {epname} negativo.
  En la Resonancia Magnética se observa lesión. Se realizó Biopsia y estudio de {ACR}.
  Motivo de consulta: Dolor. Informe clínico. Datos asistenciales. Tratamiento al alta.
`);
