// SPDX-License-Identifier: Apache-2.0

/// The phrases by which `AssistantLikeness` knows its signs; lower case, contractions written out.
enum AssistantPhrases {
    struct Phrase: Sendable {
        var words: [String]
        /// Nil for a phrase that says nothing of the side, but must not be taken for `you` or `i` alone.
        var sign: AssistantLikeness.Sign?
    }

    /// Words that are a sign where no phrase takes them.
    static let single: [String: AssistantLikeness.Sign] = [
        "you": .addressesOther, "your": .addressesOther, "yours": .addressesOther, "my": .speaksOfSelf, "me": .speaksOfSelf, "mine": .speaksOfSelf,
        "i": .speaksOfSelf, "our": .speaksForService, "unfortunately": .tellsResults, "available": .tellsResults, "thanks": .answers,
    ]

    private static let texts: [(AssistantLikeness.Sign?, [String])] = [
        (
            .offersHelp,
            [
                "can i help", "may i help", "could i help", "help you", "assist you", "be of assistance", "be of help", "of any help",
                "of assistance",
                "anything else", "any thing else", "something else i can", "anything more", "else i can", "else can i", "can i do for you",
                "can i do anything", "what do you need", "i can help", "i would be happy to", "i will be happy to", "i am happy to", "happy to help",
                "glad to help", "i could help", "need help with", "further assistance", "what can i do", "can i be of", "am i able to help",
                "can we help", "happy to assist",
            ]
        ),
        (
            .offersAction,
            [
                "shall i", "should i", "would you like me to", "do you want me to", "want me to", "like me to", "i can book", "i can make",
                "i could book",
                "i can reserve", "i can look", "i can check", "i will book", "i will look", "i will check", "let me check", "let me look",
                "let me see",
                "let me repeat", "may i book", "can i book", "can i go ahead", "may i suggest", "i recommend", "i can recommend",
                "i would like to recommend", "i could recommend", "i would recommend", "i suggest",
                "i would suggest", "you should try", "can i suggest", "can i recommend", "can i reserve", "can i make", "shall we", "i can do that",
            ]
        ),
        (
            .reportsAction,
            [
                "i have booked", "i booked", "i have made", "i was able to", "i have reserved", "i made", "i reserved", "i found", "i have found",
                "i was unable", "i was not able", "i am unable", "your booking", "your reservation", "your table", "your order", "your room",
                "your taxi",
                "your ride", "your train", "your cab", "your reference", "booking was", "booking is", "booking has", "has been", "have been",
                "was successful", "were successful", "is booked", "are booked", "is made", "is reserved", "is confirmed", "successfully", "all set",
                "all done", "will be reserved", "will be payable", "payable at", "reference number is", "ref number is", "reference is",
                "reference number", "confirmation number is", "you are booked", "i could not find", "i could not get", "i did find",
                "i am not finding", "i do not have", "i do not see", "i am not able", "i am afraid", "i have many",
            ]
        ),
        (
            .asksForDetails,
            [
                "what is your", "what are your", "what was your", "may i have your", "may i ask", "could you give me your", "can i have your",
                "could i have your",
                "please tell me your", "would you like", "would you like to book", "would you like to reserve", "would you like to make",
                "you like to book", "do you want to book it", "would you prefer", "would you be", "do you have a preference", "do you have any",
                "do you have a price", "do you have an area", "do you prefer", "do you need", "do you want", "do you require", "did you want",
                "did you need", "did you have", "do you care", "do you mind", "are you looking", "are you traveling", "are you travelling",
                "are you leaving", "are you departing", "are you interested", "are you going", "will you be", "will you need", "where would you",
                "when would you", "you looking for", "what day", "what days", "what time", "what times", "which day", "what area", "what part",
                "what type",
                "what kind", "what price", "what city", "what station", "how many people", "how many nights", "how many tickets", "how many days",
                "how many guests", "how many will", "how many would", "any preference", "a preference", "have in mind", "did you", "where are you",
                "where will you", "what sort", "could you tell me what", "is that correct", "does that work", "will that work", "would that work",
                "will this work", "does this work", "how does that", "what would you", "which would you", "which one would", "you said",
                "you told me", "as you said", "any particular", "you have in mind", "suits you", "to find you", "for our records",
            ]
        ),
        (
            .tellsResults,
            [
                "we have", "there are", "there is", "there were", "there was", "is located", "located at", "located in", "they are located",
                "match your",
                "matching your", "matches your", "meet your", "meets your", "fit your", "fits your", "that match", "that fit", "that meet",
                "i am sorry", "so sorry", "postcode is", "post code is", "phone number is", "telephone number is", "contact number is", "address is",
                "entrance fee is",
                "price is", "number is", "phone is", "is free", "it leaves", "it arrives", "will arrive", "will leave", "departs at", "arrives at",
                "leaves at", "arrives by", "leaving at", "i have a", "i have one", "i have two", "i have three", "i have several", "options",
                "results", "they cost", "will cost", "it costs",
                "is in the", "is a", "are all", "they have", "it has", "it is a", "it is located", "it is in", "they are",
            ]
        ),
        (
            .speaksForService,
            [
                "welcome to", "you are welcome", "you are very welcome", "you are quite welcome", "your welcome", "thank you for calling",
                "thank you for contacting",
                "thank you for using", "thank you for choosing", "thanks for calling", "thanks for contacting", "thanks for using",
                "thanks for choosing", "enjoy your", "have a great", "have a nice", "have a good", "have a wonderful", "have a lovely",
                "have a pleasant",
                "have a safe", "welcome", "no problem", "not a problem", "my pleasure", "glad i could", "glad we could", "happy i could",
                "our service", "cambridge towninfo",
                "towninfo centre", "enjoy", "feel free", "let me know", "let us know", "contact us", "call us", "call back",
            ]
        ),
        (
            .statesNeed,
            [
                "i need", "i want", "i am looking", "i would like", "i would also like", "i would love", "i would prefer", "i will need",
                "i also need",
                "i also want", "i am also looking", "i am interested", "i am trying", "i am going", "i am planning", "i am calling", "i am coming",
                "i am traveling", "i am travelling",
                "i have to", "i like", "i do need", "i do want", "i just need", "i just want", "i prefer", "i wanted", "i am leaving",
                "i am departing",
                "i will be", "we need", "we want", "we are looking", "we would like", "we will need", "we will be", "looking for", "looking to",
                "need to",
                "i was hoping", "i was wondering", "i was looking", "i was also", "i should", "i must", "i also", "i really need", "i really want",
                "i plan", "i hope", "i heard", "i wish", "in need of", "i require",
            ]
        ),
        (
            .makesRequest,
            [
                "can you", "could you", "will you", "would you please", "would you book", "would you mind", "would you recommend", "can i get",
                "can i have",
                "can i please", "could i get", "could i have", "could i please", "may i have", "may i get", "may i please", "please book",
                "please find", "please make",
                "please give", "please tell", "book it", "book me", "book that", "book a", "book the", "book for", "find me", "give me", "tell me",
                "get me", "send me",
                "provide me", "help me", "recommend", "i get the", "i get their", "i have the", "i have their", "do you have", "do they have",
                "does it",
                "do they", "does that", "are there any", "are there", "is there", "is it", "is that", "are they", "what is the", "what are the",
                "what is their", "how much", "how long",
                "what about", "make a reservation", "make it", "make that", "go ahead", "let us", "just need", "get a", "get the", "any of",
                "what can you", "pick one", "your recommendation", "you recommend", "you pick", "you choose", "surprise me",
            ]
        ),
        (
            .answers,
            [
                "yes please", "no thank you", "no thanks", "thank you", "thank you very much", "thank you so much", "thanks so much",
                "thank you for your help",
                "thanks for your help", "thank you for all", "thanks for all", "thanks for the", "thank you for the", "thanks for your",
                "thank you for your", "thank you for helping",
                "that is all", "that will be all", "that would be all", "that is everything", "that was all", "that will do", "that would be",
                "that works",
                "that sounds", "sounds good", "sounds great", "sounds like", "that is great", "that is fine", "that is perfect", "i think that is",
                "that should",
                "no preference", "does not matter", "do not care", "do not mind", "any is fine", "not really", "never mind", "nothing else",
                "for your help",
                "you have been", "you are the best", "you have a", "been very helpful", "great help", "a great help", "a big help", "as long as",
                "i do not", "all i need", "all i needed", "i am good", "i think i",
                "same day", "same group", "the same", "i have no", "you misheard", "you got it", "i leave that to you", "it has to be",
                "that is right", "that is not right",
            ]
        ),
        (
            .givesDetails,
            [
                "my name is", "the name is", "name is", "this is my", "my phone", "my phone number", "my phone number is", "my phone is", "my email",
                "my email is",
                "my email address is", "my number", "my number is", "my order number is", "my order number", "my customer number",
                "my customer number is", "my home", "my age",
                "my job", "i live", "i live in", "i am called", "i come from", "i work as", "i have a job", "i have order", "i have customer",
                "reach me", "call me on", "mail me", "write to", "find me under", "you can reach me", "you can call me", "you can mail me",
                "you can write to", "you will find me", "you are speaking with", "i am a", "i leave from",
                "i suffer from", "i mean", "it is for", "it is me", "my party", "my group", "my friends", "my family", "my wife", "my husband",
                "my trip",
            ]
        ),
        (nil, ["how about", "if you", "you know", "i see", "i think", "i am", "i understand", "i believe", "i guess"]),
    ]

    /// Phrases by their first word, longest first.
    private static let index: [String: [Phrase]] = {
        var index: [String: [Phrase]] = [:]
        for (sign, phrases) in texts {
            for phrase in phrases {
                let words = phrase.split(separator: " ").map(String.init)
                index[words[0], default: []].append(Phrase(words: words, sign: sign))
            }
        }
        return index.mapValues { $0.sorted { $0.words.count > $1.words.count } }
    }()

    static func longest(in words: [String], at place: Int) -> Phrase? {
        index[words[place]]?.first { place + $0.words.count <= words.count && words[place..<place + $0.words.count].elementsEqual($0.words) }
    }
}
