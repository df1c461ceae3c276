// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

@Suite struct VisibleTextTests {
    @Test(arguments: [
        ("plain, Grüße, 你好 🚲👩‍👩‍👧 مرحبا", "plain, Grüße, 你好 🚲👩‍👩‍👧 مرحبا"),
        ("\0\u{7}\u{1b}[31m", "[U+0000][U+0007][U+001B][31m"), ("a\u{202E}b\u{2066}c\u{85}", "a[U+202E]b[U+2066]c[U+0085]"),
        ("one\r\ntwo\rthree\tfour", "one\ntwo[U+000D]three\tfour"), ("a\u{FFFE}b", "a\u{FFFD}b"),
        ("a\u{2028}b", "a\nb"), ("", ""),
    ])
    func `What a reader would not see is shown`(text: String, shown: String) {
        #expect(VisibleText.of(text) == shown)
        #expect(VisibleText.of(shown) == shown)
    }

    @Test func `In one line breaks are spaces`() {
        #expect(VisibleText.of("a\r\nb\tc\u{2029}d", keepsLines: false) == "a b c d")
    }

    @Test(arguments: [
        ("runs/night/step_000001.h5", "holdfast show runs/night/step_000001.h5 --episode 3"),
        ("a b.h5", "holdfast show 'a b.h5' --episode 3"), ("it's $(x).h5", #"holdfast show 'it'\''s $(x).h5' --episode 3"#),
        ("-rf.h5", "holdfast show ./-rf.h5 --episode 3"), ("~/a.h5", "holdfast show '~/a.h5' --episode 3"),
    ])
    func `The command that shows an episode survives a shell`(shard: String, command: String) {
        let reference = EpisodeReference(shard: shard, row: 3, id: EpisodeID(phase: "train", step: 1, group: 0, rollout: 0))
        #expect(reference.command == command)
    }
}
