// SPDX-License-Identifier: Apache-2.0

/// What a word can be to the reader of free text. A word has as many tags as it has uses.
struct WordTags: OptionSet, Hashable, Sendable {
    let rawValue: UInt64

    // Function words, looked up as they are written.
    static let article = WordTags(rawValue: 1 << 0)
    static let determiner = WordTags(rawValue: 1 << 1)
    static let preposition = WordTags(rawValue: 1 << 2)
    static let conjunction = WordTags(rawValue: 1 << 3)
    /// Begins a clause that asserts nothing by itself: if, when, that.
    static let subordinator = WordTags(rawValue: 1 << 4)
    static let pronoun = WordTags(rawValue: 1 << 5)
    static let be = WordTags(rawValue: 1 << 6)
    static let modal = WordTags(rawValue: 1 << 7)
    static let negator = WordTags(rawValue: 1 << 8)
    /// May stand between subject and verb, or before the subject, without changing what is said.
    static let adverb = WordTags(rawValue: 1 << 9)
    /// May lead a sentence: yes, well, hello.
    static let interjection = WordTags(rawValue: 1 << 10)
    static let question = WordTags(rawValue: 1 << 11)
    /// Ends of a clause that restrict nothing: now, though, at the moment.
    static let neutralTail = WordTags(rawValue: 1 << 12)
    /// Stands for something said elsewhere, so nothing can be read from it.
    static let empty = WordTags(rawValue: 1 << 13)

    /// All of the above.
    static let function = WordTags(rawValue: (1 << 14) - 1)

    // Content words, looked up in all their forms.
    static let likes = WordTags(rawValue: 1 << 16)
    static let dislikes = WordTags(rawValue: 1 << 17)
    static let has = WordTags(rawValue: 1 << 18)
    static let wants = WordTags(rawValue: 1 << 19)
    /// Says nothing checkable of the speaker: think, know, guess.
    static let mental = WordTags(rawValue: 1 << 20)
    /// Whether a verb of this kind may begin a clause whose subject is left out.
    static let verb = WordTags(rawValue: 1 << 21)
    static let job = WordTags(rawValue: 1 << 24)
    static let workplace = WordTags(rawValue: 1 << 25)
    static let firstName = WordTags(rawValue: 1 << 26)
    static let city = WordTags(rawValue: 1 << 27)
    static let region = WordTags(rawValue: 1 << 28)
    static let country = WordTags(rawValue: 1 << 29)
    static let color = WordTags(rawValue: 1 << 30)
    static let weekday = WordTags(rawValue: 1 << 31)
    static let month = WordTags(rawValue: 1 << 32)
    static let dayPart = WordTags(rawValue: 1 << 33)
    static let payment = WordTags(rawValue: 1 << 34)
    static let religion = WordTags(rawValue: 1 << 35)
    static let nationality = WordTags(rawValue: 1 << 36)
    static let diet = WordTags(rawValue: 1 << 37)
    static let female = WordTags(rawValue: 1 << 38)
    static let male = WordTags(rawValue: 1 << 39)
    static let marital = WordTags(rawValue: 1 << 40)
    static let adjective = WordTags(rawValue: 1 << 41)
    /// A thing a person has one of in an errand, so that two values exclude each other.
    static let slotNoun = WordTags(rawValue: 1 << 42)
    /// Names a number or code of the person or the errand.
    static let identifierNoun = WordTags(rawValue: 1 << 43)
    static let counted = WordTags(rawValue: 1 << 44)
    static let hairColor = WordTags(rawValue: 1 << 45)
    static let studyField = WordTags(rawValue: 1 << 46)
    static let kin = WordTags(rawValue: 1 << 47)
    static let consumes = WordTags(rawValue: 1 << 48)
    /// Something nobody would call somebody's own in earnest by saying `my`: way, mind, day.
    static let abstract = WordTags(rawValue: 1 << 49)
    static let container = WordTags(rawValue: 1 << 50)
    static let measure = WordTags(rawValue: 1 << 51)

    static let place: WordTags = [.city, .region, .country]
}
