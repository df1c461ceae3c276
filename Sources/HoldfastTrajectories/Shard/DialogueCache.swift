// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Synchronization

/// Scenarios and goal components by their JSON, each decoded once, also where many shards have them.
///
/// Of each it keeps a limited number and forgets all when there are more, so that a million scenarios are no memory.
public final class DialogueCache: Sendable {
    private let limit: Int
    private let scenarios = Mutex<[String: Scenario]>([:])
    private let components = Mutex<[String: GoalComponent]>([:])

    /// Nothing is decoded yet.
    /// - Parameter limit: how many scenarios, and how many components, are kept at most.
    public init(limit: Int = 4_096) {
        self.limit = limit
    }

    func scenario(of text: String, with json: JSONDecoder) throws -> Scenario { try value(of: text, with: json, in: scenarios) }

    func scenario(of text: String) throws -> Scenario { try scenario(of: text, with: JSONDecoder()) }

    func component(of text: String, with json: JSONDecoder) throws -> GoalComponent { try value(of: text, with: json, in: components) }

    /// - Throws: `.format` where the text is no such value.
    static func value<Value: Decodable>(of text: String, with json: JSONDecoder) throws -> Value {
        do {
            return try json.decode(Value.self, from: Data(text.utf8))
        } catch {
            throw HoldfastError(.format, "a stored \(Value.self) cannot be decoded", cause: error)
        }
    }

    private func value<Value: Decodable & Sendable>(
        of text: String, with json: JSONDecoder, in known: borrowing Mutex<[String: Value]>
    ) throws -> Value {
        if let value = known.withLock({ $0[text] }) { return value }
        // Not under the lock: two that decode the same are no harm, all waiting for one is.
        let value: Value = try Self.value(of: text, with: json)
        known.withLock { known in
            if known.count >= limit { known.removeAll(keepingCapacity: true) }
            known[text] = value
        }
        return value
    }
}
