/** Drug names: generics, brand names as their generic, and stems of the WHO's naming scheme for the rest. */

const GENERICS =
  "paracetamol ibuprofen aspirin naproxen diclofenac celecoxib indomethacin ketorolac meloxicam codeine tramadol morphine oxycodone hydrocodone fentanyl methadone buprenorphine naloxone " +
  "amoxicillin penicillin ampicillin flucloxacillin cloxacillin piperacillin tazobactam clavulanate cephalexin cefuroxime ceftriaxone cefazolin cefepime azithromycin clarithromycin erythromycin doxycycline minocycline " +
  "tetracycline ciprofloxacin levofloxacin moxifloxacin metronidazole clindamycin vancomycin gentamicin linezolid nitrofurantoin trimethoprim sulfamethoxazole fosfomycin rifampicin isoniazid fluconazole nystatin " +
  "aciclovir valaciclovir oseltamivir ivermectin hydroxychloroquine " +
  "warfarin heparin enoxaparin dalteparin apixaban rivaroxaban dabigatran edoxaban clopidogrel ticagrelor prasugrel alteplase " +
  "atorvastatin simvastatin rosuvastatin pravastatin ezetimibe fenofibrate lisinopril enalapril ramipril perindopril captopril losartan valsartan candesartan irbesartan telmisartan amlodipine nifedipine felodipine " +
  "diltiazem verapamil atenolol metoprolol bisoprolol propranolol carvedilol labetalol nebivolol sotalol furosemide bumetanide torsemide hydrochlorothiazide chlorthalidone indapamide spironolactone eplerenone " +
  "digoxin amiodarone nitroglycerin isosorbide hydralazine clonidine doxazosin tamsulosin sacubitril ivabradine adenosine " +
  "metformin glipizide gliclazide glimepiride sitagliptin linagliptin empagliflozin dapagliflozin canagliflozin pioglitazone liraglutide semaglutide dulaglutide exenatide insulin glucagon " +
  "levothyroxine carbimazole methimazole propylthiouracil prednisone prednisolone methylprednisolone dexamethasone hydrocortisone budesonide fludrocortisone " +
  "salbutamol levalbuterol ipratropium tiotropium salmeterol formoterol fluticasone beclometasone montelukast theophylline epinephrine " +
  "omeprazole esomeprazole lansoprazole pantoprazole rabeprazole famotidine ranitidine sucralfate ondansetron metoclopramide domperidone loperamide bisacodyl senna lactulose docusate polyethylene " +
  "sertraline fluoxetine citalopram escitalopram paroxetine venlafaxine duloxetine mirtazapine bupropion trazodone amitriptyline nortriptyline lithium quetiapine olanzapine risperidone aripiprazole haloperidol " +
  "clozapine diazepam lorazepam alprazolam clonazepam midazolam temazepam zolpidem zopiclone buspirone methylphenidate atomoxetine donepezil memantine " +
  "gabapentin pregabalin phenytoin carbamazepine oxcarbazepine lamotrigine levetiracetam valproate topiramate levodopa carbidopa ropinirole pramipexole sumatriptan rizatriptan baclofen cyclobenzaprine tizanidine " +
  "methotrexate azathioprine sulfasalazine mycophenolate tacrolimus ciclosporin adalimumab infliximab etanercept rituximab colchicine allopurinol febuxostat alendronate risedronate denosumab " +
  "cetirizine loratadine fexofenadine diphenhydramine chlorphenamine hydroxyzine promethazine finasteride sildenafil tadalafil oxybutynin mirabegron estradiol progesterone levonorgestrel tamoxifen letrozole anastrozole " +
  "potassium magnesium calcium iron folate thiamine cyanocobalamin";

const NAMES: readonly (readonly [string, string])[] = [
  ["acetaminophen", "paracetamol"],
  ["tylenol", "paracetamol"],
  ["panadol", "paracetamol"],
  ["calpol", "paracetamol"],
  ["advil", "ibuprofen"],
  ["motrin", "ibuprofen"],
  ["nurofen", "ibuprofen"],
  ["aleve", "naproxen"],
  ["voltaren", "diclofenac"],
  ["celebrex", "celecoxib"],
  ["albuterol", "salbutamol"],
  ["ventolin", "salbutamol"],
  ["adrenaline", "epinephrine"],
  ["epipen", "epinephrine"],
  ["coumadin", "warfarin"],
  ["eliquis", "apixaban"],
  ["xarelto", "rivaroxaban"],
  ["plavix", "clopidogrel"],
  ["lovenox", "enoxaparin"],
  ["lipitor", "atorvastatin"],
  ["crestor", "rosuvastatin"],
  ["zocor", "simvastatin"],
  ["zestril", "lisinopril"],
  ["norvasc", "amlodipine"],
  ["lopressor", "metoprolol"],
  ["lasix", "furosemide"],
  ["frusemide", "furosemide"],
  ["hctz", "hydrochlorothiazide"],
  ["aldactone", "spironolactone"],
  ["glucophage", "metformin"],
  ["ozempic", "semaglutide"],
  ["jardiance", "empagliflozin"],
  ["synthroid", "levothyroxine"],
  ["zofran", "ondansetron"],
  ["prilosec", "omeprazole"],
  ["nexium", "esomeprazole"],
  ["pepcid", "famotidine"],
  ["zantac", "ranitidine"],
  ["zoloft", "sertraline"],
  ["prozac", "fluoxetine"],
  ["lexapro", "escitalopram"],
  ["xanax", "alprazolam"],
  ["ativan", "lorazepam"],
  ["valium", "diazepam"],
  ["ambien", "zolpidem"],
  ["neurontin", "gabapentin"],
  ["lyrica", "pregabalin"],
  ["keppra", "levetiracetam"],
  ["dilantin", "phenytoin"],
  ["benadryl", "diphenhydramine"],
  ["zyrtec", "cetirizine"],
  ["claritin", "loratadine"],
  ["zithromax", "azithromycin"],
  ["augmentin", "amoxicillin"],
  ["keflex", "cephalexin"],
  ["cefalexin", "cephalexin"],
  ["acyclovir", "aciclovir"],
  ["valacyclovir", "valaciclovir"],
  ["rifampin", "rifampicin"],
  ["cyclosporine", "ciclosporin"],
  ["glyceryl", "nitroglycerin"],
  ["trinitrate", "nitroglycerin"],
  ["amoxycillin", "amoxicillin"],
];

/** Endings that WHO reserves for a drug class; only words of at least seven letters, so that plain English stays out. */
const STEM =
  /^[a-z]{2,}(?:pril|sartan|olol|statin|dipine|azosin|cillin|cycline|floxacin|mycin|conazole|prazole|tidine|gliptin|gliflozin|glutide|thiazide|parin|xaban|gatran|triptan|setron|azepam|zolam|pramine|triptyline|oxetine|vir|mab|tinib|dronate|caine|terol|tropium|sone|solone|barbital|fibrate|glitazone|profen)$/;
const NOT_A_DRUG = new Set(["cholesterol", "reservoir"]);

const CANONICAL: ReadonlyMap<string, string> = new Map([...GENERICS.split(" ").map((name): [string, string] => [name, name]), ...NAMES]);

/** Elements and salts are drugs only next to a dose: "potassium 4.1 mmol/l" is a laboratory value. */
export const ALSO_ANALYTES: ReadonlySet<string> = new Set([
  "potassium",
  "magnesium",
  "calcium",
  "iron",
  "folate",
  "insulin",
  "lithium",
  "digoxin",
  "progesterone",
  "estradiol",
  "polyethylene",
  "glucagon",
]);

/** The generic name behind a lower-case word, or null when it is no drug. */
export function drugName(word: string): string | null {
  const known = CANONICAL.get(word) ?? CANONICAL.get(word.replace(/s$/, ""));
  if (known !== undefined) return known;
  return word.length >= 7 && STEM.test(word) && !NOT_A_DRUG.has(word) ? word : null;
}
