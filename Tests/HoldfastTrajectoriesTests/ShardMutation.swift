// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

@testable import HoldfastTrajectories

/// Damages the bytes of a file, from a seed.
struct ByteMutation {
    private var random: RandomStream

    init(seed: UInt64) {
        random = RandomKey(seed: seed, purpose: .selection).stream
    }

    /// One to four damages, one after the other.
    mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...below(3) where bytes.count > 64 { damage(&bytes) }
        return bytes
    }

    private mutating func damage(_ bytes: inout [UInt8]) {
        let (place, other) = (below(2) == 0 ? below(bytes.count - 32) : structure(of: bytes), below(bytes.count - 32))
        let length = 1 + below(32)
        // What moves all that follows is rare, because nothing else of the file is looked at then.
        switch below(32) {
        case 0: bytes.removeLast(below(bytes.count))
        case 1: bytes.insert(contentsOf: (0..<length).map { _ in UInt8(below(256)) }, at: place)
        case 2: bytes.removeSubrange(place..<place + length)
        case 3...10: bytes[place] ^= 1 << UInt8(below(8))
        case 11...14: bytes.swapAt(place, other)
        case 15...18: bytes.replaceSubrange(place..<place + length, with: bytes[other..<other + length])
        case 19...21: for index in place..<place + length { bytes[index] = length % 2 == 0 ? 0 : 0xFF }
        case 22...24: bytes[place] = UInt8(below(256))
        // Fields of lengths, counts and addresses begin at even places, mostly.
        default: writeNumber(to: &bytes, at: place & ~1)
        }
    }

    /// A place near the beginning of a node, a list of names or a block of messages.
    private mutating func structure(of bytes: [UInt8]) -> Int {
        var place = below(bytes.count - 32)
        let signatures: [[UInt8]] = [
            Array("TREE".utf8), Array("SNOD".utf8), Array("HEAP".utf8), [0x11, 0, 0x10, 0], [3, 0, 0x10, 0], [8, 0, 0x18, 0],
        ]
        for _ in 0..<4_096 where place < bytes.count - 40 {
            if signatures.contains(where: { bytes[place..<place + 4].elementsEqual($0) }) { return place + below(40) % (bytes.count - 32 - place) }
            place += 1
        }
        return below(bytes.count - 32)
    }

    private mutating func writeNumber(to bytes: inout [UInt8], at place: Int) {
        let width = [1, 2, 4, 8][below(4)]
        let limit = width == 8 ? UInt64.max : 1 << UInt64(8 * width) - 1
        let numbers: [UInt64] = [0, 1, limit, limit / 2, limit / 2 + 1, limit - 7, UInt64(bytes.count), UInt64(below(bytes.count)), random.next()]
        var number = numbers[below(numbers.count)] & limit
        for index in place..<place + width {
            bytes[index] = UInt8(number & 0xFF)
            number >>= 8
        }
    }

    mutating func below(_ count: Int) -> Int { Int(random.next() % UInt64(max(1, count))) }
}

/// Writes a shard of which some columns are wrong, behind sound checksums: numbers that nobody would store, rows too many or too few.
struct MutatingColumnWriter: ColumnTable {
    /// What is wrong, decided while the columns pass.
    final class Plan {
        var mutation: ByteMutation
        /// One of so many columns is changed.
        let rarity: Int

        init(seed: UInt64) {
            mutation = ByteMutation(seed: seed)
            rarity = [10, 40, 80][mutation.below(3)]
        }

        func hits() -> Bool { mutation.below(rarity) == 0 }

        func change<Element: BitwiseCopyable>(_ values: inout [Element]) {
            guard hits(), !values.isEmpty else { return }
            let place = mutation.below(values.count)
            switch mutation.below(6) {
            case 0: values.append(values[place])
            case 1: values.remove(at: place)
            case 2: values.swapAt(place, mutation.below(values.count))
            case 3: for index in values.indices where mutation.below(4) == 0 { set(&values[index]) }
            default: set(&values[place])
            }
        }

        private func set(_ value: inout some BitwiseCopyable) {
            let pattern = mutation.below(6)
            withUnsafeMutableBytes(of: &value) { bytes in
                switch pattern {
                case 0: for index in bytes.indices { bytes[index] = 0xFF }
                case 1: for index in bytes.indices { bytes[index] = index == bytes.count - 1 ? 0x80 : 0 }
                case 2: for index in bytes.indices { bytes[index] = index == bytes.count - 1 ? 0x7F : 0xFF }
                case 3: bytes[0] &+= 1
                case 4: bytes[0] &-= 1
                default: for index in bytes.indices { bytes[index] = UInt8(mutation.below(256)) }
                }
            }
        }

        func change(_ text: inout String) {
            var bytes = Array(text.utf8)
            let pieces = ["\"", "{", "}", "[", "-9223372036854775808", "1e999", "null", "\u{0}", "é", ":"]
            let piece = Array(pieces[mutation.below(pieces.count)].utf8)
            let place = mutation.below(bytes.count + 1)
            let end = min(bytes.count, place + mutation.below(3))
            bytes.replaceSubrange(place..<end, with: piece)
            text = String(decoding: bytes, as: UTF8.self)
        }
    }

    var writer: ColumnWriter
    let plan: Plan
    var version: Int { writer.version }

    mutating func numbers<Element: HDF5Number>(_ name: String, _ values: inout [Element]) throws {
        var changed = values
        plan.change(&changed)
        try writer.numbers(name, &changed)
    }

    mutating func optionalNumbers(_ name: String, _ values: inout [Double?]) throws {
        var plain = values.map { $0 ?? .nan }
        var valid = values.map { $0 == nil ? UInt8(0) : 1 }
        try numbers(name, &plain)
        try numbers("\(name)_valid", &valid)
    }

    mutating func flags(_ name: String, _ values: inout [Bool]) throws {
        var bytes = values.map { $0 ? UInt8(1) : 0 }
        try numbers(name, &bytes)
    }

    mutating func choices<Choice: NamedChoice>(_ name: String, _ values: inout [Choice]) throws {
        var changed = values
        if plan.hits() { for index in changed.indices where plan.mutation.below(3) == 0 { change(&changed[index]) } }
        if plan.hits(), !changed.isEmpty { changed.removeLast() }
        try writer.choices(name, &changed)
    }

    mutating func optionalChoices<Choice: NamedChoice>(_ name: String, _ values: inout [Choice?]) throws {
        var changed = values
        if plan.hits() { for index in changed.indices where plan.mutation.below(3) == 0 { changed[index] = nil } }
        try writer.optionalChoices(name, &changed)
    }

    private func change<Choice: NamedChoice>(_ value: inout Choice) {
        let all = Array(Choice.allCases)
        value = all[plan.mutation.below(all.count)]
    }

    mutating func texts(_ name: String, _ values: inout [String]) throws {
        var changed = values
        if plan.hits(), !changed.isEmpty { plan.change(&changed[plan.mutation.below(changed.count)]) }
        try writer.texts(name, &changed)
    }

    mutating func labels(_ name: String, _ values: inout [String]) throws {
        var optional: [String?] = values
        try optionalLabels(name, &optional)
    }

    mutating func optionalLabels(_ name: String, _ values: inout [String?]) throws {
        guard plan.hits() else { return try writer.optionalLabels(name, &values) }
        // Codes and offsets of their own, so that they can be wrong.
        var distinct = Array(Set(values.compactMap(\.self))).sorted()
        var codes = values.map { value in value.flatMap { distinct.firstIndex(of: $0) }.map { Int32($0) } ?? -1 }
        if !distinct.isEmpty { plan.change(&distinct[plan.mutation.below(distinct.count)]) }
        var bytes = distinct.flatMap { Array($0.utf8) }
        var offsets = distinct.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.utf8.count) }
        try numbers("\(name)/code", &codes)
        try numbers("\(name)/bytes", &bytes)
        try self.offsets("\(name)/offsets", &offsets)
    }

    mutating func offsets(_ name: String, _ values: inout [Int]) throws {
        var changed = values
        plan.change(&changed)
        try writer.offsets(name, &changed)
    }
}
