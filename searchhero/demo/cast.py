"""Who and what is in the demo. Every person, force, officer, incident and address here is invented."""

from dataclasses import dataclass

from searchhero.demo.portraits import Looks


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPhoto:
    """One more picture of somebody."""

    looks: Looks
    alt: str
    blurred: bool = False
    progressed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAppeal:
    """One invented appeal. ``ends`` is the state that the demo leaves it in; ``{day}`` stands for when it was."""

    known_as: str
    age: int
    town: str
    description: str
    last_seen: str
    looks: Looks
    portrait_alt: str
    force: int = 0
    risk: str = "medium"
    reach: str = "area"
    hours_ago: int = 30
    ends: str = "published"
    others: tuple[DemoPhoto, ...] = ()
    years: int = 0
    """How long the person has been missing, where it is long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSighting:
    """One invented report. ``ends`` is submitted, urgent, set_aside, forwarded, acknowledged or outcome."""

    appeal: int
    what: str
    where: str
    when: str
    ends: str
    hours_ago: float
    contact: bool = False
    photo: bool = False


STAFF = (
    ("Ailsa Drummond", "editor@demo.example.org", ("editor",)),
    ("Bashir Malik", "approver@demo.example.org", ("approver",)),
    ("Catriona Bell", "triager@demo.example.org", ("triager",)),
    ("Dougal Fairlie", "duty@demo.example.org", ("duty_manager", "triager")),
    ("Elspeth Orr", "admin@demo.example.org", ("administrator", "auditor")),
    ("Fergus Imrie", "admin.two@demo.example.org", ("administrator",)),
)

PASSWORD = "lantern on the hill path"  # noqa: S105 (it guards invented people only)
"""Of every demo account: `searchhero run` prints it, and the demo only goes into a development database."""

TEAMS = (
    ("Strathmore Police", "Missing persons unit, South", "mpu.south@strathmore.example.org", "duty.south@strathmore.example.org"),
    ("Northshire Police", "Missing persons unit, North", "mpu.north@northshire.example.org", "duty.north@northshire.example.org"),
)  # fmt: skip

PARTNERS = (
    ("library", "Northshire Libraries", ("Highland", "Aberdeen City"), "enquiries@libraries.northshire.example.org"),
    ("shelter", "Quiet Harbour Night Shelter", ("Scotland",), "desk@quietharbour.example.org"),
    ("transport", "Lochside Buses", (), "control@lochsidebuses.example.org"),
    ("health", "Strathmore Health Board", ("Dumfries and Galloway",), "duty@health.strathmore.example.org"),
)

OFFICERS = ("Sgt Rhona Pell", "DC Tam Kerrigan")

APPEALS = (
    DemoAppeal(
        known_as="Morven Sinclare", age=34, town="Inverness", force=1, risk="high", hours_ago=9,
        description="White, slim, about 5 ft 6, with long red hair. She was wearing a dark teal coat, black jeans and "
        "walking boots, and may carry a small grey rucksack.",
        last_seen="On {day}, walking by the river below the Old Ropeworks.",
        looks=Looks(skin=(236, 200, 176), hair="long", hair_colour=(150, 82, 48), clothes=(48, 92, 110),
                    backdrop=(214, 224, 220)),
        portrait_alt="Drawing of a woman with long red hair in a teal coat",
    ),
    DemoAppeal(
        known_as="Ravi", age=27, town="Glasgow", risk="high", hours_ago=20,
        description="Brown skin, curly black hair, round glasses, about 5 ft 9. He was wearing a rust-coloured jumper.",
        last_seen="On {day}, leaving a cafe in the west of the city.",
        looks=Looks(skin=(198, 146, 110), hair="curly", hair_colour=(46, 34, 30), clothes=(170, 80, 60),
                    backdrop=(226, 214, 196), glasses=True),
        portrait_alt="Drawing of a man with curly black hair and round glasses",
    ),
    DemoAppeal(
        known_as="Hamish Buchan", age=71, town="Peterhead", force=1, risk="high", hours_ago=5, reach="national",
        description="White, stocky, bald with a short grey beard. He was wearing a green fleece and brown cord trousers, "
        "and walks slowly with a stick.",
        last_seen="On {day}, near the harbour.",
        looks=Looks(skin=(240, 208, 188), hair="bald", hair_colour=(190, 190, 188), clothes=(70, 80, 60),
                    backdrop=(206, 214, 226), beard=True, older=True),
        portrait_alt="Drawing of a bald man with a short grey beard",
    ),
    DemoAppeal(
        known_as="Callum", age=19, town="Stirling",
        description="White, dark brown hair, about 6 ft. He usually wears a red knitted hat and a navy jacket.",
        last_seen="On {day}, at the bus station.",
        looks=Looks(skin=(228, 188, 160), hair="short", hair_colour=(60, 50, 44), clothes=(40, 50, 80),
                    backdrop=(222, 220, 210), hat=(150, 50, 60)),
        portrait_alt="Drawing of a young man in a red knitted hat",
        hours_ago=70,
    ),
    DemoAppeal(
        known_as="Blessing Okafor-Reid", age=42, town="Edinburgh", risk="medium", hours_ago=50,
        description="Black, about 5 ft 4, with black hair tied up. She was wearing a yellow blouse under a long dark coat.",
        last_seen="In the afternoon, near the Lantern Steps.",
        looks=Looks(skin=(122, 84, 62), hair="bun", hair_colour=(30, 24, 24), clothes=(210, 170, 70),
                    backdrop=(216, 226, 214)),
        portrait_alt="Drawing of a woman with black hair tied up, in a yellow blouse",
    ),
    DemoAppeal(
        known_as="Nan Geddes", age=83, town="Perth", risk="high", hours_ago=3, reach="national",
        description="White, small, with short white hair and glasses. She was wearing a purple cardigan and a green scarf, "
        "and no coat.",
        last_seen="On {day}, in the streets near the Weavers' Green.",
        looks=Looks(skin=(238, 204, 182), hair="bob", hair_colour=(210, 208, 204), clothes=(120, 90, 130),
                    backdrop=(226, 220, 226), glasses=True, older=True, scarf=(60, 110, 110)),
        portrait_alt="Drawing of an older woman with white hair, glasses and a green scarf",
    ),
    DemoAppeal(
        known_as="Mei", age=23, town="Dundee", hours_ago=100,
        description="East Asian, black hair with a fringe, about 5 ft 3. She was wearing a green sweatshirt.",
        last_seen="On {day}, near the waterfront.",
        looks=Looks(skin=(232, 196, 170), hair="fringe", hair_colour=(40, 34, 40), clothes=(90, 130, 90),
                    backdrop=(230, 222, 206)),
        portrait_alt="Drawing of a young woman with a black fringe, in a green sweatshirt",
        others=(
            DemoPhoto(
                looks=Looks(skin=(232, 196, 170), hair="fringe", hair_colour=(40, 34, 40), clothes=(60, 66, 90),
                            backdrop=(206, 218, 226), glasses=True),
                alt="Drawing of the same woman with glasses, in a dark blue top",
            ),
            DemoPhoto(
                looks=Looks(skin=(232, 196, 170), hair="bun", hair_colour=(40, 34, 40), clothes=(90, 130, 90),
                            backdrop=(40, 46, 60), scarf=(180, 60, 70)),
                alt="Drawing of the same woman with her hair tied up and a red scarf", blurred=True,
            ),
        ),
    ),
    DemoAppeal(
        known_as="Joseph", age=38, town="Aberdeen", force=1, risk="low", hours_ago=160,
        description="Black, short hair and beard, about 6 ft 1. He was wearing a blue work jacket.",
        last_seen="On {day}, in the harbour area.",
        looks=Looks(skin=(90, 62, 48), hair="short", hair_colour=(24, 20, 20), clothes=(60, 110, 160),
                    backdrop=(224, 216, 200), beard=True),
        portrait_alt="Drawing of a man with a short black beard, in a blue jacket",
    ),
    DemoAppeal(
        known_as="Isla", age=29, town="Fort William", force=1, hours_ago=40,
        description="White, fair hair cut to the chin, about 5 ft 7. She was wearing an orange waterproof jacket.",
        last_seen="On {day}, at the car park of the Bealach path.",
        looks=Looks(skin=(240, 210, 190), hair="bob", hair_colour=(206, 170, 110), clothes=(214, 120, 50),
                    backdrop=(210, 222, 228)),
        portrait_alt="Drawing of a woman with chin-length fair hair, in an orange jacket",
        ends="withdrawn",
    ),
    DemoAppeal(
        known_as="Zofia", age=45, town="Kirkcaldy", hours_ago=2,
        description="White, brown curly hair, about 5 ft 5. She was wearing a long red cardigan.",
        last_seen="On {day}, on the esplanade.",
        looks=Looks(skin=(236, 202, 180), hair="curly", hair_colour=(104, 70, 46), clothes=(170, 50, 60),
                    backdrop=(226, 224, 214)),
        portrait_alt="Drawing of a woman with brown curly hair, in a red cardigan",
        ends="review",
    ),
    DemoAppeal(
        known_as="Fergus", age=52, town="Ayr", hours_ago=1,
        description="White, grey hair, glasses. He was wearing a checked shirt.",
        last_seen="On {day}, near the sea front.",
        looks=Looks(skin=(232, 198, 176), hair="short", hair_colour=(140, 136, 130), clothes=(96, 88, 120),
                    backdrop=(220, 214, 206), glasses=True, older=True),
        portrait_alt="Drawing of a man with grey hair and glasses",
        ends="draft",
    ),
    DemoAppeal(
        known_as="Aaliyah", age=31, town="Dumfries", risk="high", reach="partner", hours_ago=12,
        description="South Asian, long black hair, about 5 ft 2. She was wearing a long grey coat.",
        last_seen="On {day}, in the town centre.",
        looks=Looks(skin=(188, 138, 104), hair="long", hair_colour=(28, 22, 24), clothes=(120, 124, 132),
                    backdrop=(222, 216, 224)),
        portrait_alt="Drawing of a woman with long black hair, in a grey coat",
        ends="briefed",
    ),
    DemoAppeal(
        known_as="Duncan Rowe", age=58, town="Oban", risk="low", reach="national", hours_ago=120, years=6,
        description="White, about 5 ft 10, with brown hair that may be grey now. He used to wear a navy fisherman's jumper.",
        last_seen="At the ferry landing, with a canvas bag.",
        looks=Looks(skin=(230, 194, 170), hair="short", hair_colour=(96, 72, 54), clothes=(44, 58, 86),
                    backdrop=(214, 222, 224)),
        portrait_alt="Drawing of a man with short brown hair, in a navy jumper",
        others=(
            DemoPhoto(
                looks=Looks(skin=(226, 192, 170), hair="short", hair_colour=(150, 146, 140), clothes=(44, 58, 86),
                            backdrop=(224, 218, 206), older=True, beard=True),
                alt="Drawing of the same man as he may look now, with grey hair and a beard", progressed=True,
            ),
        ),
    ),
    DemoAppeal(
        known_as="Eilidh", age=36, town="Elgin", force=1, hours_ago=3,
        description="White, freckled, with short fair hair, about 5 ft 8. She was wearing a striped jumper.",
        last_seen="On {day}, near the cathedral ruins.",
        looks=Looks(skin=(242, 212, 194), hair="short", hair_colour=(196, 160, 104), clothes=(74, 110, 120),
                    backdrop=(224, 226, 216)),
        portrait_alt="Drawing of a woman with short fair hair",
        ends="scheduled",
    ),
)  # fmt: skip

SIGHTINGS = (
    DemoSighting(appeal=0, what="I think I saw her by the canal, walking north. Teal coat, red hair. She had a grey bag.",
                 where="The towpath by the second lock", when="The day before, at about five", ends="acknowledged",
                 hours_ago=7, contact=True, photo=True),
    DemoSighting(appeal=0, what="A woman like her was on the early bus to the north. She sat at the back on her own.",
                 where="The early bus, I got off before her", when="Early, before seven", ends="submitted",
                 hours_ago=1.5, contact=True),
    DemoSighting(appeal=2, what="An old man with a stick is sitting on the wall by the boats now. He looks very cold and his "
                 "hand is bleeding.",
                 where="The harbour wall, at the far end", when="Right now", ends="urgent", hours_ago=0.2),
    DemoSighting(appeal=5, what="I saw a lady with a green scarf by the bowling green. She asked me the way twice.",
                 where="By the bowling green gate", when="An hour ago", ends="forwarded", hours_ago=0.8, contact=True),
    DemoSighting(appeal=1, what="He was in the queue at the library. Round glasses and the same jumper.",
                 where="The big library, ground floor", when="After lunch", ends="outcome", hours_ago=18),
    DemoSighting(appeal=3, what="Saw him last year at a football match.", where="I do not remember", when="Last year",
                 ends="set_aside", hours_ago=40),
    DemoSighting(appeal=4, what="A woman in a yellow blouse bought a coffee from me. She seemed tired but all right.",
                 where="A coffee van on the promenade", when="At about four", ends="submitted", hours_ago=4),
    DemoSighting(appeal=6, what="I am her cousin. Please tell me where she is, the family wants to fetch her.",
                 where="", when="", ends="submitted", hours_ago=2, contact=True),
    DemoSighting(appeal=7, what="Somebody with a blue jacket like that slept in our bus shelter two nights ago.",
                 where="The shelter at the crossroads", when="Two nights ago", ends="forwarded", hours_ago=30),
)  # fmt: skip

TRANSLATED = 4
"""Whose appeal is in other languages too."""
TRANSLATIONS = {
    "cy": (
        "Menyw Ddu, tua 5 troedfedd 4 modfedd, gyda gwallt du wedi'i glymu i fyny. Roedd hi'n gwisgo blows felen o dan "
        "gôt hir dywyll.",
        "Yn y prynhawn, ger y Lantern Steps.",
        "Llun o fenyw â gwallt du wedi'i glymu i fyny, mewn blows felen",
    ),
    "ur": (
        "سیاہ فام خاتون، قد تقریباً 5 فٹ 4 انچ، سیاہ بال اوپر بندھے ہوئے۔ انہوں نے لمبے گہرے رنگ کے کوٹ کے نیچے پیلا "
        "بلاؤز پہن رکھا تھا۔",
        "سہ پہر کے وقت، Lantern Steps کے قریب۔",
        "پیلے بلاؤز میں ایک خاتون کی تصویر، جن کے سیاہ بال اوپر بندھے ہیں",
    ),
}
"""Language → description, where last seen, what the picture shows."""

HERO_TOWNS = (
    "Inverness", "Glasgow", "Peterhead", "Stirling", "Edinburgh", "Perth", "Dundee", "Aberdeen", "Fort William",
    "Kirkcaldy", "Ayr", "Dumfries", "Elgin", "Paisley", "Falkirk", "Oban", "Thurso", "Galashiels", "Arbroath", "Nairn",
)  # fmt: skip
HEROES = 300
