// SPDX-License-Identifier: Apache-2.0

import HoldfastTrajectories

/// What a file of filter keys holds, for people.
struct MasksText: Sendable {
    private let masks: [EpisodeMask]
    private let path: String

    init(_ masks: [EpisodeMask], path: String) {
        self.masks = masks
        self.path = path
    }

    var text: String {
        var table = TextTable(header: ["key", "shards", "episodes", "of", "rule"])
        table.rows = masks.map { mask in
            [mask.key, "\(mask.shards.count)", "\(mask.count)", "\(mask.shards.reduce(0) { $0 + $1.episodes })", mask.rule]
        }
        return (["file  \(path)", ""] + table.lines).joined(separator: "\n")
    }
}
