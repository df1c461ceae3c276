// SPDX-License-Identifier: Apache-2.0

extension FreeTextLexicon {
    /// Words for things and doings, in any form.
    static let contentWords: [(WordTags, String)] = [
        (.likes, "like love enjoy adore prefer loved liked enjoyed dig"),
        (.dislikes, "hate dislike despise detest loathe abhor"),
        (.has, "have own possess has had got owned having"),
        (.wants, "want need wish require wanted needed"),
        (
            .mental,
            """
            think know guess hope believe suppose mean mind understand wonder remember forget imagine thought knew say said tell told feel hear heard \
            see sound seem look bet care wait help agree disagree worry appreciate thank apologize doubt expect realize recommend suggest
            """
        ),
        (.consumes, "eat drink consume ate drank eating drinking eaten devour"),
        (
            .verb,
            """
            like love enjoy adore hate dislike despise detest have own live work study eat drink play drive ride speak sing dance cook bake read write \
            watch listen travel teach train run swim hike ski surf paint draw knit sew garden fish hunt collect volunteer attend go smoke wear \
            prefer want need make build grow raise sell practice
            """
        ),
        (
            .job,
            """
            accountant actor actress architect artist assistant astronaut athlete attorney author baker banker barber barista bartender biologist \
            bookkeeper builder butcher butler carpenter cashier chef chemist chiropractor cleaner clerk coach comedian consultant contractor cook cop \
            counselor dancer dentist designer detective developer dietician director doctor drummer economist editor electrician engineer farmer \
            firefighter fireman fisherman florist gardener geologist guard hairdresser hairstylist historian housekeeper illustrator janitor jeweller \
            jeweler journalist judge landscaper lawyer lecturer librarian lifeguard locksmith machinist magician mailman maid marine mathematician \
            mechanic midwife miner model mortician musician nanny nurse nutritionist optometrist painter paralegal paramedic pharmacist photographer \
            physician physicist pianist pilot plumber poet policeman police officer politician porter potter principal printer producer professor programmer \
            psychiatrist psychologist realtor receptionist reporter researcher roofer sailor salesman salesperson scientist secretary seamstress singer \
            soldier stockbroker surgeon surveyor tailor teacher therapist translator typist undertaker veterinarian vet waiter waitress weaver welder \
            writer zookeeper trucker driver bodyguard auditor sommelier novelist dermatologist cardiologist astronomer archaeologist botanist teller
            """
        ),
        (
            .workplace,
            """
            bank hospital school university college restaurant supermarket store shop factory library office hotel zoo museum bakery bar cafe farm \
            church salon gym daycare walmart target mcdonalds starbucks google amazon microsoft apple post-office warehouse airport nightclub bookstore \
            pharmacy kitchen studio shelter aquarium spa casino theater
            """
        ),
        (
            .firstName,
            """
            james john robert michael william david richard joseph thomas charles chris christopher daniel matthew anthony mark donald steven steve paul \
            andrew joshua josh kenneth kevin brian george timothy tim ronald edward jason jeffrey jeff ryan jacob gary nicholas nick eric jonathan stephen \
            larry justin scott brandon benjamin ben samuel sam gregory greg alexander alex patrick frank raymond jack dennis jerry tyler aaron jose adam \
            nathan henry zachary douglas peter kyle noah ethan jeremy walter christian keith roger terry austin sean gerald carl harold dylan arthur \
            lawrence jordan jesse bryan billy bruce gabriel joe logan alan juan albert willie elijah wayne randy vincent mason roy ralph bobby russell \
            bradley philip eugene mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra margaret ashley \
            kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca sharon laura cynthia kathleen amy angela shirley anna brenda \
            pamela emma nicole helen samantha katherine christine debra rachel carolyn janet maria catherine heather diane olivia julie joyce victoria \
            kelly lauren christina joan evelyn judith andrea hannah cheryl megan jacqueline martha madison teresa gloria sara janice ann kathryn abigail \
            sophia frances jean alice judy isabella julia amber danielle denise marilyn beverly charlotte natalie theresa diana brittany kayla alexis \
            bruno clara elena felix greta irene jonas karin leo nina oscar paula quentin tessa ulrich vera yvonne zoe bella conrad edgar fiona \
            hanna ivan martin nora otto ruth simon thea victor wendy boris celia gina hugo iris jakob katja linus mona nils bob tom mike matt dave jim \
            lucy sally jenny jane katie kate molly lily chloe mia ava liam max ted tony rick fred harry luke
            """
        ),
        (
            .city,
            FreeTextLexicon.regions.filter {
                !["usa", "uk", "canada", "europe", "australia", "asia", "africa", "south-america", "north-america"].contains($0.0)
            }.map(\.1).joined(separator: " ")
        ),
        (.region, FreeTextLexicon.regions.filter { ["usa", "uk", "canada", "australia"].contains($0.0) }.map(\.1).joined(separator: " ")),
        (
            .country,
            FreeTextLexicon.regions.filter { ["europe", "asia", "africa", "south-america", "north-america"].contains($0.0) }.map(\.1).joined(
                separator: " ")
        ),
        (
            .color,
            "black white red blue green yellow gray brown pink purple orange beige silver gold violet turquoise teal maroon lavender magenta navy"
        ),
        (.hairColor, "blonde brown black red gray white ginger auburn brunette blue green hazel pink purple rainbow silver"),
        (.weekday, "monday tuesday wednesday thursday friday saturday sunday"),
        (.month, "january february march april june july august september october november december"),
        (.dayPart, "morning afternoon evening night"),
        (.payment, "card invoice cash transfer cheque check paypal"),
        (.religion, "christian muslim jewish buddhist hindu atheist catholic mormon agnostic"),
        (
            .nationality,
            """
            american canadian british english irish scottish german french italian spanish mexican chinese japanese korean indian brazilian russian \
            polish dutch swedish norwegian danish australian greek turkish vietnamese filipino egyptian nigerian cuban
            """
        ),
        (.diet, "vegetarian vegan pescatarian carnivore omnivore"),
        (.female, "woman female girl lady mother mom grandmother wife housewife waitress actress daughter grandma mum queen princess"),
        (.male, "man male boy guy gentleman father dad grandfather husband grandpa son king"),
        (.marital, "married single divorced widowed engaged unmarried widow widower bachelor bachelorette"),
        (
            .adjective,
            """
            tall short fat thin skinny overweight rich poor wealthy shy outgoing introvert extrovert introverted extroverted lazy active young old happy sad \
            strong weak blind deaf bald employed unemployed retired pregnant religious spiritual healthy sick patient impatient messy tidy clean \
            organized disorganized optimistic pessimistic optimist pessimist straight gay lesbian bisexual left-handed right-handed smart quiet loud \
            morning night athletic unathletic clumsy graceful liberal conservative democrat republican homeless famous adopted
            """
        ),
        (
            .slotNoun,
            "seat coach carriage plan type term bill design size card colour color class destination origin day month visit router model order ticket refund delivery payment amount article item"
        ),
        (
            .identifierNoun,
            "customer number phone email mail address id code password order router model account reference zip pin budget telephone mobile username booking"
        ),
        (.counted, "people person ticket piece passenger traveller traveler adult guest pound dollar euro seat night bag card room table"),
        (
            .studyField,
            """
            psychology biology chemistry physics mathematics math history engineering law medicine business economics philosophy sociology nursing accounting \
            marketing finance art music journalism architecture astronomy anthropology linguistics education english literature theology geology geography \
            botany dentistry computer-science
            """
        ),
        (
            .kin,
            """
            brother sister sibling son daughter child baby husband wife girlfriend boyfriend mother father parent twin aunt uncle cousin grandchild \
            grandson granddaughter niece nephew fiance fiancee spouse partner grandmother grandfather
            """
        ),
        (
            .abstract,
            """
            way mind life day time opinion thing favorite best heart eye head hand self turn bad fault point dream name age experience advice part \
            friend world spare free first last next own house-mate knowledge lucky job
            """
        ),
        (
            .container,
            "cup glass bottle piece lot kind type bit plate bowl slice pair couple bunch lots tons can pot pint sort variety form collection"
        ),
        (.measure, "year month week day hour minute mile foot inch pound percent kilo kilogram meter dollar time"),
    ]

    /// Words that mean the same here, the first being the key.
    static let synonymGroups = [
        "color colour colors colours", "movie film films movies cinema", "child kid kids children kiddo kiddos", "car automobile auto cars",
        "favorite favourite favorites fave favourites", "mother mom mum mommy mama moms", "father dad daddy papa dads",
        "dog puppy puppies doggy pup pooch doggo",
        "cat kitten kitty kittens kitties", "gray grey", "bike bicycle bikes bicycles cycling", "wife wives", "woman women lady female girl gal",
        "man men guy male boy gentleman", "person people folks persons", "eat ate eaten eating eats", "drink drank drunk drinking", "buy bought",
        "drive drove driven", "ride rode ridden", "sing sang sung", "swim swam swum", "run ran", "go went gone goes", "teach taught",
        "write wrote written",
        "speak spoke spoken", "wear wore worn", "make made", "grow grew grown", "sell sold", "see saw seen", "have has had having", "be been",
        "lawyer attorney", "doctor physician", "vet veterinarian", "firefighter fireman", "soccer football", "fly flew flown", "foot feet",
        "mouse mice",
        "fish fishes", "lesbian gay", "married marry", "math mathematics maths", "engaged fiance fiancee", "television tv telly", "burger hamburger",
        "motorcycle motorbike", "phone telephone mobile cell cellphone", "email e-mail mail", "mexican mexico", "italian italy",
        "smart intelligent clever",
        "rich wealthy", "thin skinny slim", "fat overweight obese", "shy introvert introverted", "outgoing extrovert extroverted extravert",
        "widowed widow widower",
        "single unmarried bachelor bachelorette", "sibling siblings", "vegetarian veggie", "cop policeman", "realtor real-estate-agent",
        "hairdresser hairstylist stylist", "traveler traveller passenger", "cheque check", "fly flying flight", "win won", "break broke broken",
        "sleep slept",
        "optimistic optimist", "pessimistic pessimist", "pilates pilate", "yogurt yoghurt", "grandmother grandma granny nana",
        "grandfather grandpa granddad",
        "donut doughnut donuts doughnuts", "jewish jew", "republican conservative", "democrat liberal", "blonde blond", "theater theatre",
        "icecream ice-cream", "hiphop hip-hop", "hotdog hot-dog",
    ]

    /// Traits of which a person has at most one side.
    static let oppositeGroups = [
        "tall|short", "long|short", "fat|thin", "rich|poor", "shy|outgoing", "lazy|active athletic", "young|old", "employed|unemployed|retired",
        "messy|tidy clean organized",
        "organized|disorganized", "optimistic|pessimistic", "straight|gay", "left-handed|right-handed", "patient|impatient", "quiet|loud",
        "blonde|brunette",
        "democrat|republican", "bald|blonde", "healthy|sick", "strong|weak", "clumsy|graceful", "religious|atheist", "alone|company",
        "city|town village countryside farm", "happy|sad",
    ]
}
