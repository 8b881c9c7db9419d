/** Memory map and number codes that the kernel and its TypeScript callers share. */
export const GROUPS_AT: i32 = 0x400; // 8 groups of a digit run: start, length, value, separator after (i32 each)
export const DIGITS_AT: i32 = 0x500; // digits 0..9 of the value under test
export const CLASS_AT: i32 = 0x600; // byte classes
export const LABELS_AT: i32 = 0x2000; // label table, slots of [hash, class]
export const LABEL_SLOTS: i32 = 8192;
export const EXTRA_AT: i32 = 0x20000; // 128 KiB
export const BITS_AT: i32 = 0x40000; // 256 KiB
export const LEXICON_AT: i32 = 0x80000; // 1 MiB, up to 2 MiB free
export const WEIGHTS_AT: i32 = 0x280000; // 1 MiB
export const RAW_AT: i32 = 0x600000;
export const TEXT_CAP: i32 = 0x400000; // 4 MiB of text in one window
export const NORM_AT: i32 = 0xa10000;
/** What the tagger knows of the words it met last: WORDS_KEPT entries of 64 bytes, the first 16 of them the word itself. */
export const WORDS_KEPT_AT: i32 = 0xe40000;
export const WORDS_KEPT: i32 = 8192;
/** Label classes of the JSON keys met last: KEYS_KEPT entries of 32 bytes, the first 16 of them the key itself. */
export const KEYS_KEPT_AT: i32 = 0xfe0000;
export const KEYS_KEPT: i32 = 512;
/** Words that can be no name whatever stands beside them: NEVER_KEPT entries of 16 bytes. */
export const NEVER_AT: i32 = 0x1000000;
export const NEVER_KEPT: i32 = 16384;
/** Break points of the normaliser, [normalised offset, raw offset]: each stands for two bytes of the text at least, so there is room for all of them. */
export const MAP_AT: i32 = 0x1080000;
/** Hits of a window, rows of 16 bytes (rows.ts): more than 4 MiB of text can hold. Only pages that are used take memory. */
export const HITS_AT: i32 = 0x2080000;
export const HITS_MAX: i32 = 1048576;
/** Hits that were judged; scratch of the sort before, and room behind them to merge as many once more. */
export const JUDGED_AT: i32 = 0x3080000;
export const MEMORY_BYTES: i32 = 0x5090000;

// Byte classes
export const C_DIGIT: i32 = 1;
export const C_LOWER: i32 = 2;
export const C_UPPER: i32 = 4;
export const C_HIGH: i32 = 8;
export const C_LETTER: i32 = 14;
export const C_ALNUM: i32 = 7;
export const C_MAIL: i32 = 16; // local part of an e-mail address
export const C_URL_END: i32 = 32; // ends a URL
export const C_HEX: i32 = 64;
export const C_ANCHOR: i32 = 128; // bytes that the scalar loop must look at

// Kinds
export const K_NAME: i32 = 1;
export const K_PLACE: i32 = 2;
export const K_DATE: i32 = 3;
export const K_AGE: i32 = 4;
export const K_PHONE: i32 = 5;
export const K_FAX: i32 = 6;
export const K_EMAIL: i32 = 7;
export const K_SSN: i32 = 8;
export const K_MRN: i32 = 9;
export const K_PLAN: i32 = 10;
export const K_ACCOUNT: i32 = 11;
export const K_LICENSE: i32 = 12;
export const K_VEHICLE: i32 = 13;
export const K_DEVICE: i32 = 14;
export const K_URL: i32 = 15;
export const K_IP: i32 = 16;
export const K_BIOMETRIC: i32 = 17;
export const K_PHOTO: i32 = 18;
export const K_ID: i32 = 19;
export const K_UK_NHS: i32 = 20;
export const K_UK_NINO: i32 = 21;
export const K_CA_SIN: i32 = 22;
export const K_AU_MEDICARE: i32 = 23;
export const K_AU_TFN: i32 = 24;
export const K_ES_DNI: i32 = 25;
export const K_ES_NIE: i32 = 26;
export const K_ES_NSS: i32 = 27;
export const K_FR_NIR: i32 = 28;
export const K_DE_STEUERID: i32 = 29;
export const K_DE_KVNR: i32 = 30;
export const K_NL_BSN: i32 = 31;
export const K_BR_CPF: i32 = 32;
export const K_BR_CNS: i32 = 33;
export const K_IN_AADHAAR: i32 = 34;
export const K_IN_PAN: i32 = 35;

// Levels
export const INFO: i32 = 0;
export const WARN: i32 = 1;
export const BLOCK: i32 = 2;

// Flags of a hit
export const F_LABEL: i32 = 1; // a label or key stands beside it
export const F_CHECK: i32 = 2; // check digit or full structure holds
export const F_SAMPLE: i32 = 4; // documented sample value
export const F_PUBLIC: i32 = 8; // public contact or context
export const F_STRICT: i32 = 16; // name span that needs no evidence
export const F_EVIDENCE: i32 = 32; // evidence of a patient for the record
export const F_SOFT: i32 = 64; // counts only when the record has other evidence of a patient
export const F_FACILITY: i32 = 128;
export const F_MULTI: i32 = 256; // several tokens
export const F_LIKELY: i32 = 512; // counts in text that is not medical
export const F_REGION: i32 = 2048; // a country or state alone: counts only in text that is not medical
export const F_TAGGED: i32 = 1024; // a span of the name tagger, not of a pattern
export const F_USER: i32 = 4096; // of a recognizer of the policy, whose number stands in the row's upper half
export const F_MARK: i32 = 8192; // noted by the step at work
export const F_FIRST: i32 = 16384; // first judged hit of its record
export const F_DOUBT: i32 = 32768; // may be noise where it stands
export const F_HIT: i32 = 4095; // the flags that say what a hit is

// Packs
export const PACK_UK: i32 = 1;
export const PACK_CA: i32 = 2;
export const PACK_AU: i32 = 4;
export const PACK_ES: i32 = 8;
export const PACK_FR: i32 = 16;
export const PACK_DE: i32 = 32;
export const PACK_NL: i32 = 64;
export const PACK_BR: i32 = 128;
export const PACK_IN: i32 = 256;

// Modes
export const MODE_JSON: i32 = 1;
export const MODE_LOWER: i32 = 2;
export const MODE_LOG: i32 = 4;
/** Running text as it stands: a word between two low lines is part of an identifier ("2_GARD_QA"), as ../noise.ts says; in a cell or a path it may be a name. */
export const MODE_WORDS: i32 = 8;

// What may be written in its own letter case (cases.ts)
export const BY_STRINGS: i32 = 1;
export const BY_CELLS: i32 = 2;
export const BY_PARAGRAPHS: i32 = 3;

// Label classes; bit 8 (L_MARK) = only with a mark (":", "#", "number", a key), bit 9 (L_TAIL) = also the tail of a longer phrase
export const L_MARK: i32 = 256;
export const L_TAIL: i32 = 512;
export const L_NEUTRAL: i32 = 1;
export const L_MARKER: i32 = 2; // number, no, id, code: neutral, and a mark
export const L_NAME: i32 = 3;
export const L_DOB: i32 = 4;
export const L_DATE: i32 = 5;
export const L_STAMP: i32 = 6; // created_at, published: dates that are not a patient's
export const L_AGE: i32 = 7;
export const L_PHONE: i32 = 8;
export const L_FAX: i32 = 9;
export const L_EMAIL: i32 = 10;
export const L_SSN: i32 = 11;
export const L_SSN4: i32 = 12;
export const L_MRN: i32 = 13;
export const L_PLAN: i32 = 14;
export const L_ACCOUNT: i32 = 15;
export const L_LICENSE: i32 = 16;
export const L_NPI: i32 = 17;
export const L_VIN: i32 = 18;
export const L_PLATE: i32 = 19;
export const L_DEVICE: i32 = 20;
export const L_IMEI: i32 = 21;
export const L_URL: i32 = 22;
export const L_IP: i32 = 23;
export const L_BIO: i32 = 24;
export const L_PHOTO: i32 = 25;
export const L_ID: i32 = 26;
export const L_STREET: i32 = 27;
export const L_CITY: i32 = 28;
export const L_ZIP: i32 = 29;
export const L_POBOX: i32 = 30;
export const L_COORD: i32 = 31;
export const L_CARD: i32 = 32;
export const L_ABA: i32 = 33;
export const L_IBAN: i32 = 34;
export const L_NHS: i32 = 35;
export const L_NINO: i32 = 36;
export const L_SIN: i32 = 37;
export const L_MEDICARE: i32 = 38;
export const L_TFN: i32 = 39;
export const L_DNI: i32 = 40;
export const L_NSS: i32 = 41;
export const L_NIR: i32 = 42;
export const L_STEUERID: i32 = 43;
export const L_KVNR: i32 = 44;
export const L_BSN: i32 = 45;
export const L_CPF: i32 = 46;
export const L_CNS: i32 = 47;
export const L_AADHAAR: i32 = 48;
export const L_PAN: i32 = 49;
export const L_NOT: i32 = 50; // version, order, tracking, step: what follows is no identifier of a person
export const L_VALUE: i32 = 51; // "value", "text", "number" as a key: look further back for the label
export const L_GENERIC_NAME: i32 = 52; // "name" as a key: of anything
export const L_DL: i32 = 53;
export const L_CUE: i32 = 54; // admitted, seen, on: makes 4/12 a date
export const L_FREE: i32 = 55; // free-text key: resets the key class

// Word classes in the same table
export const W_MONTH: i32 = 64; // 65..76
export const W_WEEKDAY: i32 = 80;
export const W_STREET: i32 = 81; // street suffix
export const W_VIA: i32 = 82; // street word that stands in front (calle, rue)
export const W_STATE: i32 = 83; // two-letter code
export const W_STATE_NAME: i32 = 84;
export const W_YEARS: i32 = 85; // year, years, yr, yo
export const W_UNIT: i32 = 86; // mg, ml, bpm
export const W_UNIT_SUITE: i32 = 87; // apt, suite, unit
export const W_OF: i32 = 88; // of, de
export const W_PERSONAL: i32 = 90; // part of a URL path that leads to a person
export const W_BLANK: i32 = 91; // unknown, none, redacted: a value that is none
export const W_PERSON: i32 = 92; // speaks of one person: she, admitted, patient
export const W_PUBLISHED: i32 = 93; // approved, announced: dates of published text
export const W_MAILBOX: i32 = 94; // info@, contact@: mailbox of an institution
export const W_RELATIVE: i32 = 95; // week, month: "last week"
export const W_BOUND: i32 = 96; // to, over, under: a bound
export const W_AGED: i32 = 97; // tiene, de: before "93 años"
export const W_PUBLIC: i32 = 89; // hotline, toll, website: public contact
export const WORD_SALT: i32 = 0x5eed;
export const STATE_SALT: i32 = 0x57a7e;
