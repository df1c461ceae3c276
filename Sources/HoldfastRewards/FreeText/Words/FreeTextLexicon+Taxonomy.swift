// SPDX-License-Identifier: Apache-2.0

extension FreeTextLexicon {
    /// Kinds under their class; a class may itself be a kind of another.
    static let taxonomy: [(String, String)] = [
        ("animal", "pet horse cow pig sheep goat chicken duck snake lizard bird dog cat monkey elephant bear insect spider wolf lion tiger"),
        (
            "pet",
            "dog cat hamster rabbit bunny parrot parakeet goldfish turtle tortoise iguana lizard snake gerbil ferret guinea-pig chinchilla gecko fish bird horse hedgehog"
        ),
        (
            "dog",
            """
            poodle labrador lab bulldog beagle dachshund terrier chihuahua husky corgi pug rottweiler boxer retriever pitbull pomeranian collie dalmatian \
            greyhound shepherd doberman mutt spaniel
            """
        ),
        ("cat", "siamese tabby persian calico"), ("bird", "parrot parakeet cockatiel canary chicken duck"),
        ("reptile", "snake lizard turtle tortoise iguana gecko"),
        ("sibling", "brother sister twin"), ("child", "son daughter baby toddler twins triplets teenager infant"), ("parent", "mother father"),
        ("vehicle", "car truck van motorcycle bike minivan suv bus boat jeep scooter"),
        (
            "car",
            "honda toyota ford bmw mercedes audi tesla chevrolet chevy prius mustang corvette jeep subaru volkswagen porsche ferrari camry civic nissan mazda sedan convertible minivan suv"
        ),
        (
            "meat",
            "beef steak pork chicken burger bacon sausage turkey ham lamb rib hotdog meatball veal brisket pepperoni meatloaf duck venison poultry wing jerky salami"
        ),
        ("seafood", "fish shrimp crab lobster salmon tuna oyster clam sushi scallop cod prawn squid trout"),
        ("fish", "salmon tuna cod trout goldfish"),
        ("dairy", "cheese milk yogurt butter icecream cream cheddar mozzarella cheeseburger"), ("burger", "cheeseburger"),
        ("sweet", "candy chocolate cake cookie donut pie brownie icecream dessert pastry cupcake"), ("dessert", "cake cookie pie brownie icecream"),
        ("fruit", "apple banana orange strawberry mango pineapple grape melon watermelon peach pear cherry blueberry raspberry kiwi lemon"),
        ("vegetable", "broccoli carrot spinach kale lettuce cabbage potato tomato onion pea cucumber celery cauliflower zucchini asparagus"),
        ("nut", "peanut almond cashew walnut pecan pistachio"), ("junk-food", "burger pizza fries candy soda"),
        (
            "food",
            """
            meat seafood dairy fruit vegetable nut sweet pizza pasta spaghetti rice bread taco sushi soup salad sandwich noodle cereal pancake waffle lasagna \
            curry burrito fries egg popcorn chips
            """
        ),
        ("alcohol", "beer wine whiskey vodka rum gin tequila cocktail champagne bourbon margarita liquor scotch martini"),
        ("drink", "alcohol coffee tea soda juice milk water coke lemonade smoothie pepsi"), ("coffee", "espresso latte cappuccino mocha"),
        ("soda", "coke pepsi sprite"),
        (
            "sport",
            """
            soccer basketball baseball tennis hockey golf volleyball rugby cricket swim ski snowboard surf gymnastics wrestle box lacrosse badminton softball \
            bowl track karate judo nascar cycling skateboard
            """
        ),
        ("music", "rock rap country jazz metal pop hip-hop hiphop classical opera blues reggae punk techno edm folk kpop grunge disco"),
        (
            "instrument",
            "guitar piano violin drum flute trumpet cello saxophone ukulele bass harp clarinet banjo harmonica keyboard trombone accordion"
        ),
        ("exercise", "run jog yoga swim lift weightlift workout gym pilates aerobics"), ("outdoors", "hike camp fish hunt kayak climb"),
        ("game", "chess poker minecraft fortnite monopoly pokemon videogame"), ("read", "book novel"), ("book", "novel"),
        ("flower", "rose tulip daisy lily sunflower orchid"), ("insect", "ant bee cockroach butterfly spider"),
        ("season", "summer winter autumn spring"),
        ("house", "mansion cottage bungalow"), ("job", "career"), ("allergy", "peanut-allergy"), ("cigarette", "cigar"),
        ("hobby", "knit sew paint garden bake"), ("mexican", "taco burrito enchilada quesadilla"), ("italian", "pizza pasta lasagna spaghetti"),
    ]

    /// What a diet does without.
    static let dietExclusions: [(String, String)] = [
        ("vegetarian", "meat seafood"), ("vegan", "meat seafood dairy egg honey"), ("pescatarian", "meat"),
        ("kosher", "pork bacon ham shrimp lobster crab shellfish"),
        ("halal", "pork bacon ham alcohol"), ("lactose", "milk icecream"),
    ]

    /// Places under the region, country or continent that they lie in. Names of two words are joined by a hyphen, as the reader joins them.
    static let regions: [(String, String)] = [
        (
            "usa",
            """
            alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky \
            louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania \
            tennessee texas utah vermont virginia washington wisconsin wyoming new-york new-jersey new-mexico new-hampshire north-carolina south-carolina \
            north-dakota south-dakota west-virginia rhode-island midwest
            """
        ),
        ("california", "los-angeles san-francisco san-diego sacramento oakland hollywood fresno malibu berkeley la anaheim"), ("illinois", "chicago"),
        ("texas", "houston dallas austin san-antonio el-paso"),
        ("new-york", "nyc brooklyn manhattan bronx queens buffalo albany new-york-city"), ("washington", "seattle spokane tacoma"),
        ("massachusetts", "boston cambridge"),
        ("florida", "miami orlando tampa jacksonville tallahassee"), ("georgia", "atlanta savannah"), ("colorado", "denver boulder"),
        ("nevada", "las-vegas reno vegas"),
        ("arizona", "phoenix tucson"), ("oregon", "portland"), ("michigan", "detroit"), ("ohio", "cleveland cincinnati columbus"),
        ("pennsylvania", "philadelphia pittsburgh"),
        ("tennessee", "nashville memphis"), ("louisiana", "new-orleans"), ("minnesota", "minneapolis"), ("missouri", "st-louis"),
        ("maryland", "baltimore"), ("utah", "salt-lake-city"),
        ("hawaii", "honolulu"), ("wisconsin", "milwaukee madison"), ("indiana", "indianapolis"),
        ("uk", "england scotland wales northern-ireland"),
        (
            "england",
            """
            london manchester liverpool birmingham bristol leeds york bath derby exeter lincoln oxford durham carlisle chester dover hull ipswich lancaster \
            norwich plymouth preston salford truro wells winchester worcester cambridge brighton coventry leicester nottingham sheffield portsmouth newcastle \
            reading southampton bradford
            """
        ),
        ("scotland", "glasgow dundee stirling perth inverness aberdeen edinburgh"), ("wales", "cardiff swansea newport"),
        ("northern-ireland", "belfast"),
        ("canada", "ontario quebec alberta manitoba british-columbia nova-scotia"), ("ontario", "toronto ottawa"), ("quebec", "montreal"),
        ("british-columbia", "vancouver"),
        ("alberta", "calgary edmonton"), ("australia", "sydney melbourne brisbane queensland"), ("france", "paris lyon marseille nice"),
        ("germany", "berlin munich hamburg cologne"),
        ("spain", "madrid barcelona seville"), ("italy", "rome milan venice florence naples"), ("japan", "tokyo osaka kyoto"),
        ("china", "beijing shanghai"), ("india", "mumbai delhi bangalore"),
        ("ireland", "dublin cork galway"), ("netherlands", "amsterdam rotterdam"), ("sweden", "stockholm"), ("russia", "moscow"), ("egypt", "cairo"),
        ("brazil", "rio"), ("kenya", "nairobi"),
        (
            "europe",
            "france germany spain italy ireland netherlands sweden norway denmark finland poland portugal greece austria switzerland belgium uk russia ukraine hungary romania"
        ),
        ("asia", "japan china india korea thailand vietnam philippines indonesia pakistan iran iraq israel turkey taiwan singapore"),
        ("africa", "egypt nigeria kenya somalia ethiopia morocco ghana"),
        ("south-america", "brazil argentina chile peru colombia venezuela"), ("north-america", "usa canada mexico america cuba jamaica"),
    ]
}
