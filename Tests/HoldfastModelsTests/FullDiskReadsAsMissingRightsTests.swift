// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Testing

/// A disk that was full at the tokenizer gave "check that its folder exists" and class `file`, so that nothing said how to go on.
@Suite struct FullDiskReadsAsMissingRightsTests {
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs the device /dev/full"))
    func `a full disk is called full, and the former file stays`() async throws {
        let tokenizer = try ByteLevelBPETokenizer.train(texts: ["a"], vocabularySize: 262)
        let writes: [(String) throws -> Void] = [{ try AtomicFile.write(Data("new".utf8), to: $0) }, { try tokenizer.write(to: $0) }]
        for write in writes {
            try await withTemporaryFolder { folder in
                let path = "\(folder)/file"
                try Data("old".utf8).write(to: URL(fileURLWithPath: path))
                // What is written beside the file meets a device without room.
                symlink("/dev/full", path + ".partial")
                let error = try #require(throws: HoldfastError.self) { try write(path) }
                #expect(error.code == .capacity)
                #expect(error.description == "cannot write \(path): the disk is full; free some space")
                #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("old".utf8))
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
            }
        }
    }

    @Test func `a folder that is missing is no full disk`() throws {
        let error = try #require(throws: HoldfastError.self) { try AtomicFile.write(Data(), to: "/nowhere/file") }
        #expect(error.code == .file)
        #expect(error.description.hasSuffix("(no such file or directory)"))
    }
}
