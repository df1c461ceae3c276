// SPDX-License-Identifier: Apache-2.0

/// Valid UTF-8 that a scanner walks through, scalar by scalar, without copying.
struct UTF8Text {
    let bytes: UnsafeBufferPointer<UInt8>
    private let kinds: ScalarKinds

    init(_ bytes: UnsafeBufferPointer<UInt8>, kinds: ScalarKinds = .shared) {
        self.bytes = bytes
        self.kinds = kinds
    }

    var count: Int { bytes.count }

    /// The kind of the scalar that begins at a place, and how many bytes it has.
    @inline(__always)
    func scalar(at place: Int) -> (kind: ScalarKind, length: Int) {
        let first = UInt32(bytes[place])
        if first < 0x80 { return (kinds[first], 1) }
        func continuation(_ offset: Int) -> UInt32 { UInt32(bytes[place + offset]) & 0x3F }
        if first < 0xE0 { return (kinds[(first & 0x1F) << 6 | continuation(1)], 2) }
        if first < 0xF0 { return (kinds[(first & 0xF) << 12 | continuation(1) << 6 | continuation(2)], 3) }
        return (kinds[(first & 0x7) << 18 | continuation(1) << 12 | continuation(2) << 6 | continuation(3)], 4)
    }

    /// Where the run of scalars of one kind that holds `place` ends; `place` itself where it begins with another kind.
    @inline(__always)
    func endOfRun(of kind: ScalarKind, from place: Int, atMost limit: Int = .max) -> Int {
        var place = place
        var taken = 0
        while place < count, taken < limit {
            let next = scalar(at: place)
            guard next.kind == kind else { break }
            place += next.length
            taken += 1
        }
        return place
    }

    /// The byte at a place, or 0 after the end.
    @inline(__always)
    func byte(_ place: Int) -> UInt8 { place < count ? bytes[place] : 0 }
}
