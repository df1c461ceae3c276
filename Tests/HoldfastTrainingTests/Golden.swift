// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The golden vectors, which lie beside the repository and are not part of it.
enum Golden {
    /// Nil where there are none.
    static let folder: URL? = {
        var place = URL(fileURLWithPath: #filePath)
        while place.path != "/" {
            place.deleteLastPathComponent()
            let candidate = place.appendingPathComponent("shared/golden")
            if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
        }
        return nil
    }()

    static var exists: Bool { folder != nil }

    static func load(_ name: String) throws -> JSON {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return JSON(try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appendingPathComponent(name))))
    }
}

/// Untyped reading of a JSON document; a wrong path gives nil, NaN or an empty list, which no comparison passes.
struct JSON {
    let value: Any?

    init(_ value: Any?) { self.value = value }

    subscript(_ key: String) -> JSON { JSON((value as? [String: Any])?[key]) }

    var keys: [String] { (value as? [String: Any])?.keys.sorted() ?? [] }
    var isPresent: Bool { value != nil }
    var list: [JSON] { (value as? [Any])?.map(JSON.init) ?? [] }
    var string: String? { value as? String }
    var bool: Bool? { value as? Bool }
    var int: Int { (value as? NSNumber)?.intValue ?? -1 }

    /// Non-finite numbers are spelled as strings.
    var number: Double {
        if let number = value as? NSNumber { return number.doubleValue }
        return switch value as? String {
        case "inf": .infinity
        case "-inf": -.infinity
        default: .nan
        }
    }

    var numbers: [Double] { list.map(\.number) }
    var matrix: [[Double]] { list.map(\.numbers) }
}

/// The largest deviation of numbers from what they should be, relative to max(1, |expected|).
func deviation(_ actual: [Double], _ expected: [Double]) -> Double {
    guard actual.count == expected.count else { return .infinity }
    return zip(actual, expected).map { a, e in
        a == e ? 0 : (abs(a - e) / max(1, abs(e)))
    }.map { $0.isNaN ? .infinity : $0 }.max() ?? 0
}
