// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

extension StoredReply {
    /// What the released evaluation takes the reply for: consistent unless `YES` stands in it, in capitals. So a refusal, a blank and a reply
    /// that broke off count as consistent.
    public var countsAsConsistent: Bool { !text.contains("YES") }

    /// What earlier variants take it for: consistent where `NO` stands in it.
    public var saysNo: Bool { text.contains("NO") }

    /// What the judge decided: `fail` for YES (the line contradicts), `pass` for NO, and an abstention where the reply has no decision.
    ///
    /// The tokens are whole words in capitals; the words of the question (`YES or NO`) are none. Where both stand there, the one at the
    /// end counts, else the one at the beginning. Without any, `yes` or `no` in any case counts where the reply ends with it, or begins
    /// with it and refuses nothing.
    public var outcome: VerdictOutcome {
        let words = words
        let tokens = words.filter { $0 == "YES" || $0 == "NO" }
        if Set(tokens).count == 1 { return Self.outcome(of: tokens[0]) }
        if tokens.isEmpty, Self.refusals.contains(where: { text.lowercased().contains($0) }) { return .abstain }
        let ends = [words.last, words.first].compactMap { $0 }.map { tokens.isEmpty ? $0.uppercased() : $0 }
        return ends.first { $0 == "YES" || $0 == "NO" }.map(Self.outcome) ?? .abstain
    }

    /// Why there is no decision, for an abstention.
    var reason: String {
        words.isEmpty ? "the stored reply is blank" : "the stored reply has no verdict"
    }

    private static func outcome(of token: String) -> VerdictOutcome { token == "YES" ? .fail : .pass }

    private static let refusals = [
        "i cannot", "i can't", "i can\u{2019}t", "i am unable", "i'm unable", "i'm not able", "as an ai", "i'm sorry", "i won't",
    ]

    private var words: [String] {
        let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "'" && $0 != "\u{2019}" }.map(String.init)
        var kept: [String] = []
        for (index, word) in words.enumerated() {
            let isOfTheQuestion = { (place: Int) in
                place >= 0 && place + 2 < words.count && words[place] == "YES" && words[place + 1].lowercased() == "or" && words[place + 2] == "NO"
            }
            if (index - 2...index).contains(where: isOfTheQuestion) { continue }
            kept.append(word.trimmingQuotes)
        }
        return kept
    }
}

extension String {
    fileprivate var trimmingQuotes: String {
        var text = self[...]
        while let first = text.first, !first.isLetter, !first.isNumber { text = text.dropFirst() }
        while let last = text.last, !last.isLetter, !last.isNumber { text = text.dropLast() }
        return String(text)
    }
}
