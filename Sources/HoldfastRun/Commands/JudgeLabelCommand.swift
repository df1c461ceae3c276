// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// `holdfast judge label`.
public struct JudgeLabelCommand: Sendable {
    var items: String
    var rater: String

    /// - Parameters:
    ///   - items: file of calibration items (.jsonl).
    ///   - rater: who labels; part of the name of the file beside it that the labels go to.
    public init(items: String, rater: String) {
        self.items = items
        self.rater = rater
    }

    /// Shows one item after the other until none is left or the person quits.
    /// - Throws: `usage` without a terminal or a name, `file` or `format` where items cannot be read or labels not kept.
    public func run() async throws {
        guard rater.contains(where: { $0.isLetter || $0.isNumber }) else {
            throw HoldfastError(.usage, "--rater needs a name with a letter or a digit")
        }
        let file = try CalibrationItemFile(path: items)
        let terminal = try KeyTerminal()
        defer { terminal.restore() }
        let log = try LabelLog(items: items, rater: rater)
        var session = LabelSession(items: file.items, rater: rater)
        // Keys are read by a call that waits, so a signal ends the process from another thread; what was answered is on the disk already.
        try await Interruption.listening {
            terminal.restore()
            _exit(ExitStatus.interrupted)
        } _: {
            var key: UInt8? = 0
            repeat {
                try terminal.show(LabelScreen(session: session, width: Terminal().width).text)
                key = terminal.key()
                guard let pressed = key.flatMap(LabelKey.init(byte:)) else { continue }
                switch session.press(pressed) {
                case .quit: key = nil
                case .nothing: break
                case .record(let item, let outcome): try log.append(LabelLog.Entry(item: item, rater: rater, outcome: outcome))
                }
            } while key != nil
        }
        try log.close()
        Terminal().say("\(rater) has labelled \(session.done) of \(file.items.count) items; the labels are in \(log.path)")
    }
}
