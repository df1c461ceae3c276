// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastRewards

/// A file of calibration items with the labels that lie beside it.
struct CalibrationItemFile: Sendable {
    /// The items in the file's order, with all labels.
    let items: [CalibrationItem]
    let path: String

    /// - Throws: `file` or `format` where the file or a log of labels cannot be read, an identifier stands twice, or there is no item.
    init(path: String) throws {
        self.path = path
        var items: [CalibrationItem] = []
        var places: [String: Int] = [:]
        for (index, line) in try FileSystem.text(path).lineFeedSeparated.enumerated() where line.contains(where: { !$0.isWhitespace }) {
            do {
                items.append(try JSONDecoder().decode(CalibrationItem.self, from: Data(line.utf8)))
            } catch {
                throw HoldfastError(.format, "\(path):\(index + 1): this line is no calibration item (\(HoldfastError.phrase(of: error)))")
            }
            guard places.updateValue(items.count - 1, forKey: items[items.count - 1].id) == nil else {
                throw HoldfastError(.format, "\(path):\(index + 1): the item `\(items[items.count - 1].id)` stands here a second time; keep one")
            }
        }
        guard !items.isEmpty else { throw HoldfastError(.format, "\(path) holds no calibration item") }
        for entry in try LabelLog.entries(beside: path) {
            guard let place = places[entry.item] else { continue }
            items[place].labels.removeAll { $0.rater == entry.rater }
            if let outcome = entry.outcome { items[place].labels.append(ItemLabel(rater: entry.rater, outcome: outcome)) }
        }
        self.items = items
    }

    /// SHA-256 over all items with their labels.
    var hash: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            var hash = SHA256()
            for item in items { hash.append(Array(try encoder.encode(item)) + [UInt8(ascii: "\n")]) }
            return hash.hexadecimal
        }
    }
}
