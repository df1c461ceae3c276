// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastAnalysis
import HoldfastCore
import HoldfastTrajectories

/// `holdfast import dialogues`.
public struct DialogueImportCommand: Sendable {
    /// The layouts that can be read.
    public static let formats = ["consistent-llms"]

    var format: String
    var files: [String]
    var output: String
    var json: Bool

    /// - Parameters:
    ///   - format: one of `formats`.
    ///   - files: dialogue files; each gives episodes of a phase that is called like the file.
    ///   - output: shard to write.
    public init(format: String, files: [String], output: String, json: Bool) {
        self.format = format
        self.files = files
        self.output = output
        self.json = json
    }

    /// Reads all files, writes one shard and prints a report per file. The folder of the shard is made where it is missing.
    /// - Throws: `usage` for an unknown format, and for files of one name; what reading and writing throws. Nothing is written then.
    public func run() throws {
        guard Self.formats.contains(format) else {
            throw HoldfastError(.usage, "--format \(format) is unknown; known are \(Self.formats.joined(separator: ", "))")
        }
        let names = try names()
        var episodes: [ScoredEpisode] = []
        var reports: [DialogueReport] = []
        for (file, name) in zip(files, names) {
            let dialogues = try JudgedDialogueFile.read(file)
            reports.append(DialogueReport(file: file, dialogues: dialogues))
            episodes += dialogues.flatMap(\.judgedSpeakers).map { $0.episode(phase: name) }
        }
        guard !episodes.isEmpty else {
            throw HoldfastError(.format, "no line of any dialogue was judged in \(files.joined(separator: ", ")), so there is nothing to import")
        }
        try FileSystem.makeFolder(above: output)
        try ShardWriter.write(episodes, to: output, labels: ["source": JudgedSpeaker.source, "files": "\(files.count)"])
        let text = reports.map(\.text).joined(separator: "\n\n") + "\n\n\(episodes.count) episodes in \(output)"
        try Output.write(json ? Output.json(Result(shard: output, episodes: episodes.count, files: reports)) : text)
    }

    private struct Result: Encodable {
        var shard: String
        var episodes: Int
        var files: [DialogueReport]
    }

    /// What the episodes of each file are called: its name without the ending.
    private func names() throws -> [String] {
        guard !files.isEmpty else { throw HoldfastError(.usage, "name one dialogue file or more") }
        if let input = files.first(where: { FileSystem.resolved($0) == FileSystem.resolved(output) }) {
            throw HoldfastError(.usage, "--out names the dialogue file \(input), which is read and would be lost; name another file")
        }
        let names = files.map { ($0 as NSString).lastPathComponent }.map { $0.hasSuffix(".json") ? String($0.dropLast(5)) : $0 }
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw HoldfastError(.usage, "two files are called \(name), and their episodes could not be told apart; import them into two shards")
        }
        return names
    }
}
