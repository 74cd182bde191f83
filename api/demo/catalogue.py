"""What fictional companies offer in the demo: per industry a few names and activities.

No name is a real company's: every one ends in "(voorbeeld)", so that nobody takes it for one.
"""

from dataclasses import dataclass

ONDERBOUW, BOVENBOUW = (1, 2, 3), (3, 4, 5)


@dataclass(frozen=True, slots=True)
class Offer:
    """An activity as a company of this industry would give it."""

    title: str
    summary: str
    kind: str
    subjects: tuple[str, ...]
    themes: tuple[str, ...]
    levels: tuple[str, ...]
    years: tuple[int, ...]
    modes: tuple[str, ...] = ("at_school",)
    minutes: int = 100
    max_group: int = 32


@dataclass(frozen=True, slots=True)
class Industry:
    """`sbi` are SBI 2008 divisions; companies take their names in turn."""

    sectors: tuple[str, ...]
    sbi: tuple[str, ...]
    names: tuple[str, ...]
    offers: tuple[Offer, ...]


VMBO, HAVO_VWO = ("vmbo-bb", "vmbo-kb", "vmbo-gl", "vmbo-tl"), ("havo", "vwo")
TL_HAVO = ("vmbo-gl", "vmbo-tl", "havo")

INDUSTRIES: dict[str, Industry] = {
    "high-tech": Industry(
        ("high-tech",),
        ("26", "28"),
        ("Lichtbron Chips", "Kempenlens Optics", "Meetwerk Robotica", "Nanobaan Systems"),
        (
            Offer(
                "Achter de hekken: een dag in de chipfabriek",
                "De leerlingen trekken een stofvrij pak aan en zien hoe een chip ontstaat. "
                "In groepjes zoeken ze de fout in een echte meting en leggen uit wat er misging.",
                "company_visit",
                ("natuurkunde", "scheikunde", "nlt"),
                ("high-tech",),
                HAVO_VWO,
                BOVENBOUW,
                ("at_company",),
                180,
                24,
            ),
            Offer(
                "Programmeer een robotarm",
                "Een technicus neemt een robotarm mee. De leerlingen laten hem blokjes sorteren "
                "en ontdekken waarom een machine precieze opdrachten nodig heeft.",
                "guest_lesson",
                ("informatica", "techniek", "o-en-o"),
                ("high-tech", "digital"),
                TL_HAVO,
                ONDERBOUW,
                ("at_school", "online"),
            ),
            Offer(
                "Meten met licht",
                "Met lasers en spiegels meten de leerlingen de dikte van een haar. "
                "Daarna rekenen ze na hoe nauwkeurig hun eigen meting was.",
                "workshop",
                ("natuurkunde", "wiskunde"),
                ("high-tech", "space"),
                HAVO_VWO,
                (2, 3, 4),
                ("at_school", "at_company"),
            ),
        ),
    ),
    "water": Industry(
        ("water",),
        ("36", "37"),
        ("Helderstroom Water", "Waterlab De Golf", "Dijkwacht Noord"),
        (
            Offer(
                "Maak vies water weer schoon",
                "De leerlingen bouwen een filter van zand, kool en doek. Ze meten hoe schoon hun water is "
                "en vergelijken dat met een echte zuivering.",
                "workshop",
                ("scheikunde", "biologie", "nask"),
                ("water", "circular"),
                (*VMBO, "havo"),
                ONDERBOUW,
            ),
            Offer(
                "Ontwerp een dijk die meebeweegt",
                "Een echte vraag van een waterbeheerder: hoe houd je een dorp droog als de zee stijgt? "
                "In vier weken maken teams een ontwerp en verdedigen dat voor de vakmensen.",
                "assignment",
                ("aardrijkskunde", "natuurkunde", "o-en-o"),
                ("water", "climate"),
                HAVO_VWO,
                BOVENBOUW,
                ("at_school", "online"),
                400,
            ),
            Offer(
                "Kijken in de waterzuivering",
                "Een rondleiding langs bakken vol bacteriën die ons water schoonmaken. "
                "De leerlingen nemen een monster en bekijken het onder de microscoop.",
                "company_visit",
                ("biologie", "scheikunde"),
                ("water",),
                TL_HAVO,
                (2, 3, 4),
                ("at_company",),
                150,
                28,
            ),
        ),
    ),
    "chemistry": Industry(
        ("chemistry", "plastics"),
        ("20", "22"),
        ("Molecuulhuis Chemie", "Circulair Lab Zuid", "Katalysator Kunststof"),
        (
            Offer(
                "Van plasticafval naar nieuwe grondstof",
                "De leerlingen scheiden plastics op dichtheid, smelten ze om en testen hoe sterk "
                "het nieuwe materiaal is.",
                "workshop",
                ("scheikunde", "nask", "techniek"),
                ("chemistry", "circular"),
                (*VMBO, "havo"),
                BOVENBOUW,
            ),
            Offer(
                "Veilig werken in een fabriek",
                "Een echt ongeluk liep net goed af. De leerlingen zoeken uit welke reactie uit de hand liep "
                "en hoe je dat voorkomt.",
                "guest_lesson",
                ("scheikunde",),
                ("chemistry", "safety"),
                HAVO_VWO,
                BOVENBOUW,
                ("at_school", "online"),
            ),
            Offer(
                "Een ochtend in het laboratorium",
                "Op bezoek bij analisten: de leerlingen doen zelf een titratie en horen welke opleiding "
                "bij welk beroep past.",
                "company_visit",
                ("scheikunde", "lob"),
                ("chemistry",),
                (*TL_HAVO, "vwo"),
                (2, 3, 4),
                ("at_company",),
                180,
                20,
            ),
        ),
    ),
    "energy": Industry(
        ("energy",),
        ("35",),
        ("Zuidwind Energie", "Netwacht Stroom", "Zonnedak Groep"),
        (
            Offer(
                "Bouw een windmolen die echt stroom levert",
                "Elk groepje ontwerpt wieken, monteert een dynamo en meet hoeveel stroom de molen geeft. "
                "De beste molen laadt een telefoon op.",
                "guest_lesson",
                ("natuurkunde", "techniek", "nask"),
                ("energy", "climate"),
                (*VMBO, "havo", "vwo"),
                (2, 3, 4),
            ),
            Offer(
                "Waarom is het stroomnet vol?",
                "De leerlingen spelen netbeheerder: zij verdelen stroom over een wijk met zonnepanelen, "
                "laadpalen en een fabriek.",
                "guest_lesson",
                ("natuurkunde", "economie", "aardrijkskunde"),
                ("energy", "digital"),
                HAVO_VWO,
                BOVENBOUW,
                ("at_school", "online"),
            ),
        ),
    ),
    "food": Industry(
        ("food", "agro"),
        ("10", "01"),
        ("Groene Kas Techniek", "Smaakfabriek De Proef", "Akkerbot"),
        (
            Offer(
                "Een robot die tomaten plukt",
                "Hoe ziet een robot of een tomaat rijp is? De leerlingen trainen een eenvoudig model "
                "met foto's uit de kas.",
                "workshop",
                ("informatica", "biologie", "techniek"),
                ("food", "ai"),
                (*TL_HAVO, "vwo"),
                (2, 3, 4),
                ("at_school", "online"),
            ),
            Offer(
                "Hoe blijft eten vers?",
                "In de proefkeuken onderzoeken de leerlingen welke verpakking fruit het langst goed houdt.",
                "company_visit",
                ("biologie", "scheikunde", "nask"),
                ("food", "circular"),
                (*VMBO, "havo"),
                ONDERBOUW,
                ("at_company",),
                150,
                26,
            ),
        ),
    ),
    "construction": Industry(
        ("construction",),
        ("41", "43"),
        ("Houtskelet Bouwers", "Stevig Staal Bruggen", "Warmtewissel Installaties"),
        (
            Offer(
                "Bouw een brug en breek hem weer",
                "Met latjes en lijm bouwen teams een brug. Een constructeur belast hem tot hij breekt "
                "en laat zien waar de krachten zitten.",
                "workshop",
                ("techniek", "wiskunde", "nask"),
                ("construction",),
                VMBO,
                (2, 3, 4),
            ),
            Offer(
                "Een huis zonder gas",
                "Op de bouwplaats zien de leerlingen hoe een warmtepomp werkt. "
                "Daarna sluiten ze zelf een proefopstelling aan.",
                "company_visit",
                ("techniek", "natuurkunde", "lob"),
                ("construction", "energy"),
                (*VMBO, "havo"),
                (2, 3, 4),
                ("at_company",),
                150,
                20,
            ),
        ),
    ),
    "digital": Industry(
        ("ict",),
        ("62", "63"),
        ("Codekade Software", "Slotgracht Cyber", "Datapolder"),
        (
            Offer(
                "Hack je eigen school (netjes)",
                "De leerlingen zoeken zwakke plekken in een nagebouwd netwerk en schrijven een advies, "
                "zoals een ethische hacker dat doet.",
                "workshop",
                ("informatica", "lob"),
                ("digital", "safety"),
                HAVO_VWO,
                BOVENBOUW,
                ("at_school", "online"),
            ),
            Offer(
                "Leert een computer echt?",
                "De klas traint een beeldherkenner en zet hem op het verkeerde been. "
                "Samen bespreken ze wat AI wel en niet kan.",
                "guest_lesson",
                ("informatica", "wiskunde", "nederlands"),
                ("ai", "digital"),
                (*TL_HAVO, "vwo"),
                (1, 2, 3, 4),
                ("at_school", "online"),
            ),
        ),
    ),
    "mobility": Industry(
        ("logistics", "vehicles"),
        ("49", "29"),
        ("Kadekraan Haventechniek", "Rijklaar Voertuigen", "Laadlijn Logistiek"),
        (
            Offer(
                "Een haven die zichzelf stuurt",
                "De leerlingen plannen schepen, kranen en vrachtwagens in een spel en ontdekken "
                "hoe een algoritme dat doet.",
                "guest_lesson",
                ("wiskunde", "informatica", "economie"),
                ("mobility", "digital"),
                HAVO_VWO,
                BOVENBOUW,
                ("at_school", "online"),
            ),
            Offer(
                "Sleutelen aan een elektrische truck",
                "In de werkplaats meten de leerlingen aan accu en motor en vervangen ze samen een onderdeel.",
                "company_visit",
                ("techniek", "natuurkunde", "lob"),
                ("mobility", "energy"),
                VMBO,
                (2, 3, 4),
                ("at_company",),
                180,
                18,
            ),
        ),
    ),
    "health": Industry(
        ("health", "research"),
        ("86", "72"),
        ("Zorgsensor Medtech", "Hartslag Onderzoek"),
        (
            Offer(
                "Ontwerp een hulpmiddel op maat",
                "Een echte vraag uit de revalidatie: teams ontwerpen en printen een handvat "
                "voor iemand die weinig kracht heeft.",
                "assignment",
                ("biologie", "techniek", "o-en-o"),
                ("health", "high-tech"),
                (*TL_HAVO, "vwo"),
                BOVENBOUW,
                ("at_school",),
                300,
            ),
            Offer(
                "Wat meet een horloge aan je hart?",
                "De leerlingen bouwen met een lampje en een sensor een hartslagmeter. Klopt hij met het horloge?",
                "guest_lesson",
                ("biologie", "natuurkunde"),
                ("health", "digital"),
                HAVO_VWO,
                (2, 3, 4, 5),
                ("at_school", "online"),
            ),
        ),
    ),
    "metal": Industry(
        ("metal", "manufacturing"),
        ("25", "24"),
        ("Vonk en Plaat Metaal", "Slimme Draaibank", "Recycla Staal"),
        (
            Offer(
                "Van tekening naar tandwiel",
                "De leerlingen tekenen een tandwiel, zien de freesmachine aan het werk "
                "en nemen hun eigen onderdeel mee naar huis.",
                "company_visit",
                ("techniek", "wiskunde"),
                ("high-tech", "circular"),
                (*VMBO, "havo"),
                (2, 3, 4),
                ("at_company",),
                150,
                20,
            ),
            Offer(
                "Lasrobots in de klas",
                "Met een simulator programmeert iedere leerling een lasnaad. "
                "Een vakman vertelt wat mensen beter kunnen.",
                "guest_lesson",
                ("techniek", "informatica"),
                ("high-tech",),
                VMBO,
                BOVENBOUW,
            ),
        ),
    ),
    "space": Industry(
        ("engineering", "research"),
        ("71", "72"),
        ("Baanhoogte Ruimtevaart", "Zwaartekracht Studio"),
        (
            Offer(
                "Stuur een satelliet bij",
                "Op satellietbeelden zoeken de leerlingen waar het te droog is. "
                "Dan berekenen ze de baan voor de volgende foto.",
                "guest_lesson",
                ("natuurkunde", "wiskunde", "aardrijkskunde"),
                ("space", "climate"),
                HAVO_VWO,
                BOVENBOUW,
                ("at_school", "online"),
            ),
        ),
    ),
}

# What each region is known for comes first; further down the list fewer companies are made.
STRENGTHS: dict[str, tuple[str, ...]] = {
    "achterhoek": ("metal", "construction", "food"),
    "amersfoort": ("digital", "water", "construction"),
    "drechtsteden": ("metal", "mobility", "water"),
    "drenthe": ("energy", "chemistry", "high-tech"),
    "flevoland": ("food", "digital", "energy"),
    "food-valley": ("food", "health", "digital"),
    "friesland": ("water", "food", "construction"),
    "gooi-en-vechtstreek": ("digital", "health"),
    "gorinchem": ("metal", "construction"),
    "groningen": ("energy", "digital", "chemistry"),
    "groot-amsterdam": ("digital", "mobility", "health"),
    "haaglanden": ("digital", "food", "space"),
    "helmond-de-peel": ("mobility", "food", "metal"),
    "holland-rijnland": ("space", "health", "food"),
    "midden-brabant": ("mobility", "metal", "digital"),
    "midden-gelderland": ("energy", "construction", "health"),
    "midden-holland": ("construction", "digital", "water"),
    "midden-limburg": ("metal", "chemistry", "construction"),
    "midden-utrecht": ("health", "digital", "construction"),
    "noord-holland-noord": ("energy", "food", "mobility"),
    "noord-limburg": ("food", "mobility", "high-tech"),
    "noordoost-brabant": ("food", "high-tech", "health"),
    "rijk-van-nijmegen": ("health", "high-tech", "energy"),
    "rijnmond": ("mobility", "chemistry", "energy", "water"),
    "rivierenland": ("food", "mobility", "construction"),
    "stedendriehoek-en-noordwest-veluwe": ("metal", "digital", "energy"),
    "twente": ("high-tech", "metal", "construction"),
    "west-brabant": ("mobility", "chemistry", "food"),
    "zaanstreek-waterland": ("food", "metal"),
    "zeeland": ("water", "energy", "chemistry"),
    "zuid-holland-centraal": ("food", "digital"),
    "zuid-kennemerland-en-ijmond": ("metal", "energy"),
    "zuid-limburg": ("chemistry", "health", "digital"),
    "zuidoost-brabant": ("high-tech", "energy", "mobility", "health"),
    "zwolle": ("construction", "chemistry", "food"),
}
