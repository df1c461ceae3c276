// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastRun

/// `sft` found out after making all dialogues, or after the whole training, what it could have refused at once.
@Suite("sft looks before it works")
struct SftLooksTooLateTests {
    /// Dialogues that cannot be read: whoever looks at something else first never gets to them.
    private func refusal(_ folder: String, _ overrides: [String] = [], out: String, from: String? = nil, steps: Int? = nil) async throws
        -> HoldfastError
    {
        let sources = ConfigurationSources(files: [], overrides: ["dialogues.file=\(folder)/unread.jsonl"] + overrides)
        let error = await #expect(throws: HoldfastError.self) {
            try await SupervisedCommand(sources: sources, output: out, start: from, maximumSteps: steps, json: false).run()
        }
        return try #require(error)
    }

    @Test("a simulator to start from that is missing, and a number of steps that is none")
    func options() async throws {
        try await withFolder { folder in
            let missing = try await refusal(folder, out: "\(folder)/new/out", from: "\(folder)/nope")
            #expect(missing.message.contains("there is no simulator folder \(folder)/nope"))
            let none = try await refusal(folder, out: "\(folder)/new/out", steps: 0)
            #expect(none.code == .usage && none.message == "--max-steps must be at least 1")
            let empty = try await refusal(folder, out: "")
            #expect(empty.code == .usage)
            #expect(FileSystem.names(in: folder) == [])
        }
    }

    @Test(
        "a shape that cannot be, by the configuration's own keys",
        arguments: [
            ("model.heads=0", "model.heads is 0; it must be between 1 and 16777216"),
            ("model.heads=7", "model.heads is 7; it must be a multiple of model.key_value_heads, which is 2"),
            ("model.layers=-1", "model.layers is -1; it must be between"), ("model.feed_forward_size=0", "model.feed_forward_size is 0"),
            ("model.context_length=0", "model.context_length is 0"), ("model.hidden_size=18", "model.hidden_size / model.heads is 3"),
            ("model.vocabulary_size=10", "model.vocabulary_size must be at least 262"),
        ])
    func shape(override: String, message: String) async throws {
        try await withFolder { folder in
            let error = try await refusal(folder, [override], out: "\(folder)/new/out")
            #expect(error.code == .configuration)
            #expect(error.message.contains(message) && error.message.contains("command line: "), "\(error)")
            #expect(FileSystem.names(in: folder) == [])
        }
    }

    @Test("a place where nothing can be written")
    func place() async throws {
        try await withFolder { folder in
            try FileSystem.write("x", to: "\(folder)/file")
            for out in ["\(folder)/file", "\(folder)/file/out", "/proc/holdfast/out"] {
                let error = try await refusal(folder, out: out)
                #expect(error.code == .file && !error.message.contains("unread"), "\(error)")
            }
            _ = try await refusal(folder, out: "\(folder)/new/out")
            #expect(FileSystem.names(in: folder) == ["file"])
        }
    }
}
