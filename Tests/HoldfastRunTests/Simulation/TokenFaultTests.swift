// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastRewards
import HoldfastTraining
import Testing

@testable import HoldfastRun

/// From a place in a line to the token that is to blame for it.
@Suite struct TokenFaultTests {
    private let template: DialogueTemplate
    private let tokenizer: ByteLevelBPETokenizer

    init() throws {
        tokenizer = try ByteLevelBPETokenizer.train(texts: ["my code is ab my code"], vocabularySize: 280)
        template = try DialogueTemplate(tokenizer: tokenizer)
    }

    private func fault(_ line: String, _ place: Range<Int>?) throws -> (fault: TokenFault?, trace: TokenTrace, sampled: Range<Int>) {
        var trace = TokenTrace()
        trace.appendGiven([1, 2, 3], turn: 0)
        let tokens = template.userLine(line, ends: false)
        try trace.appendSampled(tokens, logprobs: tokens.map { _ in -1 }, turn: 1)
        let sampled = 3..<trace.count
        return (TokenFault(PlacedFault(turn: 1, place: place, cost: 0.5), sampled: sampled, of: trace, template: template), trace, sampled)
    }

    @Test(arguments: [(11..<13, "a"), (12..<13, "b"), (3..<7, "code"), (0..<2, "my")])
    func `the token that holds the first wrong byte is charged`(place: Range<Int>, text: String) throws {
        let (fault, trace, _) = try fault("my code is ab", place)
        let found = try #require(fault)
        #expect(found.tokens.count == 1 && found.cost == 0.5)
        #expect(tokenizer.decode(Array(trace.ids[found.tokens])).contains(text))
    }

    @Test func `a fault of the whole line is charged to every sampled token, the ending one too`() throws {
        let (fault, _, sampled) = try fault("my code is ab", nil)
        #expect(fault?.tokens == sampled)
    }

    @Test func `a line of nothing has nothing to charge`() throws {
        var trace = TokenTrace()
        trace.appendGiven([1], turn: 0)
        #expect(TokenFault(PlacedFault(turn: 1, place: nil, cost: 1), sampled: 1..<1, of: trace, template: template) == nil)
    }
}
