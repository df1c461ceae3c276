// SPDX-License-Identifier: Apache-2.0

/// What some English words tell of a line: enough for shares over many lines, not for a single one.
struct WordClass: OptionSet, Sendable {
    let rawValue: UInt8

    /// Please, thanks, sorry and the like.
    static let polite = WordClass(rawValue: 1)
    /// What, where, how and the like.
    static let interrogative = WordClass(rawValue: 2)
    /// Can, is, do and the like, which begin a question before a subject.
    static let auxiliary = WordClass(rawValue: 4)
    /// I, you, it and the like.
    static let subject = WordClass(rawValue: 8)
    /// Hello and the like.
    static let greeting = WordClass(rawValue: 16)
    /// Words of a request: need, want, looking, book.
    static let request = WordClass(rawValue: 32)

    private static let lists: [(WordClass, String)] = [
        (
            .polite,
            "please pls plz kindly thanks thank thankyou thx ty cheers grateful appreciate appreciated sorry apologies apologise apologize pardon"
        ),
        (.interrogative, "what what's whats where where's who who's whose which why how how's"),
        (.auxiliary, "can could will would shall should may do does did is are was were have has am"),
        (.subject, "i you we he she it they that this there the a an my your any someone somebody anyone anybody"),
        (.greeting, "hello hi hey hiya howdy greetings dear"),
        (
            .request,
            "need want wanted like looking wish help book order cancel change return reserve buy find get send give make check fix"
        ),
    ]

    /// By the hash of the word, in open addressing: a dictionary of the standard library would cost more than all else about a line.
    static let table: [(hash: UInt64, words: WordClass)] = {
        var classes: [UInt64: WordClass] = [:]
        for (wordClass, words) in lists {
            for word in words.split(separator: " ") {
                let hash = LineWords.hash(of: word)
                classes[hash] = (classes[hash] ?? []).union(wordClass)
            }
        }
        var table = [(hash: UInt64, words: WordClass)](repeating: (0, []), count: 512)
        for (hash, words) in classes.sorted(by: { $0.key < $1.key }) {
            var place = Int(hash & 511)
            while table[place].hash != 0 { place = (place + 1) & 511 }
            table[place] = (hash, words)
        }
        return table
    }()

    static func of(_ hash: UInt64, in table: UnsafeBufferPointer<(hash: UInt64, words: WordClass)>) -> WordClass {
        var place = Int(hash & 511)
        while table[place].hash != 0 {
            if table[place].hash == hash { return table[place].words }
            place = (place + 1) & 511
        }
        return []
    }
}
