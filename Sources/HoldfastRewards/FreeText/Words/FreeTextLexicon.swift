// SPDX-License-Identifier: Apache-2.0

/// What the reader knows of English words: tags, keys, synonyms, and which things are kinds of which.
///
/// Content words are found in all their forms. The lists stand in `FreeTextLexicon+Words`, `+Taxonomy`.
struct FreeTextLexicon: Sendable {
    /// The one lexicon; making it takes a few milliseconds, so it is made once.
    static let english = FreeTextLexicon()

    struct Entry: Sendable {
        var key: String
        var tags: WordTags
    }

    private var entries: [String: Entry] = [:]
    private var synonyms: [String: String] = [:]
    /// All classes a thing belongs to, by key, near and far.
    private(set) var classes: [String: Set<String>] = [:]
    /// Keys that exclude each other as traits of one person.
    private(set) var opposites: [String: Set<String>] = [:]
    /// Where a place lies.
    private(set) var lies: [String: Set<String>] = [:]
    /// Foods that a diet does without, as keys of classes.
    private(set) var excludedFoods: [String: Set<String>] = [:]

    /// First words of names of several words.
    private var joinedStarts: Set<String> = []
    private var joinedNames: Set<String> = []

    private init() {
        for group in Self.synonymGroups {
            let words = group.split(separator: " ").map(String.init)
            let key = WordStem.key(words[0])
            for word in words {
                synonyms[word] = key
                synonyms[WordStem.key(word)] = key
            }
        }
        for (tags, list) in Self.functionWords {
            for word in list.split(whereSeparator: \.isWhitespace).map(String.init) { add(tags, to: word) }
        }
        for (tags, list) in Self.contentWords {
            for word in list.split(whereSeparator: \.isWhitespace).map(String.init) {
                add(tags, to: word)
                let stem = WordStem.key(word)
                if stem != word, entries[stem] == nil || !entries[stem]!.tags.isDisjoint(with: Self.content) { add(tags, to: stem) }
            }
        }
        for group in Self.synonymGroups {
            let words = group.split(separator: " ").map(String.init)
            let shared = words.reduce(into: WordTags()) { $0.formUnion(entries[$1]?.tags.intersection(Self.shared) ?? []) }
            for word in words where entries[word] == nil { add(shared, to: word) }
        }
        for (parent, list) in Self.taxonomy {
            for word in list.split(whereSeparator: \.isWhitespace) { classes[key(String(word)), default: []].insert(key(parent)) }
        }
        classes = Self.closed(classes)
        for line in Self.oppositeGroups {
            let sides = line.split(separator: "|").map { $0.split(separator: " ").map { key(String($0)) } }
            for (index, side) in sides.enumerated() {
                for word in side { opposites[word, default: []].formUnion(sides.enumerated().filter { $0.offset != index }.flatMap(\.element)) }
            }
        }
        for (region, list) in Self.regions {
            for place in list.split(whereSeparator: \.isWhitespace) { lies[String(place), default: []].insert(region) }
        }
        lies = Self.closed(lies)
        for name in Set(entries.keys).union(synonyms.keys).union(classes.keys).union(lies.keys) where name.utf8.contains(UInt8(ascii: "-")) {
            joinedNames.insert(name)
            if let first = name.split(separator: "-").first { joinedStarts.insert(String(first)) }
        }
        joinedNames.formUnion(ErrandReader.joinedNames)
        joinedStarts.formUnion(ErrandReader.joinedNames.compactMap { $0.split(separator: "-").first.map(String.init) })
        joinedNames.formUnion(["ice-cream", "hip-hop", "hot-dog", "post-office", "stay-at-home"])
        joinedStarts.formUnion(["ice", "hip", "hot", "post", "stay"])
        for (diet, foods) in Self.dietExclusions {
            excludedFoods[key(diet)] = Set(foods.split(separator: " ").map { key(String($0)) })
        }
    }

    /// Tags that hold of all synonyms, where the words themselves are content words.
    private static let shared: WordTags = [
        .likes, .dislikes, .has, .wants, .consumes, .job, .workplace, .color, .hairColor, .payment, .religion, .diet, .female, .male, .marital,
        .adjective,
        .identifierNoun, .counted, .studyField, .kin,
    ]

    private static let content = WordTags(rawValue: ~0 << 16)

    private mutating func add(_ tags: WordTags, to word: String) {
        entries[word, default: Entry(key: synonyms[word] ?? synonyms[WordStem.key(word)] ?? WordStem.key(word), tags: [])].tags.formUnion(tags)
    }

    private static func closed(_ parents: [String: Set<String>]) -> [String: Set<String>] {
        var closed = parents
        for child in parents.keys {
            var all = parents[child, default: []]
            var frontier = Array(all)
            while let next = frontier.popLast() {
                for parent in parents[next, default: []] where all.insert(parent).inserted { frontier.append(parent) }
            }
            closed[child] = all
        }
        return closed
    }

    /// What is known of a lower-case word.
    func entry(for word: String) -> Entry {
        if let entry = entries[word] { return entry }
        let stem = WordStem.key(word)
        if let entry = entries[stem], !entry.tags.isDisjoint(with: Self.content) {
            return Entry(key: synonyms[word] ?? entry.key, tags: entry.tags.intersection(Self.content))
        }
        return Entry(key: synonyms[word] ?? synonyms[stem] ?? stem, tags: [])
    }

    /// Whether a name of several words may begin with a word.
    func beginsJoined(_ word: String) -> Bool { joinedStarts.contains(word) }

    /// How many of the words are one name, or nil.
    func joinedLength(_ words: ArraySlice<TextWord>) -> Int? {
        for length in [3, 2] where words.count >= length {
            let parts = words.prefix(length)
            guard parts.dropFirst().allSatisfy({ $0.gap == .space }) else { continue }
            if joinedNames.contains(parts.map(\.word).joined(separator: "-")) { return length }
        }
        return nil
    }

    /// The key of a word, its synonym's where it has one.
    func key(_ word: String) -> String { synonyms[word] ?? synonyms[WordStem.key(word)] ?? WordStem.key(word) }

    /// Whether a thing is the class or of the class.
    func covers(_ general: String, _ special: String) -> Bool {
        general == special || classes[special]?.contains(general) ?? false
    }

    /// Whether a place lies in the other, either way.
    func overlaps(_ place: String, _ other: String) -> Bool {
        place == other || lies[place]?.contains(other) ?? false || lies[other]?.contains(place) ?? false
    }
}
