// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

/// Where each sampled token stands in the text of its line.
@Suite struct TokenPlacesTests {
    private let tokenizer: ByteLevelBPETokenizer
    private let template: DialogueTemplate

    init() throws {
        tokenizer = try ByteLevelBPETokenizer.train(texts: TokenizerTexts.training, vocabularySize: 300)
        template = try DialogueTemplate(tokenizer: tokenizer)
    }

    @Test(arguments: ["my code is 4712", "  two  spaces  ", "größe: 3 €", "x", ""])
    func `places put the text together again`(text: String) throws {
        let sampled = template.userLine(text, ends: false)
        let places = try #require(template.places(of: sampled))
        let line = Array(template.text(of: sampled).utf8)
        #expect(places.count == sampled.count)
        #expect(places.flatMap { Array(line[$0]) } == line)
        #expect(zip(places, places.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
        #expect(places.last?.isEmpty == true, "the ending token adds nothing")
    }

    @Test func `half a character has no place`() throws {
        let euro = tokenizer.encode("€")
        try #require(euro.count > 1)
        #expect(template.places(of: [euro[0]]) == nil)
    }
}
