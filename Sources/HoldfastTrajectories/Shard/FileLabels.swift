// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What the writer of a file says about it: short texts in root attributes of one prefix.
enum FileLabels {
    private static let prefix = "label."

    static func write(_ labels: [String: String], to file: HDF5File) throws {
        for (name, value) in labels.sorted(by: { $0.key < $1.key }) { try file.setAttribute(prefix + name, to: value) }
    }

    static func read(_ file: HDF5Image) -> [String: String] {
        let names = file.attributeNames.filter { $0.hasPrefix(prefix) }
        let pairs = names.map { (String($0.dropFirst(prefix.count)), file.textAttribute($0) ?? "") }
        return Dictionary(pairs) { first, _ in first }
    }
}
