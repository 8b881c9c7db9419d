/**
 * The words that say what a value is: labels in prose, JSON keys, CSV headers and Parquet columns share one list. A phrase has one to three words;
 * keys are split at camel humps, underscores and hyphens first, and the longest known suffix rules ("home_phone_number" is "phone number").
 * Phrases after "mark:" count only with a mark (":", "#", "=", "number", "id", or as a key), because prose uses them as plain words.
 */
import * as L from "./kernel/layout.ts";

interface LabelGroup {
  readonly label: number;
  readonly plain: string;
  readonly mark?: string;
}

/** Phrases by class, "|" between them. */
export const LABEL_GROUPS: readonly LabelGroup[] = [
  {
    label: L.L_NEUTRAL,
    plain: "is|was|are|the|a|an|for|with|my|his|her|their|our|your|this|that|and|as|es|el|la|le|est|ist|der|die|het|o",
  },
  {
    label: L.L_MARKER,
    plain: "number|numbers|no|nr|num|nbr|id|ids|i d|code|identification|ref|reference|numero|número|n|key|nummer|núm",
  },
  {
    label: L.L_NAME,
    plain:
      "patient name|first name|last name|full name|given name|family name|middle name|maiden name|surname|forename|pt name|patients name|contact name|guardian name|mother name|father name|spouse name|next of kin|emergency contact name|nombre completo|apellidos|apellido|nombre paciente|client name|member name|subscriber name|caregiver name|participant name|fname|lname|firstname|lastname|fullname|patientname|nok name|employee name|legal name|preferred name|responsible party name|provider name|physician name|doctor name|nurse name|attending name|witness name|account holder|cardholder name|insured name|policyholder name",
    mark: "family|given|patient name text",
  },
  {
    label: L.L_DOB,
    plain:
      "dob|d o b|date of birth|birth date|birthdate|birthday|born|born on|born in|birth year|year of birth|birthyear|fecha de nacimiento|fecha nacimiento|nacimiento|geboren|geburtsdatum|geboortedatum|né le|née le|date naissance|date de naissance|data de nascimento|data nascimento|fnac|f nacimiento|dateofbirth",
  },
  {
    label: L.L_DATE,
    plain:
      "date of death|death date|deceased|deceased date|died|died on|admission date|date of admission|admitted|admitted on|admit date|discharge date|date of discharge|discharged|discharged on|date of service|service date|dos|appointment date|visit date|date of visit|surgery date|date of surgery|procedure date|encounter date|date of encounter|death|onset date|diagnosis date|date of diagnosis|collection date|specimen date|fecha de ingreso|fecha ingreso|fecha de alta|fecha alta|fecha de|visit on|seen on|scheduled for|exam date|date of exam|date of injury|dod|immunization date|vaccination date|test date|follow up on|deceased date time|birth date time",
    mark: "date|fecha|datum|data",
  },
  {
    label: L.L_STAMP,
    plain:
      "created|created at|updated|updated at|modified|modified at|last modified|last updated|last updated on|last reviewed|page last updated|last reviewed on|timestamp|time stamp|published|published on|publication date|release date|released|date created|date updated|date modified|revised|revision date|copyright|issued|generated|generated at|generated on|logged at|build date|built|retrieved|accessed|retrieved on|accessed on|downloaded|expires|expiry|expiration|effective date|version date|recorded|commit date|run date|log date|exported|last edited|scraped|crawled|approved by fda|fda approved|time",
  },
  { label: L.L_AGE, plain: "age|aged|ages|age years|patient age|edad|alter|leeftijd|âge|idade|age in years|age at death|age at" },
  {
    label: L.L_PHONE,
    plain:
      "phone|phone number|telephone|telephone number|tel|cell|cell phone|cellphone|cell number|mobile|mobile phone|mobile number|home phone|work phone|office phone|contact number|contact phone|phone no|call back number|callback number|pager|ph|reach at|reached at|reach me at|reach him at|reach her at|call me at|call him at|call her at|contacted at|text me at|whatsapp|teléfono|telefono|tel fijo|móvil|movil|tlf|tlfs|tlfno|tfno|tfnos|telf|telfs|telef|teléf|tels|teléfonos|telefonos|telefoon|telefon|handy|téléphone|telefone|celular|emergency contact|phones|phone home|phone work|call|call me on|call on|call at|dial|reached on|reach us on|reach you on|phoned",
    mark: "contact",
  },
  { label: L.L_FAX, plain: "fax|fax number|facsimile|fax no|telefax|fax to|faxed to" },
  {
    label: L.L_EMAIL,
    plain: "email|e mail|email address|mail|e mail address|correo|correo electrónico|courriel|mailto|emails|correo electronico",
  },
  {
    label: L.L_SSN,
    plain:
      "ssn|social security|social security number|soc sec|social sec|ss|ssns|social|soc sec no|itin|taxpayer id|taxpayer identification|tax id|tin|social security card|us ssn|ssn number|patient ssn",
  },
  {
    label: L.L_SSN4,
    plain: "last 4 ssn|last four ssn|ssn last four|ssn last|last four|ssn last 4|ssn4|last4 ssn|ssn ending in|ssn ending|social ending in",
  },
  {
    label: L.L_MRN,
    plain:
      "mrn|mrns|mr|medical record|medical record number|medical records|med rec|med rec no|medical rec|chart|chart number|hospital number|patient number|patient id|patient identifier|patientid|pat id|pt id|nhc|historia clínica|historia clinica|número de historia|hospital id|unit number|encounter|encounter number|encounter id|accession|accession number|accession no|visit number|visit id|visit no|visit num|encounter no|acc no|medical record no|medrec|medrecno|patient no|mrno|hosp no|hospital no|epic id|emr id|ehr id|har|csn|empi|specimen id|specimen number|num historia|episodio|n historia|historia|expediente|patient record|record locator|hadm id|admission id|admission number",
    mark: "record|patient|specimen|admission|pt|acc",
  },
  {
    label: L.L_PLAN,
    plain:
      "member id|member number|memberid|subscriber id|subscriber number|policy number|policy id|policy no|group number|group no|group id|health plan|health plan id|beneficiary|beneficiary id|beneficiary number|medicaid|medicaid id|medicaid number|medicare|medicare id|medicare number|medicare beneficiary|mbi|hicn|hic|insurance id|insurance number|insurance policy|insurance no|insurance card|payer id|payor id|health insurance|plan id|plan number|enrollee id|insured id|insured i d|insured s id|rx id|rxid|rx group|rxgrp|rx bin|health card|health card number|cardholder id|subscriber|insurance member|insurance policy number|hpid|health beneficiary",
    mark: "ins|hmo|ppo|epo|member|policy|insurance|group|plan|aseguradora|insured|enrollee",
  },
  {
    label: L.L_ACCOUNT,
    plain:
      "account number|account no|account id|acct|acct no|acct number|acct id|bank account|invoice number|invoice no|invoice id|claim number|claim no|claim id|billing account|billing number|billing id|guarantor account|guarantor id|hospital account|bill number|receipt number|customer id|customer number|accountnumber|guarantor number|patient account|account ending in|statement number|payment id|transaction id",
    mark: "account|accounts|invoice|claim|customer|billing|guarantor",
  },
  {
    label: L.L_LICENSE,
    plain:
      "medical license|medical license number|license number|license no|licence number|licence no|lic no|lic|dea|dea number|dea no|dea registration|passport|passport number|passport no|passport id|certificate number|certificate no|nursing license|physician license|state license|rn license|license id|board certification|provider license|pharmacy license|colegiado|ncol|número colegiado|nºcol|col|upin|certification number|pasaporte|reisepass|visa number|permit number",
    mark: "license|licence|certificate|registration|certification|permit",
  },
  {
    label: L.L_NPI,
    plain: "npi|npi number|national provider|national provider identifier|provider npi|provider id|npis|npi no|rendering npi|billing npi",
  },
  {
    label: L.L_DL,
    plain:
      "driver license|drivers license|driver s license|driving licence|driver licence|driving license|dl|dln|driver lic|drivers lic|driver license number|dl number|state id|drivers license number|driver s lic",
  },
  {
    label: L.L_VIN,
    plain: "vin|vin number|vehicle identification|vehicle identification number|vehicle id|chassis number|chassis|vehicle vin|vin no",
  },
  {
    label: L.L_PLATE,
    plain:
      "plate|license plate|plate number|plate no|licence plate|registration plate|license plate number|tag number|number plate|plates|vehicle registration|vehicle plate|licence plate number|license tag|matrícula|matricula|vehicle license",
  },
  {
    label: L.L_DEVICE,
    plain:
      "serial|serial number|serial no|serial num|device id|device identifier|device serial|device number|implant serial|pacemaker serial|udi|lot number|sn|pacemaker id|pump serial|meid|hardware id|device sn|asset tag|implant id|implant number|lead serial|generator serial|pump id|monitor id|ventilator id|device serial number|implanted device|model serial|udi di|udi pi|distinct identifier|icd serial|glucometer|insulin pump|lot no",
    mark: "device|lot|pacemaker|implant|s n",
  },
  { label: L.L_IMEI, plain: "imei|imei number" },
  {
    label: L.L_URL,
    plain: "patient portal|portal url|personal website|homepage|personal url|profile url|facebook|linkedin|instagram|patient url|portal",
  },
  {
    label: L.L_IP,
    plain: "ip|ip address|ipv4|ipv6|client ip|remote addr|source ip|src ip|device ip|login ip|ip addr|user ip|remote address|ipaddress",
  },
  {
    label: L.L_BIO,
    plain:
      "fingerprint|fingerprint id|finger print|voiceprint|voice print|voiceprint id|retina scan|retinal scan|iris scan|iris scan id|biometric|biometric id|biometric hash|biometric identifier|face template|faceprint|face id|palm print|genomic id|genome id|dna profile|dna id|dna sample|voice id|biometric template|facial recognition|facial recognition id|retinal scan id|genetic id|gait id|dna sequence id|biometrics|fingerprint template|voice recording|hand geometry",
    mark: "retina|iris",
  },
  {
    label: L.L_PHOTO,
    plain:
      "photo|photograph|patient photo|face photo|photo file|photo path|photo url|photo id|headshot|face image|portrait|profile picture|profile photo|full face|facial photo|facial image|mugshot|patient picture|avatar|selfie|face picture|patient image|image of face|face photograph|full face photo|photo of face|photographs|face img",
    mark: "picture",
  },
  {
    label: L.L_ID,
    plain:
      "subject id|study id|subject number|participant id|participant number|participant|study subject|research id|trial id|enrollment id|screening number|subject identifier|patient uuid|patient guid|unique id|unique identifier|unique code|person id|case number|case id|study number|randomization number|registry id|donor id|sample id|specimen code|tracking id|employee id|employee number|badge number|badge id|badge|student id|user id|uid|national id|national identity|national identification|identity number|id card|id number|id no|personal id|personal number|personal identification|case no|subject no|study participant|identity card|recipient id|transplant id|biobank id|order id|prescription number|rx number|rx no|prescription no|military id|veteran id|voter id|voter number|green card|alien number|a number|household id|family id|inmate number|client id|client number|cip|cipa|personnummer|fødselsnummer|codice fiscale|pesel|rg|nie number|referral number|referral id|cédula|cedula|confirmation number|authorization number|auth number|prior authorization|ref code|reference code|reference number|ref number|ref no|site id|case ref|confirmation code|booking reference|booking ref|docket number|docket no|booking number|booking no|bracelet id|wristband id|band id|unos id|service number|service no",
    mark: "subject|case|respondent|referral|employee|identifier|rx|auth|docket|bracelet|wristband",
  },
  {
    label: L.L_STREET,
    plain:
      "street|street address|address|home address|mailing address|residence|address line|addr|domicilio|dirección|direccion|adresse|straße|adres|residing at|lives at|billing address|shipping address|resides at|endereço",
  },
  {
    label: L.L_CITY,
    plain:
      "city|town|county|village|municipality|parish|borough|localidad|ciudad|provincia|ville|stadt|ort|home town|hometown|birth place|birthplace|place of birth|cidade|municipio|district|precinct|birth city",
  },
  {
    label: L.L_ZIP,
    plain:
      "zip|zip code|zipcode|postal code|postcode|post code|postalcode|cp|c p|código postal|codigo postal|plz|code postal|cep|zip 5|zip3|postleitzahl|zips|pin code|pincode",
  },
  { label: L.L_POBOX, plain: "po box|p o box|post office box|pobox|p o b|apartado de correos|apartado|apdo|postfach" },
  {
    label: L.L_COORD,
    plain:
      "lat|latitude|lon|lng|long|longitude|gps|coordinates|coords|geo|geolocation|gps coordinates|latlong|latlng|coordinate|location coordinates|lat long|lat lon",
  },
  {
    label: L.L_CARD,
    plain:
      "credit card|credit card number|debit card|card number|card no|cc number|visa|mastercard|amex|american express|visa card|cc|pan number|card ending in|payment card|credit card no|creditcard|cc num|discover card|card|my card|the card|card number is",
  },
  {
    label: L.L_ABA,
    plain:
      "routing|routing number|aba|aba number|bank routing|aba routing|routing transit|transit number|rtn|bank routing number|routing no",
  },
  { label: L.L_IBAN, plain: "iban|bank iban|iban number" },
  { label: L.L_NHS, plain: "nhs|nhs number|nhs no|national health service|nhs id|nhsnumber|chi number|h c number" },
  { label: L.L_NINO, plain: "nino|national insurance|national insurance number|ni number|ni no" },
  {
    label: L.L_SIN,
    plain: "sin|social insurance|social insurance number|sin number|ohip|ohip number|phn|personal health number|sin no|nas",
  },
  {
    label: L.L_MEDICARE,
    plain: "medicare card|medicare card number|medicare card no|ihi|individual healthcare identifier|irn|medicare au",
  },
  { label: L.L_TFN, plain: "tfn|tax file|tax file number|abn" },
  { label: L.L_DNI, plain: "dni|nif|nie|documento nacional|documento de identidad|dni nie|d n i|documento identidad" },
  {
    label: L.L_NSS,
    plain:
      "nss|naf|nass|seguridad social|número de afiliación|nuss|num seguridad social|afiliación|número seguridad social|nº seguridad social",
  },
  { label: L.L_NIR, plain: "nir|insee|sécurité sociale|numéro sécu|numero de secu|securite sociale|n secu|sécu|numéro de sécu" },
  {
    label: L.L_STEUERID,
    plain: "steuer id|steueridentifikationsnummer|steuernummer|idnr|steuer idnr|steuerid|identifikationsnummer|tin de",
  },
  {
    label: L.L_KVNR,
    plain:
      "kvnr|krankenversichertennummer|versichertennummer|krankenversicherungsnummer|versicherungsnummer|rentenversicherungsnummer|sozialversicherungsnummer|egk",
  },
  { label: L.L_BSN, plain: "bsn|burgerservicenummer|sofinummer|sofi|burger service" },
  { label: L.L_CPF, plain: "cpf|cadastro de pessoas|cpf mf|rg cpf" },
  { label: L.L_CNS, plain: "cns|cartão nacional|cartao sus|cartão sus|cartão nacional de|sus|numero sus|cartao nacional" },
  {
    label: L.L_AADHAAR,
    plain: "aadhaar|aadhar|aadhaar number|aadhar number|uidai|adhaar|aadhaar card|aadhaar no|aadhar card|abha|abha number",
  },
  { label: L.L_PAN, plain: "pan|pan card|permanent account|permanent account number|pan no|epic number" },
  {
    label: L.L_NOT,
    plain:
      "version|ver|step|steps|epoch|iteration|iter|batch|seed|token|tokens|tracking|tracking number|order number|order no|isbn|issn|pmid|pmcid|doi|arxiv|port|pid|process|thread|line|lines|page|pages|figure|fig|table|chapter|section|equation|grant|nct|omim|chromosome|exon|gene|revision|build|sha|commit|hash|checksum|md5|sha1|sha256|size|bytes|mb|gb|loss|lr|total|count|index|row|rows|column|memory|cuda|gpu|driver|model|score|dose|value of|volume|vol|issue|part number|sku|catalog|catalog number|product code|icd|cpt|loinc|snomed|rxnorm|ndc|hcpcs|cas|ec|hgnc|uniprot|rs|system|offset|width|height|duration|elapsed|latency|time ms|ms|atcc|room|ward|bed|floor|suite|protocol|phase|grade|stage|level|type|cycle|week|weeks|day|days|month|months|hour|hours|minute|minutes",
  },
  { label: L.L_VALUE, plain: "value|val|text|display|content value|valuestring|value string" },
  { label: L.L_GENERIC_NAME, plain: "name|names|nombre|nom|naam|nome" },
  {
    label: L.L_CUE,
    plain:
      "on|since|until|dated|seen|visit|visited|scheduled|appointment|presented|surgery|operated|hospitalized|transferred|by|before|after|from|started|evaluated|diagnosed|expired|passed away|delivered|underwent|last seen|due|edd|lmp|arrived|returned|appt|appts|next appt|next visit|follow up|followup|fu|f u|rtc|addendum|d c|dc|discharge|labs|uds|onset|start date|stop date|post op|postop|sx",
  },
  {
    label: L.L_FREE,
    plain:
      "note|notes|comment|comments|description|question|answer|input|output|instruction|prompt|response|completion|messages|summary|body|message|title|url|link|source|src|label|category|filename|file|path|format|resource|status",
  },
];

const WORD_GROUPS: readonly { readonly label: number; readonly words: string }[] = [
  { label: L.W_MONTH + 1, words: "january|jan|enero|ene|janvier|janv|januar|januari|janeiro" },
  { label: L.W_MONTH + 2, words: "february|feb|febrero|février|februar|februari|fevereiro|fev" },
  { label: L.W_MONTH + 3, words: "march|mar|marzo|mars|märz|maart|março" },
  { label: L.W_MONTH + 4, words: "april|apr|abril|abr|avril|avr" },
  { label: L.W_MONTH + 5, words: "may|mayo|mai|mei|maio" },
  { label: L.W_MONTH + 6, words: "june|jun|junio|juin|juni|junho" },
  { label: L.W_MONTH + 7, words: "july|jul|julio|juillet|juil|juli|julho" },
  { label: L.W_MONTH + 8, words: "august|aug|agosto|ago|août|augustus" },
  { label: L.W_MONTH + 9, words: "september|sep|sept|septiembre|setiembre|septembre|setembro|set" },
  { label: L.W_MONTH + 10, words: "october|oct|octubre|octobre|oktober|okt|outubro" },
  { label: L.W_MONTH + 11, words: "november|nov|noviembre|novembre|novembro" },
  { label: L.W_MONTH + 12, words: "december|dec|diciembre|dic|décembre|dezember|dez|dezembro" },
  {
    label: L.W_WEEKDAY,
    words:
      "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|tues|wed|thu|thur|thurs|fri|lunes|martes|miércoles|jueves|viernes|sábado|domingo",
  },
  { label: L.W_YEARS, words: "year|years|yr|yrs|yo|y|yos|año|años|yearold" },
  { label: L.W_OF, words: "of|de|del" },
  {
    label: L.W_STATE,
    words:
      "al|ak|az|ar|ca|co|ct|de|fl|ga|hi|id|il|in|ia|ks|ky|la|me|md|ma|mi|mn|ms|mo|mt|ne|nv|nh|nj|nm|ny|nc|nd|oh|ok|or|pa|ri|sc|sd|tn|tx|ut|vt|va|wa|wv|wi|wy|dc|pr|vi|gu|ap|ae|aa|as|mp|fm|mh|pw",
  },
  {
    label: L.W_STATE_NAME,
    words:
      "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska|nevada|hampshire|jersey|mexico|york|carolina|dakota|ohio|oklahoma|oregon|pennsylvania|tennessee|texas|utah|vermont|virginia|washington|wisconsin|wyoming|columbia",
  },
  {
    label: L.W_PERSONAL,
    words:
      "portal|mychart|patients|user|users|profile|profiles|member|members|mrn|patientid|record|records|chart|charts|userid|account|accounts|pid|ssn|dob|email",
  },
  {
    label: L.W_BOUND,
    words: "to|over|under|above|below|until|till|by|past|beyond|least|than|through|after|before|from|reaching|reach|or|and",
  },
  { label: L.W_AGED, words: "tiene|con|cumple|edad" },
  {
    label: L.W_MAILBOX,
    words:
      "info|information|contact|support|help|admin|webmaster|enquiries|inquiries|office|press|media|feedback|noreply|sales|service|team|hello",
  },
  { label: L.W_RELATIVE, words: "week|month|night|weekend" },
  {
    label: L.W_BLANK,
    words:
      "unknown|none|null|na|redacted|anonymous|anon|undefined|test|example|confidential|withheld|removed|masked|hidden|name|string|str|unk|nan|empty|deidentified",
  },
  {
    label: L.W_UNIT,
    words: "mg|mcg|ml|l|kg|g|lb|lbs|bpm|mmhg|cm|mm|percent|units|iu|meq|mmol|days|weeks|months|hours|minutes|min|degrees",
  },
  {
    label: L.W_PUBLISHED,
    words:
      "approved|announced|approval|fda|published|journal|outbreak|definitions|administration|genereviews|article|guideline|guidelines|edition|law|congress|podcast|vaccine",
  },
  {
    label: L.W_PERSON,
    words:
      "patient|pt|he|she|his|her|him|hers|himself|herself|mr|mrs|ms|miss|i|my|me|mine|admitted|admission|discharged|discharge|presented|hospitalized|hospitalised|underwent|seen|appointment|born|died|mother|father|wife|husband|son|daughter|sister|brother|scheduled|dear|dictated|paciente|ingresa|ingreso|alta|varón|mujer|ingresó|acude|consultó|consulta|refiere|presenta|urgencias|diagnosticado|intervenido|revisión|ingresado|tratamiento|cuadro|realiza|realizó|practica|practicó|practicándose|procede|precisó|recibió|administró|presentó|sometido|sometida|remitido|remitida|derivado|valorado|valorada|seguimiento|episodio|evolución|fallece|falleció|exitus",
  },
  {
    label: L.W_PUBLIC,
    words: "hotline|helpline|toll|tollfree|tty|tdd|switchboard|lifeline|clearinghouse",
  },
];

/** A row of the label table: the words of a phrase, its class, and whether it wants a mark. */
export interface LabelRow {
  readonly words: readonly string[];
  readonly label: number;
  readonly mark: boolean;
}

/** Months, states and the like: a namespace of its own in the table ("id" is a label, "ID" a state). */
export interface WordRow {
  readonly word: string;
  readonly label: number;
  /** Namespace within the words: US states share spellings with "de", "me", "in". */
  readonly state: boolean;
}

function split(text: string | undefined): readonly (readonly string[])[] {
  return (text ?? "").split("|").flatMap((phrase) => (phrase === "" ? [] : [phrase.split(" ")]));
}

/** Every label; of two rows with the same words the later one counts. */
export function labelRows(): readonly LabelRow[] {
  return LABEL_GROUPS.flatMap(({ label, plain, mark }) => [
    ...split(mark).map((words) => ({ words, label, mark: true })),
    ...split(plain).map((words) => ({ words, label, mark: false })),
  ]).filter((row) => row.words.length <= 3);
}

/** Every word of the second namespace. */
export function wordRows(): readonly WordRow[] {
  return WORD_GROUPS.flatMap(({ label, words }) => words.split("|").map((word) => ({ word, label, state: label === L.W_STATE })));
}
