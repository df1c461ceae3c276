// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// The text of a reply, given out piece by piece: a pure value. The pieces in a row are the text of the whole reply.
struct StreamedText: Sendable, Hashable {
    private var said: [UInt8] = []

    /// What can be added now.
    /// - Parameter text: of all tokens so far. Spaces at its end may be trimmed later, and half a character be completed: both are held back.
    mutating func piece(of text: some StringProtocol) -> String {
        var certain = Array(text.utf8)
        while true {
            if let last = certain.last, last == 0x20 || (0x09...0x0D).contains(last) {
                certain.removeLast()
            } else if certain.suffix(3) == [0xEF, 0xBF, 0xBD] {
                certain.removeLast(3)
            } else {
                break
            }
        }
        guard certain.count > said.count, certain.starts(with: said) else { return "" }
        defer { said = certain }
        return String(decoding: certain[said.count...], as: UTF8.self)
    }

    /// What is left when the whole text is known.
    mutating func rest(of text: String) -> String {
        let whole = Array(text.utf8)
        guard whole.starts(with: said) else { return "" }
        defer { said = whole }
        return String(decoding: whole[said.count...], as: UTF8.self)
    }
}

/// How much of the text of some tokens no stop sequence can take back.
struct StreamedStops: Sendable {
    private let spelling: TokenSpelling
    private var matcher: StopMatcher

    init(_ stops: [String], spelling: TokenSpelling) {
        self.spelling = spelling
        matcher = StopMatcher(stops)
    }

    /// Takes tokens.
    /// - Returns: how many bytes at the end of the text so far may yet be taken back.
    mutating func append(_ tokens: [Int32]) -> Int {
        for token in tokens { matcher.append(spelling[token]) }
        return matcher.count - matcher.certain
    }
}
