/**
 * Word classes of the names-and-places lexicon: one bit each, a word may carry several ("may": calendar, common, surname).
 * The training script writes them, the tagger's features and the context rules read them.
 */
export const C = {
  /** First name among the few hundred most common ones. */
  FIRST_A: 1 << 0,
  /** Any other listed first name. */
  FIRST_B: 1 << 1,
  /** Surname among the most common 3,000. */
  SUR_A: 1 << 2,
  /** Surname of the middle band. */
  SUR_B: 1 << 3,
  /** Rare surname. */
  SUR_C: 1 << 4,
  /** Town with many inhabitants. */
  CITY_A: 1 << 5,
  /** Smaller town. */
  CITY_B: 1 << 6,
  /** Word inside a town name of several words ("San", "Grove"). */
  CITY_PART: 1 << 7,
  /** Country, state, province or continent: not an identifier by itself. */
  REGION: 1 << 8,
  /** Nationality or language adjective. */
  NATION: 1 << 9,
  /** Dictionary word that running text uses often in lower case. */
  COMMON_A: 1 << 10,
  /** Any other dictionary word. */
  COMMON_B: 1 << 11,
  /** Medical word: disease, drug, anatomy, laboratory. */
  MED: 1 << 12,
  /** Surname that names diseases, signs or scores ("Wilson", "Gleason"). */
  EPONYM: 1 << 13,
  /** What an eponym stands before: "disease", "syndrome", "score". */
  EPONYM_HEAD: 1 << 14,
  /** Mr, Dr, Prof, Sra ... */
  TITLE: 1 << 15,
  /** Mother, daughter, spouse, friend ... */
  KIN: 1 << 16,
  /** Hospital, Clinic, Infirmary ... */
  FACILITY: 1 << 17,
  /** Street, Ave, Calle ... */
  STREET: 1 << 18,
  /** Month, weekday, holiday. */
  CALENDAR: 1 << 19,
  /** Inc, University, Association ... */
  ORG: 1 << 20,
  /** Name of a public source or agency ("Mayo", "WebMD", "NIH"). */
  PUBLIC: 1 << 21,
  /** de, van, la, bin ... inside a name. */
  PARTICLE: 1 << 22,
  /** Two- or three-letter code of a state or province. */
  STATE_CODE: 1 << 23,
  /** Word that shows a record to be medical ("patient", "diagnosed"). */
  MED_CONTEXT: 1 << 24,
  /** Word that stands for the person whose name follows ("patient", "named", "paciente"). */
  NAME_CUE: 1 << 25,
  /** Word that stands before a place ("from", "in", "lives"). */
  PLACE_CUE: 1 << 26,
  /** Last or only word of a listed town name of several words. */
  CITY_LAST: 1 << 27,
  /** Title that is always followed by a name: Mr, Mrs, Ms, Dr, Prof, Sra. */
  TITLE_STRONG: 1 << 28,
  /** "Center", "Home", "Practice": makes a facility behind "Medical", "Nursing" ... */
  FACILITY_TAIL: 1 << 29,
  /** "Medical", "Health", "Cancer" ... before such a word. */
  FACILITY_MID: 1 << 30,
} as const;

export const FIRST = C.FIRST_A | C.FIRST_B;
export const SURNAME = C.SUR_A | C.SUR_B | C.SUR_C;
export const PERSON = FIRST | SURNAME;
export const CITY = C.CITY_A | C.CITY_B;
export const COMMON = C.COMMON_A | C.COMMON_B;
