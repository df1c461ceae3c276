// SPDX-License-Identifier: Apache-2.0

/// Undoes the corpus's tokenisation, so that its lines look like ours: `do n't` becomes `don't`, ` .` becomes `.`.
enum MultiWOZText {
    static func detokenised(_ text: String) -> String {
        var words: [String] = []
        // A quotation mark belongs to the next word when it opens and to the last when it closes.
        var isQuoting = false
        var joinsNext = false
        for piece in text.split(whereSeparator: \.isWhitespace).map(String.init) {
            let isQuote = piece == "\""
            let closes = isQuote ? isQuoting : belongsToLast(piece)
            if let last = words.last, closes || joinsNext {
                words[words.count - 1] = last + piece
            } else {
                words.append(piece)
            }
            if isQuote { isQuoting.toggle() }
            joinsNext = isQuote ? isQuoting : belongsToNext(piece)
        }
        return words.joined(separator: " ")
    }

    private static func belongsToLast(_ piece: String) -> Bool {
        if piece.allSatisfy({ ".,!?;:)]%".contains($0) }) { return true }
        let lower = piece.lowercased()
        return ["n't", "'s", "'m", "'re", "'ve", "'ll", "'d", "'"].contains { lower == $0 || lower == $0.replacing("'", with: "’") }
    }

    private static func belongsToNext(_ piece: String) -> Bool { ["(", "[", "£", "$", "#"].contains(piece) }
}
