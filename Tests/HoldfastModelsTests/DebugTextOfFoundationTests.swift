// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Testing

/// Error lines ended in `(Error Domain=NSCocoaErrorDomain Code=260 ... UserInfo={NSURL=...})` and `(dataCorrupted(Swift.DecodingError...))`.
@Suite struct DebugTextOfFoundationTests {
    private static let attempts: [(String, @Sendable (String) throws -> Void)] = [
        ("no such file or directory", { _ = try Data(contentsOf: URL(fileURLWithPath: "\($0)/nowhere")) }),
        ("is a directory", { _ = try Data(contentsOf: URL(fileURLWithPath: $0)) }),
        ("no such file or directory", { try Data().write(to: URL(fileURLWithPath: "\($0)/nowhere/file"), options: .atomic) }),
        ("no such file or directory", { _ = try FileManager.default.contentsOfDirectory(atPath: "\($0)/nowhere") }),
        ("no space left on device", { _ in try Data(count: 1).write(to: URL(fileURLWithPath: "/dev/full")) }),
        ("permission denied", { _ in throw CocoaError(.fileWriteNoPermission) }),
        ("no space left on device", { _ in throw CocoaError(.fileWriteOutOfSpace) }),
        ("input/output error", { _ in throw POSIXError(.EIO) }),
    ]

    @Test(arguments: attempts.indices) func `a file's error is one plain phrase`(_ index: Int) async throws {
        let (phrase, attempt) = Self.attempts[index]
        try await withTemporaryFolder { folder in
            let error = try #require(throws: (any Error).self) { try attempt(folder) }
            #expect(SystemCause(error).description == phrase)
            #expect("\(HoldfastError(.file, "cannot read it", cause: SystemCause(error)))" == "cannot read it (\(phrase))")
        }
    }

    @Test func `a value that cannot be decoded is named by its place`() throws {
        let error = try #require(throws: DecodingError.self) {
            _ = try JSONDecoder().decode([String: [Int]].self, from: Data(#"{"a": [1, "x"]}"#.utf8))
        }
        let line = HoldfastError(.format, "it is damaged", cause: error).description
        #expect(line.hasPrefix("it is damaged (at a.") && !line.contains("DecodingError") && !line.contains("codingPath"), "\(line)")
        #expect(SystemCause(error).description == HoldfastError(.format, "", cause: error).description.dropFirst(2).dropLast())
    }

    @Test func `a tokenizer that is missing or cut off says so in words`() async throws {
        try await withTemporaryFolder { folder in
            let missing = try #require(throws: HoldfastError.self) { _ = try ByteLevelBPETokenizer(file: "\(folder)/nowhere.json") }
            #expect(missing.description.hasSuffix("(no such file or directory)"))
            try Data("{\"model\": {".utf8).write(to: URL(fileURLWithPath: "\(folder)/cut.json"))
            let cut = try #require(throws: HoldfastError.self) { _ = try ByteLevelBPETokenizer(file: "\(folder)/cut.json") }
            #expect(!cut.description.contains("Error") && !cut.description.contains("codingPath"), "\(cut)")
        }
    }
}
