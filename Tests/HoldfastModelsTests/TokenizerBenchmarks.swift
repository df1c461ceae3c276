// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Testing

/// How fast the tokenizer trains and encodes; `make bench` runs it in release mode.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["HOLDFAST_BENCH"] != nil, "set HOLDFAST_BENCH=1, in release mode"))
struct TokenizerBenchmarks {
    /// Lines of made-up words, frequent ones more often, about five megabytes.
    private static func lines() -> [String] {
        var stream = RandomKey(seed: 1, purpose: .text).stream
        let syllables = ["ba", "ter", "in", "lo", "sha", "ke", "mor", "ny", "tri", "us", "el", "do"]
        let words = (0..<20_000).map { _ in (0...(stream.next() % 4)).map { _ in syllables[Int(stream.next() % 12)] }.joined() }
        return (0..<60_000).map { _ in
            (0..<12).map { _ in words[Int(20_000 * stream.uniform() * stream.uniform() * stream.uniform())] }.joined(separator: " ") + ", 19:30."
        }
    }

    @Test func `training and encoding some megabytes`() throws {
        let lines = Self.lines()
        let bytes = lines.reduce(0) { $0 + $1.utf8.count }
        let clock = ContinuousClock()
        var trained: ByteLevelBPETokenizer?
        let training = try clock.measure { trained = try ByteLevelBPETokenizer.train(texts: lines, vocabularySize: 4096) }
        let tokenizer = try #require(trained)
        var count = 0
        let encoding = clock.measure { for line in lines { count += tokenizer.encode(line).count } }
        let speed = Double(bytes) / 1e6 / (encoding / .seconds(1))
        print("trained \(tokenizer.vocabularySize) tokens on \(bytes) bytes in \(training); encoded \(count) tokens at \(speed) MB/s")
        #expect(training < .seconds(60))
        #expect(speed > 1)
    }
}
