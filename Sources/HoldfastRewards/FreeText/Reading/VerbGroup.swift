// SPDX-License-Identifier: Apache-2.0

/// The verb of a clause with all that surrounds it: what is done, whether it is denied, when, and how surely.
struct VerbGroup {
    /// How the doing stands to what is.
    enum Mood { case plain, can, wish, future, open }

    /// The main verb, or `be` for a clause that says what somebody is.
    var verb: TextWord
    var isBe = false
    var isDenied = false
    var isNever = false
    var isHedged = false
    var isPast = false
    var isPerfect = false
    /// Whether it is said to be over: `used to`.
    var isFormer = false
    var mood = Mood.plain
    /// The word after the verb.
    var end: Int

    /// Past forms that do not end as past forms do.
    private static let pastForms: Set<String> = [
        "had", "ate", "drank", "went", "bought", "got", "grew", "saw", "made", "took", "came", "ran", "swam", "drove", "rode", "wrote", "taught",
        "met",
        "won", "lost", "found", "left", "quit", "spent", "began", "became", "broke", "did", "read", "sang", "slept", "told", "thought", "gave",
        "sold",
        "built", "caught", "fell", "felt", "flew", "knew", "kept", "heard", "wore",
    ]
    /// Adverbs that leave a denial half open: not always is sometimes.
    private static let hedges: Set<String> = [
        "always", "usually", "often", "only", "just", "particularly", "especially", "necessarily", "normally", "typically", "currently", "fully",
        "quite",
        "very", "exactly", "regularly", "frequently", "yet", "mainly", "all", "so", "too", "super", "extremely", "even",
    ]

    /// The verb group that begins at `start`, or nil where none does.
    static func read(_ words: ArraySlice<TextWord>, at start: Int) -> VerbGroup? {
        var index = start
        var group: VerbGroup?
        var denied = false, never = false, hedged = false, past = false, perfect = false, wasDone = false, former = false
        var mood = Mood.plain
        var be: TextWord?
        while index < words.endIndex, words[index].gap < .clause || index == start {
            let word = words[index]
            if word.is(.negator), word.word != "no", word.word != "without" {
                denied = true
                if word.word == "never" { never = true }
                if word.word == "hardly" { hedged = true }
            } else if word.is(.be) {
                be = word
                if word.word == "was" || word.word == "were" { past = true }
            } else if word.is(.modal), isAuxiliary(words, index) {
                switch word.word {
                case "can": mood = .can
                case "would": mood = .wish
                case "will", "shall": mood = .future
                case "did":
                    past = true
                    wasDone = true
                case "do", "does": wasDone = true
                default: mood = .open
                }
            } else if word.key == Keys.have, isPerfectHave(words, index) {
                perfect = true
                if word.word == "had" { past = true }
            } else if word.is(.adverb), be == nil || index + 1 < words.endIndex {
                if denied, hedges.contains(word.word) { hedged = true }
            } else if word.word == "used", index + 1 < words.endIndex, words[index + 1].word == "to", be == nil {
                past = true
                former = true
                index += 1
            } else if word.word == "no", index + 1 < words.endIndex, words[index + 1].word == "longer" {
                denied = true
                index += 1
            } else if word.word == "going", be != nil, index + 2 < words.endIndex, words[index + 1].word == "to",
                words[index + 2].tags.isEmpty || words[index + 2].is(.verb.union(.be))
            {
                mood = .future
                be = nil
                index += 1
            } else {
                if be != nil, !isProgressive(word) { break }
                group = VerbGroup(verb: word, end: index + 1)
                if be == nil, !wasDone, mood == .plain,
                    pastForms.contains(word.word) || (word.word.hasSuffix("ed") && word.word.utf8.count > 4 && word.word != "need")
                {
                    if !perfect { past = true }
                }
                if perfect, be != nil { perfect = false }
                break
            }
            index += 1
        }
        if group == nil, let be {
            group = VerbGroup(verb: be, isBe: true, end: index)
        }
        group?.isDenied = denied
        group?.isNever = never
        group?.isHedged = hedged
        group?.isPast = past
        group?.isPerfect = perfect
        group?.isFormer = former
        group?.mood = mood
        return group
    }

    private static func isProgressive(_ word: TextWord) -> Bool {
        word.word.hasSuffix("ing") && word.word.utf8.count > 5 && !word.is([.empty, .adjective, .preposition])
    }

    /// Whether a modal helps another verb; `I do yoga` has none.
    private static func isAuxiliary(_ words: ArraySlice<TextWord>, _ index: Int) -> Bool {
        guard words[index].key == Keys.do || words[index].word == "did" || words[index].word == "does" || words[index].word == "do" else {
            return true
        }
        guard index + 1 < words.endIndex else { return false }
        let next = words[index + 1]
        return next.is([.negator, .adverb, .likes, .dislikes, .has, .wants, .mental]) || next.is(.verb) && !next.is(.article)
    }

    /// Whether `have` helps another verb: before been, a participle or a denial of one.
    private static func isPerfectHave(_ words: ArraySlice<TextWord>, _ index: Int) -> Bool {
        var next = index + 1
        while next < words.endIndex, words[next].is([.adverb, .negator]), words[next].word != "no" { next += 1 }
        guard next < words.endIndex else { return false }
        let word = words[next].word
        if word == "been" || word == "got" || word == "had" || word == "gone" || word == "done" { return true }
        return
            (word.hasSuffix("ed") && word.utf8.count > 4 && next > index && next + 1 <= words.endIndex && !words[next].is(.adjective)
            && !words[next].is(.marital)
            && !(next + 1 < words.endIndex && words[next + 1].is(.kin)))
            || [
                "eaten", "seen", "met", "tried", "driven", "ridden", "swum", "read", "written", "taught", "lost", "won", "spoken", "worn", "broken",
                "flown", "taken",
            ].contains(word)
    }
}

/// Keys of words that rules name.
enum Keys {
    static let have = WordStem.key("have")
    static let `do` = WordStem.key("do")
    static let favorite = WordStem.key("favorite")
    static let live = WordStem.key("live")
    static let work = WordStem.key("work")
    static let study = WordStem.key("study")
    static let come = WordStem.key("come")
    static let pet = WordStem.key("pet")
    static let car = WordStem.key("car")
    static let sibling = WordStem.key("sibling")
    static let child = WordStem.key("child")
    static let married = WordStem.key("married")
    static let single = WordStem.key("single")
    static let hair = WordStem.key("hair")
    static let eye = WordStem.key("eye")
    static let allergy = WordStem.key("allergy")
    static let person = WordStem.key("person")
    static let eat = WordStem.key("eat")
    static let play = WordStem.key("play")
    static let job = WordStem.key("job")
    static let name = WordStem.key("name")
    static let phone = WordStem.key("phone")
    static let email = WordStem.key("email")
    static let number = WordStem.key("number")
}
