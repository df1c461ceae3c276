// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment

/// `holdfast import multiwoz`.
public struct ImportCommand: Sendable {
    var corpus: String
    var file: String
    var output: String
    var dialogues: String?
    var json: Bool

    /// - Parameters:
    ///   - corpus: folder of MultiWOZ 2.1 in the ConvLab layout.
    ///   - file: dialogue file in the folder, or a path.
    ///   - output: scenario file to write.
    ///   - dialogues: where to write the human dialogues, or nil.
    public init(corpus: String, file: String, output: String, dialogues: String?, json: Bool) {
        self.corpus = corpus
        self.file = file
        self.output = output
        self.dialogues = dialogues
        self.json = json
    }

    /// Reads, writes and prints the counts. The folders of the written files are made where they are missing.
    public func run() throws {
        try refuseOneFileTwice()
        let scenarios = try MultiWOZImport.scenarios(folder: corpus, file: file)
        for path in [output, dialogues].compactMap(\.self) { try FileSystem.makeFolder(above: path) }
        try JSONLines.write(scenarios, to: output)
        var counts = [JSONValue.Member("scenarios", .integer(scenarios.count))]
        for split in Split.allCases {
            counts.append(JSONValue.Member(split.rawValue, .integer(scenarios.count { $0.split == split })))
        }
        if let dialogues {
            let examples = try MultiWOZImport.examples(folder: corpus, file: file)
            try JSONLines.write(examples, to: dialogues)
            counts.append(JSONValue.Member("dialogues", .integer(examples.count)))
            counts.append(JSONValue.Member("consistent_dialogues", .integer(examples.count { $0.isConsistent })))
        }
        try Output.write(json ? JSONValue.object(counts).page : counts.map { "\($0.key): \($0.value.line)" }.joined(separator: "\n"))
    }

    /// - Throws: `usage` where a file to write is the file to read, or both files to write are one.
    private func refuseOneFileTwice() throws {
        let input = FileSystem.resolved(MultiWOZReader(folder: corpus).path(of: file))
        for (option, path) in [("--out", output), ("--dialogues", dialogues ?? "")] where !path.isEmpty && FileSystem.resolved(path) == input {
            throw HoldfastError(.usage, "\(option) names the corpus file \(path), which is read and would be lost; name another file")
        }
        guard let dialogues, FileSystem.resolved(dialogues) == FileSystem.resolved(output) else { return }
        throw HoldfastError(.usage, "--out and --dialogues both name \(output), and one would be lost; name two files")
    }
}
