// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// What the database of a domain holds: which values exist, and whose they are.
public struct KnownRecords: Sendable {
    private var owners: [String: Set<String>] = [:]

    /// Values that were found.
    public var count: Int { owners.count }

    /// - Parameter documents: the tables, each an object of records by their keys. A record with a `user_id` is that user's; one without is
    ///   the user's that its key names where it has an `email`, and nobody's otherwise.
    public init(_ documents: [AnyJSON]) {
        for document in documents {
            for (key, record) in document.object ?? [:] {
                let members = record.object
                let owner = members?["user_id"]?.text ?? (members?["email"] == nil ? "" : key)
                add(key, owner)
                collect(record, owner)
            }
        }
    }

    private mutating func collect(_ value: AnyJSON, _ owner: String) {
        switch value {
        case .object(let members):
            for (key, member) in members {
                // Keys are identifiers where they name records: means of payment, variants of products.
                if key.contains(where: \.isNumber) { add(key, owner) }
                collect(member, owner)
            }
        case .array(let items): for item in items { collect(item, owner) }
        case .string(let text): add(text, owner)
        case .integer(let number): add(String(number), owner)
        case .null, .boolean, .number: break
        }
    }

    private mutating func add(_ value: String, _ owner: String) {
        owners[Self.spelling(value), default: []].insert(owner.lowercased())
    }

    private static func spelling(_ value: String) -> String {
        let lower = value.lowercased()
        return lower.first == "#" ? String(lower.dropFirst()) : lower
    }

    /// Whose a value is.
    enum Holder: Sendable, Hashable { case nobody, user, others }

    /// Whether a user's records hold a value, or only others', or none.
    func holder(of value: String, user: String) -> Holder {
        guard let owners = owners[Self.spelling(value)] else { return .nobody }
        return owners.contains(user.lowercased()) ? .user : .others
    }
}

extension IdentifierKind {
    /// Whether its values stand in a database as they are spoken, so that one that is not there does not exist.
    var isKeptInRecords: Bool {
        switch self {
        case .order, .user, .payment, .email, .item, .reservation, .flight: true
        case .zip, .phone, .lastFour, .name, .street, .birthday, .date, .money: false
        }
    }
}
