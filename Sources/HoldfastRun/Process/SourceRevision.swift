// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The commit of the source tree that the process was started in.
enum SourceRevision {
    /// The commit's digits, with `-dirty` where files differ from it; nil outside of a git repository or without git.
    static var current: String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let line = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return process.terminationStatus == 0 && !line.isEmpty ? line : nil
    }
}
