// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where the corpus lies beside the repository; not part of it.
enum MultiWOZCorpus {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "shared/data/multiwoz-2.1-convlab2").path
    static let file = "val.slim.jsonl"
    static let isPresent = FileManager.default.fileExists(atPath: "\(folder)/\(file)")

    /// Every tenth element: enough for a measurement, and fast without optimisation.
    static func sample<Element>(_ all: [Element]) -> [Element] { stride(from: 0, to: all.count, by: 10).map { all[$0] } }
}
