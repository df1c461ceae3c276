// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Synchronization

/// Scenarios and goal components by their JSON, each decoded once, also where many shards have them.
public final class DialogueCache: Sendable {
    private let scenarios = Mutex<[String: Scenario]>([:])
    private let components = Mutex<[String: GoalComponent]>([:])

    /// Nothing is decoded yet.
    public init() {}

    func scenario(of text: String, with json: JSONDecoder) throws -> Scenario { try Self.value(of: text, with: json, in: scenarios) }

    func scenario(of text: String) throws -> Scenario { try scenario(of: text, with: JSONDecoder()) }

    func component(of text: String, with json: JSONDecoder) throws -> GoalComponent { try Self.value(of: text, with: json, in: components) }

    /// - Throws: `.format` where the text is no such value.
    static func value<Value: Decodable>(of text: String, with json: JSONDecoder) throws -> Value {
        do {
            return try json.decode(Value.self, from: Data(text.utf8))
        } catch {
            throw HoldfastError(.format, "a stored \(Value.self) cannot be decoded", cause: error)
        }
    }

    private static func value<Value: Decodable & Sendable>(
        of text: String, with json: JSONDecoder, in known: borrowing Mutex<[String: Value]>
    ) throws -> Value {
        if let value = known.withLock({ $0[text] }) { return value }
        // Not under the lock: two that decode the same are no harm, all waiting for one is.
        let value: Value = try Self.value(of: text, with: json)
        known.withLock { $0[text] = value }
        return value
    }
}
