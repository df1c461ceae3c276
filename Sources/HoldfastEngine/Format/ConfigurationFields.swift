// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels

/// The members of a JSON object in a model folder. Every error names the file and the key.
struct ConfigurationFields {
    let path: String
    let values: [String: Any]
    /// Stands before a key in messages, as in "rope_scaling.factor".
    var prefix = ""

    /// - Throws: `file`, or `format` when it is not a JSON object.
    static func read(_ path: String, hint: String) throws -> ConfigurationFields {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw HoldfastError(.file, "cannot read \(path); \(hint)", cause: SystemCause(error))
        }
        guard let values = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] else {
            throw HoldfastError(.format, "\(path) is not a JSON object; copy or download it again")
        }
        return ConfigurationFields(path: path, values: values)
    }

    /// What stands under a key; nil for null.
    subscript(key: String) -> Any? {
        guard let value = values[key], !(value is NSNull) else { return nil }
        return value
    }

    /// Whether a key stands there, be it with null.
    func has(_ key: String) -> Bool { values[key] != nil }

    func integer(_ key: String, default standard: Int? = nil) throws -> Int {
        guard let value = self[key] else { return try standard ?? { throw lacks(key) }() }
        guard let number = value as? NSNumber, Double(number.intValue) == number.doubleValue else { throw mistyped(key, "a whole number") }
        return number.intValue
    }

    func number(_ key: String, default standard: Double? = nil) throws -> Double {
        guard let value = self[key] else { return try standard ?? { throw lacks(key) }() }
        guard let number = value as? NSNumber else { throw mistyped(key, "a number") }
        return number.doubleValue
    }

    func flag(_ key: String) throws -> Bool {
        guard let value = self[key] else { return false }
        guard let number = value as? NSNumber, number.doubleValue == 0 || number.doubleValue == 1 else { throw mistyped(key, "true or false") }
        return number.boolValue
    }

    func object(_ key: String) throws -> ConfigurationFields? {
        guard let value = self[key] else { return nil }
        guard let object = value as? [String: Any] else { throw mistyped(key, "an object") }
        return ConfigurationFields(path: path, values: object, prefix: prefix + key + ".")
    }

    /// What is on, of the keys that are not in `known`; what is off or absent changes nothing, whatever it is called.
    func foreign(to known: Set<String>) -> [(key: String, value: Any)] {
        values.sorted { $0.key < $1.key }.filter { key, value in
            !known.contains(key) && !key.hasPrefix("_") && !(value is NSNull) && (value as? NSNumber)?.doubleValue != 0
        }
    }

    /// The error for an option that the engine does not compute.
    func refusal(_ key: String, _ value: Any) -> HoldfastError {
        let text = "\(value)".split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return HoldfastError(
            .model, "\(path): \(prefix)\(key) is \(text), which the embedded engine does not compute; use a remote server for this model")
    }

    func lacks(_ key: String) -> HoldfastError { HoldfastError(.model, "\(path) lacks \(prefix)\(key); copy or download it again") }

    private func mistyped(_ key: String, _ wanted: String) -> HoldfastError {
        HoldfastError(.model, "\(path): \(prefix)\(key) must be \(wanted)")
    }
}
