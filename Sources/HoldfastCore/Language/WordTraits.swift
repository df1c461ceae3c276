// SPDX-License-Identifier: Apache-2.0

/// What a word is to a reader apart from the phrases that it stands in: looked up once per vocabulary, not once per line.
struct WordTraits: Hashable, Sendable {
    /// What a word says as a number.
    enum Number: Hashable, Sendable { case none, unit(Int), decade(Int), whole(Int) }

    var isStop = false
    var isFiller = false
    var isDenier = false
    var isArticle = false
    /// `and` or `but`, beyond which a `not` does not reach.
    var parts = false
    /// Whether it points back to what was named before, as `the` does.
    var pointsBack = false
    var number = Number.none

    /// Those of a word that no vocabulary knows, digits aside.
    static let none = WordTraits()

    private init() {}

    init(of word: String) {
        isStop = FunctionWords.stops.contains(word)
        isFiller = FunctionWords.fillers.contains(word)
        isDenier = FunctionWords.deniers.contains(word)
        isArticle = FunctionWords.articles.contains(word)
        parts = word == "but" || word == "and"
        pointsBack = FunctionWords.pointers.contains(word)
        number = NumberWords.number(word)
    }

    /// Every word with a trait, digits aside.
    static let words: [String] =
        FunctionWords.stops.union(FunctionWords.pointers).sorted() + NumberWords.words + FunctionWords.leads.flatMap { $0 }
}
