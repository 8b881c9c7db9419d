/** Closed word lists that the lexicon marks by hand: titles, kin, facility and street words, calendar, agencies. English and Spanish. */
const w = (s: string): string[] => s.trim().split(/\s+/);

export const TITLES =
  w(`mr mrs ms miss mx dr drs doctor prof professor sir madam mme mlle herr frau señor señora señorita sr sra srta don doña
  dra doctora rev reverend fr father pastor capt captain col colonel lt lieutenant sgt sergeant maj major gen hon judge nurse rn np pa md do phd
  doctores licenciado lic`);
export const KIN =
  w(`mother father mom mum dad mommy daddy mama papa brother sister son daughter wife husband spouse partner girlfriend boyfriend
  fiance fiancee uncle aunt auntie cousin nephew niece grandmother grandfather grandma grandpa granddaughter grandson granny stepmother stepfather
  stepson stepdaughter sibling siblings twin friend dtr gdtr hubby bf gf fob mob roommate neighbor neighbour caregiver guardian coworker colleague boss
  madre padre hermano hermana hijo hija esposa esposo marido mujer abuelo abuela tío tía primo prima sobrino sobrina nieto nieta novio novia`);
export const FACILITY = w(`hospital hospitals clinic clinics infirmary hospice sanatorium polyclinic medcenter healthcare
  clínica hospitalario ambulatorio sanatorio policlínico hopital krankenhaus klinikum`);
export const STREET =
  w(`street st avenue ave av boulevard blvd road rd lane ln drive dr court ct place pl plaza square sq terrace ter parkway pkwy
  highway hwy circle cir trail trl way crescent close alley row loop pike turnpike expressway walk mews quay grove
  calle avda avenida paseo camino carretera ctra ronda travesía travesia glorieta rua rue strasse straße str via viale piazza
  weg gasse platz allee chemin impasse straat laan plein gatan vägen gata väg vej gade veien katu tie ulica ul utca út ulice näměstí trg ulitsa
  piaţa strada route cours quai place`);
export const CALENDAR =
  w(`january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept
  oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
  enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes miércoles jueves viernes sábado domingo
  easter christmas thanksgiving halloween ramadan passover hanukkah diwali spring summer autumn winter fall`);
export const ORG =
  w(`inc corp corporation co ltd llc llp plc gmbh ag sa company companies university college school institute institutes association
  society foundation department ministry agency bank church center centre council committee group union league club team party press
  magazine journal times post news network holdings partners associates industries international systems services solutions laboratories
  pharmaceuticals pharma records band orchestra airlines airways motors universidad instituto fundación asociación sociedad facultad`);
export const PUBLIC =
  w(`mayo webmd healthline medline medlineplus pubmed nih cdc fda who nhs nice cochrane medscape uptodate wikipedia google youtube
  facebook twitter instagram aha acog aap ada acs nci nhlbi ninds niddk genetics omim orphanet genereviews unicef hipaa medicare medicaid
  nord reddit amazon microsoft apple openai nvidia linux ubuntu windows python pytorch tensorflow github`);
export const PARTICLES =
  w(`de del della delle di da do dos das la las los le les van von der den ter ten el al bin ibn abu ben mac mc o d st san
  santa saint e y zu zum af`);
export const NAME_CUES =
  w(`patient patients pt named name names called client resident subject mr mrs ms dear hi hello hey regards sincerely signed
  thanks paciente nombre llamado llamada apellidos apellido niño niña señor señora firmado médico doctor surname forename lastname firstname
  attending physician therapist surgeon nurse contact guardian i'm im sincerely cheers love by`);
export const PLACE_CUES =
  w(`from in at near lives living lived resides residing resident moved visited visiting visit travelled traveled traveling trip
  to city town village county province born address residence located outside downtown via around
  vive residente natural procedente ciudad provincia localidad municipio en desde domicilio pueblo`);
export const EPONYM_HEADS =
  w(`disease diseases syndrome syndromes sign signs test tests score scores scale criteria criterion classification stage
  stages staging reflex reflexes phenomenon maneuver manoeuvre lymphoma sarcoma tumor tumour palsy anemia anaemia thyroiditis contracture fracture
  fractures procedure operation method index reaction bodies cells node nodes law stain agar equation formula ring rings triad tetralogy
  anomaly deformity hernia disorder ulcer spots nodule nodules chorea ataxia dystrophy encephalopathy aphasia tract duct gland glands
  canal loop tubule catheter tube forceps retractor dementia psychosis neuralgia neuropathy paralysis gangrene granulomatosis
  virus bacillus toxin factor antigen grade grading graft shunt flap angle respiration breathing pulse
  esophagus oesophagus eponym type variant phenotype esofago enfermedad síndrome signo prueba escala índice tumor reflejo enfermedades
  diet diets therapy technique protocol guideline guidelines nevus keratosis arthropathy joints teeth
  membrane fold ligament fascia artery vein nerve ganglion plexus muscle tendon pouch diverticulum membrane apparatus inventory
  questionnaire exam examination rule rules scan stent valve ventilation infection fever rash purpura aneurysm vasculitis arteritis
  murmur murmurs clamp clamps lift splint splints brace braces boot boots collar collars stitch stitches suture sutures cerclage incision incisions
  repair drain drains sump pupil pupils rod rods ligaments ducts lesion lesions position needle needles cannula airway mask frame pump pads nails plate
  screw screws block lines line triangle quadrant space angle gait facies crisis attack headache thyroid ophthalmopathy tests maneuvers reflexes`);
export const MED_CONTEXT =
  w(`patient patients treatment treatments disease diagnosis diagnosed symptoms symptom doctor hospital clinic clinical therapy
  medication medications surgery syndrome cancer diabetes hypertension pain mg dose blood admitted discharge discharged prescribed prescription
  physician nurse infection medical medicine health chronic acute history exam examination presents presented complains mri ct ecg ekg
  asthma anemia arthritis autism chromosome dementia disorder disorders epilepsy gene genes genetic glaucoma hormone infant infants infections
  inherited leukemia lupus malaria migraine mutation mutations newborn newborns pneumonia pregnancy prostate seizure seizures transplant
  tuberculosis tumor tumors vaccine vaccines nausea diarrhea insulin antibiotics antibiotic ultrasound biopsy endoscopy prognosis obesity
  physicians kidney liver abdominal syndromes diagnoses denies interpreter bilateral intubated afebrile vaccinated
  paciente tratamiento enfermedad diagnóstico síntomas cirugía dolor hospital ingreso alta clínica clínico médico`);
export const REGION_EXTRA =
  w(`america europe asia africa antarctica oceania usa us uk u.s. uae england scotland wales britain eu caribbean scandinavia
  korea congo sudan guinea palestine holland tibet kashmir siberia crimea kurdistan bavaria catalonia sicily yugoslavia czechoslovakia
  ussr burma persia bosnia herzegovina macedonia brunei
  balkans mediterranean pacific atlantic españa francia alemania italia méxico estados unidos inglaterra reino unido europa`);
export const NATIONS =
  w(`american americans african africans asian asians european europeans hispanic latino latina caucasian british english scottish irish
  welsh french german germans spanish italian portuguese dutch belgian swiss austrian polish russian russians ukrainian greek turkish arab arabic
  jewish israeli egyptian indian indians pakistani bangladeshi chinese japanese korean vietnamese thai filipino indonesian malaysian australian
  canadian canadians mexican mexicans brazilian argentine argentinian chilean colombian peruvian cuban puerto rican haitian jamaican nigerian
  kenyan ethiopian somali swedish norwegian danish finnish icelandic hungarian czech slovak romanian bulgarian serbian croatian albanian iranian
  iraqi syrian lebanese saudi afghan mediterranean ashkenazi sephardic hawaiian alaskan native christian christians muslim muslims catholic
  protestant hindu buddhist amish roman latin mandarin cantonese español española mexicano francés alemán inglés`);
/** Capitalised in running text, never a person or place by themselves: contractions, function words, headings, acronyms. */
export const NEVER =
  w(`i i'm i've i'll i'd im ive you're you've we're we've they're they've it's that's there's what's who's don't doesn't didn't can't
  couldn't won't wouldn't isn't aren't wasn't weren't hasn't haven't he's she's let's here's page table figure men women man woman child children
  note notes hi hello dear thanks thank you sincerely regards yes no ok okay please sorry question answer output input instruction
  ptsd adhd copd ckd gerd hiv aids mri ct ecg ekg ivf uti std sti dna rna bmi icu er ed iv im po bid tid qid prn otc nsaid nsaids ssri
  tsh psa cbc bp hr rr lmp hx dx tx rx sx fx abt btw idk tbh pls plz thx cuz coz bc prob ppl gonna wanna dunno ur ive dont cant wont
  hosp mammo onc plt abd calpro
  didnt doesnt isnt wasnt havent youre theyre thats whats`);
export const TITLES_STRONG = w(`mr mrs ms dr drs prof sr sra srta dra`);
export const FACILITY_TAIL = w(`center centre centers home homes practice care ward unit surgery centro`);
export const FACILITY_MID =
  w(`medical health cancer surgical surgery rehabilitation rehab nursing family urgent general memorial regional community county
  university veterans children children's womens women's heart eye dental psychiatric pediatric intensive emergency salud`);
/** Words of well-known hospital names that no other list has. */
export const HOSPITAL_NAMES =
  w(`ucsf ucla nyu langone cedars sinai mayo hopkins brigham upmc unc ucsd ohsu vumc bidmc uab usc kumc musc uihc addenbrooke sickkids
  dana farber montefiore lenox hennepin harborview parkland grady inova sentara novant ochsner geisinger scripps kaiser permanente vanderbilt emory
  stanford baylor methodist presbyterian lahey sloan kettering moffitt fairview rush tufts bellevue northwell northwestern bronxcare uwmc`);
/** Regions of several words that no list of countries and states has. */
export const REGION_PHRASES =
  `middle east|far east|near east|latin america|south america|north america|central america|southeast asia|south asia|east asia|
  central asia|western europe|eastern europe|northern europe|southern europe|west africa|east africa|north africa|southern africa|saharan africa|
  central africa|pacific islands|west indies|new england|united states|united kingdom|great britain|northern ireland|saudi arabia|south africa|
  south korea|north korea|sri lanka|costa rica|puerto rico|hong kong|el salvador|new zealand|czech republic|dominican republic|estados unidos|reino unido|
  washington d|british columbia|american samoa|pacific islander`
    .split("|")
    .map((x) => x.trim());
