// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastAnalysis
import HoldfastCore

/// Where the views of a report go.
public struct ReportOutput: Sendable {
    var html: String?
    var json: Bool

    /// - Parameters:
    ///   - html: file to write the page to; nil for none.
    ///   - json: whether standard output gets JSON instead of tables.
    public init(html: String?, json: Bool) {
        self.html = html
        self.json = json
    }

    /// Refuses before the work begins what could not be written after it.
    func check() throws {
        guard let html else { return }
        guard !FileSystem.isFolder(html) else { throw HoldfastError(.usage, "\(html) is a folder; name a file for --html, such as report.html") }
        let folder = (html as NSString).deletingLastPathComponent
        guard folder.isEmpty || FileSystem.isFolder(folder) else { throw HoldfastError(.file, "the folder of \(html) does not exist; make it first") }
    }

    /// Writes the report.
    func write(_ report: AnalysisReport) throws {
        try Output.write(try Output.json(report))
    }
}

/// How far a reading is, on standard error where somebody watches.
actor ReadingProgress {
    private let total: Int
    private let terminal: Terminal
    private var done = 0
    private var shown = -1

    init(shards: Int, terminal: Terminal = Terminal()) {
        total = shards
        self.terminal = terminal
    }

    /// Some shards more are read.
    func advance(by shards: Int) {
        done += shards
        let percent = 100 * done / max(1, total)
        guard terminal.isInteractive, total > 20, percent > shown else { return }
        shown = percent
        terminal.write("\rreading \(done) of \(total) trajectory files" + (done == total ? "\n" : ""))
    }
}
